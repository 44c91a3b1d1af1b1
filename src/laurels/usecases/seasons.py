"""Which season a request means, and that its ranking index is there.

Seasons come into being with their first score. The open ones stay loaded; closed ones are
loaded when someone asks and dropped when others were asked for since.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress
from functools import partial

from laurels.ports.catalog import Catalog
from laurels.ports.journal import Journal
from laurels.ports.ranking_index import RankingIndex, RankReads
from laurels.rules.errors import InvalidRequest, SeasonNotFound, Unavailable
from laurels.rules.instant import SECOND
from laurels.rules.leaderboard import Leaderboard
from laurels.rules.season import Season, Span, Window
from laurels.usecases.find_season import find_season

PATIENCE_SECONDS = 1.0  # how long a reader waits for a season that is being loaded
SHORT_SECONDS = 0.1  # the same where ranks can be had without it
SETTLED = 60 * SECOND  # after its end no commit that began before it is under way any more


class Seasons:
    """Finds, opens and keeps seasons."""

    def __init__(
        self,
        catalog: Catalog,
        journal: Journal,
        index: RankingIndex,
        closed_limit: int,
        *,
        is_shared: bool = False,
    ) -> None:
        self._catalog = catalog
        self._journal = journal
        self._index = index
        self._closed_limit = closed_limit
        self._is_shared = is_shared  # other processes load seasons, too
        self._closed: OrderedDict[int, None] = OrderedDict()  # least recently asked first
        self._fresh: dict[tuple[int, str], dict[int, Season]] = {}  # loaded, not known as closed
        self._totals: dict[int, int] = {}  # of closed seasons that were counted
        self._forgets = 0
        self._loading: dict[int, asyncio.Task[None]] = {}
        self._current: dict[tuple[int, str], Season] = {}
        self._beginning: dict[tuple[int, str], asyncio.Task[Season]] = {}

    def current(self, leaderboard: Leaderboard, window: Window, now: int) -> Season:
        """The season of this instant; its id is 0 while no score has come. O(1) mostly."""
        name = (leaderboard.number, window.name)
        season = self._current.get(name)
        if season is None or not season.is_open(now) or now < season.starts_at:
            season = find_season(self._catalog, leaderboard, window, now, season)
            self._current[name] = season
        if not season.id:
            season = self._catalog.season(*name, season.number) or season
        return season

    def at(self, leaderboard: Leaderboard, instant: int) -> list[Season]:
        """The season of each window, in order, that an instant falls in."""
        windows = leaderboard.windows
        return [find_season(self._catalog, leaderboard, window, instant) for window in windows]

    async def kept_at(self, leaderboard: Leaderboard, instant: int) -> list[Season]:
        """As `at`, without those that are not kept; another process may have begun one just now."""
        seasons = self.at(leaderboard, instant)
        if not all(season.id for season in seasons):
            await self._catalog.refresh()
            seasons = self.at(leaderboard, instant)
        return [season for season in seasons if season.id]

    async def prepare(self, leaderboard: Leaderboard, now: int) -> None:
        """Find the seasons that scores count in, or begin them, where another process may have
        begun and loaded them: before these scores have their turn, since nobody else's may wait
        for it. O(windows) where all are found. Unavailable where one is being loaded and takes
        longer than a second."""
        if not self._is_shared:
            return
        seasons = [
            (window, self.current(leaderboard, window, now)) for window in leaderboard.windows
        ]
        missing = [
            self._begin(leaderboard, window, season)
            if not season.id
            else self.ensure(leaderboard, season, now)
            for window, season in seasons
            if not (season.id and self._index.is_open(season.id))
        ]
        if missing:
            await asyncio.gather(*missing)

    async def for_writing(self, leaderboard: Leaderboard, at: int) -> list[Season]:
        """The kept and loaded season of each window, in order. Unavailable while loading: nobody
        waits for that, since no other board's scores may."""
        seasons = []
        for window in leaderboard.windows:
            season = self.current(leaderboard, window, at)
            if not season.id or (leaderboard.number, window.name) in self._beginning:
                season = await self._begin(leaderboard, window, season)
            elif not self._index.is_open(season.id):
                await self.ensure(leaderboard, season, at, patience=0)
            seasons.append(season)
        return seasons

    async def for_reading(
        self,
        leaderboard: Leaderboard,
        window: str | None,
        number: int | None,
        now: int,
        *,
        needs_index: bool = True,
    ) -> Season:
        """The season that a reader asks for, loaded where it has entries.

        SeasonNotFound for a window or number that does not exist; Unavailable when loading
        takes longer than a second, unless the reader does without the index meanwhile.
        """
        chosen = leaderboard.windows[0] if window is None else leaderboard.window(window)
        if chosen is None:
            names = ", ".join(window.name for window in leaderboard.windows)
            raise SeasonNotFound(
                f"'{leaderboard.id}' has no window '{window}'; it has {names}.", field="window"
            )
        season = self.current(leaderboard, chosen, now)
        if not season.id:  # another process may have begun it just now
            await self._catalog.refresh()
            season = self.current(leaderboard, chosen, now)
        if number is not None and number != season.number:
            past = self._catalog.season(leaderboard.number, chosen.name, number)
            if past is None:
                raise SeasonNotFound(
                    f"'{leaderboard.id}' has no season {number} of '{chosen.name}'.",
                    field="season",
                )
            season = past
        if season.id and needs_index:
            await self.ensure(leaderboard, season, now)
        elif season.id:
            with suppress(Unavailable):
                await self.ensure(leaderboard, season, now, SHORT_SECONDS)
        return season

    async def ensure(
        self,
        leaderboard: Leaderboard,
        season: Season,
        now: int,
        patience: float | None = PATIENCE_SECONDS,
    ) -> None:
        """Wait until a kept season is loaded; Unavailable when that takes longer."""
        while not self._index.is_open(season.id):  # an erasure can drop it as soon as it is loaded
            task = self._load(leaderboard, season)
            done, _ = await asyncio.wait({task}, timeout=patience)
            if not done:
                raise _loading(leaderboard)
            task.result()
        await self._touch(season, now)

    async def totals(
        self, seasons: Sequence[Season], now: int, ranks: RankReads | None = None
    ) -> dict[int, int]:
        """Season id: number of entries, for kept seasons; `ranks` may stand in for the index.

        O(seasons), and O(entries) for closed ones when they are first asked for.
        """
        totals, rest = {}, []
        for season in seasons:
            id = season.id
            if self._index.is_open(id):  # it can be dropped as soon as something is waited for
                totals[id] = await (ranks or self._index).total(id)
            elif id in self._totals:
                totals[id] = self._totals[id]
            else:
                rest.append(season)
        return totals | await self._count(rest, now) if rest else totals

    async def _count(self, seasons: Sequence[Season], now: int) -> dict[int, int]:
        forgets = self._forgets
        counted = await self._journal.count_entries([season.id for season in seasons])
        if forgets == self._forgets:  # none has changed meanwhile
            settled = [season.id for season in seasons if not season.is_open(now - SETTLED)]
            self._totals |= {id: counted[id] for id in settled}
        return counted

    async def forget(self, seasons: Sequence[Season], *, behind: bool = False) -> None:
        """Drop loaded seasons whose entries have changed in the journal behind their back;
        those that are only `behind` it may be mended instead."""
        self._forgets += 1
        for season in seasons:
            self._totals.pop(season.id, None)
        for season in seasons:
            task = self._loading.get(season.id)
            if task and not (behind and self._is_shared):  # what is loaded there heals by itself
                await asyncio.wait({task})
            await (self._index.doubt if behind else self._index.close)(season.id)
            self._fresh_of(season).pop(season.id, None)

    def forget_leaderboard(self, leaderboard: Leaderboard) -> None:
        """Take note that a leaderboard's windows may be others now."""
        for name in [name for name in self._current if name[0] == leaderboard.number]:
            del self._current[name]

    async def load_current(self, now: int) -> Sequence[Season]:
        """Load the kept current seasons of all leaderboards, for the start."""
        loaded = []
        for leaderboard in self._catalog.leaderboards():
            for window in leaderboard.windows:
                season = self.current(leaderboard, window, now)
                if season.id:
                    await self._load(leaderboard, season)
                    loaded.append(season)
        return loaded

    async def turn(self, now: int) -> list[str]:
        """Begin the seasons of this instant that follow on ones with entries, and let go of closed
        ones that nobody asks for; the names of those begun. O(leaderboards * windows)."""
        begun = []
        for leaderboard in self._catalog.leaderboards():
            for window in leaderboard.windows:
                season = self.current(leaderboard, window, now)
                last = self._catalog.last_season(leaderboard.number, window.name, now)
                if season.id or last is None or not (await self.totals([last], now))[last.id]:
                    continue
                await self._begin(leaderboard, window, season)
                begun.append(f"'{leaderboard.id}', {window.name} {season.number}")
        for loaded in [season for fresh in self._fresh.values() for season in fresh.values()]:
            await self._touch(loaded, now)
        return begun

    async def _begin(self, leaderboard: Leaderboard, window: Window, season: Season) -> Season:
        """Begin a season once, whoever asks meanwhile."""
        name = (leaderboard.number, window.name)
        task = self._beginning.get(name)
        if task is None:
            task = asyncio.create_task(self._begun(leaderboard, window, season))
            self._beginning[name] = task
            task.add_done_callback(lambda _: self._beginning.pop(name, None))
        return await asyncio.shield(task)

    async def _begun(self, leaderboard: Leaderboard, window: Window, season: Season) -> Season:
        span = Span(season.number, season.starts_at, season.ends_at)
        kept = await self._catalog.add_season(leaderboard.number, window.name, span)
        # Another process may have begun it, and have taken scores since.
        await self._index.open(kept.id, leaderboard, self._journal.entries(kept.id))
        self._current[leaderboard.number, window.name] = kept
        for old in list(self._fresh_of(kept).values()):
            await self._touch(old, kept.starts_at)
        self._fresh_of(kept)[kept.id] = kept
        return kept

    def _load(self, leaderboard: Leaderboard, season: Season) -> asyncio.Task[None]:
        task = self._loading.get(season.id)
        if task is None:
            task = asyncio.create_task(self._open(leaderboard, season))
            self._loading[season.id] = task
            task.add_done_callback(partial(self._loaded, season.id))
        return task

    def _loaded(self, season: int, task: asyncio.Task[None]) -> None:
        self._loading.pop(season, None)
        if not task.cancelled():
            task.exception()  # looked at: those who still wait are told, who may be nobody

    async def _open(self, leaderboard: Leaderboard, season: Season) -> None:
        if not self._index.is_open(season.id):
            entries = self._journal.entries(season.id)
            await self._index.open(season.id, leaderboard, entries)
            self._fresh_of(season)[season.id] = season

    async def _touch(self, season: Season, now: int) -> None:
        """Take note that a season was asked for, and drop the closed one asked longest ago. In an
        index that others share it stays: they may be reading it."""
        if season.is_open(now - SETTLED):
            return
        self._fresh_of(season).pop(season.id, None)
        self._closed[season.id] = None
        self._closed.move_to_end(season.id)
        while len(self._closed) > self._closed_limit:
            oldest, _ = self._closed.popitem(last=False)
            await (self._index.doubt if self._is_shared else self._index.close)(oldest)

    def _fresh_of(self, season: Season) -> dict[int, Season]:
        return self._fresh.setdefault((season.leaderboard, season.window), {})


def _loading(leaderboard: Leaderboard) -> Unavailable:
    return Unavailable(f"The ranking index of '{leaderboard.id}' is loading; try again.")


def refuse_segment(segment: str | None) -> None:
    """InvalidRequest for a segment: this version ranks whole leaderboards only."""
    if segment is not None:
        raise InvalidRequest("Segments are not ranked by this version.", field="segment")
