"""Rows on their way in from a file, and where they go; rows on their way out."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from laurels.rules.submission import Submission

FORMATS = ("csv", "ndjson")


class Row(NamedTuple):
    """One row of a file. `cells` is the text of each column: a number as it is written."""

    line: int  # of the file, from 1; the last line of a row that spans several
    cells: Mapping[str, str]
    json: Mapping[str, bytes] = {}  # the same as JSON, where the file has it so
    problem: str | None = None  # why the row cannot be read


class ScoreSource(Protocol):
    """Rows of scores, read from the beginning at each call. InvalidRequest where it cannot be
    read."""

    def columns(self) -> list[str]:
        """The names of the columns."""
        ...

    def rows(self) -> Iterator[Row]:
        """All rows in order; one that cannot be read has a `problem`."""
        ...

    def count_lines(self) -> int:
        """How many lines there are. O(bytes)."""
        ...


class Taken(NamedTuple):
    """What became of one submission."""

    replayed: bool = False
    refusal: str | None = None  # a sentence
    sequence: int = 0  # of its event, where known


class ScoreSink(Protocol):
    """Takes submissions in their order: this process, or a server far away."""

    async def send(self, submissions: Sequence[Submission]) -> list[Taken]:
        """What became of each. LaurelsError when nothing could be taken."""
        ...


class WriteRows(Protocol):
    """Writes rows of cells."""

    def __call__(self, rows: Sequence[Sequence[str | int | None]]) -> None:
        """All of them."""
        ...
