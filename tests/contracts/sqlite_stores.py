"""The SQLite adapters on one file."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TypeVar

import pytest

from laurels.adapters.folder_export_files import FolderExportFiles
from laurels.adapters.memory_cards import Cards, PlainCards
from laurels.adapters.sqlite_behind import SqliteBehind
from laurels.adapters.sqlite_catalog import SqliteCatalog
from laurels.adapters.sqlite_database import SqliteDatabase
from laurels.adapters.sqlite_history import SqliteHistory
from laurels.adapters.sqlite_job_runs import SqliteJobRuns
from laurels.adapters.sqlite_journal import SqliteJournal
from laurels.adapters.sqlite_players import SqlitePlayers
from laurels.adapters.sqlite_upkeep import SqliteUpkeep
from tests.databases import crashed_copy

T = TypeVar("T")


class SqliteStores:
    """Fulfils `Stores`."""

    owes_answers = True

    def __init__(
        self, file: Path, tail: int = 1000, new_cards: Callable[[], Cards] = PlainCards
    ) -> None:
        self.file = file
        self._tail = tail
        self._new_cards = new_cards
        self._open()

    def _open(self) -> None:
        self.database = SqliteDatabase(self.file)
        self.catalog = SqliteCatalog(self.database)
        self.players = SqlitePlayers(self.database, self._new_cards)
        self.behind = SqliteBehind(self.database, self._tail)
        self.journal = SqliteJournal(self.database, self.behind)
        self.history = SqliteHistory(self.database)
        self.upkeep = SqliteUpkeep(self.database, self.behind)
        self.runs = SqliteJobRuns(self.database)
        self.exports = FolderExportFiles(self.file.parent / "exports")

    async def load(self) -> None:
        await self.catalog.load()
        await self.players.load()
        await self.behind.load()

    async def restart(self) -> None:
        self.database.close()
        self._open()
        await self.load()

    async def crash(self) -> "SqliteStores":
        found = SqliteStores(crashed_copy(self.file, self.file.parent / "crashed"), self._tail)
        await found.load()
        return found

    async def close(self) -> None:
        self.database.close()

    async def settle(self) -> None:
        await self.behind.settle()

    async def _on_writer(self, work: Callable[[sqlite3.Connection], T]) -> T:
        loop, database = asyncio.get_running_loop(), self.database
        return await loop.run_in_executor(database._writer, lambda: work(database._connection()))

    async def statements(self, into: list[str]) -> None:
        await self._on_writer(lambda connection: connection.set_trace_callback(into.append))

    async def reads(self, into: list[str], patch: pytest.MonkeyPatch) -> None:
        read = self.database.read

        async def noted(work: Callable[[sqlite3.Connection], T]) -> T:
            def counted(connection: sqlite3.Connection) -> T:
                connection.set_trace_callback(into.append)
                try:
                    return work(connection)
                finally:
                    connection.set_trace_callback(None)

            return await read(counted)

        patch.setattr(self.database, "read", noted)

    def parts(self, patch: pytest.MonkeyPatch, rows: int) -> None:
        for module in ("sqlite_journal", "sqlite_upkeep"):
            patch.setattr(f"laurels.adapters.{module}.PART", rows)

    @contextmanager
    def refused(self, operation: int, what: str) -> Iterator[None]:
        """Let the writing connection fail where it would do this."""

        def authorize(asked: int, first: str | None, *_: object) -> int:
            denied = asked == operation and first == what
            return sqlite3.SQLITE_DENY if denied else sqlite3.SQLITE_OK

        connection = self.database._writer.submit(self.database._connection).result()
        connection.set_authorizer(authorize)
        try:
            yield
        finally:
            connection.set_authorizer(None)

    def refused_commits(self) -> AbstractContextManager[None]:
        return self.refused(sqlite3.SQLITE_TRANSACTION, "COMMIT")

    async def commits_are_synced(self) -> bool:
        def modes(connection: sqlite3.Connection) -> list[object]:
            asked = ("journal_mode", "synchronous")
            return [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in asked]

        return await self._on_writer(modes) == ["wal", 2]
