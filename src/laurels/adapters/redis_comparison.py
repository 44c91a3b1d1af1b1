"""Holds seasons in Redis against entries, without holding up those who move them."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from laurels.adapters.redis_client import CONNECTIONS, Client, redis_answers
from laurels.adapters.redis_healing import heal
from laurels.adapters.redis_layout import player_bytes, shard_of
from laurels.adapters.redis_scripts import COUNTED, HELD
from laurels.adapters.redis_season import NotLoaded, RedisSeason
from laurels.ports.journal import SharedJournal
from laurels.ports.live_ranks import Suspects
from laurels.rules.entry import Entry
from laurels.rules.leaderboard import Leaderboard

PART = 1_000  # members, records or players in one command


class RedisComparison:
    """Fulfils `laurels.ports.live_ranks.LiveRanks`."""

    def __init__(self, client: Client, journal: SharedJournal, *, shards: int, prefix: str) -> None:
        self._client = client
        self._journal = journal
        self._shards = shards
        self._prefix = prefix
        self._turns = asyncio.Semaphore(CONNECTIONS)

    async def walk(
        self, season: int, leaderboard: Leaderboard, entries: Mapping[int, Entry]
    ) -> Suspects | None:
        """Cursors through records and order, shard by shard."""
        if (found := await self._find(season, leaderboard)) is None:
            return None
        suspects: Suspects = {}
        recorded: set[int] = set()
        ordered: set[int] = set()
        for shard in range(found.shards):
            async for player, record in _records(found, shard):
                entry = entries.get(player)
                if entry is None or _record(found, shard, player, entry) != record:
                    suspects.setdefault(player, [])
                recorded.add(player)
            async for member, score in _members(found, shard):
                player = int.from_bytes(member[-8:], "big")
                entry = entries.get(player)
                if entry is None or score or _member(found, shard, player, entry) != member:
                    suspects.setdefault(player, []).append(member)
                else:
                    ordered.add(player)
        for player in entries:
            if player not in recorded or player not in ordered:
                suspects.setdefault(player, [])
        return suspects

    async def wrong(
        self,
        season: int,
        leaderboard: Leaderboard,
        entries: Mapping[int, Entry],
        suspects: Suspects,
    ) -> Suspects | None:
        """One script for up to a thousand of a shard."""
        if (found := await self._find(season, leaderboard)) is None:
            return None
        wrong: Suspects = {}
        for shard in range(found.shards):
            for part in _parts(suspects, PART):
                try:
                    players = await self._wrong(found, shard, entries, suspects, part)
                except NotLoaded:
                    return None
                wrong |= {player: suspects[player] for player in players}
        return wrong

    async def _wrong(
        self,
        season: RedisSeason,
        shard: int,
        entries: Mapping[int, Entry],
        suspects: Suspects,
        players: Sequence[int],
    ) -> list[int]:
        """Also those who are in a shard that is not theirs."""
        arguments: list[bytes] = []
        for player in players:
            entry = entries.get(player)
            if entry is None or shard_of(player, season.shards) != shard:
                record = b""
            else:
                record = season.layout.record(entry)
            odd = {member for member in suspects[player] if member[:-8] != record[:-16]}
            arguments += (player_bytes(player), record, b"".join(odd))
        (held,) = (await season.run(HELD, shard, arguments)).rest
        return [player for player, is_right in zip(players, held, strict=True) if not is_right]

    async def miscounted(
        self, season: int, leaderboard: Leaderboard, entries: Mapping[int, Entry]
    ) -> list[str]:
        """Each distinct score's count beside a count of the order, at one instant."""
        found = await self._find(season, leaderboard)
        if found is None or not found.dense:
            return []
        width = found.layout.size - 8
        prefixes = {found.layout.record(entry)[:width] for entry in entries.values()}
        async for prefix in _counted(found):
            prefixes.add(prefix)
        said: list[str] = []
        for part in _parts(prefixes, PART):
            try:
                (right,) = (await found.run(COUNTED, 0, part)).rest
            except NotLoaded:
                return []
            for prefix, is_right in zip(part, right, strict=True):
                if not is_right:
                    said.append(f"another count of those with order key {prefix.hex()}")
        return said

    async def _find(self, season: int, leaderboard: Leaderboard) -> RedisSeason | None:
        """A season with all that is in the journal now; None where Redis does not have it."""
        found = RedisSeason(
            self._client, self._turns, self._prefix, season, leaderboard, self._shards
        )
        try:
            await heal(found, self._journal, patiently=True)
        except NotLoaded:
            return None
        return found


def _record(season: RedisSeason, shard: int, player: int, entry: Entry) -> bytes:
    """What the shard should have; nothing where it is another's."""
    return season.layout.record(entry) if shard_of(player, season.shards) == shard else b""


def _member(season: RedisSeason, shard: int, player: int, entry: Entry) -> bytes:
    return _record(season, shard, player, entry)[: season.layout.size] + player_bytes(player)


async def _records(season: RedisSeason, shard: int) -> AsyncIterator[tuple[int, bytes]]:
    async for part in _scan(season, "hscan", season.keys[shard][2]):
        for player, record in part.items():
            yield int.from_bytes(player, "big"), record


async def _members(season: RedisSeason, shard: int) -> AsyncIterator[tuple[bytes, float]]:
    async for part in _scan(season, "zscan", season.keys[shard][1]):
        for member, score in part:
            yield member, score


async def _counted(season: RedisSeason) -> AsyncIterator[bytes]:
    async for part in _scan(season, "hscan", season.keys[0][4]):
        for prefix in part:
            yield prefix


async def _scan(season: RedisSeason, command: str, key: str) -> AsyncIterator[Any]:
    cursor = None
    while cursor != 0:
        with redis_answers():
            cursor, part = await getattr(season.client, command)(key, cursor or 0, count=PART)
        yield part
        await asyncio.sleep(0)


def _parts(of: Mapping[int, object] | set[bytes], size: int) -> Iterator[list[Any]]:
    rest = iter(of)
    while part := list(islice(rest, size)):
        yield part
