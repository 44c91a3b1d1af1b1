"""A Laurels in this process, with a clock that tests move."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

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
