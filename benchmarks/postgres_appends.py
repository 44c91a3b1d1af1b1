"""What a durable score costs on PostgreSQL, by the size of its group:
`python -m benchmarks.postgres_appends`. About two minutes.

A throwaway PostgreSQL 18 with synced commits and 1,000,000 players who have an entry in one
season. Each score has an id of its own, is for a player at random, and its answer is kept with the
next group. Prints the table that
`docs/decisions/0016-appends-are-serial-in-postgresql.md` quotes: microseconds a score, the median
of the rounds; the server's CPU is that of all its processes, those that write to the disk too.
"""

import asyncio
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import NamedTuple

import psutil
import psycopg

from laurels.adapters.memory_cards import PlainCards
from laurels.adapters.postgres_catalog import PostgresCatalog
from laurels.adapters.postgres_database import PostgresDatabase
from laurels.adapters.postgres_journal import PostgresJournal
from laurels.adapters.postgres_players import PostgresPlayers
from laurels.adapters.postgres_versions import PostgresVersions
from laurels.ports.journal import Answer
from laurels.rules.leaderboard import Leaderboard, Operator
from laurels.rules.season import Span
from laurels.rules.submission import Accepted, Submission, Unit
from tests.postgres_server import SETTINGS, PostgresServer

ENTRIES = 1_000_000
GROUPS = {1: 400, 32: 200, 256: 60, 4096: 8}  # size: how many a round
ROUNDS = 5
ANSWER = b"[[1,[1234567],123456,123455,1000000,123999,[1234560],true]]"
DURABLE = {
    **SETTINGS,
    "fsync": "on",
    "full_page_writes": "on",
    "autovacuum": "on",
    "shared_buffers": "1GB",
    "max_wal_size": "8GB",
}
FILL = f"""
INSERT INTO players (external_id, created_at, updated_at)
    SELECT 'p' || n, 1, 1 FROM generate_series(1, {ENTRIES}) AS n;
INSERT INTO entries (id, value_1, sequence, achieved_at, events)
    SELECT (%(season)s::bigint << 32) + number, number, number, 1, 1 FROM players;
UPDATE journal_head SET sequence = {ENTRIES}, received_at = 1, players = {ENTRIES};
INSERT INTO season_heads VALUES (%(season)s, {ENTRIES});
"""


class Cost(NamedTuple):
    """Microseconds a score."""

    wall: float
    client: float  # CPU of the process that appends
    server: float  # CPU of PostgreSQL


class Appender:
    """One process's journal."""

    def __init__(self, url: str) -> None:
        self._database = PostgresDatabase(url)
        self._versions = PostgresVersions(self._database)
        self.catalog = PostgresCatalog(self._database, self._versions)
        self.players = PostgresPlayers(self._database, self._versions, PlainCards)
        self.journal = PostgresJournal(self._database, self.catalog)
        self._answers: list[Answer] = []
        self._ids = iter(range(random.getrandbits(60), 2**62))

    async def __aenter__(self) -> "Appender":
        await self._database.open()
        await self.catalog.load()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._database.close()

    async def append(
        self, board: Leaderboard, season: int, size: int, groups: int, players: int = ENTRIES
    ) -> None:
        """So many groups, one after the other."""
        for _ in range(groups):
            numbers = random.choices(range(1, players + 1), k=size)
            scores = [Submission(board, f"p{n}", (7,), f"{next(self._ids)}") for n in numbers]
            known = {f"p{n}": n for n in numbers}
            unit, at = Unit(scores, [season]), time.time_ns() // 1000
            appended = await self.journal.append([unit], known, at, self._answers)
            sequences = [o.event.sequence for o in appended.outcomes[0] if isinstance(o, Accepted)]
            self._answers = [Answer(sequence, ANSWER) for sequence in sequences]


def server_cpu(pid: int) -> float:
    """Seconds of CPU of a server and its processes, those that have ended too."""
    total = 0.0
    server = psutil.Process(pid)
    for process in (server, *server.children(recursive=True)):
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system
        if process == server:
            total += times.children_user + times.children_system
    return total


async def fill(url: str) -> tuple[Leaderboard, int]:
    """The leaderboard, and its season with all entries."""
    async with Appender(url) as one:
        board = await one.catalog.add_leaderboard(
            Leaderboard("race", "Race", operator=Operator.SUM)
        )
        season = await one.catalog.add_season(board.number, "all-time", Span(1, 0, None))
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in FILL.split(";\n"):
            if statement.strip():
                connection.execute(statement, {"season": season.id}, prepare=False)
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")
    return board, season.id


async def measure(url: str, pid: int, board: Leaderboard, season: int, size: int) -> Cost:
    """The median of the rounds, after one to warm up."""
    costs: list[Cost] = []
    async with Appender(url) as one:
        for round in range(ROUNDS + 1):
            before = time.perf_counter(), time.process_time(), server_cpu(pid)
            await one.append(board, season, size, GROUPS[size])
            after = time.perf_counter(), time.process_time(), server_cpu(pid)
            if round:
                scores = size * GROUPS[size] / 1e6
                costs.append(Cost(*((b - a) / scores for a, b in zip(before, after, strict=True))))
    return Cost(*map(statistics.median, zip(*costs, strict=True)))


async def together(url: str, pid: int, size: int) -> Cost:
    """Two processes at once; wall is by the scores of both, the client's CPU is not known."""
    before = time.perf_counter(), server_cpu(pid)
    command = [sys.executable, "-m", "benchmarks.postgres_appends", url, str(size)]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    walls = [float(process.communicate()[0]) for process in both]
    scores = 2 * ROUNDS * size * GROUPS[size] / 1e6
    return Cost(max(walls) / scores, float("nan"), (server_cpu(pid) - before[1]) / scores)


async def one_of_two(url: str, size: int) -> float:
    """What one of two processes does; its seconds."""
    async with Appender(url) as one:
        board = one.catalog.leaderboards()[0]
        (season,) = one.catalog.seasons(board.number)
        started = time.perf_counter()
        for _ in range(ROUNDS):
            await one.append(board, season.id, size, GROUPS[size])
        return time.perf_counter() - started


def shown(name: str, cost: Cost) -> str:
    """A line of the table."""
    client = "" if cost.client != cost.client else f"{cost.client:.1f}"
    return f"| {name} | {cost.wall:.1f} | {client} | {cost.server:.1f} |"


async def main(arguments: Sequence[str]) -> None:
    """The table; or, with a URL and a size, one of two processes."""
    if arguments:
        print(await one_of_two(arguments[0], int(arguments[1])))
        return
    server = PostgresServer(18, DURABLE)
    url = server.new_database()
    board, season = await fill(url)
    print(
        "| scores in a group | wall | CPU of the process | CPU of PostgreSQL |\n|---|---|---|---|"
    )
    for size in GROUPS:
        print(shown(str(size), await measure(url, server.pid, board, season, size)))
    for size in (32, 256):
        cost = await together(url, server.pid, size)
        print(shown(f"{size}, two processes at once", cost))
    server.stop()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
