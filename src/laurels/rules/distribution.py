"""How a season's scores are spread, from what an ordered structure counts."""

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
    best, worst = entries.first_value(0), entries.first_value(total - 1)
    low, high = min(best, worst), max(best, worst)
    count = max(1, min(buckets, high - low))
    edges = [low + (high - low) * n // count for n in range(count)]
    below = [entries.below(edge) for edge in edges] + [total]
    histogram = [
        (start, end, after - before)
        for start, end, before, after in zip(
            edges, [*edges[1:], high], below[:-1], below[1:], strict=True
        )
    ]
    # Nearest rank: the worst score that at least p percent of entries stand at or below.
    share = {p: entries.first_value(total + (-p * total // 100)) for p in PERCENTILES}
    return Distribution(entries.events, best, share[50], share, histogram)
