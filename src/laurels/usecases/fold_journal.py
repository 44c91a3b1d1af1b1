"""What the entries must be: the journal's events applied in order, by the journal's own rules.

Shared by rebuild, which keeps the outcome, and check, which compares it.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from typing import NamedTuple

from laurels.ports.catalog import Catalog
from laurels.ports.upkeep import EventRow, Upkeep
from laurels.rules.entry import Entry, apply_score
from laurels.rules.errors import UnprocessableScore
from laurels.rules.leaderboard import Leaderboard
from laurels.rules.season import Season, Span, Window
from laurels.rules.submission import Kind
from laurels.usecases.find_season import find_season

ALWAYS = 2**63  # an instant that no event reaches
SCORE = int(Kind.SCORE)  # a plain number compares in a third of the time
Entries = dict[int, Entry]  # player number: entry


class MissingSeason(NamedTuple):
    """A season that events count in and that the catalog does not have."""

    leaderboard: int  # the leaderboard's number
    window: str
    span: Span


class Overflow(NamedTuple):
    """An event that was accepted, although the rules refuse it now."""

    sequence: int
    leaderboard: int  # the leaderboard's number
    player: int


class _Run(NamedTuple):
    """Where the events of a leaderboard count from one instant until before another."""

    board: Leaderboard
    since: int
    until: int
    seasons: list[Entries]  # one a window, but for the seasons that are missing


class Fold:
    """Entries in the making. Memory: O(entries)."""

    def __init__(self, leaderboards: Sequence[Leaderboard], catalog: Catalog) -> None:
        self._boards = {board.number: board for board in leaderboards}
        self._catalog = catalog
        self._runs: dict[int, _Run] = {}  # by leaderboard: the one that the last event was in
        self._current: dict[tuple[int, str], Season] = {}
        self.entries: dict[int, Entries] = {  # season id: entries
            season.id: {} for board in leaderboards for season in catalog.seasons(board.number)
        }
        self.missing: set[MissingSeason] = set()
        self.overflows: list[Overflow] = []
        self.events = 0

    def apply(self, events: Iterable[EventRow]) -> None:
        """Take the next events; those of other leaderboards do nothing. O(events * windows).

        Looks for seasons only where the leaderboard changes, or a season of it.
        """
        present, since, until, counted = 0, 0, 0, 0  # no leaderboard has the number 0
        for sequence, number, player, kind, values, received_at, played_at in events:
            if number != present or not since <= received_at < until:
                if number not in self._boards:
                    continue
                board, since, until, seasons = self._run(number, received_at)
                present, width = number, len(board.columns)
            counted += 1
            if kind != SCORE:
                self._take_out(board, player, kind, seasons)
                continue
            at = received_at if played_at is None else played_at
            for entries in seasons:
                standing = entries.get(player)
                try:
                    entries[player] = apply_score(board, standing, values[:width], sequence, at)
                except UnprocessableScore:
                    self.overflows.append(Overflow(sequence, number, player))
        self.events += counted

    def _take_out(
        self, board: Leaderboard, player: int, kind: int, seasons: Sequence[Entries]
    ) -> None:
        if kind == Kind.ERASURE:
            seasons = [self.entries[season.id] for season in self._catalog.seasons(board.number)]
        for entries in seasons:
            entries.pop(player, None)

    def _run(self, leaderboard: int, instant: int) -> _Run:
        run = self._runs.get(leaderboard)
        if run is None or not run.since <= instant < run.until:
            board = self._boards[leaderboard]
            seasons = [self._season(board, window, instant) for window in board.windows]
            run = self._runs[leaderboard] = _Run(
                board,
                max(season.starts_at for season in seasons),
                min(season.ends_at or ALWAYS for season in seasons),
                [self.entries[season.id] for season in seasons if season.id],
            )
        return run

    def _season(self, board: Leaderboard, window: Window, instant: int) -> Season:
        name = (board.number, window.name)
        season = self._current.get(name)
        if season is None or instant < season.starts_at or not season.is_open(instant):
            season = find_season(self._catalog, board, window, instant, season)
            self._current[name] = season
            if not season.id:
                span = Span(season.number, season.starts_at, season.ends_at)
                self.missing.add(MissingSeason(board.number, window.name, span))
        return season


async def walk(
    upkeep: Upkeep, leaderboards: Sequence[Leaderboard]
) -> AsyncIterator[list[EventRow]]:
    """All events of `leaderboards`, in parts, perhaps with those of others between."""
    columns = max([len(board.columns) for board in leaderboards], default=1)
    async for part in upkeep.events(only_one(leaderboards), columns):
        yield part


async def fold_journal(
    upkeep: Upkeep,
    catalog: Catalog,
    leaderboards: Sequence[Leaderboard],
    advance: Callable[[int], None],
) -> Fold:
    """Fold all events of `leaderboards`. One walk through the journal: O(events).

    `advance` gets by how much the sequence has grown.
    """
    fold = Fold(leaderboards, catalog)
    at = 0
    async for part in walk(upkeep, leaderboards):
        fold.apply(part)
        advance(part[-1][0] - at)
        at = part[-1][0]
    return fold


def only_one(leaderboards: Sequence[Leaderboard]) -> int | None:
    """The number of the only leaderboard; None where all events have to be read."""
    return leaderboards[0].number if len(leaderboards) == 1 else None
