"""Puts the use cases together, over the adapters that a profile has chosen."""

import asyncio
import gc
import logging
import secrets
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from decimal import Decimal

from laurels.adapters.system_clock import SystemClock
from laurels.data_sets import check_both_addresses, held
from laurels.profiles import (
    EmbeddedProfile,
    Profile,
    ScaleProfile,
    new_index,
    place_in_redis,
)
from laurels.rules.errors import LaurelsError
from laurels.rules.instant import SECOND, to_text
from laurels.rules.leaderboard import Leaderboard, Operator, Tier
from laurels.rules.season import Window
from laurels.settings import Settings, SettingsError
from laurels.usecases.activity import Activity
from laurels.usecases.first_answers import FirstAnswers
from laurels.usecases.live_messages import Show
from laurels.usecases.manage_keys import ManageKeys
from laurels.usecases.manage_leaderboards import ManageLeaderboards
from laurels.usecases.manage_players import ManagePlayers
from laurels.usecases.read_history import ReadHistory
from laurels.usecases.read_ranks import ReadRanks
from laurels.usecases.seasons import Seasons
from laurels.usecases.simulate_play import SimulatePlay
from laurels.usecases.submit_scores import SubmitScores
from laurels.usecases.watch_leaderboards import WatchLeaderboards
from laurels.usecases.work_out_answers import WorkOutAnswers

GLOBAL = "global"  # the leaderboard of the classic routes

log = logging.getLogger(__name__)


class Laurels:
    """A running Laurels without its HTTP side."""

    def __init__(
        self,
        settings: Settings,
        clock: Callable[[], int] | None = None,
        profile: Profile | None = None,
    ) -> None:
        self.settings = settings
        self.clock = clock or SystemClock()
        self.profile = profile or EmbeddedProfile(settings)
        self.catalog = self.profile.catalog
        self.players = self.profile.players
        self.journal = self.profile.journal
        self.index = self.profile.index
        self.feed = self.profile.feed
        self.history = self.profile.history
        self.runs = self.profile.runs
        self.exports = self.profile.exports
        self.months = self.profile.months
        self.seasons = Seasons(
            self.catalog,
            self.journal,
            self.index,
            settings.closed_seasons,
            is_shared=self.profile.waits,
        )
        shared = self.profile.shared
        self._work_out = (
            WorkOutAnswers(shared, self.seasons, lambda: new_index(settings.pure))
            if shared is not None
            else None
        )
        self.first_answers = FirstAnswers(
            self.catalog, self.journal, self.index, self.seasons, self._work_out, self.clock
        )
        self.activity = Activity(self.history, self.clock, self.profile.counts)
        self.submit_scores = SubmitScores(
            self.catalog,
            self.players,
            self.journal,
            self.index,
            self.feed,
            self.seasons,
            self.first_answers,
            self.activity,
            self.clock,
            auto_create_players=settings.auto_create_players,
            group_size=settings.group_size,
        )
        self.indexed_ranks = self.read_ranks = ReadRanks(
            self.catalog, self.players, self.index, self.seasons, self.clock
        )
        if (ranks := self.profile.ranks_without) is not None:
            self.read_ranks = ReadRanks(
                *(self.catalog, self.players, ranks, self.seasons, self.clock), needs_index=False
            )
        self.read_history = ReadHistory(self.history, self.players, self.read_ranks)
        self.manage_leaderboards = ManageLeaderboards(
            self.catalog, self.submit_scores, self.seasons, self.clock
        )
        self.simulate_play = SimulatePlay(
            self.players,
            self.submit_scores,
            self.read_ranks,
            self.manage_leaderboards,
            self.clock,
        )
        self.manage_players = ManagePlayers(
            self.catalog, self.players, self.submit_scores, self.clock
        )
        self.manage_keys = ManageKeys(self.catalog, self.clock)
        self._is_closed = False
        self.missing: str | None = "the ranking indexes are loading"
        self.started = secrets.token_hex(4)  # tells this process's versions from another's

    def watch_leaderboards(self, show: Show) -> WatchLeaderboards:
        """What moves the screens, written by `show`. One for a server; close it before this."""
        return WatchLeaderboards(
            *(self.catalog, self.indexed_ranks, self.feed),
            *(show, self.clock, self.settings.live_clients),
        )

    async def load(self) -> None:
        """Read the catalog and the players, and load what is open. Then `missing` is None."""
        gc.disable()  # nothing that is loaded becomes garbage; looking for it costs seconds
        try:
            await self._load()
        except Exception as error:
            self.missing = "the ranking indexes could not be loaded"  # why is for the log only
            expected = isinstance(error, LaurelsError)
            log.error("loading failed: %s", error, exc_info=not expected)
            raise
        finally:
            gc.enable()
            gc.freeze()  # and later collections leave it alone

    async def _load(self) -> None:
        started = time.monotonic()
        await self.profile.load()
        if isinstance(self.clock, SystemClock):
            await self._go_on_from_the_last_instant(self.clock)
        if self.catalog.leaderboard(GLOBAL) is None:
            await self.manage_leaderboards.create(_global())
        seasons = await self.seasons.load_current(self.clock())
        await self.first_answers.recover()
        entries = sum([await self.index.total(season.id) for season in seasons])
        took = time.monotonic() - started
        log.info(
            "ready: %d entries in %d seasons, in %.1f s, with %s",
            entries,
            len(seasons),
            took,
            self.profile.name,
        )
        self.missing = None

    async def _go_on_from_the_last_instant(self, clock: SystemClock) -> None:
        """A clock set back between starts must not bring new events into an ended season."""
        boards = self.catalog.leaderboards()
        known = [await self.journal.last_instant(), *(board.created_at for board in boards)]
        known += [s.starts_at for board in boards for s in self.catalog.seasons(board.number)]
        ahead = clock.not_before(max(known))
        if ahead > SECOND:
            log.warning(
                "the clock is %.0f s behind the last score; until it has caught up, scores are "
                "received at %s",
                ahead / SECOND,
                to_text(max(known)),
            )

    async def close(self) -> None:
        """Decide what was handed in, keep what is owed, put rows in their places, and close the
        files; each, whatever becomes of the others. Once; again is no error."""
        if not self._is_closed:
            self._is_closed = True
            # in a task of its own: whoever closes may be cancelled, and would be at every wait
            await asyncio.create_task(self._close())

    async def _close(self) -> None:
        async with AsyncExitStack() as last_first:
            last_first.push_async_callback(self.profile.close)
            last_first.push_async_callback(self.activity.stop)
            last_first.push_async_callback(self._keep_answers)
            last_first.push_async_callback(self.submit_scores.finish)
            if self._work_out is not None:
                last_first.push_async_callback(self._work_out.stop)

    async def _keep_answers(self) -> None:
        try:
            await self.submit_scores.keep_answers()
        except LaurelsError as error:
            log.warning("answers could not be kept: %s", error)


async def connected(settings: Settings, clock: Callable[[], int] | None = None) -> Laurels:
    """A Laurels of the profile that the settings ask for, to be loaded.

    Unavailable, with what to do, where the extra is missing, or Redis does not answer or is not
    fit; Conflict where other processes run with other shards; SettingsError where one of the two
    addresses is missing.
    """
    check_both_addresses(settings)
    if not settings.database_url:
        if settings.read_from_sql:
            raise SettingsError(
                "LAURELS_READ_FROM_SQL needs LAURELS_DATABASE_URL: without PostgreSQL the ranks "
                "are in this process's memory. Unset it."
            )
        return Laurels(settings, clock)
    clock = clock or SystemClock()
    place = await place_in_redis(settings)
    return Laurels(settings, clock, ScaleProfile(settings, clock, place))


@asynccontextmanager
async def embedded(
    settings: Settings, clock: Callable[[], int] | None = None
) -> AsyncIterator[Laurels]:
    """A loaded Laurels on a migrated data set that this process alone holds. For commands.

    `clock` gives the instants at which scores count; the wall clock unless history is told.
    """
    with held(settings):
        laurels = await connected(settings, clock)
        try:
            await laurels.load()
            yield laurels
        finally:
            await laurels.close()


def _global() -> Leaderboard:
    tiers = [("diamond", 1), ("gold", 10), ("silver", 40), ("bronze", 100)]
    return Leaderboard(
        GLOBAL,
        "Global",
        operator=Operator.SUM,
        windows=(Window("all-time"), Window("monthly")),
        tiers=tuple(Tier(name, top_percent=Decimal(share)) for name, share in tiers),
    )
