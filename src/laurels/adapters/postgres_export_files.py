"""Exports in PostgreSQL, in rows of a megabyte: every process reaches them, and nothing else has
to be shared."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

from laurels.adapters.postgres_database import (
    LONG_SECONDS,
    Connection,
    PostgresDatabase,
    Transaction,
)
from laurels.rules.errors import NotFound

PART = 2**20
SHIFT = 20  # parts of a run: a terabyte
LOCK = 0x6C6578  # of a run's file
REMOVE = "DELETE FROM export_parts WHERE id >= %s AND id < %s"
ADD = "INSERT INTO export_parts (id, body) VALUES (%s, %s)"


class PostgresExportFiles:
    """Fulfils `laurels.ports.export_files.ExportFiles`."""

    def __init__(self, database: PostgresDatabase) -> None:
        self._database = database

    async def keep(self, run: int, file: Path) -> None:
        """One transaction: of two files of one run, the last one is there as a whole."""

        async def work(transaction: Transaction) -> None:
            await transaction.begin()
            connection = transaction.connection
            await connection.execute("SELECT pg_advisory_xact_lock(%s, %s)", (LOCK, run % 2**31))
            await connection.execute(REMOVE, (run << SHIFT, (run + 1) << SHIFT))
            with file.open("rb") as source:
                number = run << SHIFT
                while part := await asyncio.to_thread(source.read, PART):
                    await connection.execute(ADD, (number, part))
                    number += 1
            await transaction.commit(None)

        await self._database.write(work, LONG_SECONDS)
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
        """A walk along the primary key, which takes its time over an export of gigabytes."""

        async def work(transaction: Transaction) -> None:
            await transaction.begin()
            await transaction.connection.execute(REMOVE, (run << SHIFT, (run + 1) << SHIFT))
            await transaction.commit(None)

        await self._database.write(work, LONG_SECONDS)


async def _get(id: int, connection: Connection) -> bytes | None:
    cursor = await connection.execute("SELECT body FROM export_parts WHERE id = %s", (id,))
    rows = await cursor.fetchall()
    return bytes(rows[0][0]) if rows else None
