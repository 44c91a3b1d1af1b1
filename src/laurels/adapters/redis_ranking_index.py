"""The ranking index that several processes share: each season in Redis or Valkey."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from functools import partial
from typing import TypeVar

from laurels.adapters.redis_client import CONNECTIONS, Client, redis_answers
from laurels.adapters.redis_healing import heal, states
from laurels.adapters.redis_loading import Loading, RedisLock, drop_former_shards, keep
from laurels.adapters.redis_moves import move
from laurels.adapters.redis_questions import NOBODY, OneShard
from laurels.adapters.redis_season import NotLoaded, RedisSeason, Unsettled, season_keys
from laurels.adapters.redis_shards import ManyShards
from laurels.adapters.redis_soundness import check
from laurels.adapters.trouble import Trouble
from laurels.ports.journal import SharedJournal
from laurels.ports.ranking_index import NO_LINKS, Distribution, Link, Links, Placement
from laurels.rules.entry import EntryRow
from laurels.rules.errors import Unavailable
from laurels.rules.leaderboard import Leaderboard
from laurels.rules.rank import RankedEntry
from laurels.rules.submission import Change

LOOKS = 8  # at seasons at once, so that questions need not wait for them
LOOK_SECONDS = 0.05  # between looks at a season that another process loads
KEEP_SECONDS = 600.0  # between times at which a season is said to be in use

log = logging.getLogger(__name__)
T = TypeVar("T")
Asked = OneShard | ManyShards


class RedisRankingIndex:
    """Fulfils `laurels.ports.ranking_index.RankingIndex`.

    `journal` tells what a season lacks; without one, nothing is healed. Changes have to come
    with links, and with the entries that stood before them.
    """

    def __init__(
        self,
        client: Client,
        journal: SharedJournal | None,
        *,
        shards: int = 1,
        prefix: str = "laurels",
    ) -> None:
        self._client = client
        self._journal = journal
        self._turns = asyncio.Semaphore(CONNECTIONS)
        self._shards = shards
        self._prefix = prefix
        self._seasons: dict[int, Asked] = {}
        self._heads: dict[int, int] = {}  # the journal's, at the last look
        self._lacks: dict[int, Trouble] = {}  # changes of the journal, by season
        self._kept = -KEEP_SECONDS  # when seasons were last said to be in use

    def is_open(self, season: int) -> bool:
        """A dictionary look-up: Redis may have lost it meanwhile, which the next question shows."""
        return season in self._seasons

    async def open(
        self,
        season: int,
        leaderboard: Leaderboard,
        entries: AsyncIterator[list[EntryRow]] | None = None,
    ) -> None:
        """Find it in Redis, or load it there; another process may be at it already."""
        found = RedisSeason(
            self._client, self._turns, self._prefix, season, leaderboard, self._shards
        )
        while not await self._is_there(found):
            lock = RedisLock(found)
            if not await lock.take():
                await asyncio.sleep(LOOK_SECONDS)
                continue
            try:
                if not await self._is_there(found):
                    await drop_former_shards(found, partial(season_keys, self._prefix, season))
                    await Loading(found, lock).load(entries, self._journal)
            finally:
                await lock.give_back()
            break  # entries can be read once: should it be lost again by now, a question shows it
        self._seasons[season] = OneShard(found) if found.shards == 1 else ManyShards(found)

    async def close(self, season: int) -> None:
        """Drop it, for all processes."""
        self._seasons.pop(season, None)
        for keys in season_keys(self._prefix, season, self._shards):
            with redis_answers():
                await self._client.unlink(*keys)

    async def drop(self, season: int, leaderboard: Leaderboard) -> None:
        """Take out a season whose entries were replaced, for all processes. One that is being
        loaded meanwhile may be half of the old ones, so its end is waited for."""
        found = RedisSeason(
            self._client, self._turns, self._prefix, season, leaderboard, self._shards
        )
        lock = RedisLock(found)
        while not await lock.take():
            await asyncio.sleep(LOOK_SECONDS)
        try:
            await drop_former_shards(found, partial(season_keys, self._prefix, season))
            await self.close(season)
        finally:
            await lock.give_back()

    async def reach(self, season: int, sequence: int) -> None:
        """A look at the watermarks, unless somebody was answered from that event or a later one."""
        asked = self._seasons.get(season)
        if asked is not None and asked.season.seen < sequence:
            await self._heal(asked, patiently=True)
            asked.season.seen = max(asked.season.seen, sequence)

    async def doubt(self, season: int) -> None:
        """It stays in Redis, where opening it mends it."""
        self._seasons.pop(season, None)

    def not_before(self, season: int, last: int) -> None:
        """Someone was shown an open season with event `last`: questions are answered once it is
        there."""
        if (asked := self._seasons.get(season)) is not None:
            asked.season.seen = max(asked.season.seen, last)

    async def move(self, changes: Sequence[Change], links: Links = NO_LINKS) -> None:
        """A call a shard for up to 512 changes of a season; seasons side by side."""
        await self._move(changes, links, ranked=False)

    async def move_and_rank(
        self, changes: Sequence[Change], links: Links = NO_LINKS
    ) -> list[Placement | None]:
        """As `move`; the same calls answer the ranks."""
        placed = await self._move(changes, links, ranked=True)
        return [next(placed[change.season]) for change in changes]

    async def total(self, season: int) -> int:
        """Each shard knows its own."""
        return (await self._ask(season, lambda asked: asked.counts())).state.entries

    async def version(self, season: int) -> int:
        """The generation, which no other loading has, and the watermark."""
        state = await self._ask(season, lambda asked: asked.first_state())
        return int(state.generation, 16) + state.watermark

    async def entry(self, season: int, player: int) -> RankedEntry | None:
        """A page of one."""
        return await self._ask(season, lambda asked: asked.entry(player))

    async def entries(self, season: int, players: Sequence[int]) -> list[RankedEntry | None]:
        """Pages of one, which go together; those of one lot and shard are of one state."""
        return await self._ask(
            season, lambda asked: asyncio.gather(*[asked.entry(player) for player in players])
        )

    async def page(self, season: int, offset: int, limit: int) -> Sequence[RankedEntry]:
        """A walk in each shard."""
        return (await self._ask(season, lambda asked: asked.page(offset, limit))).rows

    async def around(self, season: int, player: int, span: int) -> Sequence[RankedEntry]:
        """A walk in each shard."""
        return await self._ask(season, lambda asked: asked.around(player, span))

    async def around_key(
        self, season: int, key: bytes, above: int, below: int
    ) -> Sequence[RankedEntry]:
        """A walk in each shard."""
        return await self._ask(season, lambda asked: asked.around_key(key, above, below))

    async def position(self, season: int, key: bytes) -> int:
        """A count in each shard."""
        counts = await self._ask(season, lambda asked: asked.counts([(NOBODY, key)]))
        return counts.ahead[0]

    async def distribution(self, season: int, buckets: int) -> Distribution | None:
        """Six pages of one, and a count a bucket in each shard."""
        return await self._ask(season, lambda asked: asked.distribution(buckets))

    async def catch_up(self) -> int:
        """Heal the open seasons that still lack what the journal had at the last such look, and
        take note of those that Redis has lost; how many were healed. Once a second. O(seasons).

        One that cannot be looked at or healed now is left for the next look. Unavailable where
        the journal is, or where nothing at all could be looked at.
        """
        if self._journal is None:
            return 0
        marks = await self._each(list(self._seasons), self._watermark)
        if time.monotonic() - self._kept >= KEEP_SECONDS:
            self._kept = time.monotonic()
            await keep(self._seasons[id].season for id in marks if id in self._seasons)
        heads = await self._journal.season_heads(list(marks))
        late = [id for id, mark in marks.items() if mark < self._heads.get(id, 0)]
        # One that is ahead of the journal is of another.
        late += [id for id, mark in marks.items() if mark > heads[id]]
        self._heads = {id: self._heads.get(id, 0) for id in self._seasons} | heads
        return len(await self._each(late, self._heal_late))

    async def _watermark(self, asked: Asked) -> int:
        try:
            return min(state.watermark for state in await states(asked.season))
        except NotLoaded:
            self._forget(asked.season.id, asked)
            raise

    async def _heal_late(self, asked: Asked) -> None:
        await self._heal(asked, patiently=False)

    async def _each(
        self, seasons: Sequence[int], work: Callable[[Asked], Awaitable[T]]
    ) -> dict[int, T]:
        """What comes of it for the seasons that are open, a few at a time, without those where it
        fails. Unavailable where it does for all."""
        done: dict[int, T] = {}
        failed: list[Unavailable] = []
        waiting = iter(seasons)

        async def go_on() -> None:
            for id in waiting:
                if (asked := self._seasons.get(id)) is not None:
                    try:
                        done[id] = await work(asked)
                    except NotLoaded:
                        pass  # who asks for it next loads it
                    except Unavailable as error:
                        failed.append(error)

        await asyncio.gather(*[go_on() for _ in range(min(LOOKS, len(seasons)))])
        if failed and not done:
            raise failed[0]
        if failed:
            log.warning("%d seasons in Redis could not be healed: %s", len(failed), failed[0])
        return done

    async def check(self) -> None:
        """AssertionError where a season contradicts itself. O(n)."""
        for asked in self._seasons.values():
            await check(asked.season)

    async def _move(
        self, changes: Sequence[Change], links: Links, *, ranked: bool
    ) -> dict[int, Iterator[Placement | None]]:
        seasons: dict[int, list[Change]] = {}
        for change in changes:
            seasons.setdefault(change.season, []).append(change)
        moves = [self._move_one(id, part, links[id], ranked) for id, part in seasons.items()]
        if len(moves) == 1:
            return {id: iter(await moves[0]) for id in seasons}
        return dict(zip(seasons, map(iter, await asyncio.gather(*moves)), strict=True))

    async def _move_one(
        self, season: int, changes: Sequence[Change], link: Link, ranked: bool
    ) -> list[Placement | None]:
        return await self._ask(
            season, lambda asked: move(asked, changes, link, ranked), patiently=False
        )

    async def _ask(
        self,
        season: int,
        question: Callable[[Asked], Awaitable[T]],
        *,
        patiently: bool = True,
    ) -> T:
        """The answer; where changes are missing, once they are there."""
        asked = self._seasons.get(season)
        if asked is None:
            raise NotLoaded
        try:
            try:
                return await question(asked)
            except Unsettled:
                await self._heal(asked, patiently=patiently)
                return await question(asked)
        except NotLoaded:
            self._forget(season, asked)
            raise

    async def _heal(self, asked: Asked, *, patiently: bool) -> None:
        if self._journal is None:
            raise Unsettled
        season = asked.season.id
        lacks = self._lacks.setdefault(
            season, Trouble(log, f"season {season} in Redis has them again", logging.INFO)
        )
        lacks.goes_on("season %d in Redis lacks changes of the journal", season)
        try:
            await heal(asked.season, self._journal, patiently=patiently)
            lacks.is_over()
        except NotLoaded:
            self._lacks.pop(season, None)
            self._forget(asked.season.id, asked)
            raise

    async def _is_there(self, season: RedisSeason) -> bool:
        """Whether Redis has the season, with all that is in the journal now."""
        try:
            if self._journal is None:
                await states(season)
            else:
                await heal(season, self._journal, patiently=True)
        except NotLoaded:
            return False
        return True

    def _forget(self, season: int, asked: Asked) -> None:
        if self._seasons.get(season) is asked:
            del self._seasons[season]
