"""What a season's index in memory can do: `MemorySeason` and the compiled `NativeSeason` both."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from laurels.ports.ranking_index import Distribution, Placement
from laurels.rules.entry import Entry, EntryRow
from laurels.rules.leaderboard import Leaderboard
from laurels.rules.rank import RankedEntry


class SeasonIndex(Protocol):
    """Entries of one season in board order. Costs are for n entries."""

    @property
    def version(self) -> int:
        """Another number after every change, and in every other index."""
        ...

    @property
    def events(self) -> int:
        """How many events the entries took, all together."""
        ...

    def __len__(self) -> int: ...

    def gather(self, rows: Iterable[EntryRow]) -> None:
        """Take entries of players that are not here yet; `arrange` follows the last. O(n)."""
        ...

    def arrange(self) -> None:
        """Put all that was gathered in order, at once. O(n log n)."""
        ...

    def place(self, player: int, entry: Entry | None) -> None:
        """Put a player's entry in its place, or take it out where None. O(log n)."""
        ...

    def place_and_rank(self, player: int, entry: Entry | None) -> Placement | None:
        """As `place`; and the placement, where there is an entry. O(log n)."""
        ...

    def standing(self, player: int) -> Entry | None:
        """A player's entry without its place. O(1)."""
        ...

    def entry(self, player: int) -> RankedEntry | None:
        """A player's entry with its place. O(log n)."""
        ...

    def rank(self, player: int) -> tuple[int, int] | None:
        """A player's rank and how many are ahead. O(log n)."""
        ...

    def page(self, offset: int, limit: int) -> Sequence[RankedEntry]:
        """Up to `limit` entries from a position on. O(log n + limit)."""
        ...

    def around(self, position: int, above: int, below: int) -> Sequence[RankedEntry]:
        """`above` entries before a position and `below` from it on; where the board ends
        on one side, the other gives more. O(log n + above + below)."""
        ...

    def position(self, key: bytes) -> int:
        """How many entries have a smaller order key. O(log n)."""
        ...

    def distribution(self, buckets: int) -> Distribution | None:
        """How the first column is spread; None without entries. O(buckets * log n)."""
        ...

    def check(self) -> None:
        """AssertionError, with what is held, where the parts contradict each other. O(n)."""
        ...


class SeasonClass(Protocol):
    """Makes the index of a season."""

    __name__: str

    def __call__(self, leaderboard: Leaderboard) -> SeasonIndex:
        """An empty one."""
        ...
