"""What the ranking index holds in memory for an entry: `python -m benchmarks.subjects.index_memory
ENTRIES` gathers so many into one season of the index that the wiring chooses, alone in a
process, and prints by how many bytes an entry that has grown."""

import asyncio
import gc
import subprocess
import sys
from collections.abc import AsyncIterator

import psutil

from benchmarks.rivals.made_up import score_of
from laurels.profiles import new_index
from laurels.rules.entry import Entry, EntryRow, to_row
from laurels.rules.leaderboard import Leaderboard

NAME = "index_memory"
PART = 20_000
INSTANT = 1_790_000_000_000_000  # microseconds, as instants are


def measure(entries: int) -> dict[str, float]:
    """The fact."""
    command = [sys.executable, "-m", "benchmarks.subjects.index_memory", str(entries)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return {"index bytes an entry": float(said)}


async def _entries(count: int) -> AsyncIterator[list[EntryRow]]:
    for first in range(0, count, PART):
        yield [
            to_row(n + 1, Entry((score_of(n),), n + 1, INSTANT + n, 1))
            for n in range(first, min(first + PART, count))
        ]


async def _bytes_an_entry(count: int) -> float:
    board = Leaderboard("one", "One window")
    await new_index().open(1, board, _entries(PART))  # what the first use imports is not the index
    gc.collect()
    gc.disable()  # as wiring does while it loads
    index = new_index()
    before = psutil.Process().memory_info().rss
    await index.open(1, board, _entries(count))
    grown = psutil.Process().memory_info().rss - before
    assert await index.total(1) == count
    return grown / count


if __name__ == "__main__":
    print(asyncio.run(_bytes_an_entry(int(sys.argv[1]))))
