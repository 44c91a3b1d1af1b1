"""Every adapter of a port. A new one is another parameter here."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from laurels.adapters.memory_cards import Cards, PlainCards
from laurels.adapters.redis_ranking_index import RedisRankingIndex
from tests.contracts.indexes import NewIndex, redis_indexes
from tests.contracts.postgres_stores import PostgresStores
from tests.contracts.shared_season import SharedSeason
from tests.contracts.sqlite_stores import SqliteStores
from tests.contracts.stores import Stores
from tests.contracts.test_journal import Game, new_game
from tests.databases import new_database
from tests.postgres_server import postgres


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


@pytest.fixture(params=["postgres 16", "postgres 18"])
async def postgres_stores(
    request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[PostgresStores]:
    """One process's stores on an empty data set."""
    async with opened(request.param, tmp_path) as stores:
        assert isinstance(stores, PostgresStores)
        yield stores


@pytest.fixture
async def games(postgres_stores: PostgresStores) -> AsyncIterator[list[Game]]:
    """The same leaderboard in three processes."""
    first = await new_game(postgres_stores)
    others = [await postgres_stores.another() for _ in range(2)]
    yield [first, *(Game(other, first.board, first.seasons) for other in others)]
    for other in others:
        await other.close()


@pytest.fixture(params=["redis", "redis, 4 shards", "redis cluster, 4 shards"])
async def new_index(request: pytest.FixtureRequest) -> AsyncIterator[NewIndex]:
    """In Redis."""
    made = redis_indexes(request.param)
    yield made
    await made.close()


@pytest.fixture
def season() -> SharedSeason:
    """Nobody has played in it."""
    return SharedSeason()


@pytest.fixture
async def processes(
    new_index: NewIndex, season: SharedSeason
) -> tuple[RedisRankingIndex, RedisRankingIndex]:
    """Two, with two players in the season: 10 and 20."""
    one, other = new_index.processes(season.journal, 2)
    season.commit([(1, (10,)), (2, (20,))])
    await season.open(one, other)
    return one, other
