"""Ranks from Redis or, while it has no answer, counted in PostgreSQL."""

import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from laurels.adapters.postgres_ranks import PostgresRanks
from laurels.adapters.redis_ranking_index import RedisRankingIndex
from laurels.adapters.redis_season import NotLoaded, Unsettled
from laurels.ports.ranking_index import Distribution, RankReads
from laurels.rules.errors import Unavailable
from laurels.rules.rank import RankedEntry

AWAY_SECONDS = 1.0  # between questions to a Redis that does not answer

log = logging.getLogger(__name__)
T = TypeVar("T")


class RedisOrPostgresRanks:
    """Fulfils `laurels.ports.ranking_index.RankReads`.

    Both are exact. What PostgreSQL has shown of a season, Redis must have reached before it is
    asked about that season again: a page that follows a version is never an older one.
    """

    def __init__(self, index: RedisRankingIndex, counted: PostgresRanks) -> None:
        self._index = index
        self._counted = counted
        self._is_away = False
        self._ask_again = 0.0  # when one question finds out whether Redis is back

    async def total(self, season: int) -> int:
        """As of the one that answers; so are all."""
        return await self._ask(season, lambda ranks: ranks.total(season))

    async def version(self, season: int) -> int:
        """Of PostgreSQL below 0, of Redis not."""
        return await self._ask(season, lambda ranks: ranks.version(season))

    async def entry(self, season: int, player: int) -> RankedEntry | None:
        """A player's."""
        return await self._ask(season, lambda ranks: ranks.entry(season, player))

    async def entries(self, season: int, players: Sequence[int]) -> list[RankedEntry | None]:
        """Of several."""
        return await self._ask(season, lambda ranks: ranks.entries(season, players))

    async def page(self, season: int, offset: int, limit: int) -> Sequence[RankedEntry]:
        """From a position on."""
        return await self._ask(season, lambda ranks: ranks.page(season, offset, limit))

    async def around(self, season: int, player: int, span: int) -> Sequence[RankedEntry]:
        """Beside a player."""
        return await self._ask(season, lambda ranks: ranks.around(season, player, span))

    async def around_key(
        self, season: int, key: bytes, above: int, below: int
    ) -> Sequence[RankedEntry]:
        """Beside a key."""
        return await self._ask(season, lambda ranks: ranks.around_key(season, key, above, below))

    async def position(self, season: int, key: bytes) -> int:
        """Before a key."""
        return await self._ask(season, lambda ranks: ranks.position(season, key))

    async def distribution(self, season: int, buckets: int) -> Distribution | None:
        """Of the first column."""
        return await self._ask(season, lambda ranks: ranks.distribution(season, buckets))

    async def _ask(self, season: int, question: Callable[[RankReads], Awaitable[T]]) -> T:
        if self._index.is_open(season) and not (self._is_away and self._is_silent()):
            if self._counted.shown and (last := self._counted.shown.pop(season, 0)):
                self._index.not_before(season, last)
            try:
                answer = await question(self._index)
            except (NotLoaded, Unsettled):
                pass  # what is missing comes from the journal
            except Unavailable as error:
                self._take_for_away(error)
            else:
                if self._is_away:
                    self._is_away = False
                    log.warning("Redis answers again")
                return answer
        return await question(self._counted)

    def _is_silent(self) -> bool:
        """Whether to leave Redis alone: one question a second finds out, the others need not
        wait as long as it does."""
        now = time.monotonic()
        if now < self._ask_again:
            return True
        self._ask_again = now + AWAY_SECONDS
        return False

    def _take_for_away(self, error: Unavailable) -> None:
        self._ask_again = time.monotonic() + AWAY_SECONDS
        if not self._is_away:
            self._is_away = True
            log.warning("ranks are counted in PostgreSQL meanwhile: %s", error)
