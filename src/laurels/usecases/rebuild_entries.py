"""Drop entries and make them again from the journal's events."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import NamedTuple

from laurels.ports.catalog import Catalog
from laurels.ports.upkeep import SeasonRows, Upkeep
from laurels.rules.entry import to_row
from laurels.rules.leaderboard import Leaderboard
from laurels.usecases.fold_journal import Fold, fold_journal

PART = 20_000  # entries handed over together


class Rebuilt(NamedTuple):
    """What came of it."""

    events: int
    entries: int
    seasons: int


async def rebuild_entries(
    catalog: Catalog,
    upkeep: Upkeep,
    leaderboards: Sequence[Leaderboard],
    drop_index: Callable[[int, Leaderboard], Awaitable[None]],
    advance: Callable[[int], None],
) -> Rebuilt:
    """Replace all entries of `leaderboards`, in one transaction at the end, and drop what a
    shared index has made of the old ones, a season's id after the other.

    Killed before the transaction, the data set is as it was; after it, the index may be, until
    this is done once more. The process must hold an embedded data set, and load no index before.
    Conflict, and nothing replaced, where events come meanwhile. O(events + entries * log
    entries), memory O(entries).
    """
    fold = await fold_journal(upkeep, catalog, leaderboards, advance)
    if fold.missing:  # seasons are kept again, and what counts in them is known then
        for leaderboard, window, span in sorted(fold.missing):
            await catalog.add_season(leaderboard, window, span)
        fold = await fold_journal(upkeep, catalog, leaderboards, lambda _: None)
    await upkeep.replace_entries(list(fold.entries), _parts(fold))
    for board in leaderboards:
        for season in catalog.seasons(board.number):
            await drop_index(season.id, board)
    entries = sum(map(len, fold.entries.values()))
    return Rebuilt(fold.events, entries, len(fold.entries))


def _parts(fold: Fold) -> Iterator[SeasonRows]:
    """In the order in which a journal keeps them. Sorted when this returns: whoever takes the
    parts has a transaction open, which may not wait for that."""
    ordered = [(season, sorted(entries)) for season, entries in sorted(fold.entries.items())]
    return _cut(fold, ordered)


def _cut(fold: Fold, ordered: Sequence[tuple[int, Sequence[int]]]) -> Iterator[SeasonRows]:
    for season, players in ordered:
        entries = fold.entries[season]
        for start in range(0, len(players), PART):
            part = players[start : start + PART]
            yield SeasonRows(season, [to_row(player, entries[player]) for player in part])
