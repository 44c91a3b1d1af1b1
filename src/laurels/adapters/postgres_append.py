"""One group's transaction: the head, what stands, the decision, and what comes of it."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple, Protocol

from psycopg import AsyncCursor

from laurels.adapters.entry_ids import entry_id
from laurels.adapters.event_rows import EVENT_COLUMNS, event_of
from laurels.adapters.postgres_arrays import Int8Array, TextArray
from laurels.adapters.postgres_database import Connection, Transaction
from laurels.adapters.postgres_players_rows import FORGET, changed_players
from laurels.adapters.postgres_rows import (
    Statement,
    insert,
    insert_events,
    keep_answers,
    place_entries,
    standing_of,
    together,
)
from laurels.ports.journal import Answer, Appended
from laurels.rules.decision import Decider, Decision, digests_of
from laurels.rules.entry import Entry
from laurels.rules.errors import LaurelsError, Unavailable
from laurels.rules.leaderboard import Leaderboard
from laurels.rules.submission import Accepted, EntryKey, Event, Kind, Outcome, Unit

# A process that stops while it has the head must not hold up all others; nor may one that waits for
# the head leave a backend behind that still does. Columns are made before the row is locked.
HEAD = (
    "SELECT sequence, received_at, catalog, pg_current_xact_id()::text, "
    "set_config('idle_in_transaction_session_timeout', '3s', true), "
    "set_config('lock_timeout', '2500ms', true) FROM journal_head FOR UPDATE"
)
# One statement: each costs about 40 µs in the process, and as much in the server.
ENTRY, SEASON, DIGEST, ERASED = range(4)
STANDING = f"""
SELECT {ENTRY}, id, sequence, achieved_at, events, value_1, value_2, value_3, value_4, value_5
FROM entries WHERE id = ANY(%s)
UNION ALL SELECT {SEASON}, season, sequence, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM season_heads WHERE season = ANY(%s)
UNION ALL SELECT {DIGEST}, digest, sequence, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM submission_ids WHERE digest = ANY(%s)
UNION ALL SELECT {ERASED}, number, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM players WHERE external_id IS NULL AND number = ANY(%s)
"""
CREATE = (
    "INSERT INTO players (external_id, created_at, updated_at) "
    "SELECT id, %s, %s FROM unnest(%s) AS id "
    "WHERE NOT EXISTS (SELECT FROM players WHERE external_id = id) "
    "ON CONFLICT DO NOTHING RETURNING number"
)

Cursor = AsyncCursor[tuple[Any, ...]]


class Head(NamedTuple):
    """The journal's end, which this transaction alone may move."""

    sequence: int
    received_at: int
    catalog: int  # version of the catalog


class Catalog(Protocol):
    """What appending asks of this process's catalog."""

    @property
    def kept_version(self) -> int:
        """The version in the database that this process has read."""
        ...

    async def refresh(self) -> None:
        """Read it again if another process has changed it."""
        ...

    def leaderboard(self, id: str) -> Leaderboard | None:
        """As it is known here."""
        ...


class _Unread(Exception):
    """The decision needs a submission digest that was not looked up."""

    def __init__(self, digest: int) -> None:
        self.digest = digest


class Append:
    """Appends one group in one attempt. Call `begin`, then `decide_and_commit`."""

    def __init__(
        self,
        transaction: Transaction,
        units: Sequence[Unit],
        players: Mapping[str, int],
        at: int,
        answers: Sequence[Answer],
    ) -> None:
        self._transaction = transaction
        self._connection: Connection = transaction.connection
        self._units, self._at, self._answers = units, at, answers
        ids = {s.player for unit in units for s in unit.submissions}
        self._known = {id: players[id] for id in ids if id in players}
        self._numbers: Mapping[str, int] = self._known
        self._unknown = sorted(ids - self._known.keys())
        self._created: dict[str, int] = {}  # numbers of all that were unknown
        self._added: set[int] = set()  # of those that were not there
        self._entries: dict[EntryKey, Entry] = {}
        self._events: dict[int, Event | None] = {}  # by digest
        self._heads: dict[int, int] = {}  # by season: its last event before the group

    async def begin(self) -> Head:
        """Take the head, and read what stands. One round trip; two for unknown players."""
        created: tuple[Cursor, ...] = ()
        async with self._connection.pipeline():
            await self._connection.execute("BEGIN")
            head = await self._execute(HEAD)
            if self._unknown:
                created = await self._create()
            else:
                standing = await self._ask()
        *facts, self._transaction.xid, _, _ = (await head.fetchall())[0]
        if created:
            await self._learn(*created)
            standing = await self._ask()
        if erased := await self._take(standing):
            await self._replace(erased)
        return Head(*facts)

    async def _replace(self, erased: set[int]) -> None:
        """Numbers of erased players, which this process still took for somebody's, give way."""
        ids = [id for id, number in self._known.items() if number in erased]
        self._known = {id: n for id, n in self._known.items() if n not in erased}
        self._unknown = sorted({*self._unknown, *ids})
        async with self._connection.pipeline():
            created = await self._create()
        await self._learn(*created)
        if await self._take(await self._ask()):
            raise Unavailable("Players have just been erased; send it again.")

    async def _create(self) -> tuple[Cursor, Cursor]:
        """Send what makes the unknown players; `_learn` takes the answers."""
        ids = TextArray(self._unknown)
        return (
            await self._execute(CREATE, self._at, self._at, ids),
            await self._execute(
                "SELECT external_id, number FROM players WHERE external_id = ANY(%s)", ids
            ),
        )

    async def _learn(self, added: Cursor, numbers: Cursor) -> None:
        self._added |= {number for (number,) in await added.fetchall()}
        self._created = dict(await numbers.fetchall())
        self._numbers = {**self._known, **self._created}

    async def _ask(self) -> Cursor:
        """Send the question that needs the players' numbers; `_take` takes the answer."""
        self._digests = [digests_of(unit, self._numbers) for unit in self._units]
        digests = {digest for digest in chain.from_iterable(self._digests) if digest is not None}
        ids = {
            entry_id(season, self._numbers[submission.player])
            for unit in self._units
            for submission in unit.submissions
            for season in unit.seasons
        }
        seasons = {season for unit in self._units for season in unit.seasons}
        self._events = dict.fromkeys(digests)
        asked = (ids, seasons, digests, self._known.values())
        return await self._execute(STANDING, *(Int8Array(list(keys)) for keys in asked))

    async def _take(self, standing: Cursor) -> set[int]:
        """Take what stands; the numbers of players who were erased come back."""
        kept: dict[int, int] = {}
        erased: set[int] = set()
        for row in await standing.fetchall():
            if row[0] == ENTRY:
                key, entry = standing_of(row)
                self._entries[key] = entry
            elif row[0] == SEASON:
                self._heads[row[1]] = row[2]
            elif row[0] == DIGEST:
                kept[row[2]] = row[1]
            else:
                erased.add(row[1])
        await self._read_events(kept)
        return erased

    async def _find(self, digest: int) -> None:
        """Look up one digest more."""
        self._events[digest] = None
        cursor = await self._execute(
            "SELECT sequence, digest FROM submission_ids WHERE digest = %s", digest
        )
        await self._read_events(dict(await cursor.fetchall()))

    async def _read_events(self, digests: Mapping[int, int]) -> None:
        """The events of some sequences, each with the digest that led to it."""
        if digests:
            cursor = await self._execute(
                f"SELECT {EVENT_COLUMNS} FROM events WHERE sequence = ANY(%s)",
                Int8Array(list(digests)),
            )
            for row in await cursor.fetchall():
                self._events[digests[row[0]]] = event_of(row)

    async def _execute(self, statement: str, *parameters: object) -> Cursor:
        return await self._connection.execute(statement, parameters, binary=True, prepare=True)

    async def decide_and_commit(self, head: Head) -> Appended:
        """Decide the group, write what it comes to, and commit. One round trip, but for repeats
        whose ids share a digest."""
        while True:
            try:
                outcomes, decision = self._decide(head)
                break
            except _Unread as missing:  # another id has the digest that was looked up
                await self._find(missing.digest)
        unused = self._added - {event.player for event in decision.events}
        created = {id: n for id, n in self._created.items() if n not in unused}
        heads, owed = _heads(self._units, outcomes), _owed(self._units, outcomes)
        before = {season: self._heads.get(season, 0) for season in heads}
        appended = Appended(outcomes, created, before)
        self._transaction.is_kept = _Kept(decision.events).look
        async with self._connection.pipeline():
            for statement in self._statements(decision, unused, heads, owed):
                await self._connection.execute(*statement, prepare=True)
            await self._transaction.commit(appended)
        return appended

    def _decide(self, head: Head) -> tuple[list[list[Outcome]], Decision]:
        decider = Decider(
            self._numbers, self._find_entry, self._find_event, head.sequence + 1, self._at
        )
        units = zip(self._units, self._digests, strict=True)
        return [decider.decide(*both) for both in units], decider.group

    def _find_entry(self, season: int, player: int) -> Entry | None:
        return self._entries.get((season, player))

    def _find_event(self, digest: int) -> Event | None:
        try:
            return self._events[digest]
        except KeyError:
            raise _Unread(digest) from None

    def _statements(
        self, decision: Decision, unused: set[int], heads: Mapping[int, int], owed: set[int]
    ) -> list[Statement]:
        """What writes the group."""
        statements: list[Statement] = []
        if self._answers:
            statements.append(keep_answers(self._answers))
        if unused:  # every submission of theirs was refused
            numbers = Int8Array(sorted(unused))
            statements.append(("DELETE FROM players WHERE number = ANY(%s)", (numbers,)))
        if not decision.events:
            return statements
        players = len(self._added) - len(unused)
        statements.append(together(self._of_events(decision, players, heads, owed)))
        if erased := {event.player for event in decision.events if event.kind == Kind.ERASURE}:
            numbers = Int8Array(sorted(erased))
            statements.append(changed_players(numbers, -len(erased)))
            statements.append((FORGET, (self._at, numbers)))
        return statements

    def _of_events(
        self, decision: Decision, players: int, heads: Mapping[int, int], owed: set[int]
    ) -> list[Statement]:
        events, entries, digests = decision.events, decision.entries, decision.digests
        statements = [insert_events(events, owed)]
        if placed := {key: entry for key, entry in entries.items() if entry is not None}:
            statements.append(place_entries(placed))
        if removed := [entry_id(*key) for key, entry in entries.items() if entry is None]:
            statements.append(("DELETE FROM entries WHERE id = ANY(%s)", (Int8Array(removed),)))
        if digests:
            columns = {
                "digest": Int8Array(list(digests)),
                "sequence": Int8Array([event.sequence for event in digests.values()]),
            }
            statements.append(insert("submission_ids", columns))
        moved = {"season": Int8Array(list(heads)), "sequence": Int8Array(list(heads.values()))}
        ahead = "ON CONFLICT (season) DO UPDATE SET sequence = excluded.sequence"
        statements.append(insert("season_heads", moved, ahead))
        statements.append(
            (
                "UPDATE journal_head SET sequence = %s, "
                "received_at = greatest(received_at, %s), players = players + %s",
                (events[-1].sequence, self._at, players),
            )
        )
        return statements


class _Kept:
    """Tells whether a group is in the journal, after a commit that was not answered."""

    def __init__(self, events: Sequence[Event]) -> None:
        self._first = events[0] if events else None

    async def look(self, connection: Connection) -> bool:
        """Its first event is there as it was written. Else a server has taken over that did not
        have it yet, and has given the sequence to another."""
        if self._first is None:
            return True
        cursor = await connection.execute(
            f"SELECT {EVENT_COLUMNS} FROM events WHERE sequence = %s", (self._first.sequence,)
        )
        return [event_of(row) for row in await cursor.fetchall()] == [self._first]


def _accepted(
    units: Sequence[Unit], outcomes: Sequence[Sequence[Outcome]]
) -> Iterator[tuple[Unit, Accepted]]:
    """What becomes of the group, with the units that it came in."""
    for unit, part in zip(units, outcomes, strict=True):
        if unit.atomic and any(isinstance(outcome, LaurelsError) for outcome in part):
            continue  # what was accepted was taken back
        for outcome in part:
            if isinstance(outcome, Accepted):
                yield unit, outcome


def _heads(units: Sequence[Unit], outcomes: Sequence[Sequence[Outcome]]) -> dict[int, int]:
    """By season, the last event that touches it."""
    return {
        change.season: accepted.event.sequence
        for _, accepted in _accepted(units, outcomes)
        for change in accepted.changes
    }


def _owed(units: Sequence[Unit], outcomes: Sequence[Sequence[Outcome]]) -> set[int]:
    """The sequences of the events that a repeat is owed the ranks of."""
    return {
        accepted.event.sequence
        for unit, accepted in _accepted(units, outcomes)
        if unit.ranked and accepted.event.submission_id is not None
    }
