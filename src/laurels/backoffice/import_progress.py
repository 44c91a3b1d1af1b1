"""How far an import has come, so that the next run skips what is in."""

import hashlib
import os
from pathlib import Path

import msgspec

from laurels.usecases.import_scores import Tally


class Checkpoint(msgspec.Struct):
    """What is kept: the tally, and how long the file of rejected rows was then."""

    tally: Tally
    rejected_bytes: int = 0


class ImportProgress:
    """A small file in the data folder, named by what is imported and how.

    It only saves time: without it, or with an old one, once-only keeps every row single.
    """

    def __init__(self, data: Path, file: Path, *how: object) -> None:
        stat = file.stat()
        name = repr((str(file.resolve()), stat.st_size, stat.st_mtime_ns, *how))
        digest = hashlib.blake2b(name.encode("utf-8", "surrogateescape"), digest_size=12)
        self._path = data / "imports" / f"{digest.hexdigest()}.json"

    def read(self) -> Checkpoint | None:
        """What an earlier run has kept, if it can be read."""
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=Checkpoint)
        except (OSError, msgspec.DecodeError):
            return None

    def keep(self, checkpoint: Checkpoint) -> None:
        """Replace what is kept, whole or not at all."""
        self._path.parent.mkdir(exist_ok=True)
        partial = self._path.with_suffix(".partial")
        partial.write_bytes(msgspec.json.encode(checkpoint))
        os.replace(partial, self._path)

    def done(self) -> None:
        """The import is complete: nothing is left to go on with."""
        self._path.unlink(missing_ok=True)
