"""Whether the parts of a season in Redis fit each other."""

from collections import Counter
from typing import Any

from laurels.adapters.redis_layout import player_bytes, shard_of
from laurels.adapters.redis_season import RedisSeason


async def check(season: RedisSeason) -> None:
    """AssertionError, with what is held, where the parts contradict each other. O(n)."""
    for shard in range(season.shards):
        await _check(season, shard)


async def _check(season: RedisSeason, shard: int) -> None:
    client: Any = season.client  # whose types leave open whether bytes come back
    marker, order, records, prefixes, counts = season.keys[shard]
    said = await client.hgetall(marker)
    members = await client.zrange(order, 0, -1, withscores=True)
    kept = await client.hgetall(records)
    held = f"marker={said} members={members} records={kept}"
    size = season.layout.size
    assert int(said[b"entries"]) == len(members) == len(kept), held
    assert all(score == 0 for _, score in members), held
    assert {member for member, _ in members} == {
        record[:size] + player for player, record in kept.items()
    }, held
    tails = [record[size + 8 :] for record in kept.values()]
    assert int(said[b"events"]) == sum(int.from_bytes(tail, "big") for tail in tails), held
    numbers = [int.from_bytes(player, "big") for player in kept]
    assert all(shard_of(number, season.shards) == shard for number in numbers), held
    assert all(player_bytes(number) in kept for number in numbers), held
    if season.dense:
        expected = Counter(member[: size - 8] for member, _ in members)
        distinct = await client.zrange(prefixes, 0, -1)
        counted = {k: int(v) for k, v in (await client.hgetall(counts)).items()}
        assert counted == expected, f"{held} counts={counted}"
        assert set(distinct) == set(expected), f"{held} prefixes={distinct}"
        assert int(said[b"prefixes"]) == len(expected), held
