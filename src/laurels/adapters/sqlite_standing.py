"""What a group finds: the entries that stand, and the events that have its submission ids."""

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol

from laurels.adapters.entry_ids import entry_id, entry_key
from laurels.adapters.event_rows import EVENT_COLUMNS, event_of, values_of
from laurels.adapters.sqlite_behind import SqliteBehind
from laurels.adapters.sqlite_rows import json_text
from laurels.rules.decision import FindEntry
from laurels.rules.entry import Entry
from laurels.rules.submission import EntryKey, Event, Unit

_IN_PLACE = object()


class Memory(Protocol):
    """What stands in some seasons, up to the last group appended."""

    def standing_of(self, season: int) -> Callable[[int], Entry | None] | None:
        """What answers the entry of a player in a season; None where it has no such season."""
        ...


def find_entry(
    connection: sqlite3.Connection,
    behind: SqliteBehind,
    memory: Memory | None,
    units: Sequence[Unit],
    numbers: Mapping[str, int],
) -> FindEntry:
    """Answers what stands: from memory, or from the table, which one statement reads."""
    seasons = {season for unit in units for season in unit.seasons}
    # Asked for once: a season that memory drops from now on still tells what stands.
    known = {season: None if memory is None else memory.standing_of(season) for season in seasons}
    kept = {season for season, standing in known.items() if standing is None}
    entries = _kept_entries(connection, behind, kept, units, numbers) if kept else {}

    def find(season: int, player: int) -> Entry | None:
        standing = known[season]
        return entries.get((season, player)) if standing is None else standing(player)

    return find


def _kept_entries(
    connection: sqlite3.Connection,
    behind: SqliteBehind,
    seasons: set[int],
    units: Sequence[Unit],
    numbers: Mapping[str, int],
) -> dict[EntryKey, Entry]:
    ids = {
        entry_id(season, numbers[submission.player])
        for unit in units
        for submission in unit.submissions
        for season in unit.seasons
        if season in seasons
    }
    rows = connection.execute(
        "SELECT id, sequence, achieved_at, events, value_1, value_2, value_3, value_4, value_5 "
        "FROM entries WHERE id IN (SELECT value FROM json_each(?))",
        (json_text(sorted(ids)),),
    )
    kept: dict[int, Any] = {row[0]: row for row in rows}
    for id in ids:
        row = behind.entries.get(id, _IN_PLACE)
        if row is not _IN_PLACE:
            kept[id] = row
    return {
        entry_key(id): Entry(values_of(row[4:]), row[1], row[2], row[3])
        for id, row in kept.items()
        if row is not None
    }


class SubmissionEvents:
    """Answers which event a submission digest belongs to; asks once for a whole group."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        behind: SqliteBehind,
        digests: Iterable[int | None],
    ) -> None:
        self._connection = connection
        self._behind = behind
        self._events: dict[int, Event | None] = {d: None for d in digests if d is not None}
        if self._events:
            self._look_up(list(self._events))

    def __call__(self, digest: int) -> Event | None:
        """The event under a digest."""
        if digest not in self._events:  # another id has the digest that was asked for first
            self._events[digest] = None
            self._look_up([digest])
        return self._events[digest]

    def _look_up(self, digests: list[int]) -> None:
        """Two statements where one of them is known, else one."""
        found = self._connection.execute(
            "SELECT sequence, digest FROM submission_ids "
            "WHERE digest IN (SELECT value FROM json_each(?))",
            (json_text(digests),),
        )
        known = dict(found.fetchall())
        for digest in digests:
            sequence = self._behind.digests.get(digest)
            if sequence is not None:
                known[sequence] = digest
        if known:
            rows = self._connection.execute(
                f"SELECT {EVENT_COLUMNS} FROM events "
                "WHERE sequence IN (SELECT value FROM json_each(?))",
                (json_text(list(known)),),
            )
            for row in rows:
                self._events[known[row[0]]] = event_of(row)
