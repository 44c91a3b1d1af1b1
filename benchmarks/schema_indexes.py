"""What each index of the schema costs and gives: `python -m benchmarks.schema_indexes`.

Builds the alternatives beside each other in throwaway SQLite files with the journal's own
pragmas, a million rows each, and writes groups of 256 as the journal does. Prints the table
that `docs/reference/schema.md` quotes. About a minute.
"""

import hashlib
import json
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

ROWS, GROUP, GROUPS = 1_000_000, 256, 60


def connect(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "cache_size=-65536"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def fill(connection: sqlite3.Connection, insert: str, rows: Callable[[int], Sequence[Any]]) -> None:
    for start in range(0, ROWS, 50_000):
        part = json.dumps([rows(n) for n in range(start, start + 50_000)])
        connection.execute("BEGIN")
        connection.execute(insert, (part,))
        connection.execute("COMMIT")


def per_row(
    connection: sqlite3.Connection, insert: str, rows: Callable[[int], Sequence[Any]]
) -> float:
    """Median microseconds a row, in synced groups."""
    times = []
    for group in range(GROUPS):
        numbers = range(ROWS + group * GROUP, ROWS + (group + 1) * GROUP)
        part = json.dumps([rows(n) for n in numbers])
        started = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(insert, (part,))
        connection.execute("COMMIT")
        times.append((time.perf_counter() - started) / GROUP * 1e6)
    return statistics.median(times)


def look_up(connection: sqlite3.Connection, query: str, keys: Sequence[Any]) -> float:
    """Median microseconds of a look-up."""
    times = []
    for key in keys:
        started = time.perf_counter()
        connection.execute(query, (key,)).fetchall()
        times.append((time.perf_counter() - started) * 1e6)
    return statistics.median(times)


def digest(n: int) -> int:
    return int.from_bytes(hashlib.blake2b(str(n).encode(), digest_size=8).digest(), "big") >> 1


def size(connection: sqlite3.Connection, file: Path) -> float:
    """Bytes a row."""
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return file.stat().st_size / (ROWS + GROUP * GROUPS)


ALTERNATIVES: dict[str, tuple[str, str, Callable[[int], Sequence[Any]]]] = {
    "submission ids: digest as the only key (as built)": (
        "CREATE TABLE t (digest INTEGER PRIMARY KEY, sequence BIGINT NOT NULL)",
        "INSERT INTO t SELECT value->>0, value->>1 FROM json_each(?)",
        lambda n: (digest(n), n),
    ),
    "submission ids: unique index on leaderboard, player, text": (
        "CREATE TABLE t (sequence INTEGER PRIMARY KEY, leaderboard INT, player INT, id TEXT,"
        " UNIQUE (leaderboard, player, id))",
        "INSERT INTO t SELECT value->>0, value->>1, value->>2, value->>3 FROM json_each(?)",
        lambda n: (n, 1, digest(n) % ROWS, f"match-{digest(n):x}"),
    ),
    "entries: season and player in one key (as built)": (
        "CREATE TABLE t (id INTEGER PRIMARY KEY, v BIGINT, s BIGINT, a BIGINT, e BIGINT)",
        "INSERT OR REPLACE INTO t SELECT value->>0, value->>1, value->>2, value->>3, value->>4"
        " FROM json_each(?)",
        lambda n: (1 << 32 | digest(n) % ROWS, n, n, n, 1),
    ),
    "entries: own key, unique index on season, player": (
        "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, season INT, player INT, v BIGINT,"
        " s BIGINT, a BIGINT, e BIGINT, UNIQUE (season, player))",
        "INSERT INTO t (season, player, v, s, a, e) SELECT 1, value->>0, value->>1, value->>2,"
        " value->>3, value->>4 FROM json_each(?) WHERE true ON CONFLICT (season, player)"
        " DO UPDATE SET v = excluded.v, s = excluded.s, a = excluded.a, e = excluded.e",
        lambda n: (digest(n) % ROWS, n, n, n, 1),
    ),
    "entries: one key and an index in board order": (
        "CREATE TABLE t (id INTEGER PRIMARY KEY, v BIGINT, s BIGINT, a BIGINT, e BIGINT);"
        "CREATE INDEX board ON t (v DESC, s)",
        "INSERT OR REPLACE INTO t SELECT value->>0, value->>1, value->>2, value->>3, value->>4"
        " FROM json_each(?)",
        lambda n: (1 << 32 | digest(n) % ROWS, digest(n) % 100_000, n, n, 1),
    ),
    "events: no index but the sequence (as built)": (
        "CREATE TABLE t (sequence INTEGER PRIMARY KEY, leaderboard INT, player INT, v BIGINT,"
        " at BIGINT)",
        "INSERT INTO t SELECT value->>0, value->>1, value->>2, value->>3, value->>4"
        " FROM json_each(?)",
        lambda n: (n, 1, digest(n) % ROWS, n, n),
    ),
    "events: with an index on leaderboard, player": (
        "CREATE TABLE t (sequence INTEGER PRIMARY KEY, leaderboard INT, player INT, v BIGINT,"
        " at BIGINT); CREATE INDEX player ON t (leaderboard, player)",
        "INSERT INTO t SELECT value->>0, value->>1, value->>2, value->>3, value->>4"
        " FROM json_each(?)",
        lambda n: (n, 1, digest(n) % ROWS, n, n),
    ),
}


def main() -> None:
    print("| table | µs a row, groups of 256 | bytes a row |")
    print("|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for number, (name, (create, insert, rows)) in enumerate(ALTERNATIVES.items()):
            file = Path(folder) / f"{number}.sqlite3"
            connection = connect(file)
            connection.executescript(create)
            fill(connection, insert, rows)
            cost = per_row(connection, insert, rows)
            print(f"| {name} | {cost:.1f} | {size(connection, file):.0f} |", flush=True)
            connection.close()
        players(Path(folder) / "players.sqlite3")


def players(file: Path) -> None:
    """The index on the game's id: a look-up with and without it."""
    connection = connect(file)
    connection.execute("CREATE TABLE t (number INTEGER PRIMARY KEY, id TEXT)")
    insert = "INSERT INTO t SELECT value->>0, value->>1 FROM json_each(?)"
    fill(connection, insert, lambda n: (n + 1, f"player-{n}"))
    keys = [f"player-{random.Random(1).randrange(ROWS)}" for _ in range(7)]
    query = "SELECT number FROM t WHERE id = ?"
    without = look_up(connection, query, keys)
    connection.execute("CREATE UNIQUE INDEX id ON t (id)")
    print(f"\nplayer by id: {look_up(connection, query, keys):.0f} µs with the unique index,")
    print(f"{without:.0f} µs without")
    connection.close()


if __name__ == "__main__":
    main()
