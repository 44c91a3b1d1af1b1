"""Processes that would spread a season over different numbers of shards, and what such a change
leaves behind."""

import asyncio
from typing import Any

import pytest

from laurels.adapters import redis_agreement, redis_ranking_index
from laurels.adapters.redis_agreement import RedisAgreement
from laurels.adapters.redis_loading import UNUSED_SECONDS
from laurels.adapters.redis_ranking_index import RedisRankingIndex
from laurels.adapters.redis_season import season_keys
from laurels.rules.errors import Conflict
from tests.contracts.indexes import NewIndex, new_prefix, redis_indexes, until
from tests.contracts.shared_season import SEASON, SharedSeason


@pytest.fixture(params=["redis", "redis cluster, 4 shards"])
async def made(request: pytest.FixtureRequest) -> Any:
    made = redis_indexes(request.param)
    yield made
    await made.close()


def client_of(made: NewIndex) -> Any:
    return made()._client


async def test_another_number_is_refused_while_the_first_is_in_use(
    made: NewIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redis_agreement, "PATIENCE_SECONDS", 0)
    client, prefix = client_of(made), new_prefix()
    await RedisAgreement(client, prefix, 4).reach()
    await RedisAgreement(client, prefix, 4).reach()
    await RedisAgreement(client, new_prefix(), 1).reach()

    for ask in (RedisAgreement.reach, RedisAgreement.confirm):
        with pytest.raises(Conflict, match="is 1 here, and 4 in the processes that run"):
            await ask(RedisAgreement(client, prefix, 1))


async def test_a_start_waits_until_what_stopped_processes_have_said_is_gone(
    made: NewIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, prefix = client_of(made), new_prefix()
    await RedisAgreement(client, prefix, 4).reach()
    other = RedisAgreement(client, prefix, 1)

    waiting = asyncio.create_task(other.reach())
    await client.delete(f"{prefix}:shards")  # as it ends by itself after some seconds

    await asyncio.wait_for(waiting, 10)
    assert await client.get(f"{prefix}:shards") == b"1"
    assert 0 < await client.ttl(f"{prefix}:shards") <= redis_agreement.SAID_SECONDS


async def test_fewer_shards_leave_nothing_of_the_others(made: NewIndex) -> None:
    client, prefix = client_of(made), new_prefix()
    season = SharedSeason()
    season.commit([(player, (player,)) for player in range(50)])
    for shards in (7, 2, 1, 3):
        index = RedisRankingIndex(client, season.journal, shards=shards, prefix=prefix)
        await season.open(index)
        await season.compare(index)

        there = [await client.exists(part[0]) for part in season_keys(prefix, SEASON, 8)]
        assert there == [1] * shards + [0] * (8 - shards)


async def test_a_season_ends_by_itself_where_no_process_uses_it(
    made: NewIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redis_ranking_index, "KEEP_SECONDS", 0)
    season = SharedSeason()
    index = made(season.journal)
    season.commit([(player, (player,)) for player in range(50)])
    await season.open(index)
    used = [key for part in season_keys(index._prefix, SEASON, index._shards) for key in part[:3]]
    assert {await index._client.ttl(key) for key in used} <= {UNUSED_SECONDS, UNUSED_SECONDS - 1}
    for key in used:
        await index._client.expire(key, 50)

    await index.catch_up()

    assert min([await index._client.ttl(key) for key in used]) > 50


async def test_a_season_is_dropped_only_after_whoever_loads_it(made: NewIndex) -> None:
    season = SharedSeason()
    index = made(season.journal)
    season.commit([(1, (1,))])
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def entries() -> Any:
        begun.set()
        await go_on.wait()
        async for part in season.entries():
            yield part

    loading = asyncio.create_task(index.open(SEASON, season.board, entries()))
    await begun.wait()
    dropping = asyncio.create_task(made.beside(index, season.journal).drop(SEASON, season.board))
    await asyncio.sleep(0)
    go_on.set()
    await asyncio.gather(loading, dropping)

    assert not await index._client.exists(season_keys(index._prefix, SEASON, 1)[0][0])
    await until(lambda: dropping.done())
