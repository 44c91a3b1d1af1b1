"""Folders that servers can use which do not run as root, also where the tests do."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def open_folder() -> Iterator[Path]:
    """A new one that everyone can enter; pytest's own are closed. Removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="laurels-test-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)
