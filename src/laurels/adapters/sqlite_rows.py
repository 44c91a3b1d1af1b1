"""Rows into SQLite: one statement a table, however many rows.

They travel as one JSON text into `json_each`, so that Python's interpreter lock is free while
SQLite works on all of them.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from laurels.rules.leaderboard import MOST_COLUMNS


def json_text(value: Any) -> str:
    """A value as SQLite's JSON functions take it."""
    return msgspec.json.encode(value).decode()


def insert(
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
        f"{into.format(values=values)} SELECT {picks} FROM json_each(?)", (json_text(list(rows)),)
    )
