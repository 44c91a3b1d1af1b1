"""The past on PostgreSQL: walks along the journal's primary key, in the months concerned."""

from typing import Any

from laurels.adapters import event_spans
from laurels.adapters.event_spans import COUNTED, EXTENT, FOUND, LAST, RECEIVED, Stretch, sum_of
from laurels.adapters.postgres_database import Connection, PostgresDatabase
from laurels.ports.history import EventSpan, Extent, FoundEvents, ScoreCount
from laurels.rules.instant import SECOND

CLOCKS_DIFFER = 2 * SECOND  # events are in order of time but for so much


class PostgresHistory:
    """Fulfils `laurels.ports.history.History`."""

    def __init__(self, database: PostgresDatabase) -> None:
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
        """Two statements."""

        async def find(connection: Connection) -> FoundEvents:
            stretch = Stretch(after, before, await _last(connection), newest)
            statement = f"{FOUND} {'DESC' if newest else ''} LIMIT ?"
            bounds = (stretch.low, stretch.high, *span, player, limit)
            return stretch.found(await _rows(connection, statement, *bounds), limit)

        return await self._database.walk(find)

    async def extent(self, span: EventSpan, known: Extent) -> Extent:
        """Two statements."""

        async def extent(connection: Connection) -> Extent:
            last = await _last(connection)
            (found,) = await _rows(connection, EXTENT, known.read, last, *span)
            return sum_of(known, Extent(last, *found))

        return await self._database.walk(extent)

    async def count(self, since: int, until: int, fine: int) -> list[ScoreCount]:
        """A bisection, and one statement."""

        async def count(connection: Connection) -> list[ScoreCount]:
            last = await _last(connection)
            first = await _first_since(connection, since - CLOCKS_DIFFER, last)
            first = max(first, last - event_spans.MOST_COUNTED + 1)
            rows = await _rows(connection, COUNTED, fine, first, last, since, until)
            return [ScoreCount(*row) for row in rows]

        return await self._database.walk(count)


async def _last(connection: Connection) -> int:
    return int((await _rows(connection, LAST))[0][0])


async def _first_since(connection: Connection, instant: int, last: int) -> int:
    """The first sequence from which on events were received since an instant. O(log events)."""
    low, high = 1, last + 1
    while low < high:
        middle = (low + high) // 2
        ((received_at,),) = await _rows(connection, RECEIVED, middle)
        if received_at < instant:
            low = middle + 1
        else:
            high = middle
    return low


async def _rows(
    connection: Connection, statement: str, *parameters: object
) -> list[tuple[Any, ...]]:
    text = statement.replace("%", "%%").replace("?", "%s")
    return await (await connection.execute(text, parameters or None, binary=True)).fetchall()
