"""Rows into SQLite: many a statement, never one each.

A row bound to a `VALUES` list costs about half of what it costs as JSON for `json_each`, and
Python's interpreter lock is free while SQLite works on them all; `executemany` takes it back
for every row. A list of another length is another statement to prepare, so there are few
lengths: two for the bulk, and the short ones, which are kept.
"""

import sqlite3
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

import msgspec

MANY, SOME = 512, 64  # rows of the long statements; those of up to SOME stay prepared


def json_text(value: Any) -> str:
    """A value as SQLite's JSON functions take it."""
    return msgspec.json.encode(value).decode()


def insert(connection: sqlite3.Connection, into: str, rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows of one length. At most `rows / MANY + MANY / SOME + 1` statements.

    >>> connection = sqlite3.connect(":memory:")
    >>> _ = connection.execute("CREATE TABLE t (a, b)")
    >>> insert(connection, "INSERT INTO t", [(n, None) for n in range(600)])
    >>> connection.execute("SELECT count(*), max(a) FROM t").fetchone()
    (600, 599)
    """
    start = 0
    for size in (MANY, SOME):
        while len(rows) - start >= size:
            _insert(connection, into, rows[start : start + size])
            start += size
    if start < len(rows):
        _insert(connection, into, rows[start:])


def _insert(connection: sqlite3.Connection, into: str, rows: Sequence[Sequence[Any]]) -> None:
    connection.execute(_statement(into, len(rows), len(rows[0])), list(chain.from_iterable(rows)))


@lru_cache(maxsize=1024)
def _statement(into: str, rows: int, columns: int) -> str:
    row = f"({', '.join('?' * columns)})"
    return f"{into} VALUES {', '.join([row] * rows)}"


def value_columns(width: int) -> str:
    """The names of the first value columns, to follow others.

    >>> value_columns(2)
    ', value_1, value_2'
    """
    return "".join(f", value_{n}" for n in range(1, width + 1))


def insert_entries(
    connection: sqlite3.Connection, verb: str, rows: Sequence[Sequence[Any]]
) -> None:
    """Insert entries, `INSERT` or `INSERT OR REPLACE`: id, sequence, achieved_at, events, and the
    values of each. O(rows)."""
    filled, length = of_one_length(rows)
    names = f"id, sequence, achieved_at, events{value_columns(length - 4)}"
    insert(connection, f"{verb} INTO entries ({names})", filled)


def of_one_length(rows: Sequence[Sequence[Any]]) -> tuple[Sequence[Sequence[Any]], int]:
    """The rows, the shorter ones filled up with None, and their length. O(rows)."""
    lengths = set(map(len, rows))
    longest = max(lengths)
    if len(lengths) == 1:
        return rows, longest
    return [(*row, *[None] * (longest - len(row))) for row in rows], longest
