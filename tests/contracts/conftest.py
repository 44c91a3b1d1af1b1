"""Every adapter of a port. A new one is another parameter here."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest

from laurels.adapters.memory_cards import Cards, PlainCards
from laurels.adapters.memory_ranking_index import MemoryRankingIndex
from tests.compiled import compiled
from tests.contracts.postgres_stores import PostgresStores
from tests.contracts.sqlite_stores import SqliteStores
from tests.contracts.stores import Stores
from tests.databases import new_database
from tests.postgres_server import postgres

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


@asynccontextmanager
async def opened(
    kind: str, folder: Path, new_cards: Callable[[], Cards] = PlainCards
) -> AsyncIterator[Stores]:
    """Loaded stores of a kind on an empty data set."""
    stores: Stores
    if kind.startswith("postgres"):
        server = postgres(int(kind.removeprefix("postgres ")))
        stores = PostgresStores(server.emptied_database(), new_cards)
    else:
        tail = 2 if kind == "sqlite, placed soon" else 1000
        stores = SqliteStores(new_database(folder), tail, new_cards)
    await stores.load()
    yield stores
    await stores.close()


@pytest.fixture(params=["sqlite", "sqlite, placed soon", "postgres 16", "postgres 18"])
async def stores(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stores]:
    """All adapters of a technology on one empty data set."""
    async with opened(request.param, tmp_path / "data") as stores:
        yield stores
