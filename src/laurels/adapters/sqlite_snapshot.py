"""A SQLite database as it was at one instant, while others write on."""

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from laurels.adapters.sqlite_database import SqliteDatabase, connect
from laurels.rules.errors import Unavailable

T = TypeVar("T")


class SqliteSnapshot(SqliteDatabase):
    """Stands in for a SqliteDatabase where a command only reads.

    All reads run on one connection inside one read transaction, which begins with the
    first of them. The write-ahead log cannot shrink until it ends.
    """

    def __init__(self, file: Path) -> None:
        super().__init__(file)
        self._snapshot: sqlite3.Connection | None = None

    async def read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run `work` on the snapshot. Unavailable when that fails."""
        return await asyncio.get_running_loop().run_in_executor(
            self._writer, self._translated, work
        )

    async def walk(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """As `read`: there is one connection, and nobody waits."""
        return await self.read(work)

    async def write(
        self,
        work: Callable[[sqlite3.Connection], T],
        committed: Callable[[T], None] | None = None,
    ) -> T:
        """A snapshot refuses to be written."""
        raise Unavailable("A snapshot is only read.")

    def _connection(self) -> sqlite3.Connection:
        if self._snapshot is None:
            self._snapshot = connect(self._file)
            self._connections.append(self._snapshot)
            self._snapshot.execute("PRAGMA query_only = ON")
            self._snapshot.execute("BEGIN")
            self._snapshot.execute("SELECT count(*) FROM leaderboards").fetchone()
        return self._snapshot
