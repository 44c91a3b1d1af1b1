"""Upkeep of the journal on SQLite."""

import sqlite3
from collections.abc import Iterable, Sequence

import msgspec

from laurels.adapters.sqlite_database import SqliteDatabase
from laurels.ports.upkeep import KeptSubmission, PlacedEntry
from laurels.rules.leaderboard import MOST_COLUMNS


class SqliteUpkeep:
    """Fulfils `laurels.ports.upkeep.Upkeep`; reads on a snapshot, writes on a database that
    this process alone holds."""

    def __init__(self, database: SqliteDatabase) -> None:
        self._database = database

    async def last_sequence(self) -> int:
        """The end of the primary key."""
        return await self._database.read(
            lambda connection: connection.execute(
                "SELECT coalesce(max(sequence), 0) FROM events"
            ).fetchone()[0]
        )

    async def find_submissions(self, digests: Sequence[int]) -> dict[int, KeptSubmission]:
        """Look-ups by primary key, in one statement."""
        text = msgspec.json.encode(sorted(digests)).decode()
        rows = await self._database.read(
            lambda connection: connection.execute(
                "SELECT digest, submission_ids.sequence, leaderboard, player, submission_id "
                "FROM submission_ids LEFT JOIN events USING (sequence) "
                "WHERE digest IN (SELECT value FROM json_each(?))",
                (text,),
            ).fetchall()
        )
        return {digest: KeptSubmission(*kept) for digest, *kept in rows}

    async def count_submissions(self) -> int:
        """A walk through the table."""
        return await self._database.read(
            lambda connection: connection.execute("SELECT count(*) FROM submission_ids").fetchone()[
                0
            ]
        )

    async def replace_entries(
        self, seasons: Sequence[int], entries: Iterable[Sequence[PlacedEntry]]
    ) -> None:
        """One statement a season to delete, and one a part to insert."""

        def transaction(connection: sqlite3.Connection) -> None:
            for season in seasons:
                connection.execute(
                    "DELETE FROM entries WHERE id >= ? AND id < ?",
                    (season << 32, (season + 1) << 32),
                )
            for part in entries:
                connection.execute(INSERT, (_rows(part),))

        await self._database.write(transaction)


_VALUES = [f"value_{n}" for n in range(1, MOST_COLUMNS + 1)]
INSERT = (
    f"INSERT INTO entries (id, sequence, achieved_at, events, {', '.join(_VALUES)}) "
    f"SELECT {', '.join(f'value->>{n}' for n in range(4 + MOST_COLUMNS))} FROM json_each(?)"
)


def _rows(part: Sequence[PlacedEntry]) -> str:
    rows = [
        (season << 32 | player, e.sequence, e.achieved_at, e.events, *e.values)
        for season, player, e in part
    ]
    return msgspec.json.encode(rows).decode()
