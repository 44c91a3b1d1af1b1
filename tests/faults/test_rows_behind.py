"""What can go wrong while rows wait for their places, and around what memory tells of them."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from laurels.adapters import sqlite_journal
from laurels.adapters.sqlite_behind import SqliteBehind
from laurels.rules.leaderboard import Leaderboard, Operator
from laurels.rules.season import Window
from laurels.settings import Settings
from laurels.wiring import Laurels
from tests.databases import crashed_copy, new_database
from tests.usecases.running import DAY, Clock, crash, restart, score, start, submit

RACE = Leaderboard("race", "Race", operator=Operator.SUM)
DAILY = Leaderboard("daily", "Daily", operator=Operator.SUM, windows=(Window("daily"),))


@pytest.fixture
async def laurels(tmp_path: Path) -> AsyncIterator[Laurels]:
    new_database(tmp_path / "data")
    laurels = await start(tmp_path / "data", Clock(), closed_seasons=1)
    yield laurels
    await laurels.close()


async def standings(laurels: Laurels) -> dict[str, int]:
    """Player: value, on the race."""
    board = laurels.catalog.leaderboard(RACE.id)
    assert board is not None
    page = await laurels.read_ranks.page(await laurels.read_ranks.season(board), 0, 100)
    return {row.card.id: row.ranked.entry.values[0] for row in page.rows}


async def test_a_start_that_is_broken_off_leaves_what_waits(
    laurels: Laurels, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    board = await laurels.manage_leaderboards.create(RACE)
    for number in range(6):
        await submit(laurels, score(board, f"p{number}", number))
    crashed_copy(laurels.settings.database, tmp_path / "crashed")
    broken = Laurels(Settings(data=str(tmp_path / "crashed")), Clock())
    put, left = SqliteBehind._put, iter(range(3))

    def put_some(self: SqliteBehind, *group: Any) -> None:
        if next(left, None) is None:
            raise KeyboardInterrupt
        put(self, *group)

    with monkeypatch.context() as patch:
        patch.setattr(SqliteBehind, "_put", put_some)
        with pytest.raises(KeyboardInterrupt):
            await broken.load()
        await broken.close()

    started = await start(tmp_path / "crashed", Clock())
    assert await standings(started) == {f"p{number}": number for number in range(6)}
    await started.close()


async def test_an_erasure_whose_caller_is_gone_is_carried_out_whole(
    laurels: Laurels, monkeypatch: pytest.MonkeyPatch
) -> None:
    board = await laurels.manage_leaderboards.create(RACE)
    for player in ("ann", "bob"):
        await submit(laurels, score(board, player, 5))
    write, began = laurels.journal._write, asyncio.Event()
    loop = asyncio.get_running_loop()

    def slow_write(*args: Any) -> Any:
        loop.call_soon_threadsafe(began.set)
        time.sleep(0.1)  # in the writer's thread, while the caller goes
        return write(*args)

    monkeypatch.setattr(laurels.journal, "_write", slow_write)
    erasing = asyncio.create_task(laurels.manage_players.erase("ann"))
    await began.wait()
    erasing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await erasing

    restarted = await restart(laurels)
    assert await standings(restarted) == {"bob": 5}
    await restarted.close()


async def test_a_failure_right_behind_the_commit_spoils_no_later_score(
    laurels: Laurels, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    board = await laurels.manage_leaderboards.create(RACE)
    await submit(laurels, score(board, "ann", 5))
    learn, left = laurels.players.learn, iter([1])

    async def learn_later(numbers: Mapping[str, int]) -> None:
        if numbers and next(left, None):
            raise MemoryError("no room for another player")
        await learn(numbers)

    monkeypatch.setattr(laurels.players, "learn", learn_later)
    batch = [score(board, "ann", 100), score(board, "new", 1)]
    with pytest.raises(MemoryError):
        await laurels.submit_scores.submit(board, batch)

    assert (await standings(laurels))["ann"] == 105  # once it is loaded again
    receipt = await submit(laurels, score(board, "ann", 1))

    assert receipt.standings[0].values == (106,)
    restarted = await crash(laurels, tmp_path / "crashed")
    assert await standings(restarted) == {"ann": 106, "new": 1}
    await restarted.close()


async def test_a_season_dropped_while_an_erasure_is_decided_is_erased_all_the_same(
    laurels: Laurels, monkeypatch: pytest.MonkeyPatch
) -> None:
    board = await laurels.manage_leaderboards.create(DAILY)
    clock = laurels.clock
    assert isinstance(clock, Clock)
    for _ in range(3):
        await submit(laurels, score(board, "ann", 5))
        clock.now += DAY
    seasons = laurels.catalog.seasons(board.number)
    await laurels.read_ranks.season(board, "daily", seasons[0].number)
    find, loop = sqlite_journal.SubmissionEvents, asyncio.get_running_loop()

    def find_while_another_is_read(*args: Any) -> Any:
        other = laurels.read_ranks.season(board, "daily", seasons[1].number)
        asyncio.run_coroutine_threadsafe(other, loop).result(5)  # which drops the first
        return find(*args)

    monkeypatch.setattr(sqlite_journal, "SubmissionEvents", find_while_another_is_read)
    await laurels.manage_players.erase("ann")

    counts = await laurels.journal.count_entries([season.id for season in seasons])
    assert set(counts.values()) == {0}
