"""Seasons that follow on ones with scores begin at their instant, and nothing else does."""

import asyncio

import pytest

from laurels.jobs.turn_seasons import turn_seasons
from laurels.rules.leaderboard import Leaderboard
from laurels.rules.season import Season, Span, Window
from laurels.wiring import Laurels
from tests.usecases.running import DAY, Clock, score, submit

DAILY = Leaderboard("daily", "Daily", windows=(Window("daily"), Window("all-time")))


@pytest.fixture
async def board(laurels: Laurels) -> Leaderboard:
    return await laurels.manage_leaderboards.create(DAILY)


async def turn(laurels: Laurels) -> str:
    return (await turn_seasons(laurels.seasons, laurels.clock())).said


async def test_a_season_opens_after_one_with_scores(
    laurels: Laurels, board: Leaderboard, clock: Clock
) -> None:
    await submit(laurels, score(board, "ana", 5))
    assert await turn(laurels) == "None has turned."
    clock.now += DAY

    assert await turn(laurels) == "Opened 1: 'daily', daily 2."

    numbers = [season.number for season in laurels.catalog.seasons(board.number, "daily")]
    assert numbers == [1, 2]
    assert (await laurels.read_ranks.season(board)).number == 2
    await submit(laurels, score(board, "bob", 3))
    assert await laurels.read_ranks.total(await laurels.read_ranks.season(board)) == 1


async def test_leaderboards_that_nobody_plays_get_one_empty_season_at_most(
    laurels: Laurels, board: Leaderboard, clock: Clock
) -> None:
    assert await turn(laurels) == "None has turned."
    await submit(laurels, score(board, "ana", 5))
    for _ in range(5):
        clock.now += DAY
        await turn(laurels)

    numbers = [season.number for season in laurels.catalog.seasons(board.number, "daily")]
    assert numbers == [1, 2]


async def test_scores_that_come_while_it_opens_all_count(
    laurels: Laurels, board: Leaderboard, clock: Clock
) -> None:
    await submit(laurels, score(board, "ana", 5))
    for day in range(1, 20):
        clock.now += DAY
        scores = [submit(laurels, score(board, f"p{n}", n)) for n in range(20)]
        await asyncio.gather(turn(laurels), *scores[:10], turn(laurels), *scores[10:])

        season = await laurels.read_ranks.season(board)
        assert (season.number, await laurels.read_ranks.total(season)) == (day + 1, 20)


async def test_what_the_job_has_not_opened_opens_with_a_score(
    laurels: Laurels, board: Leaderboard, clock: Clock
) -> None:
    for day in range(3):
        await submit(laurels, score(board, "ana", day))
        clock.now += DAY

    numbers = [season.number for season in laurels.catalog.seasons(board.number, "daily")]
    assert numbers == [1, 2, 3]


async def test_a_score_waits_for_the_season_that_is_just_being_opened(
    laurels: Laurels, board: Leaderboard, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await submit(laurels, score(board, "ana", 5))
    clock.now += DAY
    add, kept, gate = laurels.catalog.add_season, asyncio.Event(), asyncio.Event()

    async def add_slowly(leaderboard: int, window: str, span: Span) -> Season:
        season = await add(leaderboard, window, span)
        kept.set()
        await gate.wait()
        return season

    monkeypatch.setattr(laurels.catalog, "add_season", add_slowly)
    turning = asyncio.create_task(turn(laurels))
    await kept.wait()
    scoring = asyncio.create_task(submit(laurels, score(board, "bob", 3)))
    await asyncio.sleep(0)
    gate.set()

    await asyncio.gather(turning, scoring)
    assert await laurels.read_ranks.total(await laurels.read_ranks.season(board)) == 1
