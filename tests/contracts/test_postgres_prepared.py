"""Statements of an append stay prepared where the connection is one server process's own."""

import asyncio
from pathlib import Path

import psycopg
import pytest

from laurels.adapters.postgres_database import Connection
from tests.contracts.conftest import opened
from tests.contracts.postgres_stores import PostgresStores
from tests.contracts.test_journal import new_game

PREPARED = "SELECT statement FROM pg_prepared_statements"


async def prepared_by(folder: Path) -> set[str]:
    """What the connections of a process keep prepared after some scores."""

    async def look(connection: Connection) -> set[str]:
        return {text for (text,) in await (await connection.execute(PREPARED)).fetchall()}

    async with opened("postgres 18", folder) as stores:
        assert isinstance(stores, PostgresStores)
        game = await new_game(stores)
        for n in range(10):
            await game.one(game.score(n, f"id-{n}", f"p{n % 3}"))
        looks = await asyncio.gather(*[stores.database.read(look) for _ in range(20)])
        return set.union(*looks)


async def test_what_appends_is_prepared_and_nothing_else(tmp_path: Path) -> None:
    statements = await prepared_by(tmp_path)

    assert any("journal_head FOR UPDATE" in text for text in statements)
    assert any("INSERT INTO events" in text for text in statements)
    assert not any("FROM leaderboards" in text for text in statements)


async def test_nothing_is_prepared_behind_a_pooler(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(psycopg.ConnectionInfo, "backend_pid", 4711)  # as a pooler's answer has it

    assert await prepared_by(tmp_path) == set()
