"""The ranking index of the embedded profile: each season in this process's memory."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence

from laurels.adapters.memory_season import MemorySeason
from laurels.adapters.season_index import SeasonClass, SeasonIndex
from laurels.ports.ranking_index import NO_LINKS, Distribution, Links, Placement
from laurels.rules.entry import Entry, EntryRow
from laurels.rules.errors import Unavailable
from laurels.rules.leaderboard import Leaderboard
from laurels.rules.rank import RankedEntry
from laurels.rules.submission import Change

STEP = 512  # changes after which other work of the event loop gets its turn
LARGE = 20_000  # entries whose memory is given back in about a millisecond


class MemoryRankingIndex:
    """Fulfils `laurels.ports.ranking_index.RankingIndex`."""

    def __init__(self, season_class: SeasonClass = MemorySeason) -> None:
        self.season_class = season_class
        self._seasons: dict[int, SeasonIndex] = {}

    def _season(self, id: int) -> SeasonIndex:
        season = self._seasons.get(id)
        if season is None:
            raise Unavailable("The season's ranking index has just been dropped; ask again.")
        return season

    def is_open(self, season: int) -> bool:
        """A dictionary look-up."""
        return season in self._seasons

    async def open(
        self,
        season: int,
        leaderboard: Leaderboard,
        entries: AsyncIterator[list[EntryRow]] | None = None,
    ) -> None:
        """The season can be asked once all of it is here."""
        loading = self.season_class(leaderboard)
        if entries is not None:
            async for part in entries:
                await asyncio.to_thread(loading.gather, part)
            await asyncio.to_thread(loading.arrange)
        self._seasons[season] = loading

    async def close(self, season: int) -> None:
        """Drop it. To give back the memory of a large one takes a while, so a thread does."""
        dropped = [self._seasons.pop(season)] if season in self._seasons else []
        if dropped and len(dropped[0]) > LARGE:
            await asyncio.to_thread(dropped.clear)

    async def reach(self, season: int, sequence: int) -> None:
        """It does: there is no other process."""

    async def doubt(self, season: int) -> None:
        """Drop it: nothing but the journal can tell what it lacks."""
        await self.close(season)

    async def move(self, changes: Sequence[Change], links: Links = NO_LINKS) -> None:
        """Place after place, with a pause for others now and then."""
        for index, change in enumerate(changes, 1):
            season = self._seasons.get(change.season)
            if season is not None:  # an empty one is falsy
                season.place(change.player, change.entry)
            if index % STEP == 0:
                await asyncio.sleep(0)

    async def move_and_rank(
        self, changes: Sequence[Change], links: Links = NO_LINKS
    ) -> list[Placement | None]:
        """As `move`, with two ranks each."""
        placements = []
        for index, change in enumerate(changes, 1):
            season = self._season(change.season)
            placements.append(season.place_and_rank(change.player, change.entry))
            if index % STEP == 0:
                await asyncio.sleep(0)
        return placements

    def standing_of(self, season: int) -> Callable[[int], Entry | None] | None:
        """What answers a player's entry without its place, in O(1); None where the season is not
        loaded."""
        found = self._seasons.get(season)
        return None if found is None else found.standing

    async def total(self, season: int) -> int:
        """Counted along the way."""
        return len(self._season(season))

    async def version(self, season: int) -> int:
        """Counted along the way."""
        return self._season(season).version

    async def entry(self, season: int, player: int) -> RankedEntry | None:
        """Two bisections."""
        return self._season(season).entry(player)

    async def entries(self, season: int, players: Sequence[int]) -> list[RankedEntry | None]:
        """Of one state."""
        entry = self._season(season).entry
        return [entry(player) for player in players]

    async def page(self, season: int, offset: int, limit: int) -> Sequence[RankedEntry]:
        """One walk."""
        return self._season(season).page(offset, limit)

    async def around(self, season: int, player: int, span: int) -> Sequence[RankedEntry]:
        """Two bisections and a walk."""
        entry = self._season(season).entry(player)
        if entry is None:
            return []
        return self._season(season).around(entry.position, span, span + 1)

    async def around_key(
        self, season: int, key: bytes, above: int, below: int
    ) -> Sequence[RankedEntry]:
        """A bisection and a walk."""
        index = self._season(season)
        return index.around(index.position(key), above, below)

    async def position(self, season: int, key: bytes) -> int:
        """One bisection."""
        return self._season(season).position(key)

    async def distribution(self, season: int, buckets: int) -> Distribution | None:
        """A bisection a bucket."""
        return self._season(season).distribution(buckets)

    def check(self) -> None:
        """AssertionError where a season contradicts itself. O(n)."""
        for season in self._seasons.values():
            season.check()
