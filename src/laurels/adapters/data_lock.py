"""One process at a time on an embedded data set."""

import os
from pathlib import Path

from filelock import FileLock, Timeout

from laurels.rules.errors import Conflict


class DataLock:
    """Held from `acquire` to the end of the process, however it ends."""

    def __init__(self, data: Path) -> None:
        self._lock = FileLock(data / "laurels.lock", timeout=0)
        self._owner = data / "laurels.pid"

    def acquire(self) -> None:
        """Conflict, naming the process, when another has it."""
        try:
            self._lock.acquire()
        except Timeout:
            owner = self._owner.read_text().strip() if self._owner.exists() else "unknown"
            raise Conflict(
                f"The data in '{self._owner.parent}' is in use by process {owner}. "
                "Stop that process, or choose another folder with --data."
            ) from None
        self._owner.write_text(str(os.getpid()))

    def release(self) -> None:
        """Let others in."""
        self._lock.release()
