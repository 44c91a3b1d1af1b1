"""The journal on SQLite: many rows a statement, never one each."""

import sqlite3
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from itertools import chain

import msgspec

from laurels.adapters.entry_ids import PLAYER, entry_id, entry_key, ids_of
from laurels.adapters.event_rows import EVENT_COLUMNS, event_of
from laurels.adapters.sqlite_behind import KeptRow, SqliteBehind, Written
from laurels.adapters.sqlite_database import SqliteDatabase
from laurels.adapters.sqlite_rows import insert, json_text, of_one_length, value_columns
from laurels.adapters.sqlite_standing import Memory, SubmissionEvents, find_entry
from laurels.ports.journal import Answer, Appended
from laurels.rules.decision import Decider, Decision, digests_of
from laurels.rules.entry import EntryRow
from laurels.rules.errors import LaurelsError
from laurels.rules.submission import (
    Accepted,
    Event,
    Outcome,
    Unit,
)

OWE_NOTHING = (
    "UPDATE groups SET accepted = NULL WHERE sequence = (SELECT max(sequence) FROM groups)"
)
PART = 20_000  # rows a part when entries or events are read through
_accepted = msgspec.json.Decoder(list[Accepted])


class SqliteJournal:
    """Fulfils `laurels.ports.journal.Journal` for exactly one writing process.

    `memory` answers what stands in the seasons that it has, which is cheaper than the table.
    """

    def __init__(
        self, database: SqliteDatabase, behind: SqliteBehind, memory: Memory | None = None
    ) -> None:
        self._database = database
        self._behind = behind
        self._memory = memory
        self._next_sequence = 0  # read at the first append
        self._owes_answers = True

    async def append(
        self,
        units: Sequence[Unit],
        players: Mapping[str, int],
        at: int,
        answers: Sequence[Answer],
    ) -> Appended:
        """One transaction. Eight statements for a group of up to 64, a few more for new players,
        repeats, and entries that have to be read; in larger ones one more for 512 rows."""

        def transaction(connection: sqlite3.Connection) -> tuple[Appended, Written | None]:
            ids = {s.player for unit in units for s in unit.submissions} - players.keys()
            created, added = _create_players(connection, ids, at) if ids else ({}, set())
            numbers = {**players, **created} if created else players
            digests = [digests_of(unit, numbers) for unit in units]
            decider = Decider(
                numbers,
                find_entry(connection, self._behind, self._memory, units, numbers),
                SubmissionEvents(connection, self._behind, chain.from_iterable(digests)),
                self._next_sequence or _last_sequence(connection) + 1,
                at,
            )
            outcomes = [decider.decide(*both) for both in zip(units, digests, strict=True)]
            _keep_answers(connection, answers)
            written = self._write(connection, units, outcomes, decider.group)
            if unused := added - {event.player for event in decider.group.events}:
                _delete_players(connection, unused)
                created = {id: n for id, n in created.items() if n not in unused}
            return Appended(outcomes, created), written

        appended, _ = await self._database.write(transaction, self._appended)
        return appended

    def _appended(self, result: tuple[Appended, Written | None]) -> None:
        _, written = result
        if written is None:
            self._owes_answers = False
            return
        self._next_sequence = written.last + 1
        self._owes_answers = True
        self._behind.appended(written)

    def _write(
        self,
        connection: sqlite3.Connection,
        units: Sequence[Unit],
        outcomes: Sequence[Sequence[Outcome]],
        decision: Decision,
    ) -> Written | None:
        """Write what a group came to. None where it came to nothing: then the last group, whose
        answers are kept now, owes none any more."""
        if decision.events:
            _insert_events(connection, decision.events)
            return self._behind.append(connection, decision, _owed(units, outcomes))
        if self._owes_answers:
            connection.execute(OWE_NOTHING)
        return None

    async def keep_answers(self, answers: Sequence[Answer]) -> None:
        """Answers of a group that no other has followed."""

        def transaction(connection: sqlite3.Connection) -> None:
            _keep_answers(connection, answers)
            connection.execute(OWE_NOTHING)

        await self._database.write(transaction)
        self._owes_answers = False

    async def answers(self, sequences: Sequence[int]) -> dict[int, bytes | None]:
        """Look-ups by primary key. None is owed: the start has worked out what a crash left."""
        rows = await self._database.read(
            lambda connection: connection.execute(
                "SELECT sequence, body FROM answers "
                "WHERE sequence IN (SELECT value FROM json_each(?))",
                (json_text(sequences),),
            ).fetchall()
        )
        return {sequence: body.encode() for sequence, body in rows}

    async def unanswered(self) -> list[Accepted]:
        """The last group, as it was accepted."""
        rows = await self._database.read(
            lambda connection: connection.execute(
                "SELECT accepted FROM groups ORDER BY sequence DESC LIMIT 1"
            ).fetchall()
        )
        return _accepted.decode(rows[0][0]) if rows and rows[0][0] else []

    async def last_sequence(self) -> int:
        """The end of the primary key."""
        statement = "SELECT coalesce(max(sequence), 0) FROM events"
        return await self._database.read(lambda c: int(c.execute(statement).fetchone()[0]))

    async def last_instant(self) -> int:
        """One look-up by primary key."""
        rows = await self._database.read(
            lambda connection: connection.execute(
                "SELECT received_at FROM events ORDER BY sequence DESC LIMIT 1"
            ).fetchall()
        )
        return rows[0][0] if rows else 0

    async def entries(self, season: int) -> AsyncIterator[list[EntryRow]]:
        """A walk along the primary key, and then what is not in its place yet."""
        kept = self._behind.entries_of([season])[season]
        waiting = {entry_key(id)[1]: row for id, row in kept.items()}
        first, end = ids_of(season)
        after = first - 1
        width = await self._database.read(lambda connection: _width(connection, after, end))
        while True:
            rows = await self._database.read(
                lambda connection, after=after: connection.execute(  # type: ignore[misc]
                    f"SELECT {PLAYER}, sequence, achieved_at, events"
                    f"{value_columns(width)} "
                    "FROM entries WHERE id > ? AND id < ? ORDER BY id LIMIT ?",
                    (after, end, PART),
                ).fetchall()
            )
            if rows:
                yield [row for row in rows if row[0] not in waiting] if waiting else rows
            if len(rows) < PART:
                break
            after = entry_id(season, rows[-1][0])
        if waiting:
            yield [(player, *row[1:]) for player, row in waiting.items() if row is not None]

    async def count_entries(self, seasons: Sequence[int]) -> dict[int, int]:
        """A walk along the primary key of each."""
        waiting = self._behind.entries_of(seasons)

        def count(connection: sqlite3.Connection) -> dict[int, int]:
            return {season: _count(connection, season, waiting[season]) for season in seasons}

        return await self._database.walk(count)

    async def events(
        self, leaderboard: int | None = None, after: int = 0
    ) -> AsyncIterator[list[Event]]:
        """A walk along the primary key."""
        while True:
            rows = await self._database.read(
                lambda connection, after=after: connection.execute(  # type: ignore[misc]
                    f"SELECT {EVENT_COLUMNS} FROM events "
                    "WHERE sequence > ? AND leaderboard = coalesce(?, leaderboard) "
                    "ORDER BY sequence LIMIT ?",
                    (after, leaderboard, PART),
                ).fetchall()
            )
            if rows:
                yield [event_of(row) for row in rows]
            if len(rows) < PART:
                return
            after = rows[-1][0]


def _owed(units: Sequence[Unit], outcomes: Sequence[Sequence[Outcome]]) -> str | None:
    """What a restart needs to work out the answers that a group is owed; None for none."""
    if not any(unit.ranked for unit in units):
        return None
    accepted, owed = [], False
    for unit, part in zip(units, outcomes, strict=True):
        taken = [o for o in part if isinstance(o, Accepted)]
        if unit.atomic and any(isinstance(o, LaurelsError) for o in part):
            continue  # what was accepted was taken back
        accepted += taken
        owed |= unit.ranked and any(o.event.submission_id is not None for o in taken)
    return json_text(accepted) if owed else None


def _last_sequence(connection: sqlite3.Connection) -> int:
    row = connection.execute("SELECT max(sequence) FROM events").fetchone()
    return row[0] or 0


def _create_players(
    connection: sqlite3.Connection, ids: Iterable[str], at: int
) -> tuple[dict[str, int], set[int]]:
    """The numbers of all `ids`, and those among them that were not there yet."""
    text = json_text(sorted(ids))
    (last,) = connection.execute("SELECT coalesce(max(number), 0) FROM players").fetchone()
    connection.execute(
        "INSERT INTO players (external_id, created_at, updated_at) "
        "SELECT value, ?2, ?2 FROM json_each(?1) WHERE true ON CONFLICT DO NOTHING",
        (text, at),
    )
    (rows,) = connection.execute(
        "SELECT json_group_array(json_array(external_id, number)) FROM players "
        "WHERE external_id IN (SELECT value FROM json_each(?))",
        (text,),
    ).fetchone()
    created: dict[str, int] = dict(msgspec.json.decode(rows))
    return created, {number for number in created.values() if number > last}


def _delete_players(connection: sqlite3.Connection, numbers: Iterable[int]) -> None:
    """Take back players whose every submission was refused."""
    connection.execute(
        "DELETE FROM players WHERE number IN (SELECT value FROM json_each(?))",
        (json_text(sorted(numbers)),),
    )


def _width(connection: sqlite3.Connection, after: int, end: int) -> int:
    """How many values an entry of a season has: all have as many, and reading more costs."""
    row = connection.execute(
        "SELECT value_1, value_2, value_3, value_4, value_5 FROM entries "
        "WHERE id > ? AND id < ? LIMIT 1",
        (after, end),
    ).fetchone()
    return 0 if row is None else sum(value is not None for value in row)


def _count(
    connection: sqlite3.Connection, season: int, waiting: Mapping[int, KeptRow | None]
) -> int:
    (count,) = connection.execute(
        "SELECT count(*) FROM entries WHERE id >= ? AND id < ? "
        "AND id NOT IN (SELECT value FROM json_each(?))",
        (*ids_of(season), json_text(list(waiting))),
    ).fetchone()
    return int(count) + sum(row is not None for row in waiting.values())


def _insert_events(connection: sqlite3.Connection, events: Sequence[Event]) -> None:
    rows, length = of_one_length([(*e[:4], *e[5:], *e.values) for e in events])
    names = (
        "sequence, leaderboard, player, kind, received_at, submission_id, played_at, details"
        f"{value_columns(length - 8)}"
    )
    insert(connection, f"INSERT INTO events ({names})", rows)


def _keep_answers(connection: sqlite3.Connection, answers: Sequence[Answer]) -> None:
    if answers:
        rows = [(answer.sequence, answer.body.decode()) for answer in answers]
        insert(connection, "INSERT OR REPLACE INTO answers (sequence, body)", rows)
