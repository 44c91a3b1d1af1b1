"""Folding events: what counts where, and how seldom a season is looked for."""

import pytest

from laurels.adapters.sqlite_upkeep import SqliteUpkeep
from laurels.ports.upkeep import EventRow
from laurels.rules.entry import Entry
from laurels.rules.leaderboard import Column, Leaderboard, Operator
from laurels.rules.score import LARGEST
from laurels.rules.season import Window
from laurels.rules.submission import Kind
from laurels.usecases import fold_journal as subject
from laurels.usecases.fold_journal import Fold, Overflow
from laurels.wiring import Laurels
from tests.usecases.running import DAY, MONDAY, Clock, score, submit

DAILY = Leaderboard("daily", "Daily", windows=(Window("daily"), Window("all-time")))
PAIRS = Leaderboard("pairs", "Pairs", (Column("a"), Column("b")), Operator.SUM)


async def days(laurels: Laurels, clock: Clock, count: int) -> list[Leaderboard]:
    """Two leaderboards with as many days of scores."""
    boards = [await laurels.manage_leaderboards.create(board) for board in (DAILY, PAIRS)]
    for day in range(count):
        clock.now = MONDAY + day * DAY
        for _ in range(10):
            await submit(laurels, score(boards[0], "ana", 1))
            await submit(laurels, score(boards[1], "bo", 1, 2))
    return boards


async def test_a_season_is_looked_for_once_however_many_events_count_in_it(
    laurels: Laurels, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    boards = await days(laurels, clock, 3)
    looked_for: list[str] = []
    find = subject.find_season

    def counted(*args: object) -> object:
        looked_for.append(args[2].name)  # type: ignore[attr-defined]
        return find(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(subject, "find_season", counted)
    upkeep = SqliteUpkeep(laurels.profile.database, laurels.profile.behind)
    fold = await subject.fold_journal(upkeep, laurels.catalog, boards, lambda _: None)

    assert fold.events == 60
    assert sorted(looked_for) == ["all-time", "all-time", "daily", "daily", "daily"]


async def test_an_event_that_overflows_is_told_and_changes_nothing(
    laurels: Laurels, clock: Clock
) -> None:
    _, pairs = await days(laurels, clock, 1)
    (season,) = laurels.catalog.seasons(pairs.number)
    fold = Fold([pairs], laurels.catalog)

    def event(sequence: int, *values: int) -> EventRow:
        return (sequence, pairs.number, 7, Kind.SCORE, values, clock.now, None)

    fold.apply([event(1, LARGEST, 5), event(2, 1, 1), event(3, -1, 1)])

    assert fold.overflows == [Overflow(2, pairs.number, 7)]
    assert fold.entries[season.id] == {7: Entry((LARGEST - 1, 6), 3, clock.now, 2)}


async def test_events_of_other_leaderboards_do_nothing(laurels: Laurels, clock: Clock) -> None:
    daily, pairs = await days(laurels, clock, 1)
    fold = Fold([daily], laurels.catalog)

    fold.apply([(1, pairs.number, 7, Kind.SCORE, (1, 2), clock.now, None)])

    assert fold.events == 0
    assert not any(fold.entries.values())
