"""The journal on PostgreSQL, for any number of processes.

Whoever holds the row of `journal_head` appends; so sequences grow in the order of commits, and what
stands is decided without races (`docs/decisions/0016-appends-are-serial-in-postgresql.md`).
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

import psycopg

from laurels.adapters.entry_ids import PLAYER, entry_id, ids_of, sql_id
from laurels.adapters.event_rows import EVENT_COLUMNS, event_of
from laurels.adapters.gathered import Gathered
from laurels.adapters.postgres_append import Append, Catalog, Head
from laurels.adapters.postgres_arrays import Int8Array
from laurels.adapters.postgres_database import Connection, PostgresDatabase, Transaction
from laurels.adapters.postgres_errors import unavailable
from laurels.adapters.postgres_rows import keep_answers
from laurels.ports.journal import Answer, Appended, ClockBehind, SeasonState
from laurels.rules.entry import EntryRow
from laurels.rules.errors import Unavailable
from laurels.rules.instant import SECOND
from laurels.rules.submission import Accepted, Event, Unit

PART = 20_000  # entries a part when they are read through
MOST_ANSWERS = 10_000  # looked up in one statement
STRETCH = 200_000  # sequences that one statement looks through
EVENTS_PART = 2_000  # and events, each of which costs ten times as much
WALKED = 1_000_000  # events of all leaderboards that one statement goes through, for one of them
STALE_TRIES = 10  # of a group by new definitions; the second fails only where they change again
CLOCKS_DIFFER = SECOND  # by how much processes' clocks may
WORTH_SAYING = 5 * SECOND  # a clock that waits for the others is a second behind again and again
log = logging.getLogger(__name__)
ENTRY = f"{PLAYER}, sequence, achieved_at, events, value_1, value_2, value_3, value_4, value_5"


class _Stale(Exception):
    """The leaderboards have changed since this process has read them."""


class PostgresJournal:
    """Fulfils `laurels.ports.journal.SharedJournal`.

    `catalog` is this process's, so that a group is not decided by definitions that have changed.
    `later` is told the instant of an event that another process received later than this one's
    clock goes; the clock must go on from there.
    """

    def __init__(
        self,
        database: PostgresDatabase,
        catalog: Catalog,
        later: Callable[[int], object] = lambda instant: None,
    ) -> None:
        self._database = database
        self._catalog = catalog
        self._later = later
        self._answers = Gathered(self._answers_together, most=MOST_ANSWERS, size=len)

    async def append(
        self,
        units: Sequence[Unit],
        players: Mapping[str, int],
        at: int,
        answers: Sequence[Answer],
    ) -> Appended:
        """One transaction of two round trips; of three where players are new. Up to thirteen
        statements, whatever the size of the group."""
        for _ in range(STALE_TRIES):
            version = self._catalog.kept_version
            group = _Group([self._as_present(unit) for unit in units], players, at, answers)
            try:
                return await self._database.write(partial(self._append, group, version))
            except psycopg.IntegrityError as error:  # tables that somebody else has written to
                raise unavailable(error) from error
            except _Stale:
                await self._catalog.refresh()
        raise Unavailable("The leaderboards change again and again; send it again.")

    async def _append(self, group: "_Group", version: int, transaction: Transaction) -> Appended:
        append = Append(transaction, *group)
        head = await append.begin()
        if head.catalog != version:
            raise _Stale
        self._check_clock(head, group.at)
        return await append.decide_and_commit(head)

    def _check_clock(self, head: Head, at: int) -> None:
        """Else a score could come into a season that has ended for all others."""
        behind = head.received_at - at
        if behind > CLOCKS_DIFFER:
            if behind > WORTH_SAYING:
                log.warning("this clock is %.0f s behind another server's", behind / SECOND)
            self._later(head.received_at)
            raise ClockBehind(
                f"This server's clock is {behind / SECOND:.0f} s behind another's; send it again."
            )

    def _as_present(self, unit: Unit) -> Unit:
        """The unit by the leaderboard as it is known now. Unavailable where its definition is
        another; other limits decide it."""
        if not unit.submissions:
            return unit
        read = unit.submissions[0].leaderboard
        present = self._catalog.leaderboard(read.id)
        if present is None or (
            present is not read
            and (present.number, present.definition) != (read.number, read.definition)
        ):
            raise Unavailable(f"'{read.id}' has just been changed; send it again.")
        if (present.min_score, present.max_score) == (read.min_score, read.max_score):
            return unit
        submissions = [one._replace(leaderboard=present) for one in unit.submissions]
        return unit._replace(submissions=submissions)

    async def keep_answers(self, answers: Sequence[Answer]) -> None:
        """One statement."""
        if answers:
            await self._database.write(partial(_keep, answers))

    async def answers(self, sequences: Sequence[int]) -> dict[int, bytes | None]:
        """Look-ups by primary key, together with those of others that are asked for at once."""
        return await self._answers.ask(tuple(sequences))

    async def _answers_together(
        self, questions: Sequence[tuple[int, ...]]
    ) -> list[dict[int, bytes | None]]:
        sequences = {sequence for question in questions for sequence in question}

        async def read(connection: Connection) -> dict[int, str | None]:
            cursor = await connection.execute(ANSWERS, (Int8Array(list(sequences)),))
            return dict(await cursor.fetchall())

        found = {
            sequence: None if body is None else body.encode()
            for sequence, body in (await self._database.read(read)).items()
        }
        return [{one: found[one] for one in question if one in found} for question in questions]

    async def unanswered(self) -> list[Accepted]:
        """None: others append meanwhile. `answers` tells which are owed."""
        return []

    async def last_sequence(self) -> int:
        """From the head."""

        async def last(connection: Connection) -> int:
            cursor = await connection.execute("SELECT sequence FROM journal_head")
            ((sequence,),) = await cursor.fetchall()
            return int(sequence)

        return await self._database.read(last)

    async def last_instant(self) -> int:
        """From the head."""

        async def read(connection: Connection) -> int:
            rows = await connection.execute("SELECT received_at FROM journal_head")
            return int((await rows.fetchall())[0][0])

        return await self._database.read(read)

    async def entries(self, season: int) -> AsyncIterator[list[EntryRow]]:
        """A walk along the primary key, a statement a part: one instant for all would keep
        PostgreSQL from clearing the head's old versions away, and every append would pass them."""

        async def part(connection: Connection, after: int) -> list[EntryRow]:
            cursor = await connection.execute(
                f"SELECT {ENTRY} FROM entries WHERE id > %s AND id < %s ORDER BY id LIMIT %s",
                (after, end, PART),
                binary=True,
            )
            return await cursor.fetchall()

        first, end = ids_of(season)
        after = first - 1
        while True:
            rows = await self._database.read(partial(part, after=after))
            if rows:
                yield rows
            if len(rows) < PART:
                return
            after = entry_id(season, rows[-1][0])

    async def season_heads(self, seasons: Sequence[int]) -> dict[int, int]:
        """Look-ups by primary key."""
        return await self._database.read(partial(_heads, seasons=seasons))

    async def changed_entries(self, season: int, after: int) -> SeasonState:
        """Walks along the events' primary key up to the season's own last event, a statement for
        each `WALKED` of them, and a look-up for each player found there."""
        players: set[int] = set()
        (head,) = (await self.season_heads([season])).values()
        while after < head:
            until = min(after + WALKED, head)
            part = (after, until)
            players |= await self._database.read(partial(_touched, season=season, between=part))
            after = until

        async def read(connection: Connection) -> SeasonState:
            parameters = (season, Int8Array(list(players)), after, season, season)
            cursor = await connection.execute(CHANGED, parameters, binary=True)
            rows = await cursor.fetchall()
            return SeasonState(
                rows[0][0],
                [row[2:] for row in rows if row[3] is not None],
                [row[1] for row in rows if row[1] is not None and row[3] is None],
            )

        return await self._database.read(read)

    async def count_entries(self, seasons: Sequence[int]) -> dict[int, int]:
        """A walk along the primary key of each."""

        async def count(connection: Connection) -> dict[int, int]:
            cursor = await connection.execute(
                "SELECT season, (SELECT count(*) FROM entries "
                f"WHERE id >= {sql_id('season', '0')} "
                f"AND id < {sql_id('(season + 1)', '0')}) "
                "FROM unnest(%s) AS season",
                (Int8Array(seasons),),
            )
            return dict(await cursor.fetchall())

        return await self._database.walk(count)

    async def events(
        self, leaderboard: int | None = None, after: int = 0
    ) -> AsyncIterator[list[Event]]:
        """A walk along the primary key to the journal's end, as it is at the beginning."""
        head = await self.last_sequence()
        async for part in self._events(
            "leaderboard = coalesce(%s, leaderboard)", after, head, leaderboard
        ):
            yield part

    async def events_of(
        self, leaderboard: int, players: Sequence[int], since: int, before: int
    ) -> AsyncIterator[list[Event]]:
        """A walk along the primary key, without those of others on the way; months that ended
        earlier are left out."""
        condition = "leaderboard = %s AND player = ANY(%s) AND received_at >= %s"
        parameters = (leaderboard, Int8Array(players), since)
        async for part in self._events(condition, 0, before - 1, *parameters):
            yield part

    async def _events(
        self, condition: str, after: int, last: int, *parameters: object
    ) -> AsyncIterator[list[Event]]:
        """In stretches, so that no statement takes long however few of the events are asked for."""

        async def part(connection: Connection, after: int, until: int) -> list[Event]:
            cursor = await connection.execute(
                f"SELECT {EVENT_COLUMNS} FROM events WHERE sequence > %s AND sequence <= %s "
                f"AND {condition} ORDER BY sequence LIMIT %s",
                (after, until, *parameters, EVENTS_PART),
                binary=True,
            )
            return [event_of(row) for row in await cursor.fetchall()]

        while after < last:
            until = min(after + STRETCH, last)
            events = await self._database.read(partial(part, after=after, until=until))
            if events:
                yield events
            after = events[-1].sequence if len(events) == EVENTS_PART else until
            await asyncio.sleep(0)


class _Group(NamedTuple):
    units: Sequence[Unit]
    players: Mapping[str, int]
    at: int
    answers: Sequence[Answer]


# Only `events` knows of those that came with an id and ranks and have no answer yet.
ANSWERS = """
SELECT sequence, body FROM events LEFT JOIN answers USING (sequence)
WHERE sequence = ANY(%s) AND (body IS NOT NULL OR ranked = 1)
"""
TOUCHED = """
SELECT DISTINCT player FROM events WHERE sequence > %s AND sequence <= %s
AND leaderboard = (SELECT leaderboard FROM seasons WHERE id = %s)
"""
# Entries of those found so far, and of those touched since, all at one instant.
CHANGED = f"""
WITH head AS (SELECT coalesce(max(sequence), 0) AS head FROM season_heads WHERE season = %s),
touched AS (
    SELECT unnest(%s) AS player
    UNION
    SELECT player FROM events WHERE sequence > %s AND sequence <= (SELECT head FROM head)
    AND leaderboard = (SELECT leaderboard FROM seasons WHERE id = %s)
)
SELECT head, player, {ENTRY}
FROM head LEFT JOIN touched ON true LEFT JOIN entries ON id = {sql_id("%s", "player")}
"""


async def _keep(answers: Sequence[Answer], transaction: Transaction) -> None:
    await transaction.begin()
    await transaction.connection.execute(*keep_answers(answers))
    await transaction.commit(None)


async def _heads(connection: Connection, seasons: Sequence[int]) -> dict[int, int]:
    cursor = await connection.execute(
        "SELECT season, sequence FROM season_heads WHERE season = ANY(%s)", (Int8Array(seasons),)
    )
    found: dict[int, int] = dict(await cursor.fetchall())
    return {season: found.get(season, 0) for season in seasons}


async def _touched(connection: Connection, season: int, between: tuple[int, int]) -> set[int]:
    cursor = await connection.execute(TOUCHED, (*between, season), binary=True)
    return {player for (player,) in await cursor.fetchall()}
