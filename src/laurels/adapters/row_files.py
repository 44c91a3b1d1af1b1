"""Rows out into a file or a pipe: CSV or NDJSON, plain or gzip."""

import csv
import gzip
import io
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import msgspec

from laurels.ports.score_rows import WriteRows

RAW = ("details",)  # columns whose text is JSON already


@contextmanager
def row_writer(
    output: Path | None, format: str, header: Sequence[str], numbers: Sequence[str]
) -> Iterator[WriteRows]:
    """Write rows under a header; `numbers` are columns of exact numbers given as text.

    A file appears under its name only when it is complete, with the rights of the one that was
    there; a symbolic link is followed. What
    is no regular file gets the rows as they come.
    """
    with _opened(output) as file:
        if format == "csv":
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(header)
            yield writer.writerows
        else:
            raw = [name in numbers or name in RAW for name in header]
            yield lambda rows: file.writelines(_line(header, row, raw) for row in rows)


def _line(header: Sequence[str], row: Sequence[str | int | None], raw: Sequence[bool]) -> str:
    """One object; cells that are None are left out."""
    cells = zip(header, row, raw, strict=True)
    line = {
        name: msgspec.Raw(cell.encode()) if is_raw and isinstance(cell, str) else cell
        for name, cell, is_raw in cells
        if cell is not None
    }
    return msgspec.json.encode(line).decode() + "\n"


@contextmanager
def _opened(output: Path | None) -> Iterator[IO[str]]:
    if output is None:
        yield sys.stdout
        sys.stdout.flush()
        return
    with _file(output) as file:
        if output.suffix == ".gz":
            with gzip.open(file, "wb", compresslevel=5) as packed, _text(packed) as text:
                yield text
        else:
            with _text(file) as text:
                yield text


@contextmanager
def _file(output: Path) -> Iterator[IO[bytes]]:
    """The file to write to. What is there and no regular file, such as a pipe or a device,
    is written through: a rename would put a file in its place."""
    if output.exists() and not output.is_file():
        with output.open("wb") as file:
            yield file
        return
    named = Path(os.path.realpath(output))  # a link stays; the file that it leads to is replaced
    partial = named.with_name(named.name + ".partial")
    try:
        with partial.open("wb") as file:
            if named.exists():
                partial.chmod(named.stat().st_mode & 0o777)
            yield file
        partial.replace(named)
    finally:
        partial.unlink(missing_ok=True)


@contextmanager
def _text(file: Any) -> Iterator[IO[str]]:
    text = io.TextIOWrapper(file, "utf-8", newline="")
    yield text
    text.detach()  # which flushes; the file is closed by who opened it
