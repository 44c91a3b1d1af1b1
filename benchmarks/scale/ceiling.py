"""How long PostgreSQL's one row is held for a score: appends are serial, so that is the most that a
data set takes, however many processes there are."""

import asyncio
import time

from benchmarks.postgres_appends import Appender

GROUPS = {64: 150, 1024: 12, 4096: 4}  # scores: how many groups a round


def measure(url: str, players: int, rounds: int) -> dict[str, float]:
    """Microseconds a score of one process that does nothing else, by the size of the groups; the
    fastest round, since whatever else runs makes it slower."""
    return asyncio.run(_measure(url, players, rounds))


async def _measure(url: str, players: int, rounds: int) -> dict[str, float]:
    facts = {}
    async with Appender(url) as one:
        board = one.catalog.leaderboard("one")
        assert board is not None
        (season,) = one.catalog.seasons(board.number)
        for size, groups in GROUPS.items():
            took = []
            for _ in range(rounds + 1):
                began = time.perf_counter()
                await one.append(board, season.id, size, groups, players)
                took.append(time.perf_counter() - began)
            facts[name_of(size)] = min(took[1:]) * 1e6 / (size * groups)
    return facts


def name_of(size: int) -> str:
    """Of the fact about groups of this size."""
    return f"append µs a score, groups of {size:,}"
