"""Ranks that PostgreSQL counts are those of every index."""

import asyncio
import random
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from laurels.adapters import postgres_ranks
from laurels.adapters.memory_ranking_index import MemoryRankingIndex
from laurels.adapters.postgres_database import Connection, PostgresDatabase
from laurels.adapters.postgres_ranks import AT_ONCE, WAITING, PostgresRanks
from laurels.rules.entry import Entry, EntryRow, to_row
from laurels.rules.errors import Unavailable
from laurels.rules.leaderboard import Column, Leaderboard, Order, RankMethod
from laurels.rules.score import LARGEST, SMALLEST
from tests.contracts.counted_index import CountedIndex, counted_indexes
from tests.contracts.test_ranking_index import BoardMachine
from tests.postgres_server import postgres

SEASON = 3
BOARD = Leaderboard("a", "A")


@pytest.mark.parametrize(("version", "steps"), [(16, 3), (18, 6)])
def test_counting_answers_as_counting_by_hand(version: int, steps: int) -> None:
    new_index = counted_indexes(version)
    machine = type("Machine", (BoardMachine,), {"new_index": new_index})

    run_state_machine_as_test(
        machine, settings=settings(max_examples=3, stateful_step_count=steps, deadline=None)
    )


@pytest.mark.parametrize("method", RankMethod)
@pytest.mark.parametrize("version", [16, 18])
async def test_all_answers_are_those_of_the_index_in_memory(
    version: int, method: RankMethod
) -> None:
    chance = random.Random(version)
    index, counted = MemoryRankingIndex(), CountedIndex(postgres(version).emptied_database())
    for columns in range(6):
        orders = [Column(f"c{n}", chance.choice(list(Order))) for n in range(columns or 1)]
        board = replace(BOARD, columns=tuple(orders), rank_method=method)
        entries = random_entries(chance, board, 40 if columns else 0)
        for each in (index, counted):
            await each.open(SEASON, board, in_one(entries))
        for name, arguments in questions(board, entries):
            expected = await getattr(index, name)(SEASON, *arguments)
            answer = await getattr(counted, name)(SEASON, *arguments)
            assert answer == expected, (board, name, arguments)
    await counted.aclose()


def random_entries(chance: random.Random, board: Leaderboard, number: int) -> list[EntryRow]:
    """Some with equal columns, and with the least and the greatest there are."""
    values = [-1, 0, chance.choice([SMALLEST, LARGEST]), 2**53, 2**53 + 1]
    sequences = chance.sample(range(1, 1000), number)
    return [
        to_row(player, Entry(tuple(chance.choices(values, k=len(board.columns))), n, 5 * n, player))
        for player, n in enumerate(sequences, 1)
    ]


def questions(board: Leaderboard, entries: list[EntryRow]) -> list[tuple[str, tuple[Any, ...]]]:
    asked: list[tuple[str, tuple[Any, ...]]] = [("total", ()), ("page", (0, 100))]
    asked += [("page", (offset, 3)) for offset in (1, len(entries) // 2, len(entries))]
    asked += [("distribution", (buckets,)) for buckets in (1, 20)]
    for player, sequence, _, _, *values in entries[:4]:
        asked += [("entry", (player,)), ("around", (player, 2))]
        for key in (
            board.order_key.pack(values, sequence),
            board.order_key.pack(values, 2**64 - 1),
        ):
            asked += [
                ("position", (key,)),
                ("around_key", (key, 2, 2)),
                ("around_key", (key, 0, 3)),
            ]
    for byte in (b"\0", b"\xff"):
        key = byte * board.order_key.size
        asked += [("position", (key,)), ("around_key", (key, 0, 0)), ("around_key", (key, 40, 40))]
    asked += [("entries", (players,)) for players in ([], [7, 100, 3, 12], range(50))]
    return [*asked, ("entry", (100,)), ("around", (100, 2))]


async def in_one(entries: list[EntryRow]) -> AsyncIterator[list[EntryRow]]:
    yield entries


async def test_a_version_is_that_of_no_index_and_tells_what_was_shown() -> None:
    server = postgres(18)
    database = PostgresDatabase(server.emptied_database())
    await database.open()
    ranks = PostgresRanks(database, lambda season: BOARD)

    assert await ranks.version(SEASON) == -1
    await database.read(
        lambda connection: connection.execute("INSERT INTO season_heads VALUES (3, 25)")
    )
    assert await ranks.version(SEASON) == -26
    assert ranks.shown.pop(SEASON) == 25
    assert await ranks.entry(SEASON, 1) is None
    assert ranks.shown == {SEASON: 25}
    await database.close()


async def test_only_a_few_count_at_once_and_few_wait_for_that() -> None:
    database = PostgresDatabase(postgres(18).emptied_database())
    await database.open()
    ranks = PostgresRanks(database, lambda season: BOARD)
    many = AT_ONCE + WAITING + 5

    answers = await asyncio.gather(
        *[ranks.total(SEASON) for _ in range(many)], return_exceptions=True
    )

    assert answers[:-5] == [0] * (many - 5)
    assert all(isinstance(answer, Unavailable) for answer in answers[-5:])
    assert await ranks.total(SEASON) == 0
    await database.close()


async def test_a_count_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_ranks, "HEAD", postgres_ranks.HEAD.replace("'5s'", "'50ms'", 1))
    url = postgres(18).emptied_database()
    database, locked = PostgresDatabase(url), PostgresDatabase(url)
    for each in (database, locked):
        await each.open()

    async def held(connection: Connection) -> None:
        async with connection.transaction():
            await connection.execute("LOCK TABLE entries")
            with pytest.raises(Unavailable, match="statement timeout"):
                await PostgresRanks(database, lambda season: BOARD).total(SEASON)

    await locked.read(held)
    assert await PostgresRanks(database, lambda season: BOARD).total(SEASON) == 0
    for each in (database, locked):
        await each.close()
