"""The key that signs the admin's sessions, where no setting gives one."""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path


def kept_secret_key(file: Path) -> str:
    """The key in a file; one is made where there is none.

    The file is there under its name only once it is complete and synced; an empty one, whose
    writing was cut off, is taken as none. OSError, with the file's name, when it cannot be
    written.
    """
    if key := _read(file):
        return key
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(".partial", "secret_key.", file.parent)
    partial = Path(name)
    try:
        with os.fdopen(descriptor, "w") as handle:
            handle.write(secrets.token_urlsafe(50))
            handle.flush()
            os.fsync(descriptor)
        _place(partial, file)
    except OSError as error:  # a write that fails names no file
        raise OSError(error.errno, error.strerror, str(file)) from None
    finally:
        partial.unlink(missing_ok=True)
    return _read(file)


def _read(file: Path) -> str:
    with suppress(FileNotFoundError):
        return file.read_text().strip()
    return ""


def _place(partial: Path, file: Path) -> None:
    """Give the new key its name, unless another process was first."""
    try:
        os.link(partial, file)
    except OSError:  # it is there, or the disk knows no links
        if not _read(file):
            partial.replace(file)
