"""The write-ahead log is copied to the database file beside the writer, and starts anew."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from laurels.adapters import sqlite_checkpoints
from laurels.adapters.sqlite_database import SqliteDatabase

PAGE = 4096


@pytest.fixture
def database(tmp_path: Path) -> Iterator[SqliteDatabase]:
    database = SqliteDatabase(tmp_path / "some.db")
    yield database
    database.close()


async def _grow(database: SqliteDatabase, commits: int) -> None:
    def work(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO some (text) VALUES (zeroblob(3000))")

    for _ in range(commits):
        await database.write(work)


async def _make(database: SqliteDatabase) -> None:
    await database.write(
        lambda connection: connection.execute("CREATE TABLE some (id INTEGER PRIMARY KEY, text)")
    )


async def test_pages_reach_the_file_while_the_writer_goes_on(
    database: SqliteDatabase, tmp_path: Path
) -> None:
    await _make(database)
    await _grow(database, sqlite_checkpoints.EVERY_COMMITS)
    database._checkpoints._thread.shutdown()  # what is under way ends
    assert (tmp_path / "some.db").stat().st_size > 100 * PAGE


async def test_a_commit_copies_nothing_itself(
    database: SqliteDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_checkpoints, "EVERY_COMMITS", 10_000)
    await _make(database)
    await _grow(database, 1_500)  # SQLite itself begins at 1,000 pages
    assert (tmp_path / "some.db").stat().st_size <= 2 * PAGE


async def test_the_log_stays_short_beside_a_writer_that_never_rests(
    database: SqliteDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_checkpoints, "EVERY_COMMITS", 16)
    monkeypatch.setattr(sqlite_checkpoints, "LONG_LOG", 200)
    await _make(database)
    await _grow(database, 4_000)
    assert (tmp_path / "some.db-wal").stat().st_size < 2_000 * PAGE


async def test_a_checkpoint_that_fails_stops_no_commit(
    database: SqliteDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_checkpoints, "EVERY_COMMITS", 4)
    monkeypatch.setattr(database._checkpoints, "_file", tmp_path / "no" / "such.db")
    await _make(database)
    await _grow(database, 40)
