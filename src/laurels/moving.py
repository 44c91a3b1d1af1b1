"""Puts together what moves an embedded data set to PostgreSQL."""

import secrets
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from time import sleep

from laurels.adapters.data_lock import DataLock
from laurels.adapters.sqlite_behind import SqliteBehind
from laurels.adapters.sqlite_database import SqliteDatabase
from laurels.adapters.sqlite_move_source import SqliteMoveSource
from laurels.profiles import extra_scale
from laurels.rules.errors import Conflict
from laurels.settings import Settings
from laurels.usecases.move_data import MoveData
from laurels.wiring import Laurels

LOOK_SECONDS = 0.05  # between looks whether a server has ended
OWED = "SELECT count(*) FROM groups WHERE accepted IS NOT NULL"


def new_token() -> str:
    """Tells a move from others into the same database."""
    return secrets.token_hex(8)


@asynccontextmanager
async def a_move(settings: Settings, to: str, token: str) -> AsyncIterator[MoveData]:
    """A move of a migrated data folder to a migrated PostgreSQL."""
    with extra_scale():
        from laurels.adapters.postgres_database import PostgresDatabase
        from laurels.adapters.postgres_move_target import PostgresMoveTarget
    source, target = SqliteDatabase(settings.database), PostgresDatabase(to, connections=2)
    try:
        await target.open()
        yield MoveData(SqliteMoveSource(source), PostgresMoveTarget(target, token))
    finally:
        await target.close()
        source.close()


@contextmanager
def held_once_free(settings: Settings, wait: Callable[[], None]) -> Iterator[None]:
    """A data folder that this process alone holds meanwhile; `wait` is called where a server has
    it, once, before its end is waited for."""
    lock, is_told = DataLock(Path(settings.data)), False
    while True:
        try:
            lock.acquire()
            break
        except Conflict:
            if not is_told:
                wait()
                is_told = True
            sleep(LOOK_SECONDS)
    try:
        yield
    finally:
        lock.release()


async def settle(settings: Settings) -> None:
    """Put in its place what the last server has left to its next start: rows, and the answers
    that it owed when it was killed. The caller holds the data folder. O(tail); where answers are
    owed O(players + entries)."""
    database = SqliteDatabase(settings.database)
    try:
        owed = await database.read(_owed)
        behind = SqliteBehind(database)
        await behind.load()
        if not owed:
            await behind.settle()
    finally:
        database.close()
    if owed:
        laurels = Laurels(settings)
        try:
            await laurels.load()
        finally:
            await laurels.close()


def _owed(connection: sqlite3.Connection) -> int:
    return int(connection.execute(OWED).fetchone()[0])
