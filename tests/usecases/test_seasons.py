"""Seasons begin with a score, close at their end, and load when someone asks."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from laurels.adapters.memory_catalog import MemoryCatalog
from laurels.rules import season as rules
from laurels.rules.entry import EntryRow
from laurels.rules.errors import Conflict, EntryNotFound, SeasonNotFound, Unavailable
from laurels.rules.leaderboard import Leaderboard, Operator
from laurels.rules.season import Season, Window
from laurels.rules.submission import Kind
from laurels.usecases.seasons import SETTLED, Seasons
from laurels.wiring import Laurels
from tests.usecases.running import DAY, HOUR, Clock, restart, score, start, submit

DAILY = Leaderboard(
    "daily", "Daily", operator=Operator.SUM, windows=(Window("daily"), Window("all-time"))
)


@pytest.fixture
async def daily(laurels: Laurels) -> Leaderboard:
    return await laurels.manage_leaderboards.create(DAILY)


async def play_days(laurels: Laurels, board: Leaderboard, clock: Clock, days: int) -> list[Season]:
    """A score of n on day n; the seasons of those days, all of them closed then."""
    seasons = []
    for n in range(1, days + 1):
        await submit(laurels, score(board, "ana", n))
        seasons.append(await laurels.read_ranks.season(board))
        clock.now += DAY
    return seasons


async def points(laurels: Laurels, board: Leaderboard, number: int | None = None) -> list[int]:
    """The first column of a daily season, in board order."""
    season = await laurels.read_ranks.season(board, "daily", number)
    page = await laurels.read_ranks.page(season, 0, 100)
    return [row.ranked.entry.values[0] for row in page.rows]


async def test_a_season_without_a_score_is_empty_and_kept_nowhere(
    laurels: Laurels, daily: Leaderboard
) -> None:
    season = await laurels.read_ranks.season(daily)

    assert (season.id, season.number) == (0, 1)
    assert (await laurels.read_ranks.page(season, 0, 10)).rows == []
    assert await laurels.read_ranks.total(season) == 0
    assert await laurels.read_ranks.distribution(season) is None
    assert laurels.catalog.seasons(daily.number) == []


async def test_a_score_after_the_end_counts_in_the_next_season(
    laurels: Laurels, daily: Leaderboard, clock: Clock
) -> None:
    await submit(laurels, score(daily, "ana", 5))
    first = await laurels.read_ranks.season(daily)
    assert first.ends_at is not None

    clock.now = first.ends_at - 1
    await submit(laurels, score(daily, "ana", 1))
    clock.now = first.ends_at
    receipt = await submit(laurels, score(daily, "ana", 10))

    assert [standing.values for standing in receipt.standings] == [(10,), (16,)]
    assert await points(laurels, daily) == [10]
    assert await points(laurels, daily, first.number) == [6]


async def test_a_number_or_window_that_does_not_exist_is_not_found(
    laurels: Laurels, daily: Leaderboard, clock: Clock
) -> None:
    await play_days(laurels, daily, clock, 1)
    read = laurels.read_ranks

    for window, number in (("daily", 3), ("daily", 0), ("weekly", None), ("all-time", 2)):
        with pytest.raises(SeasonNotFound):
            await read.season(daily, window, number)


async def totals(laurels: Laurels, board: Leaderboard) -> list[int]:
    """How many entries the daily seasons have, newest first."""
    return [summary.total for summary in await laurels.read_ranks.seasons(board, "daily")]


async def test_a_season_that_is_dropped_while_others_are_counted_keeps_its_total(
    laurels: Laurels, daily: Leaderboard, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    seasons = await play_days(laurels, daily, clock, 2)
    laurels = await restart(laurels)
    await points(laurels, daily, 1)  # loads it; the second is not
    count = laurels.journal.count_entries

    async def drop_and_count(ids: Sequence[int]) -> dict[int, int]:
        await laurels.index.close(seasons[0].id)
        return await count(ids)

    monkeypatch.setattr(laurels.journal, "count_entries", drop_and_count)

    assert await totals(laurels, daily) == [0, 1, 1]
    await laurels.close()


async def test_a_closed_season_is_counted_once_and_again_after_an_erasure(
    laurels: Laurels, daily: Leaderboard, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await submit(laurels, score(daily, "bo", 5))
    await play_days(laurels, daily, clock, 2)
    laurels = await restart(laurels)
    asked, count = [], laurels.journal.count_entries

    async def noted(ids: Sequence[int]) -> dict[int, int]:
        asked.append(len(ids))
        return await count(ids)

    monkeypatch.setattr(laurels.journal, "count_entries", noted)

    assert await totals(laurels, daily) == await totals(laurels, daily) == [0, 1, 2]
    assert asked == [2]
    await laurels.manage_players.erase("ana")
    assert await totals(laurels, daily) == await totals(laurels, daily) == [0, 0, 1]
    assert asked == [2, 2]
    await laurels.close()


async def test_a_count_that_an_erasure_has_overtaken_is_not_kept(
    laurels: Laurels, daily: Leaderboard, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await play_days(laurels, daily, clock, 1)
    laurels = await restart(laurels)
    count = laurels.journal.count_entries

    async def overtaken(ids: Sequence[int]) -> dict[int, int]:
        counted = await count(ids)
        await laurels.manage_players.erase("ana")
        return counted

    monkeypatch.setattr(laurels.journal, "count_entries", overtaken)
    assert await totals(laurels, daily) == [0, 1]  # as it was when it was asked for
    monkeypatch.undo()

    assert await totals(laurels, daily) == [0, 0]
    await laurels.close()


async def test_a_season_is_not_taken_for_settled_as_soon_as_it_ends(
    laurels: Laurels, daily: Leaderboard, clock: Clock
) -> None:
    (season,) = await play_days(laurels, daily, clock, 1)
    assert season.ends_at is not None
    clock.now = season.ends_at + SETTLED - 1

    await laurels.index.close(season.id)

    assert await totals(laurels, daily) == [0, 1]
    assert not laurels.seasons._totals
    clock.now += 1
    assert await totals(laurels, daily) == [0, 1]
    assert laurels.seasons._totals == {season.id: 1}


@pytest.mark.parametrize("restarted", [False, True])
async def test_only_so_many_closed_seasons_stay_loaded(
    laurels: Laurels, daily: Leaderboard, clock: Clock, restarted: bool
) -> None:
    await laurels.close()
    laurels = await start(laurels.settings.database.parent, clock, closed_seasons=2)
    seasons = await play_days(laurels, daily, clock, 5)
    await submit(laurels, score(daily, "ana", 99))
    if restarted:
        laurels = await restart(laurels)

    for number in (1, 2, 3, 1, 4, 1, 5):
        assert await points(laurels, daily, number) == [number]

    loaded = [season.number for season in seasons if laurels.index.is_open(season.id)]
    assert loaded == [1, 5]  # the two that were asked for last
    assert await points(laurels, daily) == [99]
    await laurels.close()


async def test_reads_and_writes_walk_through_no_list_of_seasons(
    laurels: Laurels, daily: Leaderboard, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await play_days(laurels, daily, clock, 3)
    monkeypatch.delattr(MemoryCatalog, "seasons")

    assert await points(laurels, daily) == []
    await submit(laurels, score(daily, "ana", 4))

    assert await points(laurels, daily) == [4]
    assert await points(laurels, daily, 3) == [3]


async def test_empty_seasons_are_counted_on_from_the_one_before(
    laurels: Laurels, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    minutes = Leaderboard("minutes", "Minutes", windows=(Window("minute", "* * * * *"),))
    board = await laurels.manage_leaderboards.create(minutes)
    gaps, count = [], rules._seasons_between

    def counted(window: Window, early: datetime, late: datetime) -> int:
        gaps.append(late - early)
        return count(window, early, late)

    monkeypatch.setattr(rules, "_seasons_between", counted)
    clock.now += 30 * DAY
    numbers = []
    for _ in range(3):
        numbers += [(await laurels.read_ranks.season(board)).number for _ in range(5)]
        clock.now += HOUR // 60

    first = 30 * 24 * 60 + 1
    assert numbers == [first] * 5 + [first + 1] * 5 + [first + 2] * 5
    assert len(gaps) == 3
    assert max(gaps[1:]) <= timedelta(minutes=1)


async def test_a_restart_loads_what_is_open_and_nothing_else(
    laurels: Laurels, daily: Leaderboard, clock: Clock
) -> None:
    seasons = await play_days(laurels, daily, clock, 3)
    await submit(laurels, score(daily, "ana", 4))
    current = await laurels.read_ranks.season(daily)

    laurels = await restart(laurels)

    assert not any(laurels.index.is_open(season.id) for season in seasons)
    assert laurels.index.is_open(current.id)
    assert laurels.missing is None
    await laurels.close()


async def test_many_readers_load_a_closed_season_once(
    laurels: Laurels, daily: Leaderboard, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await play_days(laurels, daily, clock, 1)
    laurels = await restart(laurels)
    loads, entries = [], laurels.journal.entries
    monkeypatch.setattr(laurels.journal, "entries", lambda s: loads.append(s) or entries(s))

    answers = await asyncio.gather(*(points(laurels, daily, 1) for _ in range(20)))

    assert answers == [[1]] * 20
    assert len(loads) == 1
    await laurels.close()


async def test_while_a_season_loads_readers_and_writers_are_told_to_come_back(
    laurels: Laurels, daily: Leaderboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    await submit(laurels, score(daily, "ana", 5))
    season = await laurels.read_ranks.season(daily)
    await laurels.index.close(season.id)
    monkeypatch.setattr(Seasons.ensure, "__defaults__", (0,))

    with pytest.raises(Unavailable, match="loading") as refusal:
        await laurels.read_ranks.season(daily)
    with pytest.raises(Unavailable, match="loading"):
        await laurels.submit_scores.submit(daily, [score(daily, "ana", 1)])
    assert refusal.value.retry_after > 0
    monkeypatch.undo()

    assert await points(laurels, daily) == [5]
    await submit(laurels, score(daily, "ana", 1))
    assert await points(laurels, daily) == [6]


async def test_closed_seasons_stay_in_an_index_that_others_may_be_reading(
    laurels: Laurels, daily: Leaderboard, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    played = await play_days(laurels, daily, clock, 4)
    shared = Seasons(laurels.catalog, laurels.journal, laurels.index, 2, is_shared=True)
    let_go: list[int] = []

    async def doubt(season: int) -> None:
        let_go.append(season)

    monkeypatch.setattr(laurels.index, "doubt", doubt)
    monkeypatch.setattr(laurels.index, "close", None)
    for season in played:
        await shared.ensure(daily, season, clock())

    assert let_go == [season.id for season in played[:2]]


async def test_an_erasure_reaches_closed_seasons_loaded_or_not(
    laurels: Laurels, daily: Leaderboard, clock: Clock
) -> None:
    for day in range(2):
        await submit(laurels, score(daily, "ana", day + 1))
        await submit(laurels, score(daily, "bo", day + 5))
        clock.now += DAY
    laurels = await restart(laurels)
    assert await points(laurels, daily, 1) == [5, 1]  # loaded; the second season is not

    await laurels.manage_players.erase("ana")

    assert await points(laurels, daily, 1) == [5]
    assert await points(laurels, daily, 2) == [6]
    season = await laurels.read_ranks.season(daily, "all-time")
    assert (await laurels.read_ranks.page(season, 0, 10)).total == 1
    await laurels.close()


async def test_an_erasure_reaches_a_season_that_is_just_being_loaded(
    laurels: Laurels, daily: Leaderboard, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await submit(laurels, score(daily, "bo", 5))
    await play_days(laurels, daily, clock, 1)
    laurels = await restart(laurels)
    entries, read, go_on = laurels.journal.entries, asyncio.Event(), asyncio.Event()

    async def slowly(season: int) -> AsyncIterator[list[EntryRow]]:
        async for part in entries(season):
            read.set()
            await go_on.wait()
            yield part

    monkeypatch.setattr(laurels.journal, "entries", slowly)
    early = asyncio.create_task(points(laurels, daily, 1))
    await read.wait()
    erasing = asyncio.create_task(laurels.manage_players.erase("ana"))
    while [kind async for kind in kinds(laurels)][-1] != Kind.ERASURE:
        await asyncio.sleep(0)
    late = asyncio.create_task(points(laurels, daily, 1))
    go_on.set()

    await erasing
    assert await early in ([5, 1], [5])
    assert await late in ([5, 1], [5])
    assert await points(laurels, daily, 1) == [5]
    await laurels.close()


async def kinds(laurels: Laurels) -> AsyncIterator[int]:
    async for part in laurels.journal.events():
        for event in part:
            yield event.kind


async def test_a_removal_leaves_closed_seasons_alone(
    laurels: Laurels, daily: Leaderboard, clock: Clock
) -> None:
    await play_days(laurels, daily, clock, 2)

    await laurels.manage_players.remove_entry(daily, "ana")

    assert await points(laurels, daily, 1) == [1]
    assert await points(laurels, daily, 2) == [2]
    season = await laurels.read_ranks.season(daily, "all-time")
    with pytest.raises(EntryNotFound):
        await laurels.read_ranks.entry(daily, season, "ana")


async def test_an_index_lost_comes_back_the_same_from_the_journal(
    laurels: Laurels, daily: Leaderboard
) -> None:
    for n in range(40):
        await submit(laurels, score(daily, f"p{n % 9}", n % 4))
    season = await laurels.read_ranks.season(daily)
    before = (await laurels.read_ranks.page(season, 0, 100)).rows

    await laurels.index.close(season.id)

    again = await laurels.read_ranks.page(await laurels.read_ranks.season(daily), 0, 100)
    assert again.rows == before
    assert len(before) == 9


async def test_a_definition_changes_only_while_there_is_no_event(
    laurels: Laurels, daily: Leaderboard
) -> None:
    manage = laurels.manage_leaderboards
    changed = await manage.change("daily", {"windows": (Window("weekly"),)})
    await submit(laurels, score(changed, "ana", 5))

    with pytest.raises(Conflict):
        await manage.change("daily", {"operator": Operator.BEST})

    titled = await manage.change("daily", {"title": "Other"})
    assert titled == replace(changed, title="Other")
