"""Every adapter of a port. A new one is another parameter here."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from laurels.adapters.memory_ranking_index import MemoryRankingIndex
from tests.contracts.stores import SqliteStores
from tests.databases import new_database

NewIndex = Callable[[], MemoryRankingIndex]


@pytest.fixture(params=["memory"])
def new_index(request: pytest.FixtureRequest) -> NewIndex:
    """Makes empty ranking indexes."""
    return {"memory": MemoryRankingIndex}[request.param]


@pytest.fixture(params=[1000, 2], ids=["sqlite", "sqlite, placed soon"])
async def stores(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[SqliteStores]:
    """Journal, catalog and players on one empty data set."""
    stores = SqliteStores(new_database(tmp_path / "data"), request.param)
    await stores.load()
    yield stores
    stores.close()
