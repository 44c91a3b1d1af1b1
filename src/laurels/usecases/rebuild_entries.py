"""Drop entries and make them again from the journal's events."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from laurels.ports.catalog import Catalog
from laurels.ports.journal import Journal
from laurels.ports.upkeep import PlacedEntry, Upkeep
from laurels.rules.leaderboard import Leaderboard
from laurels.usecases.fold_journal import Fold, by_player, fold_journal

PART = 20_000  # entries a statement


class Rebuilt(NamedTuple):
    """What came of it."""

    events: int
    entries: int
    seasons: int


async def rebuild_entries(
    journal: Journal,
    catalog: Catalog,
    upkeep: Upkeep,
    leaderboards: Sequence[Leaderboard],
    advance: Callable[[int], None],
) -> Rebuilt:
    """Replace all entries of `leaderboards`, in one transaction at the end.

    Killed before that, the data set is as it was. The process must hold the data set, and
    load no index before. O(events + entries * log entries), memory O(entries).
    """
    fold = await fold_journal(journal, catalog, leaderboards, advance)
    if fold.missing:  # seasons are kept again, and what counts in them is known then
        for leaderboard, window, span in sorted(fold.missing):
            await catalog.add_season(leaderboard, window, span)
        fold = await fold_journal(journal, catalog, leaderboards, lambda _: None)
    await upkeep.replace_entries(list(fold.entries), _parts(fold))
    entries = sum(map(len, fold.entries.values()))
    return Rebuilt(fold.events, entries, len(fold.entries))


def _parts(fold: Fold) -> Iterator[list[PlacedEntry]]:
    for season, entries in sorted(fold.entries.items()):
        placed = [PlacedEntry(season, *item) for item in by_player(entries)]
        for start in range(0, len(placed), PART):
            yield placed[start : start + PART]
