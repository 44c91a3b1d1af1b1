"""A Laurels without its HTTP side, on a data set and a clock of its own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from laurels.api.live_json import LiveShow
from laurels.rules.leaderboard import Leaderboard
from laurels.rules.season import Window
from laurels.usecases.watch_leaderboards import WatchLeaderboards
from laurels.wiring import Laurels
from tests.databases import new_database
from tests.usecases.running import Clock, start


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def laurels(tmp_path: Path, clock: Clock) -> AsyncIterator[Laurels]:
    new_database(tmp_path / "data")
    laurels = await start(tmp_path / "data", clock)
    yield laurels
    await laurels.close()


@pytest.fixture
async def board(laurels: Laurels) -> Leaderboard:
    race = Leaderboard("race", "Race", windows=(Window("all-time"), Window("daily")))
    return await laurels.manage_leaderboards.create(race)


@pytest.fixture
async def watch(laurels: Laurels) -> AsyncIterator[WatchLeaderboards]:
    watch = laurels.watch_leaderboards(LiveShow())
    yield watch
    await watch.close()
