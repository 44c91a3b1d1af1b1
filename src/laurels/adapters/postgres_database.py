"""One PostgreSQL: a pool of connections, transactions that are tried again, and never doubled.

Nothing here outlives a transaction but statements that are prepared where nobody is in between: no
session's locks or settings. So PgBouncer may give each transaction another connection.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import psycopg
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from laurels.adapters.postgres_errors import is_lost, is_transient, unavailable
from laurels.rules.errors import LaurelsError, Unavailable

T = TypeVar("T")
Connection = AsyncConnection[tuple[Any, ...]]
PATIENCE_SECONDS = 8.0  # how long work is tried again before its sender is told to
LONG_SECONDS = 600.0  # the same for work that grows with a table
FIRST_PAUSE, LONGEST_PAUSE = 0.02, 0.5  # seconds between attempts
MOST_WALKS = 16  # long searches, under way and waiting
WALKS = 2  # of these, under way
ONLY_WHERE_SAID = 2**62  # times that a statement comes before it is prepared without being told
# A process that stops inside a transaction must not hold up all others.
LIMITS = (
    "SELECT set_config('idle_in_transaction_session_timeout', '5s', true), "
    "set_config('lock_timeout', '5s', true)"
)
NETWORK = {  # a connection whose other end is gone without a word is given up
    "connect_timeout": 5,
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
            timeout=patience,
            reconnect_timeout=patience,
            open=False,
            configure=_allow_preparing,
            kwargs={"autocommit": True, "prepare_threshold": None, **NETWORK},
        )
        self._walking = asyncio.Semaphore(WALKS)
        self._walks = 0

    async def open(self) -> None:
        """Begin to connect; work waits until that has succeeded."""
        await self._pool.open()

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
        reason: BaseException | None = None
        while True:
            transaction: Transaction | None = None
            try:
                async with asyncio.timeout_at(end), self._pool.connection() as connection:
                    transaction = Transaction(connection)
                    return await work(transaction)
            except (psycopg.Error, TimeoutError) as error:
                if isinstance(error, psycopg.IntegrityError):
                    raise
                if not is_transient(error):
                    raise unavailable(error) from error
                if transaction and transaction.is_committing and is_lost(error):
                    if await self._was_committed(transaction):
                        return transaction.result  # type: ignore[no-any-return]
                    end = max(end, now() + pause)  # one more attempt at least
                elif now() + pause >= end:  # the time may end while an attempt waits
                    said = reason if reason and isinstance(error, TimeoutError) else error
                    raise unavailable(said) from error
                reason = error
                if is_lost(error):
                    await self._drop_lost_connections()
            await asyncio.sleep(pause * random.uniform(0.5, 1))  # noqa: S311
            pause = min(LONGEST_PAUSE, 2 * pause)

    async def _was_committed(self, transaction: Transaction) -> bool:
        """What became of a transaction whose COMMIT was sent and not answered.

        Unavailable when the server cannot be asked in time: then nobody knows.
        """
        now = asyncio.get_running_loop().time
        end = now() + self._patience
        while now() < end:
            try:
                async with asyncio.timeout_at(end), self._pool.connection() as connection:
                    status = await _status(connection, transaction.xid)
                    if status == "committed" and transaction.is_kept:
                        return await transaction.is_kept(connection)
                    if status in ("committed", "aborted"):
                        return status == "committed"
            except (psycopg.Error, TimeoutError) as error:
                if not is_transient(error):
                    raise _nobody_knows() from error
                await self._drop_lost_connections()
            await asyncio.sleep(FIRST_PAUSE)
        raise _nobody_knows()

    async def _drop_lost_connections(self) -> None:
        """One lost connection mostly means that the others are, too."""
        try:
            async with asyncio.timeout(1):
                await self._pool.check()
        except (psycopg.Error, TimeoutError):
            return  # the next attempt finds out


async def _allow_preparing(connection: Connection) -> None:
    """A statement that is prepared is there in one process of the server, so the connection has
    to be that one's: a pooler that shares out connections names another process, or none."""
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
