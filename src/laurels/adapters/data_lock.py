"""One process at a time on an embedded data set."""

import os
from pathlib import Path

from filelock import FileLock, Timeout

from laurels.rules.errors import Conflict, Unavailable


class DataLock:
    """Held from `acquire` to the end of the process, however it ends."""

    def __init__(self, data: Path) -> None:
        self._lock = FileLock(data / "laurels.lock", timeout=0)
        self._owner = data / "laurels.pid"

    def acquire(self) -> None:
        """Conflict, naming the process, when another has it; Unavailable when the folder
        cannot be written."""
        folder = self._owner.parent
        try:
            self._lock.acquire()
            self._owner.write_text(str(os.getpid()))
        except Timeout:
            owner = self._owner.read_text().strip() if self._owner.exists() else "unknown"
            raise Conflict(
                f"The data in '{folder}' is in use by process {owner}. "
                "Stop that process, or choose another folder with --data."
            ) from None
        except OSError as error:
            self._lock.release()
            raise Unavailable(f"'{folder}' cannot be written: {error.strerror}.") from None

    def release(self) -> None:
        """Let others in."""
        self._lock.release()
