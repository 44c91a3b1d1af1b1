"""Files of scores: CSV and NDJSON, plain or gzip, read row by row."""

import csv
import gzip
import io
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

import msgspec

from laurels.ports.score_rows import Row
from laurels.rules.errors import InvalidRequest

if TYPE_CHECKING:
    from _csv import Reader as CsvReader

LOOK_AHEAD = 1000  # rows of NDJSON whose keys count as the file's columns
_object = msgspec.json.Decoder(dict[str, msgspec.Raw])


class ScoreFile:
    """Fulfils `laurels.ports.score_rows.ScoreSource`.

    A file whose name tells its format: .csv, .ndjson or .jsonl, with or without .gz.
    """

    def __init__(self, path: Path, format: str | None = None) -> None:
        self.path = path
        self.format = format or _format_of(path)

    def columns(self) -> list[str]:
        """The names of the columns. InvalidRequest where the file has none."""
        with self._open() as file:
            if self.format == "csv":
                with _csv(file) as reader:
                    columns = next(reader, [])
                if _is_broken("".join(columns)):
                    raise InvalidRequest(f"'{self.path}' is not UTF-8; save it as UTF-8.")
                twice = {name for name in columns if columns.count(name) > 1}
                if twice:
                    raise InvalidRequest(
                        f"'{self.path}' has more than one column '{min(twice)}'; rename them."
                    )
            else:
                rows = islice(_ndjson_rows(file), LOOK_AHEAD)
                columns = list(dict.fromkeys(name for row in rows for name in row.cells))
        if not columns:
            raise InvalidRequest(f"'{self.path}' is empty: there is no header to go by.")
        return columns

    def rows(self) -> Iterator[Row]:
        """All rows in order; one that cannot be read has a `problem`."""
        with self._open() as file:
            yield from _csv_rows(file) if self.format == "csv" else _ndjson_rows(file)

    def count_lines(self) -> int:
        """How many lines the file has. Reads it through once."""
        with self._open() as file:
            return sum(part.count(b"\n") for part in iter(lambda: file.read(1 << 20), b""))

    @contextmanager
    def _open(self) -> Iterator[BinaryIO]:
        try:
            with self.path.open("rb") as file:
                if self.path.suffix == ".gz":
                    with gzip.open(file) as unpacked:
                        yield cast(BinaryIO, unpacked)
                else:
                    yield file
        except (OSError, EOFError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise InvalidRequest(f"'{self.path}' cannot be read: {reason}.") from None


def _format_of(path: Path) -> str:
    ending = Path(path.stem).suffix if path.suffix == ".gz" else path.suffix
    match ending.lower():
        case ".csv":
            return "csv"
        case ".ndjson" | ".jsonl":
            return "ndjson"
    raise InvalidRequest(
        f"'{path.name}' does not tell its format; name it .csv, .csv.gz or .ndjson, "
        "or say --format."
    )


@contextmanager
def _csv(file: BinaryIO) -> "Iterator[CsvReader]":
    text = io.TextIOWrapper(file, "utf-8-sig", errors="surrogateescape", newline="")
    try:
        yield csv.reader(text)
    finally:
        text.detach()


def _csv_rows(file: BinaryIO) -> Iterator[Row]:
    with _csv(file) as reader:
        header = next(reader, [])
        while True:
            try:
                cells = next(reader, None)
            except csv.Error as error:
                yield Row(reader.line_num, {}, problem=f"The row cannot be read: {error}.")
                continue
            if cells is None:
                return
            if not cells:
                continue
            problem = None
            if len(cells) != len(header):
                problem = f"The row has {len(cells)} cells where the header has {len(header)}."
            elif _is_broken("".join(cells)):
                name = next(name for name, c in zip(header, cells, strict=True) if _is_broken(c))
                problem = f"'{name}' has a byte that is not UTF-8; save the file as UTF-8."
            yield Row(reader.line_num, dict(zip(header, cells, strict=False)), problem=problem)


def _is_broken(text: str) -> bool:
    """Whether bytes were no UTF-8: each of those was read as a lone surrogate."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def _ndjson_rows(file: BinaryIO) -> Iterator[Row]:
    for line, text in enumerate(file, 1):
        if not text.strip():
            continue
        try:
            json = {name: bytes(raw) for name, raw in _object.decode(text).items()}
            yield Row(line, {name: _text(raw) for name, raw in json.items()}, json)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            yield Row(line, {}, problem=f"The line is no JSON object: {error}.")


def _text(raw: bytes) -> str:
    if raw.startswith(b'"'):
        return msgspec.json.decode(raw, type=str)
    return "" if raw == b"null" else raw.decode()
