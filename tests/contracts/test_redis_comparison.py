"""A season in Redis is held against entries: what was spoilt is found, and nothing else."""

import random
from typing import Any

import pytest

from laurels.adapters.redis_comparison import RedisComparison
from laurels.adapters.redis_layout import shard_of
from laurels.adapters.redis_ranking_index import RedisRankingIndex
from laurels.adapters.redis_season import season_keys
from laurels.rules.leaderboard import RankMethod
from tests.contracts.indexes import NewIndex
from tests.contracts.shared_season import SEASON, SharedSeason

ORDER, RECORDS, PREFIXES, COUNTS = 1, 2, 3, 4


def comparison(index: RedisRankingIndex, season: SharedSeason) -> RedisComparison:
    return RedisComparison(
        index._client,
        season.journal,  # type: ignore[arg-type]
        shards=index._shards,
        prefix=index._prefix,
    )


async def played(new_index: NewIndex, season: SharedSeason) -> RedisRankingIndex:
    """Many entries, of which some are gone, and some of the last are not in Redis yet."""
    index: RedisRankingIndex = new_index(season.journal)
    await season.open(index)
    chance = random.Random(3)
    for _ in range(3):
        batch = season.random_batch(chance, 90, 60)
        await index.move(batch.changes, batch.links)
    season.random_batch(chance, 90, 10)
    return index


@pytest.mark.parametrize("method", RankMethod)
async def test_what_is_right_is_found_right(new_index: NewIndex, method: RankMethod) -> None:
    season = SharedSeason(method)
    look = comparison(await played(new_index, season), season)
    entries = season.naive.entries

    assert await look.walk(SEASON, season.board, entries) == {}
    everybody: dict[int, list[bytes]] = {player: [] for player in range(90)}
    assert await look.wrong(SEASON, season.board, entries, everybody) == {}
    assert await look.miscounted(SEASON, season.board, entries) == []


async def spoilt(index: Any, season: SharedSeason, player: int, how: str) -> None:
    shards = 1 if season.board.rank_method is RankMethod.DENSE else index._shards
    keys = season_keys(index._prefix, SEASON, shards)[shard_of(player, shards)]
    name = player.to_bytes(8, "big")
    if how == "record":
        record = await index._client.hget(keys[RECORDS], name)
        await index._client.hset(keys[RECORDS], name, record[:-1] + b"\x7f")
        return
    (member,) = [m for m in await index._client.zrange(keys[ORDER], 0, -1) if m[-8:] == name]
    if how == "score":
        await index._client.zadd(keys[ORDER], {member: 1})
        return
    await index._client.zrem(keys[ORDER], member)
    await index._client.zadd(keys[ORDER], {bytes(len(member) - 8) + name: 0})


@pytest.mark.parametrize("how", ["record", "score", "place"])
async def test_what_was_spoilt_is_found(
    new_index: NewIndex, season: SharedSeason, how: str
) -> None:
    index = await played(new_index, season)
    look, entries = comparison(index, season), season.naive.entries
    await look.walk(SEASON, season.board, entries)  # brings in what is missing
    player = next(iter(entries))
    await spoilt(index, season, player, how)

    suspects = await look.walk(SEASON, season.board, entries)

    assert suspects is not None
    assert suspects.keys() == {player}
    assert await look.wrong(SEASON, season.board, entries, suspects) == suspects


async def test_a_wrong_count_of_equal_scores_is_found(new_index: NewIndex) -> None:
    season = SharedSeason(RankMethod.DENSE)
    index: Any = await played(new_index, season)
    look = comparison(index, season)
    await look.walk(SEASON, season.board, season.naive.entries)
    ((*_, prefixes, counts),) = season_keys(index._prefix, SEASON, 1)
    one, other, *_ = await index._client.hkeys(counts)
    await index._client.hincrby(counts, one, 1)
    await index._client.zrem(prefixes, other)
    await index._client.zadd(prefixes, {b"\xff" * len(other): 0})

    said = await look.miscounted(SEASON, season.board, season.naive.entries)

    assert len(said) == 2


async def test_a_season_that_redis_does_not_have_is_not_compared(
    new_index: NewIndex, season: SharedSeason
) -> None:
    look = comparison(new_index(season.journal), season)

    assert await look.walk(SEASON, season.board, {}) is None
    assert await look.wrong(SEASON, season.board, {}, {1: []}) is None
    assert await look.miscounted(SEASON, season.board, {}) == []
