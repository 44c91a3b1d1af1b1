"""Exports in PostgreSQL, in rows of a megabyte: every process reaches them, and nothing else has
to be shared."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

from laurels.adapters.postgres_database import Connection, PostgresDatabase, Transaction
from laurels.rules.errors import NotFound

PART = 2**20
SHIFT = 20  # parts of a run: a terabyte


class PostgresExportFiles:
    """Fulfils `laurels.ports.export_files.ExportFiles`."""

    def __init__(self, database: PostgresDatabase) -> None:
        self._database = database

    async def keep(self, run: int, file: Path) -> None:
        """A transaction a part; whoever reads waits until the run has ended anyway."""
        await self.remove(run)
        with file.open("rb") as source:
            number = 0
            while part := await asyncio.to_thread(source.read, PART):
                await self._database.write(partial(_put, run << SHIFT | number, part))
                number += 1
        file.unlink()

    async def read(self, run: int) -> AsyncIterator[bytes]:
        """A look-up a part."""
        number = 0
        while (part := await self._database.read(partial(_get, run << SHIFT | number))) is not None:
            yield part
            number += 1
        if not number:
            raise NotFound(f"The file of export {run} is not there any more.")

    async def remove(self, run: int) -> None:
        """A walk along the primary key."""

        async def work(transaction: Transaction) -> None:
            await transaction.begin()
            await transaction.connection.execute(
                "DELETE FROM export_parts WHERE id >= %s AND id < %s",
                (run << SHIFT, (run + 1) << SHIFT),
            )
            await transaction.commit(None)

        await self._database.write(work)


async def _put(id: int, body: bytes, transaction: Transaction) -> None:
    await transaction.begin()
    await transaction.connection.execute(
        "INSERT INTO export_parts (id, body) VALUES (%s, %s) "
        "ON CONFLICT (id) DO UPDATE SET body = excluded.body",
        (id, body),
    )
    await transaction.commit(None)


async def _get(id: int, connection: Connection) -> bytes | None:
    cursor = await connection.execute("SELECT body FROM export_parts WHERE id = %s", (id,))
    rows = await cursor.fetchall()
    return bytes(rows[0][0]) if rows else None
