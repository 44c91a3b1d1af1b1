"""Months of events on PostgreSQL: a partition each, and one for what has none."""

from functools import partial

from laurels.adapters.postgres_database import Connection, PostgresDatabase, Transaction
from laurels.ports.event_months import Month

# Nothing is appended meanwhile; and while long reads keep a lock, appending must not wait for them.
BRIEFLY = "SELECT set_config('lock_timeout', '200ms', true)"
HEAD = "SELECT FROM journal_head FOR UPDATE"


class PostgresMonths:
    """Fulfils `laurels.ports.event_months.EventMonths`."""

    def __init__(self, database: PostgresDatabase) -> None:
        self._database = database

    async def make(self, month: Month) -> bool:
        """One look where it is there; else a table is filled, and becomes a partition."""
        if await self._database.read(partial(_is_there, month)):
            return False
        return await self._database.write(partial(_make, month))


async def _is_there(month: Month, connection: Connection) -> bool:
    cursor = await connection.execute(  # to_regclass() may remember that there was none
        "SELECT EXISTS (SELECT FROM pg_tables "
        "WHERE tablename = %s AND schemaname = current_schema())",
        (_table(month),),
    )
    return bool((await cursor.fetchall())[0][0])


async def _make(month: Month, transaction: Transaction) -> bool:
    table, connection = _table(month), transaction.connection
    await transaction.begin()
    await connection.execute(BRIEFLY)
    await connection.execute(HEAD)
    if await _is_there(month, connection):  # another process was first
        return await transaction.commit(False)
    await connection.execute(f"CREATE TABLE {table} (LIKE events INCLUDING ALL)")
    await connection.execute(
        "WITH moved AS (DELETE FROM events_default WHERE received_at >= %s AND received_at < %s "
        f"RETURNING *) INSERT INTO {table} SELECT * FROM moved",
        (month.since, month.until),
    )
    await connection.execute(
        f"ALTER TABLE events ATTACH PARTITION {table} "
        f"FOR VALUES FROM ({month.since}) TO ({month.until})"
    )
    return await transaction.commit(True)


def _table(month: Month) -> str:
    return f"events_{month.name}"
