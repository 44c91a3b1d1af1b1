"""The only place that chooses adapters and puts the use cases together."""

import asyncio
import gc
import logging
import secrets
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractContextManager, AsyncExitStack, asynccontextmanager, contextmanager
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from laurels.adapters.data_lock import DataLock
from laurels.adapters.row_files import row_writer
from laurels.adapters.score_files import ScoreFile
from laurels.adapters.sqlite_behind import SqliteBehind
from laurels.adapters.sqlite_catalog import SqliteCatalog
from laurels.adapters.sqlite_copy import copy_database
from laurels.adapters.sqlite_database import SqliteDatabase
from laurels.adapters.sqlite_journal import SqliteJournal
from laurels.adapters.sqlite_players import SqlitePlayers
from laurels.adapters.sqlite_snapshot import SqliteSnapshot
from laurels.adapters.sqlite_upkeep import SqliteUpkeep
from laurels.adapters.system_clock import SystemClock
from laurels.ports.export_files import ExportFiles
from laurels.ports.score_rows import ScoreSource, WriteRows
from laurels.profiles import (
    DropIndex,
    EmbeddedProfile,
    Profile,
    ScaleProfile,
    Stores,
    cards_class,
    extra_scale,
    folder_exports,
    new_index,
    no_shared_index,
    place_in_redis,
    scale_stores,
    shared_index,
)
from laurels.rules.errors import LaurelsError, Unavailable
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

if TYPE_CHECKING:
    from laurels.adapters.local_services import LocalServices as LocalServices
from laurels.workshop import postgres_exports

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


def check_both_addresses(settings: Settings) -> None:
    """SettingsError where one of the two addresses is missing."""
    if bool(settings.database_url) != bool(settings.redis_url):
        raise SettingsError(
            "LAURELS_DATABASE_URL and LAURELS_REDIS_URL go together: set both, or neither."
        )


def check_database(url: str, named: str = "LAURELS_DATABASE_URL") -> None:
    """Look whether a PostgreSQL can be used, whose address was given as `named`. InvalidRequest,
    Unavailable or Conflict, with what to do, where it cannot."""
    with extra_scale():
        from laurels.adapters.postgres_start import check_database as check
    check(url, named)


def new_local_services(data: Path) -> "LocalServices":
    """A PostgreSQL and a Redis of a data folder's own, not started yet. Unavailable, with the
    command that installs them, where they are not there."""
    try:
        from laurels.adapters.local_services import LocalServices
    except ImportError as error:
        raise Unavailable(
            f"The local services need more to be installed ({error.name} is missing): "
            "pip install 'laurels[local-services]'"
        ) from None
    return LocalServices(data)


def only_embedded(settings: Settings) -> None:
    """Unavailable, naming the tool, where the data are in PostgreSQL."""
    if settings.database_url:
        raise Unavailable(
            "The data are in PostgreSQL, whose own tool copies them, also while servers run: "
            'pg_dump --format=custom --file=laurels.dump --dbname="$LAURELS_DATABASE_URL". '
            "To copy a data folder, unset LAURELS_DATABASE_URL."
        )


@contextmanager
def held(settings: Settings) -> Iterator[None]:
    """A data set that this process alone holds meanwhile; one in PostgreSQL is for many, and is
    not held. Conflict, naming the process, where another does; Unavailable where the folder
    cannot be written."""
    if settings.database_url:
        yield
        return
    lock = DataLock(Path(settings.data))
    lock.acquire()
    try:
        yield
    finally:
        lock.release()


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


def score_source(path: Path, format: str | None = None) -> ScoreSource:
    """A file of scores; its name tells the format unless it is given. InvalidRequest where
    neither does."""
    return ScoreFile(path, format)


def row_target(
    output: Path | None, format: str, header: Sequence[str], numbers: Sequence[str]
) -> AbstractContextManager[WriteRows]:
    """Where rows are written under a header, the standard output without a file; `numbers` are
    columns of exact numbers given as text."""
    return row_writer(output, format, header, numbers)


@asynccontextmanager
async def export_files(settings: Settings) -> AsyncIterator[ExportFiles]:
    """Where exports are kept, to be handed out by any process."""
    if not settings.database_url:
        yield folder_exports(settings)
        return
    async with postgres_exports(settings) as files:
        yield files


def copy_data(settings: Settings, target: Path) -> None:
    """Copy a data set's database to a file that is not there yet, also while a server writes
    on. NotFound, Conflict or Unavailable when that cannot be."""
    only_embedded(settings)
    copy_database(settings.database, target)


@asynccontextmanager
async def key_office(settings: Settings) -> AsyncIterator[ManageKeys]:
    """The keys of a migrated data set, whether or not a server holds it."""
    if settings.database_url:
        async with scale_stores(settings) as stores:
            yield ManageKeys(stores.catalog, SystemClock())
        return
    database = SqliteDatabase(settings.database)
    try:
        yield ManageKeys(SqliteCatalog(database), SystemClock())
    finally:
        database.close()


@asynccontextmanager
async def snapshot(settings: Settings) -> AsyncIterator[Stores]:
    """A migrated data set as it is now, to read, also while a server writes on."""
    if settings.database_url:
        async with scale_stores(settings) as stores:
            yield stores
        return
    async with _stores(SqliteSnapshot(settings.database), settings.pure) as stores:
        yield stores


@asynccontextmanager
async def repaired(settings: Settings) -> AsyncIterator[tuple[Stores, DropIndex]]:
    """A migrated data set to repair, and what takes a repaired season out of a shared index.

    An embedded one this process alone holds; Conflict if it cannot. Of PostgreSQL's others may
    read meanwhile.
    """
    if settings.database_url:
        check_both_addresses(settings)
        async with shared_index(settings) as drop, scale_stores(settings) as stores:
            yield stores, drop
        return
    with held(settings):
        async with _stores(SqliteDatabase(settings.database), settings.pure) as stores:
            yield stores, no_shared_index


@asynccontextmanager
async def _stores(database: SqliteDatabase, pure: bool) -> AsyncIterator[Stores]:
    try:
        catalog = SqliteCatalog(database)
        await catalog.load()
        behind = SqliteBehind(database)
        await behind.load()
        players = SqlitePlayers(database, cards_class(pure))
        journal = SqliteJournal(database, behind)
        yield Stores(catalog, players, journal, SqliteUpkeep(database, behind))
    finally:
        database.close()


def _global() -> Leaderboard:
    tiers = [("diamond", 1), ("gold", 10), ("silver", 40), ("bronze", 100)]
    return Leaderboard(
        GLOBAL,
        "Global",
        operator=Operator.SUM,
        windows=(Window("all-time"), Window("monthly")),
        tiers=tuple(Tier(name, top_percent=Decimal(share)) for name, share in tiers),
    )
