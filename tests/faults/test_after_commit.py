"""What can go wrong between the commit and the answer, in one process."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from laurels.adapters.sqlite_database import SqliteDatabase
from laurels.ports.ranking_index import Placement
from laurels.rules.errors import InvalidRequest, LaurelsError, Unavailable
from laurels.rules.leaderboard import Leaderboard, Operator
from laurels.rules.submission import Change, Submission
from laurels.usecases.submit_scores import Receipt, Result
from laurels.wiring import Laurels
from tests.databases import new_database
from tests.usecases.running import Clock, crash, score, start, submit

RACE = Leaderboard("race", "Race", operator=Operator.SUM)


@pytest.fixture
async def laurels(tmp_path: Path) -> AsyncIterator[Laurels]:
    new_database(tmp_path / "data")
    laurels = await start(tmp_path / "data", Clock())
    yield laurels
    await laurels.close()


@pytest.fixture
async def board(laurels: Laurels) -> Leaderboard:
    return await laurels.manage_leaderboards.create(RACE)


async def standings(laurels: Laurels) -> dict[str, int]:
    """Player: value, as they are served."""
    board = laurels.catalog.leaderboard(RACE.id)
    assert board is not None
    page = await laurels.read_ranks.page(await laurels.read_ranks.season(board), 0, 100)
    return {row.card.id: row.ranked.entry.values[0] for row in page.rows}


def failing(times: int, original: Callable[..., Any], error: Exception) -> Callable[..., Any]:
    """A function whose first calls raise."""
    left = iter(range(times))

    def call(*args: Any) -> Any:
        if next(left, None) is not None:
            raise error
        return original(*args)

    return call


async def test_a_crash_does_not_place_what_a_refused_atomic_batch_would_have(
    laurels: Laurels, board: Leaderboard, tmp_path: Path
) -> None:
    await submit(laurels, score(board, "ann", 1, id="one"))
    batch = [score(board, "bob", 5, id="two"), score(board, "ann", 9, id="one")]

    results, receipt = await asyncio.gather(  # one group
        laurels.submit_scores.submit(board, batch, atomic=True),
        submit(laurels, score(board, "cid", 7, id="three")),
    )
    restarted = await crash(laurels, tmp_path / "crashed")

    assert all(isinstance(result, LaurelsError) for result in results)
    assert await standings(restarted) == {"cid": 7, "ann": 1}
    again = await submit(restarted, score(board, "cid", 7, id="three"))
    assert again == receipt._replace(replayed=True)
    await restarted.close()


@pytest.mark.parametrize("moved", [0, 1, 2])
async def test_an_index_that_fails_midway_is_loaded_again_before_a_rank_is_told(
    laurels: Laurels, board: Leaderboard, moved: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    await submit(laurels, score(board, "ann", 1))
    move_and_rank, left = laurels.index.move_and_rank, iter([moved])

    async def move_some(changes: Sequence[Change], *_: object) -> list[Placement | None]:
        placements = await move_and_rank(changes[: next(left, len(changes))])
        if len(placements) < len(changes):
            raise MemoryError("no room for another entry")
        return placements

    monkeypatch.setattr(laurels.index, "move_and_rank", move_some)
    batch = [score(board, player, 10, id=player) for player in ("bob", "cid", "dan")]

    with pytest.raises(MemoryError):
        await laurels.submit_scores.submit(board, batch)

    assert await standings(laurels) == {"bob": 10, "cid": 10, "dan": 10, "ann": 1}
    results = await laurels.submit_scores.submit(board, batch)
    assert [_rank(result) for result in results] == [(True, 1)] * 3
    receipt = await submit(laurels, score(board, "eve", 10))
    assert receipt.standings[0].total == 5
    laurels.index.check()


def _rank(result: Result) -> tuple[bool, int]:
    assert isinstance(result, Receipt)
    return result.replayed, result.standings[0].rank


async def test_a_group_that_fails_for_no_known_reason_leaves_the_next_one_alone(
    laurels: Laurels, board: Leaderboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    await submit(laurels, score(board, "ann", 1, id="one"))
    append = laurels.journal.append
    monkeypatch.setattr(laurels.journal, "append", failing(1, append, ZeroDivisionError()))

    failed = await asyncio.gather(
        *(laurels.submit_scores.submit(board, [score(board, p, 2, id=p)]) for p in "bcd"),
        return_exceptions=True,
    )
    assert all(isinstance(error, ZeroDivisionError) for error in failed)
    assert await standings(laurels) == {"ann": 1}

    for player in "bcd":
        receipt = await submit(laurels, score(board, player, 2, id=player))
        assert not receipt.replayed
    assert (await submit(laurels, score(board, "ann", 1, id="one"))).replayed
    assert await standings(laurels) == {"b": 2, "c": 2, "d": 2, "ann": 1}


@pytest.mark.parametrize(
    "statement",
    ["COMMIT", "INSERT INTO events", "INSERT INTO groups", "INSERT OR REPLACE INTO e", "DELETE"],
)
async def test_a_statement_that_fails_takes_nothing_and_the_next_group_is_counted_once(
    laurels: Laurels, board: Leaderboard, statement: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(laurels.profile.behind, "_tail", 0)  # rows are placed with the next group
    await submit(laurels, score(board, "ann", 1, id="one"))
    broken = _Broken(laurels.profile.database._file, statement)
    monkeypatch.setattr(laurels.profile.database, "_connection", lambda: broken)

    with pytest.raises(Unavailable):
        await laurels.submit_scores.submit(board, [score(board, "bob", 2, id="two")])
    broken.works = True
    receipt = await submit(laurels, score(board, "bob", 2, id="two"))

    assert (receipt.replayed, receipt.event.sequence) == (False, 2)
    assert await standings(laurels) == {"bob": 2, "ann": 1}
    broken.real.close()


class _Broken:
    """A connection on which one kind of statement, and ROLLBACK too, fails at first."""

    def __init__(self, file: Path, statement: str) -> None:
        self.real = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        self.statement = statement
        self.works = False

    def execute(self, sql: str, *args: Any) -> sqlite3.Cursor:
        if not self.works and sql.startswith((self.statement, "ROLLBACK")):
            raise sqlite3.OperationalError("disk I/O error")
        return self.real.execute(sql, *args)

    @property
    def in_transaction(self) -> bool:
        return self.real.in_transaction

    @property
    def total_changes(self) -> int:
        return self.real.total_changes


async def test_a_write_after_a_rollback_that_failed_begins_anew(tmp_path: Path) -> None:
    database = SqliteDatabase(new_database(tmp_path))
    await asyncio.get_running_loop().run_in_executor(
        database._writer, lambda: database._connection().execute("BEGIN")
    )

    assert await database.write(lambda c: c.execute("SELECT 1").fetchone()) == (1,)
    database.close()


async def test_what_is_refused_leaves_no_player_behind(
    laurels: Laurels, board: Leaderboard
) -> None:
    await submit(laurels, score(board, "ann", 1, id="one"))
    saved = await laurels.manage_players.put("dan", {"display_name": "Dan"}, {})
    batch = [score(board, player, 5) for player in ("bob", "dan")]

    await laurels.submit_scores.submit(
        board, [*batch, score(board, "ann", 9, id="one")], atomic=True
    )

    assert [p.card.id for p in await laurels.manage_players.search("", "", 9)] == ["ann", "dan"]
    assert await laurels.manage_players.get("dan") == saved[0]
    assert (await submit(laurels, score(board, "bob", 5))).standings[0].rank == 1
    assert await standings(laurels) == {"bob": 5, "ann": 1}


async def test_a_submission_id_that_no_text_column_keeps_is_refused(
    laurels: Laurels, board: Leaderboard
) -> None:
    for _ in range(2):
        (result,) = await laurels.submit_scores.submit(
            board, [Submission(board, "ann", (1,), "a\0b")]
        )
        assert isinstance(result, InvalidRequest)

    assert await standings(laurels) == {}
