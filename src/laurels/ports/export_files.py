"""Files that jobs have written, and that any process may hand out."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Protocol


class ExportFiles(Protocol):
    """Each is named by the run that wrote it."""

    async def keep(self, run: int, file: Path) -> None:
        """Take a finished file over, in the place of any before; `file` is gone afterwards."""
        ...

    def read(self, run: int) -> AsyncIterator[bytes]:
        """The file, in parts of a megabyte at most. NotFound where there is none."""
        ...

    async def remove(self, run: int) -> None:
        """Delete it; no error where there is none."""
        ...
