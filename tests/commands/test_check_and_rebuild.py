import asyncio
import re
import sqlite3
from contextlib import closing, suppress
from random import Random

import pytest

from laurels.backoffice.prepare import prepare
from laurels.data_sets import snapshot
from laurels.demo.fill import DAY, HistoryClock
from laurels.rules.errors import EntryNotFound
from laurels.rules.leaderboard import Column, Leaderboard, Operator, Order, RankMethod
from laurels.rules.season import Window
from laurels.rules.submission import Submission
from laurels.settings import Settings
from laurels.wiring import embedded
from tests.commands.conftest import Run

START = 1_600_000_000_000_000
BOARDS = (
    Leaderboard("best", "Best", windows=(Window("daily"), Window("all-time"))),
    Leaderboard(
        "sum",
        "Sum",
        columns=(Column("points"), Column("time", Order.ASCENDING, 3)),
        operator=Operator.SUM,
        rank_method=RankMethod.DENSE,
    ),
    Leaderboard(
        "latest",
        "Latest",
        operator=Operator.LATEST,
        rank_method=RankMethod.ORDINAL,
        windows=(Window("noon", "0 12 * * *", "Europe/Madrid"), Window("monthly")),
    ),
)


@pytest.fixture
async def played(settings: Settings) -> Settings:
    """Five days of scores, repeats, removals and erasures on three leaderboards."""
    await asyncio.to_thread(prepare, settings)
    random, clock = Random(5), HistoryClock(START)
    async with embedded(settings, clock) as laurels:
        boards = [await laurels.manage_leaderboards.create(board) for board in BOARDS]
        for step in range(40):
            clock.at = START + step * DAY // 8
            for board in boards:
                scores = [score(random, board) for _ in range(12)]
                await laurels.submit_scores.submit(board, scores)
            if step % 7 == 5:
                with suppress(EntryNotFound):
                    await laurels.manage_players.remove_entry(boards[step % 3], f"p{step % 9}")
            if step in (13, 27):
                await laurels.manage_players.erase(f"p{step % 9}")
    return settings


def score(random: Random, board: Leaderboard) -> Submission:
    values = tuple(random.randrange(-5, 6) for _ in board.columns)
    id = f"s{random.randrange(150)}" if random.random() < 0.5 else None
    return Submission(board, f"p{random.randrange(9)}", values, id)


def entries(settings: Settings) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(settings.database)) as connection:
        return connection.execute("SELECT * FROM entries ORDER BY id").fetchall()


def tamper(settings: Settings, statement: str) -> None:
    with closing(sqlite3.connect(settings.database)) as connection, connection:
        assert connection.execute(statement).rowcount > 0


async def ran(run: Run, *args: object) -> tuple[int, str]:
    done = await asyncio.to_thread(run, *args)
    return done.code, done.out + done.err


async def test_what_was_played_is_clean(played: Settings, run: Run) -> None:
    code, told = await ran(run, "check")
    assert code == 0, told
    assert "All clean" in told
    assert (await ran(run, "check", "--leaderboard", "latest"))[0] == 0


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE entries SET value_1 = value_1 + 1 WHERE id IN (SELECT max(id) FROM entries)",
         "entries are the fold"),
        ("UPDATE entries SET sequence = sequence + 1 WHERE id IN (SELECT min(id) FROM entries)",
         "entries are the fold"),
        ("DELETE FROM entries WHERE id IN (SELECT min(id) FROM entries)", "found no entry"),
        ("INSERT INTO entries (id, value_1, sequence, achieved_at, events) "
         "SELECT max(id) + 1, 5, 1, 1, 1 FROM entries", "expected no entry"),
        ("DELETE FROM submission_ids WHERE digest IN (SELECT min(digest) FROM submission_ids)",
         "leads nowhere"),
        ("UPDATE submission_ids SET sequence = 1", "it leads to event 1"),
        ("INSERT INTO submission_ids VALUES (1, 1)", "submission ids, as many as"),
        ("DELETE FROM seasons WHERE id IN (SELECT max(id) FROM seasons)",
         "expected a season for its events"),
    ],
)  # fmt: skip
async def test_what_differs_is_named(
    played: Settings, run: Run, statement: str, expected: str
) -> None:
    tamper(played, statement)
    code, told = await ran(run, "check")
    assert code == 1
    assert expected in told
    assert "expected" in told


async def test_a_difference_names_the_player_and_the_time(played: Settings, run: Run) -> None:
    tamper(played, "UPDATE entries SET events = 99")

    _, told = await ran(run, "check", "--leaderboard", "best")

    assert re.search(r"best, daily \d+, player 'p\d': expected .* since 2020-\d\d-\d\dT", told), (
        told
    )


async def test_rebuilt_entries_are_identical(played: Settings, run: Run) -> None:
    before = entries(played)
    tamper(played, "DELETE FROM entries WHERE id % 3 = 0")
    tamper(played, "UPDATE entries SET value_1 = 0, events = 99 WHERE id % 3 = 1")
    assert (await ran(run, "rebuild"))[0] == 0
    assert entries(played) == before
    assert (await ran(run, "check"))[0] == 0


async def test_one_leaderboard_is_rebuilt_alone(played: Settings, run: Run) -> None:
    tamper(played, "UPDATE entries SET events = 99")
    assert (await ran(run, "rebuild", "--leaderboard", "sum"))[0] == 0
    assert (await ran(run, "check", "--leaderboard", "sum"))[0] == 0
    assert (await ran(run, "check", "--leaderboard", "best"))[0] == 1


async def test_lost_seasons_come_back_with_a_rebuild(played: Settings, run: Run) -> None:
    tamper(played, "DELETE FROM entries")
    tamper(played, "DELETE FROM seasons")
    assert (await ran(run, "rebuild"))[0] == 0
    assert (await ran(run, "check"))[0] == 0


async def test_a_rebuild_that_fails_leaves_the_data_as_they_were(played: Settings) -> None:
    from laurels.data_sets import repaired
    from laurels.usecases.rebuild_entries import rebuild_entries

    before = entries(played)

    class Killed(Exception):
        pass

    async with repaired(played) as (data, drop_index):
        replace = data.upkeep.replace_entries

        async def dies(seasons: list[int], parts: object) -> None:
            def broken():  # type: ignore[no-untyped-def]
                yield next(iter(parts))  # type: ignore[call-overload]
                raise Killed

            await replace(seasons, broken())

        data.upkeep.replace_entries = dies  # type: ignore[method-assign,assignment]
        boards = data.catalog.leaderboards()
        with pytest.raises(Killed):
            await rebuild_entries(data.catalog, data.upkeep, boards, drop_index, lambda _: None)
    assert entries(played) == before


async def test_a_check_sees_one_instant_while_scores_come_in(played: Settings) -> None:
    from laurels.adapters.memory_ranking_index import MemoryRankingIndex
    from laurels.usecases.check_data import CheckData

    async with embedded(played) as laurels, snapshot(played) as data:
        boards = data.catalog.leaderboards()
        check = CheckData(data.catalog, data.journal, data.upkeep, MemoryRankingIndex, boards)
        fold = await check.fold(lambda _: None)
        board = laurels.manage_leaderboards.get("best")
        await laurels.submit_scores.submit(board, [Submission(board, "late", (9,))])
        await check.compare(fold, lambda _: None)
        assert [fact.wrong for fact in check.facts] == [0, 0, 0, 0]
        assert check.facts[0].looked_at == fold.events


async def test_a_running_server_keeps_a_rebuild_out(played: Settings, run: Run) -> None:
    async with embedded(played):
        code, told = await ran(run, "rebuild")
    assert code == 1
    assert "in use by process" in told
