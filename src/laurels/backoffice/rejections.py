"""The file of rows that an import has refused."""

import os
from pathlib import Path
from typing import IO

import msgspec
from django.core.management.base import CommandError

from laurels.usecases.import_scores import Rejected


class Rejections:
    """The file of refused rows; it comes into being with the first."""

    def __init__(self, path: Path, keep_bytes: int, source: Path) -> None:
        if path.resolve() == source.resolve():
            raise CommandError(f"--rejected is the file to import, '{source}'; choose another.")
        self._path = path
        self._keep = keep_bytes
        self._file: IO[bytes] | None = None

    def __enter__(self) -> "Rejections":
        if self._keep and self._path.exists():
            os.truncate(self._path, min(self._keep, self._path.stat().st_size))
            self._file = self._path.open("ab")
        else:
            self._path.unlink(missing_ok=True)
        return self

    def __exit__(self, *_: object) -> None:
        if self._file:
            self._file.close()

    def add(self, rejected: Rejected) -> None:
        """One line: where, why and what."""
        if self._file is None:
            self._file = self._path.open("wb")
        line = {
            "line": rejected.row.line,
            "reason": _clean(rejected.reason),
            "row": {_clean(k): _clean(v) for k, v in rejected.row.cells.items()},
        }
        self._file.write(msgspec.json.encode(line) + b"\n")

    def flush(self) -> int:
        """Bytes written so far, all of them in the file."""
        if self._file is None:
            return 0
        self._file.flush()
        return self._file.tell()


def _clean(text: str) -> str:
    """Text without the bytes that are no UTF-8."""
    return text.encode("utf-8", "backslashreplace").decode()
