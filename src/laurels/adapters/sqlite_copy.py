"""A whole copy of a SQLite database, also while another process writes on."""

import os
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from laurels.adapters.sqlite_database import BUSY_SECONDS
from laurels.rules.errors import Conflict, NotFound, Unavailable


def copy_database(source: Path, target: Path) -> None:
    """Copy the database as it is at one instant; `target` is there only when it is complete.

    One step copies all pages inside one read transaction: in smaller steps SQLite begins
    anew after every commit of another process, and never ends on a busy server. Until it has
    ended, the write-ahead log of the source cannot shrink. O(bytes).

    NotFound where there is no source, Conflict where there is a target already, Unavailable
    when either disk refuses.
    """
    if not source.is_file():
        raise NotFound(f"There is no database '{source}'.")
    if target.exists():
        raise Conflict(f"'{target}' is there already; choose another name.")
    try:
        descriptor, name = tempfile.mkstemp(".partial", f"{target.name}.", target.parent)
    except OSError as error:
        raise Unavailable(f"'{target}' cannot be written: {error.strerror}.") from None
    os.close(descriptor)
    partial = Path(name)
    try:
        _copy(source, partial)
        partial.rename(target)
        _sync_folder(target.parent)
    except sqlite3.DatabaseError as error:
        raise Unavailable(f"'{source}' cannot be copied to '{target}': {error}.") from None
    finally:
        partial.unlink(missing_ok=True)


def _copy(source: Path, partial: Path) -> None:
    # `mode=rw`, so that a source that is gone by now is not made anew, and empty.
    address = f"{source.resolve().as_uri()}?mode=rw"
    with (
        closing(sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS)) as old,
        closing(sqlite3.connect(partial)) as new,
    ):
        old.backup(new)
    with partial.open("rb") as file:
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """A name lasts once the folder that holds it is on disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
