"""Where events are kept month by month."""

from typing import NamedTuple, Protocol


class Month(NamedTuple):
    """A month of UTC, by the instants at which events are received."""

    name: str  # 2026_11
    since: int
    until: int  # the first instant after it


class EventMonths(Protocol):
    """Makes room for a month's events."""

    async def make(self, month: Month) -> bool:
        """Whether there was none yet. Events of that month that came before move there.

        Unavailable when the store is too busy with events for the moment that it takes.
        """
        ...
