"""Whether what was shown under load is a state that the journal has been in.

A page shows a whole season. It is right where it is what the events up to one of them come to,
and that one is not before any of its leaderboard that somebody had been answered. States are told
by a sum of hashes, so that thousands of them are compared at no cost.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Hashable
from copy import deepcopy
from typing import Any, NamedTuple

from tests.faults.boards import (
    BOARDS,
    WINDOWS,
    Board,
    Fold,
    JournalEvent,
    Place,
    Row,
    Standing,
    season_of,
)
from tests.faults.boards import rank as rank_of

SeasonKey = tuple[str, str, str]


class Page(NamedTuple):
    """A season as it was shown; `since` is the last event of its leaderboard that was answered
    before it was asked for."""

    by: str
    board: str
    window: str
    number: int
    total: int
    rows: list[Row]
    since: int


def page_of(by: str, board: str, shown: dict[str, Any], since: int) -> Page:
    """What a page's JSON says."""
    rows = [
        Row(e["rank"], e["player"], tuple(e["scores"].values()), e["events"])
        for e in shown["entries"]
    ]
    return Page(by, board, shown["window"], shown["season"], shown["total"], rows, since)


class States(Fold):
    """A fold that remembers which states each season was in."""

    def __init__(self, clocks_differ: int) -> None:
        super().__init__(clocks_differ)
        self._past: dict[SeasonKey, list[tuple[int, int]]] = defaultdict(lambda: [(0, 0)])

    def apply(self, event: JournalEvent, *, placed: bool) -> list[Place]:
        """As a fold does."""
        before = [self._sum_of(key, event.player) for key in self._keys(event)]
        places = super().apply(event, placed=placed)
        for key, was in zip(self._keys(event), before, strict=True):
            past = self._past[key]
            past.append((event.sequence, past[-1][1] ^ was ^ self._sum_of(key, event.player)))
        return places

    def _keys(self, event: JournalEvent) -> list[SeasonKey]:
        return [(event.board, w, season_of(w, event.received_at)) for w in WINDOWS]

    def _sum_of(self, key: SeasonKey, player: str) -> int:
        standing = self.seasons[key].get(player)
        return 0 if standing is None else _hash((player, standing.values, standing.events))

    def wrong(self, page: Page, season: str | None) -> str | None:
        """What is wrong with a page of a season, which has no name before its first event."""
        if (ranks := ranked(BOARDS[page.board], page.rows)) != page.rows:
            return f"{page.by} showed ranks {page.rows}, which should be {ranks}"
        if page.total != len(page.rows):
            return f"{page.by} showed {len(page.rows)} rows of {page.total}"
        past = [(0, 0)] if season is None else self._past[page.board, page.window, season]
        shown = 0
        for row in page.rows:
            shown ^= _hash(row[1:])
        first = bisect_right(past, (page.since, 2**64)) - 1  # the state when it was asked for
        if any(state == shown for _, state in past[first:]):
            return None
        earlier = [sequence for sequence, state in past[:first] if state == shown]
        told = f"the state after {earlier[-1]}" if earlier else "no state there was"
        return f"{page.by} showed {told} of {page.board} {page.window} {season} after {page.since}"


class Later:
    """What can be told of a score's rank while an answer is on its way: others may have scored
    since. Begins from the state before the first of `events`."""

    def __init__(self, fold: Fold) -> None:
        self._before = deepcopy(fold.seasons)
        self.events: list[JournalEvent] = []

    def explains(self, event: JournalEvent, told: Place) -> bool:
        """Whether a place is right after the score's event, or after one that followed."""
        fold = Fold(2**62)
        fold.seasons = deepcopy(self._before)
        previous = standing = None
        key = season_of(told.window, event.received_at)
        for each in self.events:
            entries = fold.season(event.board, told.window, key)
            if each.sequence == event.sequence:
                previous = entries.get(event.player)
            fold.apply(each, placed=False)
            if each.sequence == event.sequence:
                standing = entries[event.player]
            if standing and _is_so(
                BOARDS[event.board], entries, event.player, previous, standing, told
            ):
                return True
        return False


def _is_so(
    board: Board,
    entries: dict[str, Standing],
    player: str,
    previous: Standing | None,
    standing: Standing,
    told: Place,
) -> bool:
    others = {other: entry for other, entry in entries.items() if other != player}

    def rank(entry: Standing) -> int:
        return rank_of(board, others | {player: entry}, player)

    before = None if previous is None else rank(previous)
    total = {len(entries), len(others) + 1}
    return (
        told.values == standing.values
        and told.rank == rank(standing)
        and (told.previous_rank == before and told.total in total)
    )


def ranked(board: Board, rows: list[Row]) -> list[Row]:
    """The same rows with the ranks that their values and their order make."""
    columns = [board.better_first(row.values) for row in rows]
    assert columns == sorted(columns), f"not in order: {rows}"
    out = []
    for number, (row, mine) in enumerate(zip(rows, columns, strict=True)):
        better = [other for other in columns if other < mine]
        ranks = {"ordinal": number, "dense": len(set(better)), "competition": len(better)}
        out.append(row._replace(rank=1 + ranks[board.method]))
    return out


def _hash(what: Hashable) -> int:
    return hash(what) & 2**64 - 1
