"""Rows into and out of PostgreSQL: one statement a table, a column a parameter."""

from collections.abc import Container, Mapping, Sequence
from typing import Any

from laurels.adapters.entry_ids import entry_id, entry_key
from laurels.adapters.event_rows import values_of
from laurels.adapters.postgres_arrays import Int8Array, TextArray
from laurels.ports.journal import Answer
from laurels.rules.entry import Entry, new
from laurels.rules.submission import EntryKey, Event

VALUES = ("value_1", "value_2", "value_3", "value_4", "value_5")
Statement = tuple[str, Sequence[Any]]  # its text and parameters
Columns = dict[str, Int8Array | TextArray]


def insert(
    table: str, columns: Mapping[str, Int8Array | TextArray], further: str = ""
) -> Statement:
    """One statement for all rows, given column by column.

    >>> insert("answers", {"sequence": Int8Array([1]), "body": TextArray(["{}"])})[0]
    'INSERT INTO answers (sequence, body) SELECT * FROM unnest(%s, %s) '
    """
    places = ", ".join(["%s"] * len(columns))
    text = f"INSERT INTO {table} ({', '.join(columns)}) SELECT * FROM unnest({places}) {further}"
    return text, list(columns.values())


def insert_events(events: Sequence[Event], ranked: Container[int] = ()) -> Statement:
    """Events of one group, at least one; `ranked` are the sequences of those that are owed the
    first answer when they are repeated."""
    names = ("sequence", "leaderboard", "player", "kind", "received_at")
    facts = zip(*[(*event[:4], event.received_at) for event in events], strict=True)
    columns: Columns = {name: Int8Array(column) for name, column in zip(names, facts, strict=True)}
    columns |= value_columns([event.values for event in events])
    if any(event.played_at is not None for event in events):
        columns["played_at"] = Int8Array([event.played_at for event in events])
    if any(event.submission_id is not None for event in events):
        columns["submission_id"] = TextArray([event.submission_id for event in events])
    if any(event.details is not None for event in events):
        columns["details"] = TextArray([event.details for event in events])
    if ranked:
        columns["ranked"] = Int8Array([int(event.sequence in ranked) for event in events])
    return insert("events", columns)


def value_columns(rows: Sequence[Sequence[int | None]]) -> Columns:
    """The values of rows, which may have different lengths, as columns."""
    widths = set(map(len, rows))
    width = max(widths)
    even = rows if len(widths) == 1 else [(*row, *[None] * (width - len(row))) for row in rows]
    return {
        name: Int8Array(column)
        for name, column in zip(VALUES, zip(*even, strict=True), strict=False)
    }


def place_entries(entries: Mapping[EntryKey, Entry]) -> Statement:
    """Entries in their places, new or changed; at least one."""
    rows = [(entry_id(*key), *entry[1:]) for key, entry in entries.items()]
    names = ("id", "sequence", "achieved_at", "events")
    columns: Columns = {
        name: Int8Array(column) for name, column in zip(names, zip(*rows, strict=True), strict=True)
    }
    values = value_columns([entry.values for entry in entries.values()])
    changed = ", ".join(f"{name} = excluded.{name}" for name in (*names[1:], *values))
    return insert("entries", columns | values, f"ON CONFLICT (id) DO UPDATE SET {changed}")


def together(statements: Sequence[Statement]) -> Statement:
    """One statement that writes to several tables, which is cheaper than one each.

    >>> together([("DELETE FROM a WHERE b = %s", [1]), ("DELETE FROM c", [])])
    ('WITH write_0 AS (DELETE FROM a WHERE b = %s) DELETE FROM c', [1])
    """
    *first, (last, _) = statements
    parts = ", ".join(f"write_{n} AS ({text})" for n, (text, _) in enumerate(first))
    parameters = [parameter for _, given in statements for parameter in given]
    return (f"WITH {parts} {last}" if parts else last), parameters


def keep_answers(answers: Sequence[Answer]) -> Statement:
    """Answers, at least one."""
    columns: Columns = {
        "sequence": Int8Array([answer.sequence for answer in answers]),
        "body": TextArray([answer.body.decode() for answer in answers]),
    }
    return insert("answers", columns, "ON CONFLICT (sequence) DO UPDATE SET body = excluded.body")


def standing_of(row: Sequence[Any]) -> tuple[EntryKey, Entry]:
    """Whose, and the entry of a row: what it is, id, sequence, achieved_at, events, values."""
    _, id, sequence, achieved_at, events, *values = row
    return entry_key(id), new(Entry, (values_of(values), sequence, achieved_at, events))
