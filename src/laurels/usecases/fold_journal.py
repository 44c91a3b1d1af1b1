"""What the entries must be: the journal's events applied in order, by the journal's own rules.

Shared by rebuild, which keeps the outcome, and check, which compares it.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import NamedTuple

from laurels.ports.catalog import Catalog
from laurels.ports.journal import Journal
from laurels.rules.entry import Entry, EntryRow, apply_score, from_row
from laurels.rules.errors import UnprocessableScore
from laurels.rules.leaderboard import Leaderboard
from laurels.rules.season import Season, Span, Window
from laurels.rules.submission import Event, Kind
from laurels.usecases.find_season import find_season

Entries = dict[int, Entry]  # player number: entry


class MissingSeason(NamedTuple):
    """A season that events count in and that the catalog does not have."""

    leaderboard: int  # the leaderboard's number
    window: str
    span: Span


class Fold:
    """Entries in the making. Memory: O(entries)."""

    def __init__(self, leaderboards: Sequence[Leaderboard], catalog: Catalog) -> None:
        self._boards = {board.number: board for board in leaderboards}
        self._catalog = catalog
        self._current: dict[tuple[int, str], Season] = {}
        self.entries: dict[int, Entries] = {  # season id: entries
            season.id: {} for board in leaderboards for season in catalog.seasons(board.number)
        }
        self.missing: set[MissingSeason] = set()
        self.overflows: list[Event] = []  # accepted, although the rules refuse them now
        self.events = 0

    def apply(self, event: Event) -> None:
        """Take the next event; those of other leaderboards do nothing. O(windows)."""
        board = self._boards.get(event.leaderboard)
        if board is None:
            return
        self.events += 1
        if event.kind == Kind.ERASURE:
            for season in self._catalog.seasons(board.number):
                self.entries[season.id].pop(event.player, None)
            return
        for window in board.windows:
            season_id = self._season(board, window, event.received_at)
            if season_id is not None:
                self._apply_to(board, self.entries[season_id], event)

    def _apply_to(self, board: Leaderboard, entries: Entries, event: Event) -> None:
        if event.kind == Kind.REMOVAL:
            entries.pop(event.player, None)
            return
        standing = entries.get(event.player)
        try:
            entries[event.player] = apply_score(
                board, standing, event.values, event.sequence, event.achieved_at
            )
        except UnprocessableScore:
            self.overflows.append(event)

    def _season(self, board: Leaderboard, window: Window, instant: int) -> int | None:
        name = (board.number, window.name)
        season = self._current.get(name)
        if season is None or instant < season.starts_at or not season.is_open(instant):
            season = find_season(self._catalog, board, window, instant, season)
            self._current[name] = season
            if not season.id:
                span = Span(season.number, season.starts_at, season.ends_at)
                self.missing.add(MissingSeason(board.number, window.name, span))
        return season.id or None


async def fold_journal(
    journal: Journal,
    catalog: Catalog,
    leaderboards: Sequence[Leaderboard],
    advance: Callable[[int], None],
) -> Fold:
    """Fold all events of `leaderboards`. One walk through the journal: O(events).

    `advance` gets by how much the sequence has grown.
    """
    fold = Fold(leaderboards, catalog)
    at = 0
    async for part in journal.events(only_one(leaderboards)):
        for event in part:
            fold.apply(event)
        advance(part[-1].sequence - at)
        at = part[-1].sequence
    return fold


def only_one(leaderboards: Sequence[Leaderboard]) -> int | None:
    """The number of the only leaderboard; None where all events have to be read."""
    return leaderboards[0].number if len(leaderboards) == 1 else None


async def standing_entries(journal: Journal, season: int) -> Entries:
    """The entries that the journal keeps for a season. O(entries)."""
    parts: AsyncIterator[list[EntryRow]] = journal.entries(season)
    return dict([from_row(row) async for part in parts for row in part])


def by_player(entries: Mapping[int, Entry]) -> list[tuple[int, Entry]]:
    """Entries in the order in which a journal keeps them."""
    return sorted(entries.items())
