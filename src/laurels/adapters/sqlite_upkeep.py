"""Upkeep of the journal on SQLite."""

import sqlite3
from collections.abc import Iterable, Sequence

from laurels.adapters.sqlite_behind import SqliteBehind
from laurels.adapters.sqlite_database import SqliteDatabase
from laurels.adapters.sqlite_rows import json_text
from laurels.ports.upkeep import KeptSubmission, PlacedEntry
from laurels.rules.leaderboard import MOST_COLUMNS


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

    async def count_submissions(self) -> int:
        """A walk through the table."""
        waiting = json_text(list(self._behind.digests.within(0, 2**64)))
        count = await self._database.read(
            lambda connection: connection.execute(
                "SELECT (SELECT count(*) FROM submission_ids) + count(*) FROM json_each(?) "
                "WHERE value NOT IN (SELECT digest FROM submission_ids)",
                (waiting,),
            ).fetchone()[0]
        )
        return int(count)

    async def replace_entries(
        self, seasons: Sequence[int], entries: Iterable[Sequence[PlacedEntry]]
    ) -> None:
        """What waits is put in its place first. Then one statement a season to delete, and one
        a part to insert."""
        await self._behind.settle()

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
    return json_text(rows)
