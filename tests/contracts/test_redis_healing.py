"""What a process that has died or is slow owes a season in Redis, the others bring."""

import asyncio
from collections.abc import Sequence

import pytest

from laurels.adapters import redis_moves
from laurels.adapters.redis_ranking_index import RedisRankingIndex
from laurels.ports.journal import SeasonState
from laurels.rules.entry import Entry
from laurels.rules.errors import Unavailable
from laurels.rules.submission import Change
from tests.contracts.indexes import redis_indexes, until
from tests.contracts.shared_season import SEASON, SharedSeason

FIRST, SECOND = [(3, (15,)), (1, (30,))], [(2, (5,)), (4, (15,))]


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


async def test_a_look_heals_the_other_seasons_where_one_cannot_be(
    processes: tuple[RedisRankingIndex, RedisRankingIndex],
    season: SharedSeason,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one, _ = processes
    sick = SEASON - 1
    await one.open(sick, season.board)
    one._seasons = dict(sorted(one._seasons.items()))  # the sick one first
    season.journal.commit([Change(sick, 2, None, Entry((1, 1), 2, 2, 1))], 2)
    season.commit(FIRST)
    changed_entries = season.journal.changed_entries

    async def changed(id: int, after: int) -> SeasonState:
        if id == sick:
            raise Unavailable("PostgreSQL takes too long.")
        return await changed_entries(id, after)

    monkeypatch.setattr(season.journal, "changed_entries", changed)

    assert await one.catch_up() == 0
    assert await one.catch_up() == 1

    monkeypatch.undo()
    assert await one.catch_up() == 1
    assert await one.total(sick) == 1
    await season.compare(one)


async def test_all_who_wait_for_a_healing_share_what_becomes_of_it(
    processes: tuple[RedisRankingIndex, RedisRankingIndex],
    season: SharedSeason,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one, _ = processes
    season.commit(FIRST)
    one.not_before(SEASON, season.sequence)
    goes_on, looks = asyncio.Event(), []

    async def away(seasons: Sequence[int]) -> dict[int, int]:
        looks.append(seasons)
        await goes_on.wait()
        raise Unavailable("PostgreSQL does not answer.")

    monkeypatch.setattr(season.journal, "season_heads", away)
    reads = [asyncio.create_task(one.reach(SEASON, season.sequence + n)) for n in range(1, 6)]
    await until(lambda: looks)
    goes_on.set()
    failed = await asyncio.gather(*reads, return_exceptions=True)

    assert [type(error) for error in failed] == [Unavailable] * 5
    assert len(looks) == 1
    monkeypatch.undo()
    await season.compare(one)


async def test_a_healing_that_began_before_an_event_is_not_enough_for_it(
    processes: tuple[RedisRankingIndex, RedisRankingIndex],
    season: SharedSeason,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one, _ = processes
    season.commit(FIRST)
    has_looked, goes_on = asyncio.Event(), asyncio.Event()
    season_heads = season.journal.season_heads

    async def slow(seasons: Sequence[int]) -> dict[int, int]:
        heads = await season_heads(seasons)
        has_looked.set()
        await goes_on.wait()
        return heads

    monkeypatch.setattr(season.journal, "season_heads", slow)
    first = asyncio.create_task(one.reach(SEASON, season.sequence))
    await has_looked.wait()
    season.commit(SECOND)
    second = asyncio.create_task(one.reach(SEASON, season.sequence))
    await asyncio.sleep(0)
    goes_on.set()
    await asyncio.gather(first, second)
    monkeypatch.undo()

    monkeypatch.setattr(season.journal, "changed_entries", None)  # nothing is left to heal
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
