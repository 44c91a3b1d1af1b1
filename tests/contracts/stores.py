"""One data set's adapters together, and what tests do to the technology below them."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from laurels.adapters.sqlite_behind import SqliteBehind
from laurels.adapters.sqlite_catalog import SqliteCatalog
from laurels.adapters.sqlite_database import SqliteDatabase
from laurels.adapters.sqlite_journal import SqliteJournal
from laurels.adapters.sqlite_players import SqlitePlayers
from tests.databases import crashed_copy

COMMIT = "COMMIT"


class SqliteStores:
    """The SQLite adapters on one file."""

    def __init__(self, file: Path, tail: int = 1000) -> None:
        self.file = file
        self._tail = tail
        self._open()

    def _open(self) -> None:
        self.database = SqliteDatabase(self.file)
        self.catalog = SqliteCatalog(self.database)
        self.players = SqlitePlayers(self.database)
        self.behind = SqliteBehind(self.database, self._tail)
        self.journal = SqliteJournal(self.database, self.behind)

    async def load(self) -> None:
        """Read what is kept, as at a start."""
        await self.catalog.load()
        await self.players.load()
        await self.behind.load()

    async def restart(self) -> None:
        """Close everything, and open it anew."""
        self.database.close()
        self._open()
        await self.load()

    async def crash(self) -> "SqliteStores":
        """What a restart would find, were the process killed at this instant."""
        found = SqliteStores(crashed_copy(self.file, self.file.parent / "crashed"), self._tail)
        await found.load()
        return found

    def close(self) -> None:
        """Close the files."""
        self.database.close()

    async def on_writer(self, work: Callable[[sqlite3.Connection], object]) -> None:
        """Run `work` on the connection that writes, outside a transaction."""
        loop, database = asyncio.get_running_loop(), self.database
        await loop.run_in_executor(database._writer, lambda: work(database._connection()))

    async def statements(self, into: list[str]) -> None:
        """From now on, note every statement that the writing connection runs."""
        await self.on_writer(lambda connection: connection.set_trace_callback(into.append))

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
        """Let every commit fail."""
        return self.refused(sqlite3.SQLITE_TRANSACTION, COMMIT)
