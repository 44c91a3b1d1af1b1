"""Two data sets that share one Redis keep apart: ranks, live changes, and what is lost."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from laurels.profiles import place_in_redis
from laurels.rules.errors import LaurelsError
from laurels.rules.leaderboard import Leaderboard
from laurels.rules.submission import Change
from laurels.settings import Settings
from laurels.wiring import Laurels, connected
from tests.contracts.indexes import until
from tests.postgres_server import PostgresServer, postgres
from tests.redis_server import RedisServer, redis_server
from tests.usecases.running import score, submit

BOARD = Leaderboard("race", "Race")


@pytest.fixture(scope="module")
def server() -> PostgresServer:
    return postgres(18)


@pytest.fixture
def redis() -> RedisServer:
    return redis_server("wheel")


def settings_of(folder: Path, database: str, redis: RedisServer) -> Settings:
    return Settings(data=str(folder), database_url=database, redis_url=redis.url)


@pytest.fixture
async def two(
    server: PostgresServer, redis: RedisServer, tmp_path: Path
) -> AsyncIterator[Sequence[Laurels]]:
    """Of the same schema and with the same numbers of everything."""
    databases = [server.new_database() for _ in range(2)]
    two = [await connected(settings_of(tmp_path, database, redis)) for database in databases]
    for laurels in two:
        await laurels.load()
        await laurels.manage_leaderboards.create(BOARD)
    yield two
    for laurels, database in zip(two, databases, strict=True):
        await laurels.close()
        server.drop(database)


async def scores_of(laurels: Laurels) -> list[tuple[str, int]]:
    """Asked again while a season is loaded."""
    board = laurels.catalog.leaderboard(BOARD.id)
    assert board is not None
    deadline = asyncio.get_running_loop().time() + 10
    while True:
        try:
            season = await laurels.read_ranks.season(board)
            page = await laurels.read_ranks.page(season, 0, 10)
            return [(card.id, row.entry.values[0]) for row, card in page.rows]
        except LaurelsError:
            assert asyncio.get_running_loop().time() < deadline
            await asyncio.sleep(0.02)


async def test_each_has_its_own_ranks_and_watchers(two: Sequence[Laurels]) -> None:
    seasons = []
    heard: list[list[Sequence[Change]]] = [[], []]
    for number, laurels in enumerate(two):
        board = laurels.catalog.leaderboard(BOARD.id)
        assert board is not None
        await submit(laurels, score(board, "first", 1))
        (season,) = laurels.catalog.seasons(board.number)
        seasons.append(season.id)
        await laurels.feed.watch(season.id, heard[number].append)
    assert len(set(seasons)) == 1  # else they could not mix

    for number, laurels in enumerate(two):
        board = laurels.catalog.leaderboard(BOARD.id)
        assert board is not None
        await submit(laurels, score(board, f"of {number}", 10 + number))

    await until(lambda: all(heard))
    assert [await scores_of(laurels) for laurels in two] == [
        [("of 0", 10), ("first", 1)],
        [("of 1", 11), ("first", 1)],
    ]
    values = [{c.entry.values for part in each for c in part if c.entry} for each in heard]
    assert values == [{(10,)}, {(11,)}]


async def test_what_one_or_both_have_lost_is_loaded_again(
    two: Sequence[Laurels], redis: RedisServer
) -> None:
    for number, laurels in enumerate(two):
        board = laurels.catalog.leaderboard(BOARD.id)
        assert board is not None
        await submit(laurels, score(board, "ana", number))
    prefixes = [laurels.profile._index._prefix for laurels in two]  # type: ignore[attr-defined]
    assert len(set(prefixes)) == 2
    found = redis.ask("KEYS", f"*{prefixes[0]}:*")
    assert isinstance(found, list)

    redis.ask("DEL", *found)
    assert [await scores_of(laurels) for laurels in two] == [[("ana", 0)], [("ana", 1)]]
    redis.ask("FLUSHALL")
    assert [await scores_of(laurels) for laurels in two] == [[("ana", 0)], [("ana", 1)]]


async def test_a_restored_copy_beside_the_original_is_another(
    server: PostgresServer, redis: RedisServer, tmp_path: Path
) -> None:
    original = server.new_database()
    name = original.rpartition("/")[2]
    server.run(f"CREATE DATABASE copy_of_{name} TEMPLATE {name}")
    copy = server.url(f"copy_of_{name}")

    settings = [settings_of(tmp_path, url, redis) for url in (original, original, copy)]
    places = [await place_in_redis(each) for each in settings]

    assert places[0] == places[1] != places[2]
    for url in (copy, original):
        server.drop(url)
