"""A data set on SQLite, to be moved: rows as lines, written by SQLite itself."""

import sqlite3
from functools import lru_cache
from typing import Any

from laurels.adapters.sqlite_database import SqliteDatabase
from laurels.ports.moving import Part, Table
from laurels.rules.errors import Conflict

PART = 20_000  # rows read together
# What COPY puts a backslash before, the backslash first.
ESCAPES = {92: "\\\\", 8: "\\b", 9: "\\t", 10: "\\n", 11: "\\v", 12: "\\f", 13: "\\r"}


class SqliteMoveSource:
    """Fulfils `laurels.ports.moving.MoveSource`; others may write meanwhile."""

    def __init__(self, database: SqliteDatabase) -> None:
        self._database = database

    async def count(self, table: Table) -> int:
        """A walk through the table; of events, the last sequence."""
        asked = f"max({table.key})" if table.name == "events" else "count(*)"
        return int((await self._row(f"SELECT coalesce({asked}, 0) FROM {table.name}"))[0])

    async def part(self, table: Table, after: int) -> Part | None:
        """One statement, which gives all lines as one text."""
        last, rows, text, refused = await self._row(_part(table), after, PART)
        if refused is not None:
            raise Conflict(
                f"A text in '{table.name}', where {table.key} is {refused}, has U+0000, which "
                "PostgreSQL keeps in no text. Change it, then try again."
            )
        return Part(last, rows, text.encode()) if rows else None

    async def last_event(self) -> int:
        """The end of the primary key."""
        return int((await self._row("SELECT coalesce(max(sequence), 0) FROM events"))[0])

    async def span_of_events(self) -> tuple[int, int] | None:
        """A walk through the events."""
        first, last = await self._row("SELECT min(received_at), max(received_at) FROM events")
        return None if first is None else (first, last)

    async def _row(self, statement: str, *parameters: object) -> list[Any]:
        def read(connection: sqlite3.Connection) -> list[Any]:
            return list(connection.execute(statement, parameters).fetchone())

        return await self._database.read(read)


@lru_cache
def _part(table: Table) -> str:
    """The statement of a part: last key, rows, lines, and the key of a row with U+0000."""
    columns = [
        f'"{table.key}"',
        *[f"coalesce(\"{name}\", '\\N')" for name in table.numbers],
        *[f"iif(\"{name}\", 't', 'f')" for name in table.truths],
        *[f"coalesce({_escaped(name)}, '\\N')" for name in table.texts],
    ]
    refused = [f"instr(CAST(\"{name}\" AS BLOB), x'00')" for name in table.texts]
    return (
        "SELECT max(key), count(*), group_concat(line, char(10)) || char(10), "
        "max(iif(refused, key, NULL)) FROM ("
        f'SELECT "{table.key}" AS key, {" || char(9) || ".join(columns)} AS line, '
        f"{' OR '.join(refused) or '0'} AS refused FROM {table.name} "
        f'WHERE "{table.key}" > ? ORDER BY "{table.key}" LIMIT ?)'
    )


def _escaped(name: str) -> str:
    text = f'"{name}"'
    for code, escape in ESCAPES.items():
        text = f"replace({text}, char({code}), '{escape}')"
    return text
