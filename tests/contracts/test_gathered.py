"""Questions that go together: in few lots, each with its answer, whatever becomes of the others."""

import asyncio
from collections.abc import Sequence

import pytest

from laurels.adapters.gathered import LOTS, Gathered
from laurels.rules.errors import Unavailable
from tests.contracts.indexes import redis_indexes
from tests.contracts.shared_season import SEASON, SharedSeason
from tests.redis_server import RedisServer, redis_server


class Server:
    """Answers a lot when it is let go."""

    def __init__(self) -> None:
        self.lots: list[list[int]] = []
        self.go = asyncio.Event()

    async def __call__(self, questions: Sequence[int]) -> list[int]:
        self.lots.append(list(questions))
        await self.go.wait()
        if 13 in questions:
            raise Unavailable("Not with 13.")
        return [-question for question in questions]


async def test_what_comes_while_lots_are_under_way_is_the_next() -> None:
    server = Server()
    gathered = Gathered(server, most=100)
    asking = []
    for question in range(LOTS + 5):
        asking.append(asyncio.create_task(gathered.ask(question)))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    server.go.set()

    assert await asyncio.gather(*asking) == [-question for question in range(LOTS + 5)]
    assert server.lots == [*([n] for n in range(LOTS)), [*range(LOTS, LOTS + 5)]]


async def test_a_lot_holds_as_much_as_it_may_or_one_question() -> None:
    server = Server()
    server.go.set()
    gathered = Gathered(server, most=10, size=lambda question: question)

    assert await asyncio.gather(*map(gathered.ask, (4, 6, 99, 1))) == [-4, -6, -99, -1]
    assert server.lots == [[4, 6], [99], [1]]


async def test_who_is_cancelled_leaves_the_others_theirs() -> None:
    server = Server()
    gathered = Gathered(server, most=10)
    leaving, staying = [asyncio.create_task(gathered.ask(5)) for _ in range(2)]
    while not server.lots:
        await asyncio.sleep(0)
    leaving.cancel()
    await asyncio.wait({leaving})
    server.go.set()

    assert leaving.cancelled()
    assert await staying == -5


async def test_a_fault_is_of_its_lot_only() -> None:
    server = Server()
    server.go.set()
    gathered = Gathered(server, most=2)

    found = await asyncio.gather(*map(gathered.ask, (13, 1, 2, 3)), return_exceptions=True)

    assert [type(one) for one in found] == [Unavailable, Unavailable, int, int]
    with pytest.raises(Unavailable):
        await gathered.ask(13)
    assert await gathered.ask(4) == -4


async def test_ranks_that_are_asked_at_once_are_one_call_of_redis() -> None:
    made, season = redis_indexes("redis"), SharedSeason()
    index = made(season.journal)
    season.commit([(player, (player, 0)) for player in range(1, 101)], counted=False)
    await season.open(index)
    server = redis_server("wheel")

    before = calls_of(server)
    ranks = await asyncio.gather(*[index.entry(SEASON, player) for player in range(1, 101)])
    pages = await asyncio.gather(*[index.page(SEASON, 0, 10) for _ in range(100)])

    assert ranks == sorted(season.naive.ranked(), key=lambda row: row.player)
    assert pages == [season.naive.ranked()[:10]] * 100
    assert calls_of(server) - before <= 2
    await made.close()


def calls_of(server: RedisServer) -> int:
    """Of scripts."""
    stats = server.ask("INFO", "commandstats")
    assert isinstance(stats, dict)
    return int(stats["cmdstat_evalsha"]["calls"])
