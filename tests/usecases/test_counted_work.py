"""What an operation costs, in counted work: figures that no noise of a machine can move.

A test that fails here names what has become dearer. `make bench` tells how much that matters.
"""

import asyncio
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from laurels.rules.leaderboard import Leaderboard, Operator
from laurels.rules.season import Window
from laurels.usecases import submit_scores
from laurels.wiring import Laurels
from tests.databases import new_database
from tests.usecases.running import Clock, score, start

PLAYERS = 5_000  # enough that neighbours in a group lie on different pages
GROUP = 32
ONE = Leaderboard("one", "One", operator=Operator.SUM)
THREE = Leaderboard(
    "three",
    "Three",
    operator=Operator.SUM,
    windows=(Window("all-time"), Window("monthly"), Window("weekly")),
)


@pytest.fixture
async def laurels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Laurels]:
    """Its answers always go with the next group, however slow the machine is."""
    monkeypatch.setattr(submit_scores, "ANSWERS_SECONDS", 60)
    new_database(tmp_path / "data")
    laurels = await start(tmp_path / "data", Clock())
    yield laurels
    await laurels.close()


async def board_of(laurels: Laurels, leaderboard: Leaderboard) -> Leaderboard:
    """A board on which everyone has a score that is in its place."""
    board = await laurels.manage_leaderboards.create(leaderboard)
    scores = [score(board, f"p{number}", number) for number in range(PLAYERS)]
    await laurels.submit_scores.submit(board, scores, ranked=False)
    await laurels.profile.behind.settle()
    return board


async def submit_group(laurels: Laurels, board: Leaderboard, run: str) -> None:
    """One group: the commit under way lets all of them gather."""
    players = [f"p{number}" for number in range(0, PLAYERS, PLAYERS // GROUP)][:GROUP]
    async with laurels.submit_scores.turn:
        sent = [
            asyncio.create_task(
                laurels.submit_scores.submit(board, [score(board, player, 7, id=f"{run}-{player}")])
            )
            for player in players
        ]
        await asyncio.sleep(0)
    await asyncio.gather(*sent)


@contextmanager
def counted(laurels: Laurels, monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter[str]]:
    """Statements by their first word, and calls of the index, while the context lasts."""
    counts: Counter[str] = Counter()

    def note(statement: str) -> None:
        counts[statement.split(maxsplit=1)[0]] += 1

    writer = laurels.profile.database._writer.submit(laurels.profile.database._connection).result()
    reader = laurels.profile.database._readers.submit(laurels.profile.database._connection).result()
    assert isinstance(writer, sqlite3.Connection)
    with monkeypatch.context() as patch:
        for name in ("move_and_rank", "move", "standing_of", "entry", "page"):
            patch.setattr(laurels.index, name, _noted(laurels, name, counts))
        for connection in (writer, reader):
            connection.set_trace_callback(note)
        try:
            yield counts
        finally:
            for connection in (writer, reader):
                connection.set_trace_callback(None)


def _noted(laurels: Laurels, name: str, counts: Counter[str]) -> Any:
    method = getattr(laurels.index, name)

    def noted(*args: Any) -> Any:
        counts[name] += 1
        if name.startswith("move"):
            counts["moves"] += len(args[0])
        return method(*args)

    return noted


@pytest.mark.parametrize(("leaderboard", "windows"), [(ONE, 1), (THREE, 3)])
async def test_a_group_is_one_commit_of_few_statements_and_one_move_a_window(
    laurels: Laurels, leaderboard: Leaderboard, windows: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    board = await board_of(laurels, leaderboard)
    await submit_group(laurels, board, "first")  # whose answers the next takes along

    with counted(laurels, monkeypatch) as counts:
        await submit_group(laurels, board, "second")

    assert dict(counts) == {
        "BEGIN": 1,
        "SELECT": 1,  # the submission ids
        "INSERT": 3,  # events, the answers of the group before, and what changed, in one piece
        "COMMIT": 1,
        "standing_of": windows,  # seasons, each of which is asked in memory from then on
        "move_and_rank": 1,
        "moves": GROUP * windows,
    }


@pytest.mark.parametrize(("leaderboard", "most"), [(ONE, 1_300), (THREE, 1_700)])
async def test_a_commit_writes_where_tables_end_whoever_scores(
    laurels: Laurels, leaderboard: Leaderboard, most: int
) -> None:
    board = await board_of(laurels, leaderboard)
    await submit_group(laurels, board, "first")
    log = Path(f"{laurels.settings.database}-wal")
    with sqlite3.connect(laurels.settings.database) as connection:
        while log.stat().st_size:  # else the server's own checkpoint is under way
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    groups = 4
    for number in range(groups):
        await submit_group(laurels, board, f"then-{number}")

    a_score = log.stat().st_size / (groups * GROUP)
    assert 0 < a_score <= most  # a page of an entry alone would be 4,096


async def test_reading_asks_the_index_and_no_table(
    laurels: Laurels, monkeypatch: pytest.MonkeyPatch
) -> None:
    board = await board_of(laurels, ONE)
    read = laurels.read_ranks
    season = await read.season(board)

    with counted(laurels, monkeypatch) as counts:
        await read.entry(board, season, "p17")
        await read.page(season, 1_000, 100)
        await read.around(board, season, "p17", 5)

    assert dict(counts) == {"entry": 1, "page": 1}  # around is one of its own


async def test_rows_reach_their_places_many_a_page(laurels: Laurels) -> None:
    board = await board_of(laurels, ONE)
    behind = laurels.profile.behind
    for run in range(4):
        await submit_group(laurels, board, f"run-{run}")

    pages = behind.entries.due(2**63)

    assert sum(len(page.rows) for page in pages) == GROUP  # the last state of each, once
    assert len(pages) <= PLAYERS // 128 + 1
