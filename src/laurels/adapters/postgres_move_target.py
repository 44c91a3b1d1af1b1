"""A data set on PostgreSQL that another is moved into."""

import secrets
from collections.abc import Awaitable, Callable
from functools import partial

from laurels.adapters.postgres_database import (
    LONG_SECONDS,
    Connection,
    PostgresDatabase,
    Transaction,
)
from laurels.adapters.postgres_months import PostgresMonths
from laurels.ports.moving import Part, Table
from laurels.rules.errors import Conflict

PATIENCE_SECONDS = 60.0  # for one part, a full disk or a lost server
HOLDING = (
    "SELECT EXISTS (SELECT FROM leaderboards) OR EXISTS (SELECT FROM players) "
    "OR EXISTS (SELECT FROM events) OR EXISTS (SELECT FROM api_keys) "
    "OR EXISTS (SELECT FROM auth_user)"
)
Change = Callable[[Connection], Awaitable[None]]
MOVE = "SELECT move FROM data_set FOR UPDATE"
NUMBERED = {"leaderboards": "number", "players": "number", "seasons": "id"}
HEADS = """
UPDATE journal_head SET
    sequence = (SELECT coalesce(max(sequence), 0) FROM events),
    received_at = (SELECT coalesce(max(received_at), 0) FROM events),
    catalog = catalog + 1,
    season = (SELECT coalesce(max(id), 0) FROM seasons),
    players = (SELECT count(*) FROM players WHERE external_id IS NOT NULL);
UPDATE players_head SET players = 0;
DELETE FROM season_heads;
INSERT INTO season_heads SELECT seasons.id, sequence FROM seasons, journal_head WHERE sequence > 0;
UPDATE data_set SET move = NULL;
"""


class PostgresMoveTarget:
    """Fulfils `laurels.ports.moving.MoveTarget`."""

    def __init__(self, database: PostgresDatabase, token: str | None = None) -> None:
        self._database = database
        self.token = token or secrets.token_hex(8)  # of this move: a later one takes over
        self.months = PostgresMonths(database)

    async def begin(self) -> None:
        """One transaction."""

        async def transaction(transaction: Transaction) -> None:
            await transaction.begin()
            cursor = await transaction.connection.execute(MOVE)
            ((under_way,),) = await cursor.fetchall()
            cursor = await transaction.connection.execute(HOLDING)
            ((holds,),) = await cursor.fetchall()
            if holds and under_way is None:
                raise Conflict(
                    "The PostgreSQL database holds a data set already. Name an empty one; "
                    "createdb makes it."
                )
            await transaction.connection.execute("UPDATE data_set SET move = %s", (self.token,))
            await transaction.commit(None)

        await self._database.write(transaction)

    async def lines(self, table: Table, after: int, last: int) -> bytes:
        """A walk along the primary key."""

        async def read(connection: Connection) -> bytes:
            statement = (
                f"COPY (SELECT {columns(table)} FROM {table.name} WHERE {table.key} > {after:d} "
                f"AND {table.key} <= {last:d} ORDER BY {table.key}) TO STDOUT (ENCODING 'UTF8')"
            )
            async with connection.cursor().copy(statement) as copy:
                return b"".join([bytes(piece) async for piece in copy])

        return await self._database.read(read, PATIENCE_SECONDS)

    async def put(self, table: Table, after: int, part: Part) -> None:
        """One transaction."""
        statement = f"COPY {table.name} ({columns(table)}) FROM STDIN (ENCODING 'UTF8')"

        async def change(connection: Connection) -> None:
            await connection.execute(
                f"DELETE FROM {table.name} WHERE {table.key} > %s AND {table.key} <= %s",
                (after, part.last),
            )
            async with connection.cursor().copy(statement) as copy:
                await copy.write(part.lines)

        await self._database.write(partial(self._change, change), PATIENCE_SECONDS)

    async def end(self, table: Table, after: int) -> None:
        """One look, and a statement where there are any."""

        async def change(connection: Connection) -> None:
            await connection.execute(f"DELETE FROM {table.name} WHERE {table.key} > %s", (after,))

        await self._database.write(partial(self._change, change), LONG_SECONDS)

    async def finish(self) -> None:
        """One transaction, and PostgreSQL's look at its tables."""

        async def change(connection: Connection) -> None:
            for table, key in NUMBERED.items():
                await connection.execute(
                    f"SELECT setval(pg_get_serial_sequence('{table}', '{key}'), "
                    f"coalesce(max({key}), 1), max({key}) IS NOT NULL) FROM {table}"
                )
            await connection.execute(HEADS)

        await self._database.write(partial(self._change, change), LONG_SECONDS)
        await self._database.read(_analyze, LONG_SECONDS)

    async def _change(self, change: Change, transaction: Transaction) -> None:
        """Change what only this move may change."""
        await transaction.begin()
        cursor = await transaction.connection.execute(MOVE)
        ((token,),) = await cursor.fetchall()
        if token != self.token:
            raise Conflict(
                "Another move into this database has begun. Let it end; if it has ended without "
                "success, run this one again."
            )
        await change(transaction.connection)
        await transaction.commit(None)


async def _analyze(connection: Connection) -> None:
    await connection.execute("ANALYZE")


def columns(table: Table) -> str:
    """The columns of a line, in order.

    >>> columns(Table("seasons", "id", ["number"], ["window"]))
    'id, "number", "window"'
    """
    names = (*table.numbers, *table.truths, *table.texts)
    return ", ".join([table.key, *[f'"{name}"' for name in names]])
