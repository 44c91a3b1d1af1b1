"""What a data folder tells a command that would work on the wrong data."""

import fcntl
import os
from pathlib import Path

from filelock import FileLock, Timeout

SERVICES = (
    "services"  # a folder: whoever starts or ends them has TURN, all who use them share USERS
)
TURN, USERS = "turn.lock", "users.lock"
MOVED = "moved-to"


def services_are_used(data: Path) -> bool:
    """Whether a process uses the local services of a folder. A few system calls."""
    folder = data / SERVICES
    if not os.access(folder / USERS, os.R_OK | os.W_OK):
        return False
    turn = FileLock(folder / TURN, timeout=0)
    try:
        turn.acquire()  # so that nobody who ends meanwhile takes this look for a user
    except Timeout:
        return True
    users = os.open(folder / USERS, os.O_RDWR)
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(users)
        turn.release()
    return False


def mark_moved(data: Path, to: str) -> None:
    """Keep where the data have gone; `to` has no password."""
    (data / MOVED).write_text(f"{to}\n", encoding="utf-8")


def moved_to(data: Path) -> str | None:
    """Where the data have gone."""
    kept = data / MOVED
    return kept.read_text(encoding="utf-8").strip() if kept.is_file() else None
