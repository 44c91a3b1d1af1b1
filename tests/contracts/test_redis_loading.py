"""A season in Redis is loaded by one process for all, whatever happens meanwhile."""

import asyncio

import pytest

from laurels.adapters import redis_loading
from laurels.adapters.redis_loading import Loading
from laurels.adapters.redis_ranking_index import RedisRankingIndex
from laurels.adapters.redis_season import season_keys
from laurels.ports.journal import SeasonState
from laurels.rules.errors import Unavailable
from laurels.rules.leaderboard import RankMethod
from laurels.rules.submission import Change
from tests.contracts.indexes import NewIndex, new_prefix
from tests.contracts.shared_season import SEASON, SharedSeason

TWO = [(1, (10,)), (2, (20,))]
FIRST = [(3, (15,)), (1, (30,))]
ORDER, RECORDS = 1, 2


async def test_a_season_is_loaded_by_one_process_for_all(
    new_index: NewIndex, season: SharedSeason
) -> None:
    indexes = new_index.processes(season.journal, 3)
    season.commit(TWO)

    await asyncio.gather(*[season.open(index) for index in indexes])

    assert season.loads == 1
    for index in indexes:
        await season.compare(index)


async def test_a_quiet_season_is_loaded_without_a_walk_through_what_came_since(
    new_index: NewIndex, season: SharedSeason, monkeypatch: pytest.MonkeyPatch
) -> None:
    index, walked = new_index(season.journal), []
    season.commit(TWO)
    season.journal.commit([Change(SEASON + 1, 1, None, None)], 1000)
    changed_entries = season.journal.changed_entries

    async def walk(season: int, after: int) -> SeasonState:
        walked.append(after)
        return await changed_entries(season, after)

    monkeypatch.setattr(season.journal, "changed_entries", walk)
    await season.open(index)

    assert walked == [1000]
    await season.compare(index)


@pytest.mark.parametrize("part", ["all", "marker", "order", "records", "one member", "one record"])
async def test_a_season_that_lacks_anything_is_not_open_until_it_is_loaded_again(
    processes: tuple[RedisRankingIndex, RedisRankingIndex], season: SharedSeason, part: str
) -> None:
    one, other = processes
    await _lose(one, part)

    for ask in (one.page(SEASON, 0, 9), one.entry(SEASON, 1), one.total(SEASON)):
        with pytest.raises(Unavailable):
            await ask
    assert not one.is_open(SEASON)
    batch = season.commit(FIRST)
    with pytest.raises(Unavailable):
        await other.move_and_rank(batch.changes, batch.links)
    await season.open(one, other)

    assert season.loads == 2
    await season.compare(one)
    await season.compare(other)


async def _lose(index: RedisRankingIndex, part: str) -> None:
    client = index._client
    for keys in season_keys(index._prefix, SEASON, index._shards):
        if part == "all":
            await client.unlink(*keys)
        elif part == "one member":
            await client.zremrangebyrank(keys[ORDER], 0, 0)
        elif part == "one record":
            for player in await client.hkeys(keys[RECORDS]):
                await client.hdel(keys[RECORDS], player)
        else:
            await client.delete(keys[["marker", "order", "records"].index(part)])


async def test_what_is_lost_while_it_loads_is_not_published(
    new_index: NewIndex, season: SharedSeason
) -> None:
    index = new_index(season.journal)
    season.commit([(player, (player,)) for player in range(9)])

    async def interrupted():  # type: ignore[no-untyped-def]
        async for part in season.entries():
            yield part
            await index._client.flushall()

    with pytest.raises(Unavailable):
        await index.open(SEASON, season.board, interrupted())

    assert not index.is_open(SEASON)
    await season.open(index)
    await season.compare(index)


async def test_a_loading_that_stopped_is_taken_over(
    new_index: NewIndex, season: SharedSeason, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redis_loading, "LOCK_MS", 200)
    stopped, index = new_index.processes(season.journal, 2)
    season.commit(TWO)

    is_under_way = asyncio.Event()

    async def for_ever():  # type: ignore[no-untyped-def]
        async for part in season.entries():
            yield part
            is_under_way.set()  # it has the lock, and has sent a part
            await asyncio.sleep(60)

    loading = asyncio.create_task(stopped.open(SEASON, season.board, for_ever()))
    await is_under_way.wait()
    await season.open(index)
    loading.cancel()
    await asyncio.gather(loading, return_exceptions=True)

    await season.compare(index)


async def test_a_loading_whose_lock_has_ended_puts_nothing_older_in_place(
    new_index: NewIndex, season: SharedSeason, monkeypatch: pytest.MonkeyPatch
) -> None:
    stalled, index = new_index.processes(season.journal, 2)
    season.commit(TWO)
    publish = Loading._publish

    async def late(loading: Loading, watermark: int) -> None:
        monkeypatch.undo()
        await stalled._client.delete(loading._season.lock)  # as it ends by itself
        season.commit(FIRST)
        await season.open(index)
        await publish(loading, watermark)

    monkeypatch.setattr(Loading, "_publish", late)
    with pytest.raises(Unavailable):
        await season.open(stalled)

    await season.open(stalled, index)
    await season.compare(index)


async def test_changes_that_come_while_a_season_loads_are_in_it(
    new_index: NewIndex, season: SharedSeason
) -> None:
    index = new_index(season.journal)
    season.commit(TWO)

    async def overtaken():  # type: ignore[no-untyped-def]
        async for part in season.entries():
            yield part
            season.commit([(1, None), (9, (99,))])

    await index.open(SEASON, season.board, overtaken())

    await season.compare(index)


async def test_an_index_of_another_journal_is_loaded_anew(
    new_index: NewIndex, season: SharedSeason
) -> None:
    index = new_index(season.journal)
    season.commit(TWO)
    season.commit(FIRST)
    await season.open(index)
    restored = SharedSeason()  # from a copy that lacks the last group
    restored.commit(TWO)
    other = new_index.beside(index, restored.journal)

    await restored.open(other)

    await restored.compare(other)


async def test_a_journal_that_has_lost_its_last_events_is_believed_by_all(
    processes: tuple[RedisRankingIndex, RedisRankingIndex], season: SharedSeason
) -> None:
    one, other = processes
    batch = season.commit(FIRST)
    await one.move(batch.changes, batch.links)
    restored = SharedSeason()  # as a standby that lacked the last group
    restored.commit(TWO)
    one._journal = other._journal = restored.journal

    await restored.open(other)

    await restored.compare(other)
    await restored.compare(one)


async def test_other_shards_or_another_order_are_loaded_anew(new_index: NewIndex) -> None:
    prefix = new_prefix()
    for shards, method in ((1, RankMethod.DENSE), (1, RankMethod.ORDINAL), (3, RankMethod.ORDINAL)):
        season = SharedSeason(method)
        client = new_index(season.journal)._client
        index = RedisRankingIndex(client, season.journal, shards=shards, prefix=prefix)
        season.commit(TWO)
        await season.open(index)
        await season.compare(index)
