"""The past on SQLite: walks along the journal's primary key, on a thread of their own.

Events have no index but their sequence, since one by player would make a score thirteen times as
dear to write (`docs/reference/schema.md`). So what is found here is found by looking at
every event of a stretch, about ten million a second.
"""

import sqlite3
from bisect import bisect_left

from laurels.adapters.sqlite_database import SqliteDatabase
from laurels.adapters.sqlite_standing import event_of
from laurels.ports.history import EventSpan, Extent, FoundEvents, ScoreCount
from laurels.rules.instant import SECOND
from laurels.rules.submission import Kind

MOST_LOOKED_AT = 500_000  # events a call: others that wait for the thread get their turn
MOST_COUNTED = 2_000_000  # scores that an hour is told from
EVENTS = (
    "SELECT sequence, leaderboard, player, kind, value_1, value_2, value_3, value_4, value_5, "
    "received_at, NULL, played_at, NULL FROM events "
)
OF_SPAN = "leaderboard = ? AND received_at >= ? AND received_at < ? AND kind <> 2"  # no erasure
LAST = "SELECT coalesce(max(sequence), 0) FROM events"


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
            low, high = max(after, 0), min(before, last + 1)
            if newest:
                low = max(low, high - MOST_LOOKED_AT - 1)
            else:
                high = min(high, low + MOST_LOOKED_AT + 1)
            rows = connection.execute(
                f"{EVENTS} WHERE sequence > ? AND sequence < ? AND {OF_SPAN} "
                f"AND player = coalesce(?, player) ORDER BY sequence {'DESC' if newest else ''} "
                "LIMIT ?",
                (low, high, *span, player, limit),
            ).fetchall()
            events = [event_of(row) for row in rows]
            if len(events) == limit:
                return FoundEvents(events, events[-1].sequence)
            if newest:
                return FoundEvents(events, low + 1 if low > max(after, 0) else None)
            return FoundEvents(events, high - 1 if high < min(before, last + 1) else None)

        return await self._database.walk(find)

    async def extent(self, span: EventSpan, known: Extent) -> Extent:
        """One statement."""

        def extent(connection: sqlite3.Connection) -> Extent:
            (last,) = connection.execute(LAST).fetchone()
            found = connection.execute(
                "SELECT count(*) FILTER (WHERE kind = 0), min(sequence), max(sequence), "
                "min(coalesce(played_at, received_at)) FILTER (WHERE kind = 0), "
                "max(coalesce(played_at, received_at)) FILTER (WHERE kind = 0) "
                f"FROM events WHERE sequence > ? AND sequence <= ? AND {OF_SPAN}",
                (known.read, last, *span),
            ).fetchone()
            return _sum(known, Extent(last, *found))

        return await self._database.walk(extent)

    async def count(self, since: int, until: int, fine: int) -> list[ScoreCount]:
        """A bisection, and one statement."""

        def count(connection: sqlite3.Connection) -> list[ScoreCount]:
            (last,) = connection.execute(LAST).fetchone()
            rows = connection.execute(
                "SELECT leaderboard, received_at - received_at % "
                "CASE WHEN received_at >= ? THEN ? ELSE ? END AS at, count(*) FROM events "
                "WHERE sequence >= ? AND sequence <= ? AND received_at >= ? AND received_at < ? "
                "AND kind = ? GROUP BY leaderboard, at",
                (
                    *(fine, SECOND, 60 * SECOND),
                    *(max(_first_since(connection, since, last), last - MOST_COUNTED + 1), last),
                    *(since, until, Kind.SCORE),
                ),
            )
            return [ScoreCount(*row) for row in rows]

        return await self._database.walk(count)


def _sum(known: Extent, further: Extent) -> Extent:
    """What two stretches, one after the other, come to."""
    if further.first is None:
        return known._replace(read=further.read)
    if known.first is None:
        return further
    times = [at for at in (*known[4:], *further[4:]) if at is not None]
    return Extent(
        further.read,
        known.scores + further.scores,
        known.first,
        further.last,
        min(times, default=None),
        max(times, default=None),
    )


def _first_since(connection: sqlite3.Connection, instant: int, last: int) -> int:
    """The first sequence from which on events were received since an instant. O(log events)."""

    def received_at(sequence: int) -> int:
        (at,) = connection.execute(
            "SELECT received_at FROM events WHERE sequence >= ? ORDER BY sequence LIMIT 1",
            (sequence,),
        ).fetchone()
        return int(at)

    return 1 + bisect_left(range(1, last + 1), instant, key=received_at)
