"""Upkeep of the journal on PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from functools import partial
from itertools import islice
from typing import Any

from laurels.adapters.entry_ids import entry_id, ids_of
from laurels.adapters.postgres_arrays import Int8Array
from laurels.adapters.postgres_database import (
    LONG_SECONDS,
    Connection,
    PostgresDatabase,
    Transaction,
)
from laurels.adapters.postgres_rows import Columns, insert, value_columns
from laurels.ports.upkeep import EventRow, KeptSubmission, SeasonRows, SubmissionRow
from laurels.rules.entry import EntryRow
from laurels.rules.errors import Conflict, Unavailable

PART = 5_000  # events read together
PLACED = 10_000  # entries written together
LAST = "SELECT sequence FROM journal_head"
COUNT_SUBMISSIONS = (
    f"SELECT count(*) FROM submission_ids WHERE sequence <= %s OR sequence > ({LAST})"
)
TOUCHED = (
    "INSERT INTO season_heads (season, sequence) SELECT season, %s FROM unnest(%s) AS season "
    "ON CONFLICT (season) DO UPDATE SET sequence = excluded.sequence"
)


class PostgresUpkeep:
    """Fulfils `laurels.ports.upkeep.Upkeep`, while others append."""

    def __init__(self, database: PostgresDatabase) -> None:
        self._database = database
        self._as_of: int | None = None  # the last event when events were read

    async def last_sequence(self) -> int:
        """From the head."""
        return int((await self._rows(LAST))[0][0])

    async def events(self, leaderboard: int | None, columns: int) -> AsyncIterator[list[EventRow]]:
        """A walk along the primary key up to the present, one statement a part."""
        self._as_of = last = await self.last_sequence()
        part = partial(self._part, leaderboard, columns, last)
        reading = asyncio.ensure_future(part(0))
        try:
            while rows := await reading:
                reading = asyncio.ensure_future(part(rows[-1][0]))
                await asyncio.sleep(0)  # lets it begin
                yield rows
        finally:
            reading.cancel()

    async def _part(
        self, leaderboard: int | None, columns: int, last: int, after: int
    ) -> list[EventRow]:
        if after >= last:
            return []
        values = "".join(f", value_{n}" for n in range(1, columns + 1))
        rows = await self._rows(
            f"SELECT sequence, leaderboard, player, kind, received_at, played_at{values} "
            "FROM events WHERE sequence > %s AND sequence <= %s "
            "AND leaderboard = coalesce(%s, leaderboard) ORDER BY sequence LIMIT %s",
            *(after, last, leaderboard, PART),
        )
        return [(*row[:4], row[6:], row[4], row[5]) for row in rows]

    async def submissions(
        self, leaderboard: int | None, after: int, until: int
    ) -> list[SubmissionRow]:
        """A walk along a piece of the primary key."""
        rows = await self._rows(
            "SELECT sequence, leaderboard, player, submission_id FROM events "
            "WHERE sequence > %s AND sequence <= %s AND submission_id IS NOT NULL "
            "AND leaderboard = coalesce(%s, leaderboard) ORDER BY sequence",
            *(after, until, leaderboard),
        )
        return list(map(SubmissionRow._make, rows))

    async def find_submissions(self, digests: Sequence[int]) -> dict[int, KeptSubmission]:
        """Look-ups by primary key, in one statement."""
        rows = await self._rows(
            "SELECT digest, submission_ids.sequence, leaderboard, player, submission_id "
            "FROM submission_ids LEFT JOIN events USING (sequence) WHERE digest = ANY(%s)",
            Int8Array(digests),
        )
        return {digest: KeptSubmission(*kept) for digest, *kept in rows}

    async def count_submissions(self, until: int) -> int:
        """A walk through the table. Ids beyond the head are of no event, and count."""
        return int((await self._rows(COUNT_SUBMISSIONS, until))[0][0])

    async def replace_entries(self, seasons: Sequence[int], entries: Iterable[SeasonRows]) -> None:
        """Nothing is appended meanwhile. Conflict where something was since the events were read
        that the entries come of. The seasons count as touched by the last event, so that the
        next one follows on to a state with these entries."""
        once = iter([entries])

        async def transaction(transaction: Transaction) -> None:
            await transaction.begin()
            last = await self._lock(transaction.connection)
            parts = next(once, None)
            if parts is None:
                raise Unavailable("The database was lost meanwhile; nothing was replaced.")
            await transaction.connection.execute(TOUCHED, (last, Int8Array(seasons)))
            for season in seasons:
                await transaction.connection.execute(
                    "DELETE FROM entries WHERE id >= %s AND id < %s", ids_of(season)
                )
            for season, rows in parts:
                await _place(transaction.connection, season, rows)
            await transaction.commit(None)

        await self._database.write(transaction, LONG_SECONDS)

    async def _lock(self, connection: Connection) -> int:
        cursor = await connection.execute(f"{LAST} FOR UPDATE")
        ((last,),) = await cursor.fetchall()
        if self._as_of is not None and last != self._as_of:
            raise Conflict(
                f"{last - self._as_of} events came while the entries were made; nothing was "
                "replaced. Stop the servers, then try again."
            )
        return int(last)

    async def _rows(self, statement: str, *parameters: object) -> list[tuple[Any, ...]]:
        async def read(connection: Connection) -> list[tuple[Any, ...]]:
            cursor = await connection.execute(statement, parameters, binary=True)
            return await cursor.fetchall()

        return await self._database.read(read, LONG_SECONDS)


async def _place(connection: Connection, season: int, rows: Iterable[EntryRow]) -> None:
    rest = iter(rows)
    while part := list(islice(rest, PLACED)):
        facts = zip(*[(entry_id(season, row[0]), *row[1:4]) for row in part], strict=True)
        names = ("id", "sequence", "achieved_at", "events")
        columns: Columns = {
            name: Int8Array(column) for name, column in zip(names, facts, strict=True)
        }
        await connection.execute(*insert("entries", columns | value_columns([r[4:] for r in part])))
