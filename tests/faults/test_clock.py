"""A clock that is set back between two starts."""

import asyncio
import time
from pathlib import Path

import pytest

from laurels.rules.leaderboard import Leaderboard, Operator
from laurels.rules.season import Window
from laurels.settings import Settings
from laurels.wiring import Laurels
from tests.databases import new_database
from tests.usecases.running import DAY, score, submit

DAILY = Leaderboard("race", "Race", operator=Operator.LATEST, windows=(Window("daily"),))


class Wall:
    """The machine's clock, off by some days."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.days_off, self._real = 0, time.time_ns
        monkeypatch.setattr(time, "time_ns", lambda: self._real() + self.days_off * DAY * 1000)


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> Wall:
    return Wall(monkeypatch)


async def started(data: Path) -> Laurels:
    laurels = Laurels(Settings(data=str(data)))
    await laurels.load()
    return laurels


async def players(laurels: Laurels, number: int | None = None) -> list[str]:
    """The players of a season of DAILY in board order."""
    board = laurels.catalog.leaderboard(DAILY.id)
    assert board is not None
    season = await laurels.read_ranks.season(board, number=number)
    return [row.card.id for row in (await laurels.read_ranks.page(season, 0, 10)).rows]


async def test_a_new_score_stays_out_of_the_season_that_had_ended(
    tmp_path: Path, wall: Wall, caplog: pytest.LogCaptureFixture
) -> None:
    new_database(tmp_path)
    laurels = await started(tmp_path)
    board = await laurels.manage_leaderboards.create(DAILY)
    await submit(laurels, score(board, "ann", 1))
    wall.days_off = 1
    newest = await submit(laurels, score(board, "bob", 1))
    await laurels.close()

    wall.days_off = -3
    laurels = await started(tmp_path)
    late = await submit(laurels, score(board, "cid", 1))

    assert late.event.sequence == newest.event.sequence + 1
    assert late.event.received_at >= newest.event.received_at
    assert await players(laurels) == ["bob", "cid"]  # equal: who was first stays ahead
    assert await players(laurels, 1) == ["ann"]
    assert "the clock is 345600 s behind the last score" in caplog.text
    await laurels.close()


async def test_a_leaderboard_is_not_older_than_its_creation(tmp_path: Path, wall: Wall) -> None:
    new_database(tmp_path)
    wall.days_off = 2
    laurels = await started(tmp_path)
    board = await laurels.manage_leaderboards.create(DAILY)
    await laurels.close()

    wall.days_off = 0
    laurels = await started(tmp_path)
    await submit(laurels, score(board, "ann", 1))

    assert await players(laurels, 1) == ["ann"]
    await laurels.close()


async def test_a_clock_set_back_while_serving_stands_still(tmp_path: Path, wall: Wall) -> None:
    new_database(tmp_path)
    laurels = await started(tmp_path)
    board = await laurels.manage_leaderboards.create(DAILY)
    before = await submit(laurels, score(board, "ann", 1))

    wall.days_off = -1
    after = await asyncio.gather(*(submit(laurels, score(board, p, 1)) for p in "bcd"))

    assert {a.event.received_at >= before.event.received_at for a in after} == {True}
    assert await players(laurels) == ["ann", "b", "c", "d"]
    await laurels.close()
