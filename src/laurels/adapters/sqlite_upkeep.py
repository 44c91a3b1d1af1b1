"""Upkeep of the journal on SQLite."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterable, Sequence
from functools import partial
from typing import Any

import msgspec

from laurels.adapters.entry_ids import entry_id, ids_of
from laurels.adapters.sqlite_behind import SqliteBehind
from laurels.adapters.sqlite_database import SqliteDatabase
from laurels.adapters.sqlite_rows import insert_entries, json_text
from laurels.ports.upkeep import EventRow, KeptSubmission, SeasonRows, SubmissionRow

PART = 5_000  # events read together
EVENT_FACTS = ("sequence", "leaderboard", "player", "kind", "received_at", "played_at")
_column = msgspec.json.Decoder(list[int | None])


class SqliteUpkeep:
    """Fulfils `laurels.ports.upkeep.Upkeep`; reads on a snapshot, writes on a database that
    this process alone holds."""

    def __init__(self, database: SqliteDatabase, behind: SqliteBehind) -> None:
        self._database = database
        self._behind = behind

    async def last_sequence(self) -> int:
        """The end of the primary key."""
        return await self._database.read(
            lambda connection: connection.execute(
                "SELECT coalesce(max(sequence), 0) FROM events"
            ).fetchone()[0]
        )

    async def events(self, leaderboard: int | None, columns: int) -> AsyncIterator[list[EventRow]]:
        """A walk along the primary key, one statement a part."""
        part = partial(_event_rows, leaderboard=leaderboard, columns=columns)
        reading = asyncio.ensure_future(self._database.read(partial(part, after=0)))
        try:
            while rows := await reading:
                following = self._database.read(partial(part, after=rows[-1][0]))
                reading = asyncio.ensure_future(following)
                await asyncio.sleep(0)  # lets it begin
                yield rows
        finally:
            reading.cancel()

    async def submissions(
        self, leaderboard: int | None, after: int, until: int
    ) -> list[SubmissionRow]:
        """A walk along a piece of the primary key."""
        rows = await self._database.read(
            lambda connection: connection.execute(
                "SELECT sequence, leaderboard, player, submission_id FROM events "
                "WHERE sequence > ? AND sequence <= ? AND submission_id IS NOT NULL "
                "AND leaderboard = coalesce(?, leaderboard) ORDER BY sequence",
                (after, until, leaderboard),
            ).fetchall()
        )
        return list(map(SubmissionRow._make, rows))

    async def find_submissions(self, digests: Sequence[int]) -> dict[int, KeptSubmission]:
        """Look-ups by primary key, in one statement."""
        waiting = [(digest, self._behind.digests.get(digest)) for digest in sorted(digests)]
        rows = await self._database.read(
            lambda connection: connection.execute(
                "WITH asked AS (SELECT value->>0 AS digest, value->>1 AS waiting "
                "FROM json_each(?)), found AS (SELECT digest, "
                "coalesce(waiting, submission_ids.sequence) AS sequence "
                "FROM asked LEFT JOIN submission_ids USING (digest)) "
                "SELECT digest, sequence, leaderboard, player, submission_id "
                "FROM found LEFT JOIN events USING (sequence) WHERE sequence IS NOT NULL",
                (json_text(waiting),),
            ).fetchall()
        )
        return {digest: KeptSubmission(*kept) for digest, *kept in rows}

    async def count_submissions(self, until: int) -> int:
        """A walk through the table, all of it: those who read a snapshot know its last event."""
        waiting = json_text(list(self._behind.digests.all()))
        count = await self._database.read(
            lambda connection: connection.execute(
                "SELECT (SELECT count(*) FROM submission_ids) + count(*) FROM json_each(?) "
                "WHERE value NOT IN (SELECT digest FROM submission_ids)",
                (waiting,),
            ).fetchone()[0]
        )
        return int(count)

    async def replace_entries(self, seasons: Sequence[int], entries: Iterable[SeasonRows]) -> None:
        """What waits is put in its place first. Then one statement a season to delete, and many
        rows a statement to insert."""
        await self._behind.settle()

        def transaction(connection: sqlite3.Connection) -> None:
            for season in seasons:
                connection.execute("DELETE FROM entries WHERE id >= ? AND id < ?", ids_of(season))
            for season, rows in entries:
                placed = [(entry_id(season, row[0]), *row[1:]) for row in rows]
                insert_entries(connection, "INSERT", placed)

        await self._database.write(transaction)


def _event_rows(
    connection: sqlite3.Connection, leaderboard: int | None, columns: int, after: int
) -> list[EventRow]:
    """Each column comes as one JSON text: all of them are made without the interpreter's lock,
    which row by row would be given up and asked for again each time."""
    values = [f"value_{n}" for n in range(1, columns + 1)]
    names = [*EVENT_FACTS, *values]
    texts = connection.execute(
        f"SELECT {', '.join(f'json_group_array({name})' for name in names)} FROM ("
        f"SELECT {', '.join(names)} FROM events WHERE sequence > ? "
        "AND leaderboard = coalesce(?, leaderboard) ORDER BY sequence LIMIT ?)",
        (after, leaderboard, PART),
    ).fetchone()
    facts: list[list[Any]] = [_column.decode(text) for text in texts]
    (*what, received_at, played_at), each = facts[: len(EVENT_FACTS)], facts[len(EVENT_FACTS) :]
    return list(zip(*what, zip(*each, strict=True), received_at, played_at, strict=True))
