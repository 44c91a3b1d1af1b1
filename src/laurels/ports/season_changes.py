"""What a ranking index that several processes share asks the journal, to keep in its order."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from laurels.rules.entry import Entry


class Missed(NamedTuple):
    """What has changed in a season since an event, as it stands at one instant."""

    last: int  # the last event that had changed the season at that instant
    entries: Sequence[tuple[int, Entry | None]]  # by player number; None where removed


class SeasonChanges(Protocol):
    """Both raise Unavailable where the store cannot be read."""

    async def season_heads(self, seasons: Sequence[int]) -> dict[int, int]:
        """Season id: the last event that changed it, 0 for none. O(seasons)."""
        ...

    async def changed_entries(self, season: int, after: int) -> Missed:
        """The entries of all players whom an event after `after` concerns, and up to which
        event: both of one instant. O(events since)."""
        ...
