"""What a ranking index in Redis has to hold that one in memory cannot break: several processes,
and a Redis that forgets, stops, or fails over."""

import asyncio
import random
from collections.abc import AsyncIterator
from typing import Any

import pytest

from laurels.adapters import redis_loading, redis_moves
from laurels.adapters.redis_ranking_index import RedisRankingIndex
from laurels.adapters.redis_season import season_keys
from laurels.rules.errors import Unavailable
from laurels.rules.leaderboard import Order, RankMethod
from laurels.rules.score import LARGEST, SMALLEST
from tests.contracts.indexes import REDIS, NewIndex, new_prefix, redis_indexes
from tests.contracts.shared_season import SEASON, SharedSeason

TWO = [(1, (10,)), (2, (20,))]
FIRST, SECOND = [(3, (15,)), (1, (30,))], [(2, (5,)), (4, (15,))]
MARKER, ORDER, RECORDS = range(3)


@pytest.fixture(params=["redis", "redis, 4 shards", "redis cluster, 4 shards"])
async def new_index(request: pytest.FixtureRequest) -> AsyncIterator[NewIndex]:
    made = redis_indexes(request.param)
    yield made
    await made.close()


@pytest.fixture
def season() -> SharedSeason:
    return SharedSeason()


@pytest.fixture
async def processes(
    new_index: NewIndex, season: SharedSeason
) -> tuple[RedisRankingIndex, RedisRankingIndex]:
    """Two, with two players in the season."""
    one, other = new_index.processes(season.journal, 2)
    season.commit(TWO)
    await season.open(one, other)
    return one, other


async def test_a_season_is_loaded_by_one_process_for_all(
    new_index: NewIndex, season: SharedSeason
) -> None:
    indexes = new_index.processes(season.journal, 3)
    season.commit(TWO)

    await asyncio.gather(*[season.open(index) for index in indexes])

    assert season.loads == 1
    for index in indexes:
        await season.compare(index)


@pytest.mark.parametrize("method", RankMethod)
@pytest.mark.parametrize("seed", range(3))
async def test_batches_of_two_processes_are_placed_in_the_journals_order_whoever_comes_first(
    new_index: NewIndex, method: RankMethod, seed: int
) -> None:
    chance, season = random.Random(seed), SharedSeason(method)
    indexes = new_index.processes(season.journal, 2)
    await season.open(*indexes)

    for _ in range(4):
        batches = [season.random_batch(chance, players=30, size=9) for _ in range(3)]
        late = [chance.random() / 50 for _ in batches]
        moves = [
            _after(seconds, chance.choice(indexes), batch)
            for seconds, batch in zip(late, batches, strict=True)
        ]
        assert await asyncio.gather(*moves) == [batch.placements for batch in batches]

    for index in indexes:
        await season.compare(index, step=5)


async def _after(seconds, index, batch):  # type: ignore[no-untyped-def]
    await asyncio.sleep(seconds)
    return await index.move_and_rank(batch.changes, batch.links)


async def test_what_a_dead_process_has_left_undone_is_taken_from_the_journal(
    processes: tuple[RedisRankingIndex, RedisRankingIndex], season: SharedSeason
) -> None:
    _, other = processes
    season.commit(FIRST)  # whoever committed that is dead
    batch = season.commit(SECOND)

    placed = await other.move_and_rank(batch.changes, batch.links)

    # As of now: the healing has brought this batch along.
    ranks = [(p.rank, p.total, p.previous_rank) for p in placed if p]
    assert ranks == [(4, 4, 2), (2, 4, None)]
    await season.compare(other)


async def test_a_move_that_comes_after_its_healing_changes_nothing(
    processes: tuple[RedisRankingIndex, RedisRankingIndex], season: SharedSeason
) -> None:
    one, other = processes
    slow, batch = season.commit(FIRST), season.commit([(4, (15,))])
    await other.move(batch.changes, batch.links)

    placed = await one.move_and_rank(slow.changes, slow.links)

    # As of now: player 4, who came later, is counted.
    assert [(p.rank, p.total) for p in placed if p] == [(3, 4), (1, 4)]
    await season.compare(one)


@pytest.mark.parametrize("method", RankMethod)
async def test_a_repeated_move_answers_again_and_changes_nothing(
    new_index: NewIndex, method: RankMethod
) -> None:
    season = SharedSeason(method)
    index = new_index(season.journal)
    await season.open(index)
    for wanted in (TWO, FIRST, [(2, (5,))]):
        batch = season.commit(wanted)
        await index.move_and_rank(batch.changes, batch.links)

    again = await index.move_and_rank(batch.changes, batch.links)

    assert again == batch.placements
    await season.compare(index)


async def test_a_removal_is_healed_too(
    processes: tuple[RedisRankingIndex, RedisRankingIndex], season: SharedSeason
) -> None:
    one, other = processes
    season.commit([(1, None)])
    batch = season.commit([(2, (7,))])

    await one.move(batch.changes, batch.links)

    await season.compare(other)


async def test_what_someone_was_shown_elsewhere_is_not_taken_back(
    processes: tuple[RedisRankingIndex, RedisRankingIndex], season: SharedSeason
) -> None:
    one, _ = processes
    season.commit(FIRST)  # and nobody moves it

    one.not_before(SEASON, season.journal.heads[SEASON])

    await season.compare(one)


async def test_a_look_a_second_mends_what_nobody_moves_on_but_leaves_others_their_time(
    processes: tuple[RedisRankingIndex, RedisRankingIndex], season: SharedSeason
) -> None:
    one, other = processes
    season.commit(FIRST)

    assert await other.catch_up() == 0
    assert await other.catch_up() == 1
    assert await one.catch_up() == 0

    await season.compare(one)


async def test_doubt_is_settled_by_opening_again_without_loading(
    processes: tuple[RedisRankingIndex, RedisRankingIndex], season: SharedSeason
) -> None:
    one, _ = processes
    season.commit(FIRST)
    await one.doubt(SEASON)
    assert not one.is_open(SEASON)

    await season.open(one)

    assert season.loads == 1
    await season.compare(one)


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

    async def for_ever():  # type: ignore[no-untyped-def]
        async for part in season.entries():
            yield part
            await asyncio.sleep(60)

    loading = asyncio.create_task(stopped.open(SEASON, season.board, for_ever()))
    await asyncio.sleep(0.05)
    await season.open(index)
    loading.cancel()
    await asyncio.gather(loading, return_exceptions=True)

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


async def test_other_shards_or_another_order_are_loaded_anew(new_index: NewIndex) -> None:
    prefix = new_prefix()
    for shards, method in ((1, RankMethod.DENSE), (1, RankMethod.ORDINAL), (3, RankMethod.ORDINAL)):
        season = SharedSeason(method)
        client = new_index(season.journal)._client
        index = RedisRankingIndex(client, season.journal, shards=shards, prefix=prefix)
        season.commit(TWO)
        await season.open(index)
        await season.compare(index)


async def test_a_server_that_has_lost_the_last_moves_is_not_believed(
    processes: tuple[RedisRankingIndex, RedisRankingIndex], season: SharedSeason
) -> None:
    one, _ = processes
    keys = [key for part in season_keys(one._prefix, SEASON, one._shards) for key in part]
    for key in keys:
        await one._client.copy(key, f"{key}-before")
    batch = season.commit(FIRST)
    await one.move(batch.changes, batch.links)

    for key in keys:
        await one._client.unlink(key)
        await one._client.copy(f"{key}-before", key)

    await season.compare(one)


async def test_shards_that_stand_at_different_events_are_not_summed() -> None:
    season, made = SharedSeason(), redis_indexes("redis, 4 shards")
    index = made(season.journal)
    season.commit([(player, (player,)) for player in range(20)])
    await season.open(index)
    batch = season.commit([(player, (-player,)) for player in range(10)])
    shared = index._seasons[SEASON].season
    work = redis_moves._work(shared, batch.changes, False)
    step = redis_moves.Step(20, 0, 30, 0)
    await redis_moves._place(shared, {2: work[2]}, step, False)

    await season.compare(index)  # healed by whoever asks first

    await made.close()


@pytest.mark.parametrize("kind", REDIS)
@pytest.mark.parametrize("method", RankMethod)
async def test_five_columns_of_64_bits_are_exact(kind: str, method: RankMethod) -> None:
    made, chance = redis_indexes(kind), random.Random(5)
    season = SharedSeason(method, [*Order, *Order, Order.ASCENDING])
    index = made(season.journal)
    await season.open(index)
    values = [SMALLEST, SMALLEST + 1, -1, 0, 2**53, 2**53 + 1, LARGEST - 1, LARGEST]
    batch = season.commit(
        [(player, tuple(chance.choices(values, k=5))) for player in (*range(30), 2**62)]
    )

    assert await index.move_and_rank(batch.changes, batch.links) == batch.placements

    await season.compare(index)
    await made.close()


@pytest.mark.parametrize("method", RankMethod)
async def test_pages_of_a_large_season_are_merged_exactly(method: RankMethod) -> None:
    made, chance, season = redis_indexes("redis, 4 shards"), random.Random(7), SharedSeason(method)
    index = made(season.journal)
    wanted = [(player, (int(chance.gauss(0, 99)), 0)) for player in range(1500)]
    season.commit(wanted, counted=False)
    await season.open(index)

    await season.compare(index, step=97)

    rows = season.naive.ranked()
    assert await index.page(SEASON, 700, 600) == rows[700:1300]
    assert await index.page(SEASON, 3, 2000) == rows[3:]
    await made.close()


async def test_scripts_that_redis_forgets_are_sent_again(
    processes: tuple[RedisRankingIndex, RedisRankingIndex], season: SharedSeason
) -> None:
    one, _ = processes
    batch = season.commit(FIRST)
    await one._client.script_flush()

    assert await one.move_and_rank(batch.changes, batch.links) == batch.placements


@pytest.mark.parametrize("method", [RankMethod.ORDINAL, RankMethod.COMPETITION])
async def test_reads_while_others_write_are_of_one_state(
    new_index: NewIndex, method: RankMethod
) -> None:
    season, chance = SharedSeason(method), random.Random(3)
    writer, reader = new_index.processes(season.journal, 2)
    season.commit([(player, (player // 3, 0)) for player in range(60)], counted=False)
    await season.open(writer, reader)
    states: list[Any] = [season.naive.ranked()]
    pages, arounds, spreads = [], [], []

    async def read() -> None:
        while len(states) <= 100:
            pages.append(await reader.page(SEASON, 20, 15))
            arounds.append(await reader.around(SEASON, 5, 2))
            spreads.append(await reader.distribution(SEASON, 9))

    reading = asyncio.create_task(read())
    for _ in range(100):
        wanted = (chance.randrange(60), (chance.randrange(20), 0))
        batch = season.commit([wanted], counted=False)
        states.append(season.naive.ranked())
        await writer.move(batch.changes, batch.links)
        await asyncio.sleep(0.004)
    await reading

    assert len(pages) > 5
    assert all(page in [state[20:35] for state in states] for page in pages)
    assert all(around in [around_of(state, 5) for state in states] for around in arounds)
    assert all(spread and sum(n for _, _, n in spread.histogram) == 60 for spread in spreads)


def around_of(state: list[Any], player: int) -> list[Any]:
    (position,) = [row.position for row in state if row.player == player]
    start = max(0, min(position - 2, len(state) - 5))
    return state[start : start + 5]


async def test_more_questions_than_connections_wait_their_turn(
    processes: tuple[RedisRankingIndex, RedisRankingIndex], season: SharedSeason
) -> None:
    one, _ = processes

    pages = await asyncio.gather(*[one.page(SEASON, 0, 9 + n) for n in range(500)])

    assert pages == [season.naive.ranked()] * 500
