"""Ranking indexes of every kind, and the journal that those in Redis are loaded and healed from."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import count
from typing import Any

from laurels.adapters.memory_ranking_index import MemoryRankingIndex
from laurels.adapters.redis_client import Client, cluster, stand_alone
from laurels.adapters.redis_ranking_index import RedisRankingIndex
from laurels.ports.journal import SeasonState
from laurels.ports.ranking_index import Link, Links
from laurels.rules.entry import Entry, to_row
from laurels.rules.submission import Change
from tests.compiled import compiled
from tests.redis_server import START_SECONDS, redis_cluster, redis_server

TINY = {"leaf": 4, "fanout": 4, "chunk_bits": 3, "segment": 8, "run": 3}  # edges everywhere
MEMORY = ["memory", "compiled", "compiled, tiny"]
REDIS = ["redis", "redis found here", "redis, 4 shards", "redis cluster, 4 shards"]
_numbers = count()


class SeasonJournal:
    """What a journal tells of seasons; fulfils the healing half of SharedJournal."""

    def __init__(self) -> None:
        self.heads: dict[int, int] = {}
        self.entries: dict[int, dict[int, Entry]] = {}
        self.touched: dict[int, dict[int, int]] = {}  # season, player: last event

    def commit(self, changes: Iterable[Change], last: int) -> Links:
        """Take changes of events up to `last`, and tell what they follow on."""
        links = {}
        for change in changes:
            links[change.season] = Link(self.heads.get(change.season, 0), last)
            entries = self.entries.setdefault(change.season, {})
            entries.pop(change.player, None)
            if change.entry is not None:
                entries[change.player] = change.entry
            self.touched.setdefault(change.season, {})[change.player] = last
        self.heads |= dict.fromkeys(links, last)
        return links

    async def last_sequence(self) -> int:
        return max(self.heads.values(), default=0)

    async def season_heads(self, seasons: Sequence[int]) -> dict[int, int]:
        return {season: self.heads.get(season, 0) for season in seasons}

    async def changed_entries(self, season: int, after: int) -> SeasonState:
        touched = [p for p, last in self.touched.get(season, {}).items() if last > after]
        entries = self.entries.get(season, {})
        return SeasonState(
            self.heads.get(season, 0),
            [to_row(player, entries[player]) for player in touched if player in entries],
            [player for player in touched if player not in entries],
        )


class NewIndex:
    """Makes empty indexes, each beside a journal, and closes what they have opened."""

    def __init__(self, make: Callable[[Any], Any], examples: int = 50) -> None:
        self._make = make
        self.examples = examples  # for property tests
        self.clients: list[Client] = []

    def __call__(self, journal: SeasonJournal | None = None) -> Any:
        return self._make(SeasonJournal() if journal is None else journal)

    def processes(self, journal: SeasonJournal, number: int) -> list[Any]:
        """Several with one set of keys, as processes have them. In Redis only."""
        first = self(journal)
        return [first, *[self.beside(first, journal) for _ in range(number - 1)]]

    def beside(self, index: RedisRankingIndex, journal: SeasonJournal) -> RedisRankingIndex:
        """One more with the keys of another."""
        other: RedisRankingIndex = self(journal)
        other._prefix = index._prefix
        return other

    async def close(self) -> None:
        while self.clients:
            await self.clients.pop().aclose()


def indexes(kind: str) -> NewIndex:
    """Those of a kind in MEMORY or REDIS."""
    return memory_indexes(kind) if kind in MEMORY else redis_indexes(kind)


def memory_indexes(kind: str) -> NewIndex:
    """Those of a kind in MEMORY."""
    if kind == "memory":
        return NewIndex(lambda _: MemoryRankingIndex())
    season_class = compiled("season").NativeSeason
    if kind == "compiled, tiny":
        season_class = partial(season_class, **TINY)
    return NewIndex(lambda _: MemoryRankingIndex(season_class))


def redis_indexes(kind: str) -> NewIndex:
    """Those of a kind in REDIS. Each has keys of its own."""
    shards = 4 if "4 shards" in kind else 1
    new_client, examples = client_maker(kind)

    def make(journal: SeasonJournal) -> RedisRankingIndex:
        client = new_client()
        made.clients.append(client)
        return RedisRankingIndex(client, journal, shards=shards, prefix=new_prefix())

    made = NewIndex(make, examples)
    return made


def client_maker(kind: str) -> tuple[Callable[[], Client], int]:
    """What makes clients of a kind of server, and how many examples it is tried with."""
    if "cluster" in kind:
        return lambda: cluster(redis_cluster().url), 5
    server = redis_server("found" if "found" in kind else "wheel")
    return lambda: stand_alone(server.url), 5 if "shards" in kind or "found" in kind else 6


def new_prefix() -> str:
    """For keys and channels that no other test has."""
    return f"test-{next(_numbers)}"


async def until(condition: Callable[[], object]) -> None:
    """Wait until a condition holds; AssertionError after 20 seconds."""
    deadline = asyncio.get_running_loop().time() + START_SECONDS
    while not condition():
        assert asyncio.get_running_loop().time() < deadline, "waited in vain"
        await asyncio.sleep(0.005)


async def settled(work: Any) -> Any:
    """What a check says, whether or not it has to be waited for."""
    return await work if asyncio.iscoroutine(work) else work
