"""The journal on SQLite: one statement per table and group, whatever the group's size.

Rows travel as one JSON text into `json_each` and come back as one through
`json_group_array`, so that Python's interpreter lock is free while SQLite works on all of
them.
"""

import sqlite3
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from typing import Any

import msgspec

from laurels.adapters.sqlite_database import SqliteDatabase
from laurels.ports.journal import Answer, Appended
from laurels.rules.decision import Decider, Decision
from laurels.rules.entry import Entry, EntryRow
from laurels.rules.leaderboard import MOST_COLUMNS
from laurels.rules.submission import (
    Accepted,
    EntryKey,
    Event,
    Outcome,
    Unit,
    submission_digest,
)

PART = 20_000  # rows a part when entries or events are read through
EVENT_COLUMNS = (
    "sequence, leaderboard, player, kind, value_1, value_2, value_3, value_4, value_5, "
    "received_at, submission_id, played_at, details"
)
_accepted = msgspec.json.Decoder(list[Accepted])


class SqliteJournal:
    """Fulfils `laurels.ports.journal.Journal` for exactly one writing process."""

    def __init__(self, database: SqliteDatabase) -> None:
        self._database = database
        self._next_sequence = 0  # read at the first append
        self._has_last_group = True

    async def append(
        self,
        units: Sequence[Unit],
        players: Mapping[str, int],
        at: int,
        answers: Sequence[Answer],
    ) -> Appended:
        """One transaction for the group; eleven statements at most."""

        def transaction(connection: sqlite3.Connection) -> tuple[Appended, Decision, bool]:
            ids = {s.player for unit in units for s in unit.submissions} - players.keys()
            created, added = _create_players(connection, ids, at) if ids else ({}, set())
            numbers = {**players, **created} if created else players
            decider = Decider(
                numbers,
                _standing(connection, units, numbers),
                _SubmissionEvents(connection, units, numbers),
                self._next_sequence or _last_sequence(connection) + 1,
                at,
            )
            outcomes = [decider.decide(unit) for unit in units]
            _write(connection, decider.group)
            if unused := added - {event.player for event in decider.group.events}:
                _delete_players(connection, unused)
                created = {id: n for id, n in created.items() if n not in unused}
            _keep_answers(connection, answers)
            has_last_group = self._keep_last_group(connection, units, outcomes, decider.group)
            return Appended(outcomes, created), decider.group, has_last_group

        appended, decision, self._has_last_group = await self._database.write(transaction)
        if decision.events:
            self._next_sequence = decision.events[-1].sequence + 1
        return appended

    async def keep_answers(self, answers: Sequence[Answer]) -> None:
        """Answers of a group that no other has followed."""

        def transaction(connection: sqlite3.Connection) -> None:
            _keep_answers(connection, answers)
            connection.execute("DELETE FROM last_group")

        await self._database.write(transaction)
        self._has_last_group = False

    async def answers(self, sequences: Sequence[int]) -> dict[int, bytes]:
        """Look-ups by primary key."""
        rows = await self._database.read(
            lambda connection: connection.execute(
                "SELECT sequence, body FROM answers "
                "WHERE sequence IN (SELECT value FROM json_each(?))",
                (_json(sequences),),
            ).fetchall()
        )
        return {sequence: body.encode() for sequence, body in rows}

    async def unanswered(self) -> list[Accepted]:
        """The last group, as it was accepted."""
        rows = await self._database.read(
            lambda connection: connection.execute("SELECT accepted FROM last_group").fetchall()
        )
        return _accepted.decode(rows[0][0]) if rows else []

    async def last_instant(self) -> int:
        """One look-up by primary key."""
        rows = await self._database.read(
            lambda connection: connection.execute(
                "SELECT received_at FROM events ORDER BY sequence DESC LIMIT 1"
            ).fetchall()
        )
        return rows[0][0] if rows else 0

    async def entries(self, season: int) -> AsyncIterator[list[EntryRow]]:
        """A walk along the primary key."""
        after, end = (season << 32) - 1, (season + 1) << 32
        while True:
            rows = await self._database.read(
                lambda connection, after=after: connection.execute(  # type: ignore[misc]
                    "SELECT id & 0xFFFFFFFF, sequence, achieved_at, events, "
                    "value_1, value_2, value_3, value_4, value_5 "
                    "FROM entries WHERE id > ? AND id < ? ORDER BY id LIMIT ?",
                    (after, end, PART),
                ).fetchall()
            )
            if rows:
                yield rows
            if len(rows) < PART:
                return
            after = season << 32 | rows[-1][0]

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
                yield [_event(row) for row in rows]
            if len(rows) < PART:
                return
            after = rows[-1][0]

    def _keep_last_group(
        self,
        connection: sqlite3.Connection,
        units: Sequence[Unit],
        outcomes: Sequence[Sequence[Outcome]],
        decision: Decision,
    ) -> bool:
        """Keep what a restart needs to work out the answers that this group is owed.

        Whether anything is kept now; true only once it is committed. What a refused atomic
        unit would have accepted is no event, though its sequence may be another event's.
        """
        written = {id(event) for event in decision.events}
        accepted, owed = [], False
        for unit, part in zip(units, outcomes, strict=True):
            taken = [o for o in part if isinstance(o, Accepted) and id(o.event) in written]
            accepted += taken
            owed |= unit.ranked and any(o.event.submission_id is not None for o in taken)
        if owed:
            connection.execute(
                "INSERT OR REPLACE INTO last_group VALUES (1, ?)", (_json(accepted),)
            )
        elif self._has_last_group:
            connection.execute("DELETE FROM last_group")
        return owed


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def _last_sequence(connection: sqlite3.Connection) -> int:
    row = connection.execute("SELECT max(sequence) FROM events").fetchone()
    return row[0] or 0


def _create_players(
    connection: sqlite3.Connection, ids: Iterable[str], at: int
) -> tuple[dict[str, int], set[int]]:
    """The numbers of all `ids`, and those among them that were not there yet."""
    text = _json(sorted(ids))
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
        (_json(sorted(numbers)),),
    )


def _standing(
    connection: sqlite3.Connection, units: Sequence[Unit], numbers: Mapping[str, int]
) -> dict[EntryKey, Entry]:
    ids = {
        season << 32 | numbers[submission.player]
        for unit in units
        for submission in unit.submissions
        for season in unit.seasons
    }
    values = _value_columns(units)
    (rows,) = connection.execute(
        f"SELECT json_group_array(json_array(id, sequence, achieved_at, events, {values})) "
        "FROM entries WHERE id IN (SELECT value FROM json_each(?))",
        (_json(sorted(ids)),),
    ).fetchone()
    return {(row[0] >> 32, row[0] & 0xFFFFFFFF): _entry(row) for row in msgspec.json.decode(rows)}


def _value_columns(units: Sequence[Unit]) -> str:
    """The names of as many value columns as the widest leaderboard of the group has."""
    width = max(len(unit.submissions[0].leaderboard.columns) for unit in units)
    return ", ".join(f"value_{n}" for n in range(1, width + 1))


def _entry(row: Sequence[Any]) -> Entry:
    return Entry(_values(row[4:]), row[1], row[2], row[3])


def _values(columns: Sequence[int | None]) -> tuple[int, ...]:
    return tuple([value for value in columns if value is not None])


def _event(row: Sequence[Any]) -> Event:
    sequence, leaderboard, player, kind = row[:4]
    return Event(sequence, leaderboard, player, kind, _values(row[4:9]), *row[9:])


class _SubmissionEvents:
    """Answers which event a submission digest belongs to; asks once for the whole group."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        units: Sequence[Unit],
        numbers: Mapping[str, int],
    ) -> None:
        self._connection = connection
        self._events: dict[int, Event | None] = dict.fromkeys(
            submission_digest(s.leaderboard.number, numbers[s.player], s.submission_id)
            for unit in units
            for s in unit.submissions
            if s.submission_id is not None
        )
        if self._events:
            self._look_up(list(self._events))

    def __call__(self, digest: int) -> Event | None:
        if digest not in self._events:  # another id has the digest that was asked for first
            self._events[digest] = None
            self._look_up([digest])
        return self._events[digest]

    def _look_up(self, digests: list[int]) -> None:
        rows = self._connection.execute(
            f"SELECT digest, {EVENT_COLUMNS} FROM submission_ids JOIN events USING (sequence) "
            "WHERE digest IN (SELECT value FROM json_each(?))",
            (_json(digests),),
        )
        for digest, *row in rows:
            self._events[digest] = _event(row)


def _write(connection: sqlite3.Connection, decision: Decision) -> None:
    if decision.events:
        width = max(len(event.values) for event in decision.events)
        _insert(
            connection,
            "INSERT INTO events (sequence, leaderboard, player, kind, received_at, "
            "submission_id, played_at, details{values})",
            ([*event[:4], *event[5:], *event.values] for event in decision.events),
            8,
            width,
        )
    if decision.digests:
        _insert(
            connection,
            "INSERT INTO submission_ids (digest, sequence{values})",
            sorted((digest, event.sequence) for digest, event in decision.digests.items()),
            2,
        )
    placed = sorted(
        [season << 32 | player, entry.sequence, entry.achieved_at, entry.events, *entry.values]
        for (season, player), entry in decision.entries.items()
        if entry is not None
    )
    if placed:
        _insert(
            connection,
            "INSERT OR REPLACE INTO entries (id, sequence, achieved_at, events{values})",
            placed,
            4,
            max(map(len, placed)) - 4,
        )
    removed = [key[0] << 32 | key[1] for key, entry in decision.entries.items() if entry is None]
    if removed:
        connection.execute(
            "DELETE FROM entries WHERE id IN (SELECT value FROM json_each(?))",
            (_json(removed),),
        )


def _keep_answers(connection: sqlite3.Connection, answers: Sequence[Answer]) -> None:
    if answers:
        _insert(
            connection,
            "INSERT OR REPLACE INTO answers (sequence, body{values})",
            ((answer.sequence, answer.body.decode()) for answer in answers),
            2,
        )


def _insert(
    connection: sqlite3.Connection,
    into: str,
    rows: Iterable[Sequence[Any]],
    fixed: int,
    width: int = 0,
) -> None:
    """Insert rows of `fixed` columns and up to `width` (at most five) values."""
    assert width <= MOST_COLUMNS
    values = "".join(f", value_{n}" for n in range(1, width + 1))
    picks = ", ".join(f"value->>{n}" for n in range(fixed + width))
    connection.execute(
        f"{into.format(values=values)} SELECT {picks} FROM json_each(?)", (_json(list(rows)),)
    )
