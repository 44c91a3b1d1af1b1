"""Loads a season into Redis beside what is there, and puts it in its place at the end.

One process does, by a lock that is given back, or ends by itself where the process does. What it
loads belongs to a *generation* of its own and ends by itself too, unless it is finished.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import suppress
from itertools import chain
from typing import Any

from laurels.adapters.redis_client import redis_answers
from laurels.adapters.redis_layout import player_bytes, shard_of
from laurels.adapters.redis_scripts import HOLD, LOAD, PUBLISH, Argument
from laurels.adapters.redis_season import RedisSeason, shards_of
from laurels.ports.journal import SharedJournal
from laurels.rules.entry import Entry, EntryRow, from_row
from laurels.rules.errors import Unavailable

LOCK_MS = 10_000  # without a sign of life from who loads
UNFINISHED_SECONDS = 600  # what a process that died has loaded stays so long
UNUSED_SECONDS = 7 * 24 * 3600  # so does what no process uses any more
PIECE = 1000  # entries in one call


class RedisLock:
    """Held by one process at a time; a token tells whose it is."""

    def __init__(self, season: RedisSeason) -> None:
        self._client = season.client
        self._name = season.lock
        self.token = secrets.token_hex(8)

    async def take(self) -> bool:
        """Whether nobody else has it."""
        with redis_answers():
            taken = await self._client.set(self._name, self.token, nx=True, px=LOCK_MS)
        return bool(taken)

    async def keep(self) -> None:
        """A sign of life. Unavailable where it took too long, and another has the lock."""
        with redis_answers():
            kept = await HOLD(self._client, [self._name], (self.token, LOCK_MS))
        if not kept:
            raise Unavailable("Loading a season took too long between two parts; ask again.")

    async def give_back(self) -> None:
        """Let others have it."""
        with redis_answers():
            await HOLD(self._client, [self._name], (self.token, 0))


async def drop_former_shards(season: RedisSeason, keys: Callable[[int], list[list[str]]]) -> None:
    """Take out the shards of a season that was spread over more of them. `keys` gives those of
    so many shards. The caller has the season's lock."""
    client: Any = season.client
    with redis_answers():
        shape = await client.hget(season.keys[0][0], "shape")
        for former in keys(shards_of(shape.decode()) if shape else 0)[season.shards :]:
            await client.unlink(*former)


async def keep(seasons: Iterable[RedisSeason]) -> None:
    """Say that seasons are in use. One round trip to each server."""
    for season in seasons:
        with redis_answers():
            pipeline = season.client.pipeline(transaction=False)
            for key in chain.from_iterable(season.keys):
                pipeline.expire(key, UNUSED_SECONDS)
            await pipeline.execute()


class Loading:
    """A new generation of a season, under a lock that this process holds."""

    def __init__(self, season: RedisSeason, lock: RedisLock) -> None:
        self._season = season
        self._lock = lock
        self._generation = secrets.token_hex(8)
        tails = [[key.rpartition(":") for key in keys] for keys in season.keys]
        self._keys = [
            [f"{tag}:{self._generation}:{part}" for tag, _, part in keys] for keys in tails
        ]
        self._entries = [0] * season.shards

    async def load(
        self, entries: AsyncIterator[list[EntryRow]] | None, journal: SharedJournal | None
    ) -> None:
        """Load entries and what has come since the first was read, and put all in its place.

        O(n log n). Unavailable where Redis or the journal fail, or a part got lost again.
        """
        try:
            await self._load_all(entries, journal)
        except BaseException:
            with suppress(Unavailable), redis_answers():
                await asyncio.gather(*[self._season.client.unlink(*keys) for keys in self._keys])
            raise

    async def _load_all(
        self, entries: AsyncIterator[list[EntryRow]] | None, journal: SharedJournal | None
    ) -> None:
        watermark = 0
        if journal is not None:
            # The season's own last event may be long ago: nobody wants to walk from there.
            before = await journal.last_sequence()
        if entries is not None:
            async for part in entries:
                await self._take([from_row(row) for row in part])
        if journal is not None:
            # Parts may be of different instants; this makes all of them one.
            since = await journal.changed_entries(self._season.id, before)
            await self._take([*map(from_row, since.entries), *[(p, None) for p in since.removed]])
            watermark = since.sequence
        await self._lock.keep()
        await self._publish(watermark)

    async def _take(self, entries: Sequence[tuple[int, Entry | None]]) -> None:
        parts: list[list[bytes]] = [[] for _ in self._keys]
        for player, entry in entries:
            record = b"" if entry is None else self._season.layout.record(entry)
            name = player_bytes(player)
            parts[shard_of(player, len(parts))].append(name + record)
        loads = [self._load(shard, part) for shard, part in enumerate(parts) if part]
        await asyncio.gather(*loads)

    async def _load(self, shard: int, entries: Sequence[bytes]) -> None:
        size = self._season.layout.size
        dense = "d" if self._season.dense else "-"
        for first in range(0, len(entries), PIECE):
            so_far = self._entries[shard]
            piece = entries[first : first + PIECE]
            arguments: list[Argument] = [dense, size, UNFINISHED_SECONDS, so_far, *piece]
            with redis_answers():
                loaded = await LOAD(self._season.client, self._keys[shard], arguments)
            if loaded is None:
                raise _lost()
            self._entries[shard] = loaded
            await self._lock.keep()

    async def _publish(self, watermark: int) -> None:
        season = self._season
        for shard in reversed(range(season.shards)):
            # The first shard is the last to be put in its place, and makes the others count.
            lock = () if shard else (season.lock,)
            keys = (*season.keys[shard], *self._keys[shard], *lock)
            entries = self._entries[shard]
            said: list[Argument] = [season.shape, self._generation, watermark, entries]
            said += [UNUSED_SECONDS, self._lock.token]
            with redis_answers():
                if not await PUBLISH(season.client, keys, said):
                    raise _lost()


def _lost() -> Unavailable:
    return Unavailable("Redis lost what was loaded of a season; ask again.")
