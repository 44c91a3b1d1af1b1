"""The ranks that several processes answer from, to be held against the entries."""

from collections.abc import Mapping
from typing import Protocol

from laurels.rules.entry import Entry
from laurels.rules.leaderboard import Leaderboard

# Player number: what lies in the order for that player and should not, in the index's own bytes.
Suspects = dict[int, list[bytes]]


class LiveRanks(Protocol):
    """Methods raise Unavailable where the index does not answer. Each first brings a season up
    to the journal, as every reader does; None where it is not loaded, or no more."""

    async def walk(
        self, season: int, leaderboard: Leaderboard, entries: Mapping[int, Entry]
    ) -> Suspects | None:
        """Whose place is not what `entries` say, as found one after the other, while others may
        move. O(n), a bounded part at a time."""
        ...

    async def wrong(
        self,
        season: int,
        leaderboard: Leaderboard,
        entries: Mapping[int, Entry],
        suspects: Suspects,
    ) -> Suspects | None:
        """Those of `suspects` whose place is still not what `entries` say. O(suspects)."""
        ...

    async def miscounted(
        self, season: int, leaderboard: Leaderboard, entries: Mapping[int, Entry]
    ) -> list[str]:
        """Where distinct scores are counted: a sentence for each that is counted wrong."""
        ...
