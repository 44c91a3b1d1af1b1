"""The ranking index: the ordered structure that answers ranks, one a season. Disposable."""

from collections.abc import AsyncIterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple, Protocol

from laurels.rules.distribution import PERCENTILES as PERCENTILES
from laurels.rules.distribution import Distribution as Distribution
from laurels.rules.entry import EntryRow
from laurels.rules.leaderboard import Leaderboard
from laurels.rules.rank import RankedEntry
from laurels.rules.submission import Change


class Placement(NamedTuple):
    """Where a change has put an entry. Ranks are counted right before and right after it."""

    rank: int
    ahead: int
    total: int
    previous_rank: int | None


class Link(NamedTuple):
    """Which events of a season some changes stand for: those after `before`, up to `last`."""

    before: int
    last: int


Links = Mapping[int, Link]  # by season id
NO_LINKS: Links = MappingProxyType({})


class RankReads(Protocol):
    """What is asked of seasons, which are named by their id. Costs are an index's, with n
    entries in the season; each answer is of one instant."""

    async def total(self, season: int) -> int:
        """How many entries the season has. O(1)."""
        ...

    async def version(self, season: int) -> int:
        """A number that changes whenever the season's order or entries do. O(1)."""
        ...

    async def entry(self, season: int, player: int) -> RankedEntry | None:
        """A player's entry. O(log n)."""
        ...

    async def entries(self, season: int, players: Sequence[int]) -> list[RankedEntry | None]:
        """The entries of players, in their order, asked for together. O(log n) each.

        In an index that several processes share, each may be of an instant of its own.
        """
        ...

    async def page(self, season: int, offset: int, limit: int) -> Sequence[RankedEntry]:
        """Entries from position `offset`, which may lie beyond the end. O(log n + limit)."""
        ...

    async def around(self, season: int, player: int, span: int) -> Sequence[RankedEntry]:
        """A player's entry with `span` above and below it; at an edge, more from the other
        side. Empty where the player has none. O(log n + span)."""
        ...

    async def around_key(
        self, season: int, key: bytes, above: int, below: int
    ) -> Sequence[RankedEntry]:
        """`above` entries before the place where a key would stand and `below` from it on; at an
        edge, more from the other side. O(log n + above + below)."""
        ...

    async def position(self, season: int, key: bytes) -> int:
        """How many entries have a smaller order key. O(log n)."""
        ...

    async def distribution(self, season: int, buckets: int) -> Distribution | None:
        """How scores are spread; None without entries. O(buckets * log n)."""
        ...


class RankingIndex(RankReads, Protocol):
    """Seasons are named by their id. Costs are per entry touched, n entries in the season.

    A season that is not open answers Unavailable: callers open it first. An index that several
    processes share is kept in the journal's order by the links of what moves it; one that is
    this process's own needs none.
    """

    def is_open(self, season: int) -> bool:
        """Whether the season is loaded, as far as this process knows without looking."""
        ...

    async def open(
        self,
        season: int,
        leaderboard: Leaderboard,
        entries: AsyncIterator[list[EntryRow]] | None = None,
    ) -> None:
        """Load a season from its entries (none: it is new). O(n log n).

        They are not read where another process has loaded the season already.
        """
        ...

    async def close(self, season: int) -> None:
        """Forget a season; no error where it is not open."""
        ...

    async def reach(self, season: int, sequence: int) -> None:
        """Have an open season hold an event of the journal that another process may have failed
        to bring. O(1) where it is known to."""
        ...

    async def doubt(self, season: int) -> None:
        """Take the season for not open: it may lack changes that are in the journal. To open it
        again brings them."""
        ...

    async def move(self, changes: Sequence[Change], links: Links = NO_LINKS) -> None:
        """Put entries in their places. Absolute and idempotent. O(log n) each.

        In an index that several processes share, Unavailable where a season is not open: others
        could be shown it without the changes.
        """
        ...

    async def move_and_rank(
        self, changes: Sequence[Change], links: Links = NO_LINKS
    ) -> list[Placement | None]:
        """Like `move`, one after the other, with each entry's rank before and after.

        None for a removal. O(log n) each.
        """
        ...
