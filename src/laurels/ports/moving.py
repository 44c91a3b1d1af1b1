"""What moving a data set from one store to another asks of both.

Rows travel as lines: columns between tabs, in the notation of PostgreSQL's COPY. Both ends write
the same row as the same bytes, so equal parts are equal texts.
"""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from laurels.ports.event_months import EventMonths

FIRST = -1  # before all keys


class Table(NamedTuple):
    """A table whose rows have a whole number as their key."""

    name: str
    key: str
    numbers: Sequence[str] = ()  # columns of whole numbers, beside the key
    texts: Sequence[str] = ()
    truths: Sequence[str] = ()


class Part(NamedTuple):
    """Rows next to each other in order of their keys."""

    last: int  # the key of the last row
    rows: int
    lines: bytes


class MoveSource(Protocol):
    """A data set that is left as it is. All methods raise Unavailable where it cannot be read."""

    async def count(self, table: Table) -> int:
        """How many rows there are; of events, about. O(rows) but for events."""
        ...

    async def part(self, table: Table, after: int) -> Part | None:
        """The next rows whose key is above `after`; None where there are none. Conflict, naming
        the row, where one has what no text of the target can keep."""
        ...

    async def last_event(self) -> int:
        """Sequence of the last event; 0 where there is none."""
        ...

    async def span_of_events(self) -> tuple[int, int] | None:
        """When the first and the last event were received; None where there is none."""
        ...


class MoveTarget(Protocol):
    """A data set that only this move writes to; Conflict where another has taken over. All
    methods raise Unavailable where it cannot be written or read."""

    @property
    def months(self) -> EventMonths:
        """Where events are kept."""
        ...

    async def begin(self) -> None:
        """Take an empty data set, or what a move that did not end has left. Conflict, with what
        to do, where it holds anything else."""
        ...

    async def lines(self, table: Table, after: int, last: int) -> bytes:
        """The rows whose key is above `after` and not above `last`, in order."""
        ...

    async def put(self, table: Table, after: int, part: Part) -> None:
        """Replace the rows from `after` to the part's last by the part, durably."""
        ...

    async def end(self, table: Table, after: int) -> None:
        """Take out the rows above the key `after`."""
        ...

    async def finish(self) -> None:
        """Set what follows from the rows, and open the data set to its servers."""
        ...
