"""Every adapter of a port. A new one is another parameter here."""

from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path

import pytest

from laurels.adapters.memory_ranking_index import MemoryRankingIndex
from tests.compiled import compiled
from tests.contracts.stores import SqliteStores
from tests.databases import new_database

NewIndex = Callable[[], MemoryRankingIndex]


TINY = {"leaf": 4, "fanout": 4, "chunk_bits": 3, "segment": 8, "run": 3}  # edges everywhere


@pytest.fixture(params=["memory", "compiled", "compiled, tiny"])
def new_index(request: pytest.FixtureRequest) -> NewIndex:
    """Makes empty ranking indexes."""
    if request.param == "memory":
        return MemoryRankingIndex
    season_class = compiled("season").NativeSeason
    if request.param == "compiled, tiny":
        season_class = partial(season_class, **TINY)
    return partial(MemoryRankingIndex, season_class)


@pytest.fixture(params=[1000, 2], ids=["sqlite", "sqlite, placed soon"])
async def stores(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[SqliteStores]:
    """Journal, catalog and players on one empty data set."""
    stores = SqliteStores(new_database(tmp_path / "data"), request.param)
    await stores.load()
    yield stores
    stores.close()
