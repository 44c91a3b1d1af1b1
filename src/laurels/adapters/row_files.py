"""Rows out into a file or a pipe: CSV or NDJSON, plain or gzip."""

import csv
import gzip
import io
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

import msgspec

from laurels.ports.score_rows import WriteRows

RAW = ("details",)  # columns whose text is JSON already


@contextmanager
def row_writer(
    output: Path | None, format: str, header: Sequence[str], numbers: Sequence[str]
) -> Iterator[WriteRows]:
    """Write rows under a header; `numbers` are columns of exact numbers given as text.

    A file appears under its name only when it is complete.
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
    partial = output.with_name(output.name + ".partial")
    try:
        if output.suffix == ".gz":
            with gzip.open(partial, "wb", compresslevel=5) as packed:
                text = io.TextIOWrapper(cast(IO[bytes], packed), "utf-8", newline="")
                yield text
                text.flush()
        else:
            with partial.open("w", encoding="utf-8", newline="") as file:
                yield file
        partial.replace(output)
    finally:
        partial.unlink(missing_ok=True)
