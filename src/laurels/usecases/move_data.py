"""Take a data set over into another store, each row read back and compared.

A first pass may run while a server writes: of that only the events count, which never change. A
last pass, once nobody writes, goes over everything else again and mends what has changed since,
so a pass that was stopped, or ran beside a server, costs time and never a score.
"""

import asyncio
from collections.abc import Callable, Mapping

from laurels.ports.moving import FIRST, MoveSource, MoveTarget, Part, Table
from laurels.rules.errors import Unavailable
from laurels.rules.instant import to_datetime
from laurels.usecases.make_room import months_from

_VALUES = ("value_1", "value_2", "value_3", "value_4", "value_5")
EVENTS = Table(
    "events",
    "sequence",
    ("leaderboard", "player", "kind", *_VALUES, "received_at", "played_at"),
    ("submission_id", "details"),
)
TABLES = (
    Table(
        "leaderboards",
        "number",
        ("created_at", "deleted_at"),
        ("slug", "title", "definition"),
        ("public",),
    ),
    Table(
        "players",
        "number",
        ("created_at", "updated_at"),
        ("external_id", "display_name", "username", "avatar_url", "country", "attributes"),
    ),
    Table("seasons", "id", ("leaderboard", "number", "starts_at", "ends_at"), ("window",)),
    EVENTS,
    Table("entries", "id", (*_VALUES, "sequence", "achieved_at", "events")),
    Table("submission_ids", "digest", ("sequence",)),
    Table("answers", "sequence", (), ("body",)),
)


class MoveData:
    """One move. Memory: O(1), some parts of rows."""

    def __init__(self, source: MoveSource, target: MoveTarget) -> None:
        self._source = source
        self._target = target

    async def total(self) -> int:
        """How many rows a pass looks at, about. O(rows)."""
        return sum([await self._source.count(table) for table in TABLES])

    async def begin(self) -> None:
        """Take the target, and make room for the months of the events. Conflict, with what to
        do, where it holds another data set."""
        await self._target.begin()
        span = await self._source.span_of_events()
        if span is not None:
            first, last = map(to_datetime, span)
            count = 12 * (last.year - first.year) + last.month - first.month + 1
            for month in months_from(span[0], count):
                await self._target.months.make(month)

    async def copy(
        self, advance: Callable[[int], None], events_after: int = FIRST
    ) -> Mapping[str, int]:
        """Make the target's tables what the source's are; rows by table. O(rows).

        Events up to the sequence `events_after` are known to be the same.
        """
        return {
            table.name: await self._copy(table, advance, events_after if table is EVENTS else FIRST)
            for table in TABLES
        }

    async def last_event(self) -> int:
        """Up to which event a pass that begins now copies at least."""
        return await self._source.last_event()

    async def finish(self) -> None:
        """Open the target to its servers. After a pass in which nobody wrote to the source."""
        await self._target.finish()

    async def _copy(self, table: Table, advance: Callable[[int], None], after: int) -> int:
        rows = 0
        reading = asyncio.ensure_future(self._source.part(table, after))
        try:
            while (part := await reading) is not None:
                reading = asyncio.ensure_future(self._source.part(table, part.last))
                await self._make_equal(table, after, part)
                after, rows = part.last, rows + part.rows
                advance(part.rows)
        finally:
            reading.cancel()
        await self._target.end(table, after)
        return rows

    async def _make_equal(self, table: Table, after: int, part: Part) -> None:
        if await self._target.lines(table, after, part.last) == part.lines:
            return
        await self._target.put(table, after, part)
        if await self._target.lines(table, after, part.last) != part.lines:
            raise Unavailable(
                f"Rows of '{table.name}' above {after} came back from PostgreSQL other than they "
                "were written."
            )
