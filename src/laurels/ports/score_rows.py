"""Scores on their way in from a file: the rows, and where they go."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from laurels.rules.submission import Submission


class Row(NamedTuple):
    """One row of a file. `cells` is the text of each column: a number as it is written."""

    line: int  # of the file, from 1; the last line of a row that spans several
    cells: Mapping[str, str]
    json: Mapping[str, bytes] = {}  # the same as JSON, where the file has it so
    problem: str | None = None  # why the row cannot be read


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
