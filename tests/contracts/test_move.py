"""Rows that are moved arrive as they were, whatever they hold and whatever happens meanwhile."""

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

from laurels.adapters import postgres_move_target, sqlite_move_source
from laurels.adapters.postgres_database import PostgresDatabase
from laurels.adapters.postgres_move_target import PostgresMoveTarget, columns
from laurels.adapters.sqlite_database import SqliteDatabase
from laurels.adapters.sqlite_move_source import SqliteMoveSource
from laurels.rules.errors import Conflict, Unavailable
from laurels.usecases.move_data import TABLES, MoveData
from tests.contracts.tcp_proxy import TcpProxy
from tests.databases import new_database
from tests.postgres_server import VERSIONS, postgres

ROWS = 50
AT = 1_700_000_000_000_000
MONTH = 2_700_000_000_000
TEXTS = [
    *["", "\\N", "\\.", "\\", "a\tb", "a\nb\r", "\x01\x08\x0b\x0c\x1b", "'; --", '"', "𝕏🏎\u200d"],
    *["é" * 40, "{}", "NULL", "\\x41", "%s", "\u2028\ufeff", " "],
]
Rows = list[tuple[Any, ...]]


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_move_source, "PART", 7)


def put(connection: sqlite3.Connection, table: str, rows: list[dict[str, Any]]) -> None:
    names = list(rows[0])
    places = ", ".join("?" * len(names))
    quoted = ", ".join(f'"{name}"' for name in names)
    connection.executemany(
        f"INSERT INTO {table} ({quoted}) VALUES ({places})", [list(row.values()) for row in rows]
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A data set with every kind of text and number, and gaps between keys."""
    file = new_database(tmp_path)
    values = {f"value_{n}": v for n, v in enumerate((2**63 - 1, -(2**63), 0, None, None), 1)}
    numbered = [(n, TEXTS[n % len(TEXTS)]) for n in range(1, ROWS + 1)]
    rows: dict[str, Callable[[int, str], dict[str, Any]]] = {
        "leaderboards": lambda n, text: (
            {"number": n, "slug": f"b{n}", "title": text}
            | {"public": n % 2, "definition": json.dumps(text), "created_at": AT}
        ),
        "seasons": lambda n, text: (
            {"id": n, "leaderboard": n, "window": "all-time"}
            | {"number": n, "starts_at": AT, "ends_at": (None, AT + 1)[n % 2]}
        ),
        "players": lambda n, text: (
            {"number": n, "external_id": f"p{n}{text}" if n % 9 else None}
            | dict.fromkeys(("display_name", "username", "avatar_url"), text or None)
            | {
                "attributes": json.dumps(text, ensure_ascii=False),
                "created_at": AT,
                "updated_at": n,
            }
        ),
        "events": lambda n, text: (
            {"sequence": 3 * n, "kind": 0, "leaderboard": 1, "player": n}
            | {"received_at": AT + n * MONTH, "played_at": (None, n)[n % 2], **values}
            | {"submission_id": f"id{n}{text}", "details": json.dumps(text, ensure_ascii=False)}
        ),
        "entries": lambda n, text: (
            {"id": 1 << 32 | n, "sequence": n, "achieved_at": AT} | {"events": 1, **values}
        ),
        "submission_ids": lambda n, text: {"digest": n**11 % 2**63, "sequence": n},
        "answers": lambda n, text: {"sequence": n, "body": text},
    }
    with closing(sqlite3.connect(file)) as connection, connection:
        for table, row in rows.items():
            put(connection, table, [row(*each) for each in numbered])
    return file


@pytest.fixture(params=VERSIONS)
def url(request: pytest.FixtureRequest) -> str:
    return postgres(request.param).emptied_database()


@pytest.fixture
def newest() -> str:
    return postgres(VERSIONS[-1]).emptied_database()


@asynccontextmanager
async def a_move(file: Path, url: str, token: str = "this") -> AsyncIterator[MoveData]:
    source, target = SqliteDatabase(file), PostgresDatabase(url, connections=2, patience=5)
    await target.open()
    try:
        yield MoveData(SqliteMoveSource(source), PostgresMoveTarget(target, token))
    finally:
        await target.close()
        source.close()


async def moved(
    file: Path, url: str, token: str = "this", advance: Callable[[int], None] = lambda rows: None
) -> None:
    async with a_move(file, url, token) as move:
        await move.begin()
        await move.copy(advance)
        await move.finish()


def both(file: Path, url: str) -> Iterator[tuple[str, Rows, Rows]]:
    """All rows of each table, in the source and in the target."""
    with closing(sqlite3.connect(file)) as source, psycopg.connect(url) as target:
        for table in TABLES:
            truths = [f'"{table.key}"', *[f'"{name}"' for name in (*table.numbers, *table.texts)]]
            truths += [f'CAST("{name}" AS integer)' for name in table.truths]
            asked = f"SELECT {', '.join(truths)} FROM {table.name} ORDER BY 1"
            yield table.name, source.execute(asked).fetchall(), target.execute(asked).fetchall()


def check_equal(file: Path, url: str) -> None:
    for name, source, target in both(file, url):
        assert source, name
        assert target == source, name


def ask(url: str, statement: str) -> Rows:
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(statement)  # type: ignore[arg-type]
        return cursor.fetchall() if cursor.description else []


def change(file: Path, *statements: str) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        for statement in statements:
            assert connection.execute(statement).rowcount > 0, statement


def stopped_after(parts: int) -> Callable[[int], None]:
    """Progress that ends the move where it is."""
    left = iter(range(parts))

    def advance(rows: int) -> None:
        if next(left, None) is None:
            raise asyncio.CancelledError

    return advance


async def test_all_rows_arrive_as_they_were(file: Path, url: str) -> None:
    rows: list[int] = []
    async with a_move(file, url) as move:
        total = await move.total()
        await move.begin()
        copied = await move.copy(rows.append)
        await move.finish()

    check_equal(file, url)
    assert copied == {name: len(source) for name, source, _ in both(file, url)}
    assert max(rows) == 7
    assert total >= sum(rows)


async def test_what_follows_from_the_rows_is_set(file: Path, newest: str) -> None:
    await moved(file, newest)

    last, received, season = 3 * ROWS, AT + ROWS * MONTH, ROWS
    players = sum(1 for n in range(1, ROWS + 1) if n % 9)
    heads = ask(newest, "SELECT sequence, received_at, season, players FROM journal_head")
    assert heads == [(last, received, season, players)]
    assert ask(newest, "SELECT count(*), min(sequence) FROM season_heads") == [(ROWS, last)]
    assert ask(newest, "SELECT move FROM data_set") == [(None,)]
    added = "INSERT INTO players (created_at, updated_at) VALUES (1, 1) RETURNING number"
    assert ask(newest, added) == [(ROWS + 1,)]
    months = ask(newest, "SELECT count(*) FROM events_default")
    assert months == [(0,)]


async def test_a_data_set_without_anything_can_be_moved(tmp_path: Path, newest: str) -> None:
    await moved(new_database(tmp_path), newest)

    heads = ask(newest, "SELECT sequence, received_at, season, players FROM journal_head")
    assert heads == [(0, 0, 0, 0)]
    added = "INSERT INTO players (created_at, updated_at) VALUES (1, 1) RETURNING number"
    assert ask(newest, added) == [(1,)]


async def test_what_changes_meanwhile_is_taken_over(file: Path, url: str) -> None:
    async with a_move(file, url) as move:
        await move.begin()
        last = await move.last_event()
        await move.copy(lambda rows: None)
        change(
            file,
            "INSERT INTO events SELECT sequence + 500, kind, value_1, value_2, value_3, value_4, "
            "value_5, received_at, played_at, submission_id, details, leaderboard, player "
            "FROM events WHERE sequence < 40",
            "UPDATE entries SET value_1 = 1 WHERE id % 11 = 0",
            "DELETE FROM entries WHERE id % 11 = 1",
            "DELETE FROM entries WHERE id > (1 << 32) + 45",
            "UPDATE players SET external_id = NULL, display_name = 'x' WHERE number = 30",
            "INSERT INTO players SELECT number + 50, 'new' || number, NULL, NULL, NULL, NULL, "
            "NULL, 1, 1 FROM players",
            "DELETE FROM submission_ids WHERE sequence % 5 = 0",
            "INSERT INTO answers VALUES (5000, 'x')",
            "UPDATE leaderboards SET title = 'other', slug = NULL WHERE number IN (1, 50)",
        )
        await move.copy(lambda rows: None, last)
        await move.finish()

    check_equal(file, url)


@pytest.mark.parametrize("parts", [0, 1, 12, 30])
async def test_a_stopped_move_goes_on(file: Path, newest: str, parts: int) -> None:
    with pytest.raises(asyncio.CancelledError):
        await moved(file, newest, advance=stopped_after(parts))
    assert ask(newest, "SELECT move FROM data_set") == [("this",)]

    await moved(file, newest, "another")

    check_equal(file, newest)


async def test_two_at_once_do_not_mix(file: Path, newest: str) -> None:
    async with a_move(file, newest, "one") as one, a_move(file, newest, "two") as two:
        await one.begin()
        await two.begin()
        with pytest.raises(Conflict, match="Another move into this database has begun"):
            await one.copy(lambda rows: None)
        await two.copy(lambda rows: None)
        with pytest.raises(Conflict):
            await one.finish()
        await two.finish()

    check_equal(file, newest)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO leaderboards VALUES (7, 'a', 'A', true, '{}', 1, NULL)",
        "INSERT INTO players (created_at, updated_at) VALUES (1, 1)",
        "INSERT INTO api_keys VALUES ('a', 'a', 'a', 'a', 1, NULL)",
        "INSERT INTO events (sequence, player, received_at, leaderboard, kind) "
        "VALUES (1, 1, 1, 1, 1)",
    ],
)
async def test_a_database_that_is_in_use_is_left_alone(
    file: Path, newest: str, statement: str
) -> None:
    ask(newest, statement)

    async with a_move(file, newest) as move:
        with pytest.raises(Conflict, match="holds a data set already"):
            await move.begin()

    assert ask(newest, "SELECT move FROM data_set") == [(None,)]


async def test_a_text_that_cannot_be_kept_is_named(file: Path, newest: str) -> None:
    change(file, "UPDATE players SET display_name = 'a' || char(0) || 'b' WHERE number = 33")

    with pytest.raises(Conflict, match=r"'players', where number is 33, has U\+0000"):
        await moved(file, newest)


async def test_rows_that_come_back_otherwise_end_the_move(file: Path, newest: str) -> None:
    ask(
        newest,
        "CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN NEW.events = NEW.events + 1; RETURN NEW; END $$; "
        "CREATE TRIGGER spoils BEFORE INSERT ON entries FOR EACH ROW EXECUTE FUNCTION spoil()",
    )
    try:
        with pytest.raises(Unavailable, match="Rows of 'entries' above -1 came back"):
            await moved(file, newest)
    finally:
        ask(newest, "DROP FUNCTION spoil CASCADE")


async def test_a_cut_network_costs_time_only(
    file: Path, newest: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pieces = count(1)
    async with TcpProxy(newest) as proxy:

        def ahead(piece: bytes) -> str:
            return ("cut", "deafen")[proxy.cuts % 2] if next(pieces) % 40 == 0 else "pass"

        proxy.ahead = ahead
        await moved(file, proxy.url)
        assert proxy.cuts > 3

    check_equal(file, newest)


async def test_a_network_that_stays_cut_ends_the_move(
    file: Path, newest: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_move_target, "PATIENCE_SECONDS", 0.5)
    async with TcpProxy(newest) as proxy:

        def advance(rows: int) -> None:
            proxy.refuses = True

        with pytest.raises(Unavailable):
            await moved(file, proxy.url, advance=advance)
    await moved(file, newest, "again")

    check_equal(file, newest)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_column_is_moved(file: Path, newest: str, table: Any) -> None:
    with closing(sqlite3.connect(file)) as connection:
        there = {row[1] for row in connection.execute(f"PRAGMA table_info({table.name})")}
    assert {name.strip(' "') for name in columns(table).split(",")} == there
