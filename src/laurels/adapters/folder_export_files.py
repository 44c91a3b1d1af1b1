"""Exports in a folder, for the one process that serves them."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

from laurels.rules.errors import NotFound, Unavailable

PART = 2**20


class FolderExportFiles:
    """Fulfils `laurels.ports.export_files.ExportFiles`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def keep(self, run: int, file: Path) -> None:
        """By renaming, so it is there as a whole or not at all."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._folder.chmod(0o700)  # one of an earlier version was open to all
            await asyncio.to_thread(file.replace, self._path(run))
        except OSError as error:
            raise Unavailable(f"The export cannot be kept: {error.strerror}.") from error

    async def read(self, run: int) -> AsyncIterator[bytes]:
        """Off the event loop."""
        try:
            file = self._path(run).open("rb")
        except OSError:
            raise NotFound(f"The file of export {run} is not there any more.") from None
        with file:
            while part := await asyncio.to_thread(file.read, PART):
                yield part

    async def remove(self, run: int) -> None:
        """Unlink it, off the event loop."""
        await asyncio.to_thread(self._path(run).unlink, missing_ok=True)

    def _path(self, run: int) -> Path:
        return self._folder / f"export-{run}"
