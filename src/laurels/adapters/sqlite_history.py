"""The past on SQLite: walks along the journal's primary key, on a thread of their own.

Events have no index but their sequence, since one by player would make a score thirteen times as
dear to write (`docs/reference/schema.md`). So what is found here is found by looking at
every event of a stretch, about ten million a second.
"""

import sqlite3
from bisect import bisect_left

from laurels.adapters import event_spans
from laurels.adapters.event_spans import COUNTED, EXTENT, FOUND, LAST, RECEIVED, Stretch, sum_of
from laurels.adapters.sqlite_database import SqliteDatabase
from laurels.ports.history import EventSpan, Extent, FoundEvents, ScoreCount


class SqliteHistory:
    """Fulfils `laurels.ports.history.History`."""

    def __init__(self, database: SqliteDatabase) -> None:
        self._database = database

    async def find(
        self,
        span: EventSpan,
        after: int,
        before: int,
        limit: int,
        *,
        player: int | None = None,
        newest: bool = False,
    ) -> FoundEvents:
        """One statement."""

        def find(connection: sqlite3.Connection) -> FoundEvents:
            (last,) = connection.execute(LAST).fetchone()
            stretch = Stretch(after, before, last, newest)
            rows = connection.execute(
                f"{FOUND} {'DESC' if newest else ''} LIMIT ?",
                (stretch.low, stretch.high, *span, player, limit),
            )
            return stretch.found(rows.fetchall(), limit)

        return await self._database.walk(find)

    async def extent(self, span: EventSpan, known: Extent) -> Extent:
        """One statement."""

        def extent(connection: sqlite3.Connection) -> Extent:
            (last,) = connection.execute(LAST).fetchone()
            found = connection.execute(EXTENT, (known.read, last, *span)).fetchone()
            return sum_of(known, Extent(last, *found))

        return await self._database.walk(extent)

    async def count(self, since: int, until: int, fine: int) -> list[ScoreCount]:
        """A bisection, and one statement."""

        def count(connection: sqlite3.Connection) -> list[ScoreCount]:
            (last,) = connection.execute(LAST).fetchone()
            first = max(_first_since(connection, since, last), last - event_spans.MOST_COUNTED + 1)
            rows = connection.execute(COUNTED, (fine, first, last, since, until))
            return [ScoreCount(*row) for row in rows]

        return await self._database.walk(count)


def _first_since(connection: sqlite3.Connection, instant: int, last: int) -> int:
    """The first sequence from which on events were received since an instant. O(log events)."""

    def received_at(sequence: int) -> int:
        (at,) = connection.execute(RECEIVED, (sequence,)).fetchone()
        return int(at)

    return 1 + bisect_left(range(1, last + 1), instant, key=received_at)
