"""One SQLite file: a writer thread, reader threads, and what their errors mean."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from laurels.adapters.sqlite_checkpoints import SqliteCheckpoints
from laurels.rules.errors import Unavailable

T = TypeVar("T")
BUSY_SECONDS = 10
MOST_WALKS = 16  # long searches, under way and waiting
STATEMENTS = 512  # prepared ones kept: groups of every small size have their own
# What a connection keeps of the file in this process; the system keeps the rest in memory that
# it can take back. At 1,000,000 players a score costs the writer the same CPU with 1 MiB as with
# 64, within noise, but 5 % more is written; a bulk import takes 8 % longer with 8 MiB than with
# 64, for 56 MB less memory. 8 MiB hold the inner pages of all tables at 10,000,000 players.
# Whatever else reads needs little more than a path down.
WRITER_CACHE_KIB = 8 * 1024
READER_CACHE_KIB = 2 * 1024


def connect(file: Path, cache_kib: int = READER_CACHE_KIB) -> sqlite3.Connection:
    """A connection whose commits are synced to disk before they return."""
    connection = sqlite3.connect(
        file,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=STATEMENTS,
    )
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute(f"PRAGMA cache_size=-{cache_kib}")
    return connection


class SqliteDatabase:
    """Runs functions on connections, off the event loop.

    One thread writes, so that transactions queue here and not on SQLite's lock; the
    interpreter lock is free while SQLite works.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._local = threading.local()
        self._writer = ThreadPoolExecutor(
            1,
            thread_name_prefix="laurels-writer",
            initializer=lambda: setattr(self._local, "cache_kib", WRITER_CACHE_KIB),
        )
        self._readers = ThreadPoolExecutor(2, thread_name_prefix="laurels-reader")
        # Long walks have a thread of their own: they must not keep short look-ups waiting.
        self._walker = ThreadPoolExecutor(1, thread_name_prefix="laurels-walker")
        self._walks = 0
        self._checkpoints = SqliteCheckpoints(file)
        self._connections: list[sqlite3.Connection] = []

    async def write(
        self,
        work: Callable[[sqlite3.Connection], T],
        committed: Callable[[T], None] | None = None,
    ) -> T:
        """Run `work` in one transaction, and commit. Unavailable when that fails.

        `committed` gets the result in the writer's thread right after the commit, also when
        nobody waits any more: what memory knows of the tables is kept there.
        """
        return await asyncio.get_running_loop().run_in_executor(
            self._writer, self._in_transaction, work, committed
        )

    async def read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run `work` on a reading connection. Unavailable when that fails."""
        return await asyncio.get_running_loop().run_in_executor(
            self._readers, self._translated, work
        )

    async def walk(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Like `read`, for work that grows with a table. Unavailable when many wait already."""
        if self._walks >= MOST_WALKS:
            raise Unavailable("Too many long searches are under way; try again.")
        self._walks += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(
                self._walker, self._translated, work
            )
        finally:
            self._walks -= 1

    def close(self) -> None:
        """End the threads and close the connections, after the work under way."""
        self._writer.shutdown()
        self._readers.shutdown()
        self._walker.shutdown()
        self._checkpoints.close()
        for connection in self._connections:
            connection.close()

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            cache_kib = getattr(self._local, "cache_kib", READER_CACHE_KIB)
            connection = self._local.connection = connect(self._file, cache_kib)
            connection.execute("PRAGMA wal_autocheckpoint=0")  # sqlite_checkpoints does it
            self._connections.append(connection)
        return connection

    def _in_transaction(
        self,
        work: Callable[[sqlite3.Connection], T],
        committed: Callable[[T], None] | None = None,
    ) -> T:
        def transaction(connection: sqlite3.Connection) -> T:
            if connection.in_transaction:  # the last one failed, and so did its ROLLBACK
                connection.execute("ROLLBACK")
            connection.execute("BEGIN IMMEDIATE")
            try:
                result = work(connection)
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            if committed is not None:
                committed(result)
            self._checkpoints.after_commit(connection)
            return result

        return self._translated(transaction)

    def _translated(self, work: Callable[[sqlite3.Connection], T]) -> T:
        try:
            return work(self._connection())
        except sqlite3.IntegrityError:
            raise
        except sqlite3.DatabaseError as error:
            raise Unavailable(f"The database cannot serve this now: {error}.") from error
