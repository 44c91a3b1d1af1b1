"""What a ranking index in Redis has to hold that one in memory cannot break: several processes,
and a Redis that forgets, stops, or fails over."""

import asyncio
import random
from typing import Any

import pytest

from laurels.adapters.redis_ranking_index import RedisRankingIndex
from laurels.adapters.redis_season import season_keys
from laurels.rules.errors import Unavailable
from laurels.rules.leaderboard import Order, RankMethod
from laurels.rules.score import LARGEST, SMALLEST
from tests.contracts.indexes import REDIS, NewIndex, redis_indexes
from tests.contracts.shared_season import SEASON, SharedSeason

TWO = [(1, (10,)), (2, (20,))]
FIRST, SECOND = [(3, (15,)), (1, (30,))], [(2, (5,)), (4, (15,))]
MARKER, ORDER, RECORDS = range(3)


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


async def test_no_move_is_left_out_where_only_this_process_has_to_open_the_season_again(
    processes: tuple[RedisRankingIndex, RedisRankingIndex], season: SharedSeason
) -> None:
    one, other = processes
    await one.doubt(SEASON)  # as where a question has found it gone before another loaded it
    batch = season.commit(FIRST)

    with pytest.raises(Unavailable):
        await one.move(batch.changes, batch.links)

    await season.open(one)
    await season.compare(other)


@pytest.mark.parametrize("method", [RankMethod.COMPETITION, RankMethod.DENSE])
async def test_all_keys_of_a_season_that_begins_end_by_themselves(
    new_index: NewIndex, method: RankMethod
) -> None:
    season = SharedSeason(method)
    index = new_index(season.journal)
    await season.open(index)
    for wanted in (TWO, [(1, None), (2, None)], TWO):
        batch = season.commit(wanted)
        await index.move(batch.changes, batch.links)

    keys = [k for part in season_keys(index._prefix, SEASON, index._shards) for k in part]
    lives = [await index._client.ttl(key) for key in keys]

    assert [life for life in lives if life > 0] == [life for life in lives if life != -2]


async def test_a_server_that_has_lost_the_last_moves_is_not_believed(
    processes: tuple[RedisRankingIndex, RedisRankingIndex], season: SharedSeason
) -> None:
    one, _ = processes
    version = await one.version(SEASON)
    keys = [key for part in season_keys(one._prefix, SEASON, one._shards) for key in part]
    for key in keys:
        await one._client.copy(key, f"{key}-before")
    batch = season.commit(FIRST)
    await one.move(batch.changes, batch.links)

    for key in keys:
        await one._client.unlink(key)
        await one._client.copy(f"{key}-before", key)

    assert await one.version(SEASON) != version  # nor is a page of before "not modified"
    await season.compare(one)


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
    await reading

    assert pages
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
