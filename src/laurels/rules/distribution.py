"""How a season's scores are spread, from what an ordered structure counts."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

PERCENTILES = (50, 90, 99)


class Distribution(NamedTuple):
    """How a season's first column is spread: by PERCENTILES, and by buckets. Values are
    scaled; buckets (from, to, count)
    are of equal width, `to` included in the last only."""

    events: int
    top: int
    median: int
    percentiles: dict[int, int]
    histogram: list[tuple[int, int, int]]


class Counted(Protocol):
    """Entries in order, and what can be counted of them."""

    @property
    def events(self) -> int:
        """How many events they took."""
        ...

    def __len__(self) -> int: ...

    def first_value(self, position: int) -> int:
        """The first column of the entry at a position."""
        ...

    def below(self, value: int) -> int:
        """How many entries have a first column less than `value`."""
        ...


def spread(entries: Counted, buckets: int) -> Distribution | None:
    """How the first column is spread; None without entries. `buckets` questions."""
    total = len(entries)
    if not total:
        return None
    values = {position: entries.first_value(position) for position in positions_of(total)}
    below = [entries.below(edge) for edge in edges_of(values, total, buckets)]
    return from_counts(values, below, total, entries.events, buckets)


def positions_of(total: int) -> list[int]:
    """Where the entries stand whose first columns the spread of `total` entries is made of:
    the best, the worst, and one for each of PERCENTILES.

    >>> positions_of(200)
    [0, 199, 100, 20, 2]
    """
    # Nearest rank: the worst score that at least p percent of entries stand at or below.
    return [0, total - 1, *[total + (-p * total // 100) for p in PERCENTILES]]


def edges_of(values: Mapping[int, int], total: int, buckets: int) -> list[int]:
    """The least value of each bucket, from the values at `positions_of`."""
    low, high = sorted((values[0], values[total - 1]))
    count = max(1, min(buckets, high - low))
    return [low + (high - low) * n // count for n in range(count)]


def from_counts(
    values: Mapping[int, int], below: Sequence[int], total: int, events: int, buckets: int
) -> Distribution:
    """The spread, from the values at `positions_of` and how many are `below` each edge."""
    best, _, *shares = [values[position] for position in positions_of(total)]
    edges = edges_of(values, total, buckets)
    high = max(best, values[total - 1])
    histogram = [
        (start, end, after - before)
        for start, end, before, after in zip(
            edges, [*edges[1:], high], below, [*below[1:], total], strict=True
        )
    ]
    share = dict(zip(PERCENTILES, shares, strict=True))
    return Distribution(events, best, share[50], share, histogram)
