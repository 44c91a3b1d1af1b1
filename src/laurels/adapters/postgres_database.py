"""One PostgreSQL: a pool of connections, transactions that are tried again, and never doubled.

Nothing here outlives a transaction but statements that are prepared where nobody is in between: no
session's locks or settings. So PgBouncer may give each transaction another connection.
"""

import asyncio
import logging
import os
import random
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any, TypeVar

import psycopg
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from laurels.adapters.postgres_errors import is_held_up, is_lost, is_transient, unavailable
from laurels.adapters.trouble import Trouble
from laurels.rules.errors import LaurelsError, Unavailable

log = logging.getLogger(__name__)
logging.getLogger("psycopg.pool").setLevel(logging.ERROR)  # else each attempt to connect is told
T = TypeVar("T")
Connection = AsyncConnection[tuple[Any, ...]]
PATIENCE_SECONDS = 8.0  # how long work is tried again before its sender is told to
ATTEMPT_SECONDS = 3.0  # how long one attempt may take, unless it is of long work
# A pool that cannot connect pauses longer and longer; it begins anew where it has given up and
# somebody asks.
RECONNECT_SECONDS, ASK_SECONDS = 0.2, 1.0
LONG_SECONDS = 600.0  # the same for work that grows with a table
FIRST_PAUSE, LONGEST_PAUSE = 0.02, 0.5  # seconds between attempts
MOST_WALKS = 16  # long searches, under way and waiting
WALKS = 2  # of these, under way
ONLY_WHERE_SAID = 2**62  # times that a statement comes before it is prepared without being told
# A process that stops inside a transaction must not hold up all others; and one that waits for them
# gives up before its attempt is over, or its backend would still wait when nobody hears it.
LIMITS = (
    "SELECT set_config('idle_in_transaction_session_timeout', '3s', true), "
    "set_config('lock_timeout', '2500ms', true)"
)
# Whom it does not take back by itself: one that waits for the rest of what was begun to be sent.
# What it had not committed is tried again by its process. Who waits for the head gives up in time,
# so those that have it count too where nobody waits just now.
END_SILENT = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND usename = current_user AND wait_event = 'ClientRead'
AND state <> 'idle' AND state_change < now() - interval '2 seconds' AND pid IN (
    SELECT unnest(pg_blocking_pids(pid)) FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'
    UNION ALL SELECT pid FROM pg_locks WHERE relation = 'journal_head'::regclass
    AND mode IN ('RowShareLock', 'RowExclusiveLock'))
"""
NETWORK = {  # a connection whose other end is gone without a word is given up
    "connect_timeout": 2,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 8000,
}


class Transaction:
    """One attempt. `commit` is the last thing that the work does; what it hands over counts if the
    commit did, also where its answer was lost."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.xid: str | None = None  # the server's number of it; needed before `commit`
        self.is_committing = False
        self.result: Any = None
        self.is_kept: Callable[[Connection], Awaitable[bool]] | None = None

    async def begin(self) -> None:
        """Begin, and learn the number. One round trip."""
        async with self.connection.pipeline():
            await self.connection.execute("BEGIN")
            await self.connection.execute(LIMITS)
            numbers = await self.connection.execute("SELECT pg_current_xact_id()::text")
        ((self.xid,),) = await numbers.fetchall()

    async def commit(self, result: T) -> T:
        """Send COMMIT."""
        assert self.xid is not None, "the outcome of a commit must be found out by its number"
        self.result, self.is_committing = result, True
        await self.connection.execute("COMMIT")
        return result


Work = Callable[[Transaction], Awaitable[T]]


class PostgresDatabase:
    """Runs functions on connections of a pool. `open` it on the event loop that uses it."""

    def __init__(self, url: str, connections: int = 10, patience: float = PATIENCE_SECONDS) -> None:
        self._patience = patience
        self._pool: AsyncConnectionPool[Connection] = AsyncConnectionPool(
            url,
            min_size=min(2, connections),
            max_size=connections,
            reconnect_timeout=RECONNECT_SECONDS,
            open=False,
            configure=self._connected,
            reconnect_failed=self._not_connected,
            kwargs={"autocommit": True, "prepare_threshold": None, **NETWORK},
        )
        self._trouble = Trouble(log, "PostgreSQL can be reached again")
        self._dropped = 0.0  # when connections were last found lost, by the loop's clock
        self._walking = asyncio.Semaphore(WALKS)
        self._walks = 0

    async def open(self) -> None:
        """Begin to connect; work waits until that has succeeded."""
        await self._pool.open()

    async def _connected(self, connection: Connection) -> None:
        await _allow_preparing(connection)
        self._trouble.is_over()

    def _not_connected(self, pool: "AsyncConnectionPool[Connection]") -> None:
        self._trouble.goes_on("PostgreSQL cannot be reached")

    async def close(self) -> None:
        """Close the connections."""
        await self._pool.close()

    async def read(
        self, work: Callable[[Connection], Awaitable[T]], patience: float | None = None
    ) -> T:
        """Run `work`, statement by statement, on a connection. Unavailable when that fails."""

        async def attempt(transaction: Transaction) -> T:
            return await work(transaction.connection)

        return await self._again_and_again(attempt, patience)

    async def write(self, work: Work[T], patience: float | None = None) -> T:
        """Run `work`, which begins and commits one transaction.

        Tried again while the error is one that may pass, and it is certain that the transaction
        was not committed. Where the answer to COMMIT is lost, the server is asked what became of
        it. Unavailable when the patience is at its end; errors of integrity come as they are.
        """
        return await self._again_and_again(work, patience)

    async def walk(self, work: Callable[[Connection], Awaitable[T]]) -> T:
        """Like `read`, for work that grows with a table. Unavailable when many wait already."""
        if self._walks >= MOST_WALKS:
            raise Unavailable("Too many long searches are under way; try again.")
        self._walks += 1
        try:
            async with self._walking:
                return await self.read(work, LONG_SECONDS)
        finally:
            self._walks -= 1

    async def _again_and_again(self, work: Work[T], patience: float | None) -> T:
        now = asyncio.get_running_loop().time
        end, pause = now() + (patience or self._patience), FIRST_PAUSE
        reason: psycopg.Error | None = None
        while True:
            transaction: Transaction | None = None
            began = now()
            try:
                until = end if patience else min(end, began + ATTEMPT_SECONDS)
                async with self._connection(until) as connection:
                    transaction = Transaction(connection)
                    if reason is not None and is_held_up(reason):
                        await connection.execute(END_SILENT)
                    return await work(transaction)
            except psycopg.Error as error:
                if isinstance(error, psycopg.IntegrityError):
                    raise
                if not is_transient(error):
                    raise unavailable(error) from error
                if transaction and transaction.is_committing and is_lost(error):
                    if await self._was_committed(transaction):
                        return transaction.result  # type: ignore[no-any-return]
                    end = max(end, now() + pause)  # one more attempt at least
                elif now() + pause >= end:
                    said = reason if reason and isinstance(error, PoolTimeout) else error
                    raise unavailable(said) from error
                reason = error
                if transaction and is_lost(error):
                    await self._drop_lost_connections(began)
            await asyncio.sleep(pause * random.uniform(0.5, 1))  # noqa: S311
            pause = min(LONGEST_PAUSE, 2 * pause)

    @asynccontextmanager
    async def _connection(self, until: float) -> AsyncIterator[Connection]:
        """A connection of the pool, which ends at an instant of the loop's clock, whatever waits
        for it: on a silent network an answer never comes, nor does that to a cancellation."""
        patience = until - asyncio.get_running_loop().time()
        connection = await self._pool.getconn(min(ASK_SECONDS, patience))
        try:
            _go_on_unless_cancelled()
            with _ends_at(until, connection):
                async with connection:
                    yield connection
        finally:
            await self._pool.putconn(connection)

    async def _was_committed(self, transaction: Transaction) -> bool:
        """What became of a transaction whose COMMIT was sent and not answered.

        Unavailable when the server cannot be asked in time: then nobody knows.
        """
        now = asyncio.get_running_loop().time
        end = now() + self._patience
        while (began := now()) < end:
            try:
                async with self._connection(min(end, began + ATTEMPT_SECONDS)) as connection:
                    status = await _status(connection, transaction.xid)
                    if status == "committed" and transaction.is_kept:
                        return await transaction.is_kept(connection)
                    if status in ("committed", "aborted"):
                        return status == "committed"
            except psycopg.Error as error:
                if not is_transient(error):
                    raise _nobody_knows() from error
                await self._drop_lost_connections(began)
            await asyncio.sleep(FIRST_PAUSE)
        raise _nobody_knows()

    async def _drop_lost_connections(self, began: float) -> None:
        """One lost connection mostly means that the others are, too: those from before that one's
        attempt are closed, unless they have been since it began."""
        if began > self._dropped:
            self._dropped = asyncio.get_running_loop().time()
            await self._pool.drain()


def _go_on_unless_cancelled() -> None:
    """The pool waits by asyncio.wait_for, which before Python 3.12 can swallow a cancellation."""
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError


@contextmanager
def _ends_at(instant: float, connection: Connection) -> Iterator[None]:
    ending = asyncio.get_running_loop().call_at(instant, _hang_up, connection)
    try:
        yield
    finally:
        ending.cancel()


def _hang_up(connection: Connection) -> None:
    """End a connection as if its other end had: whoever waits for an answer hears of it."""
    with (
        suppress(OSError, psycopg.OperationalError),
        socket.socket(fileno=os.dup(connection.fileno())) as same,
    ):
        same.shutdown(socket.SHUT_RDWR)


async def _allow_preparing(connection: Connection) -> None:
    """A statement that is prepared is there in one process of the server, so the connection has
    to be that one's: a pooler that shares out connections names another process, or none."""
    with _ends_at(asyncio.get_running_loop().time() + ATTEMPT_SECONDS, connection):
        cursor = await connection.execute("SELECT pg_backend_pid()")
        if await cursor.fetchall() == [(connection.info.backend_pid,)]:
            connection.prepare_threshold = ONLY_WHERE_SAID


async def _status(connection: Connection, xid: str | None) -> str:
    try:
        cursor = await connection.execute("SELECT pg_xact_status(%s::text::xid8)", (xid,))
    except psycopg.errors.InvalidParameterValue:  # "in the future": a new primary never heard of it
        return "aborted"
    rows = await cursor.fetchall()
    return str(rows[0][0])


def _nobody_knows() -> LaurelsError:
    return Unavailable(
        "The database was lost while it committed, so it is not known whether this was kept. Send "
        "it again: with a submission_id it counts once."
    )
