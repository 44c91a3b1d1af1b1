"""The two profiles: which adapters hold the data and answer the ranks.

Embedded: SQLite and this process's memory, for exactly one process. Scale-out: PostgreSQL and
Redis or Valkey, for any number of processes that see the same.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import NamedTuple, Protocol

from laurels.adapters.folder_export_files import FolderExportFiles
from laurels.adapters.memory_cards import Cards, PlainCards
from laurels.adapters.memory_live_feed import MemoryLiveFeed
from laurels.adapters.memory_ranking_index import MemoryRankingIndex
from laurels.adapters.memory_season import MemorySeason
from laurels.adapters.season_index import SeasonClass
from laurels.adapters.sqlite_behind import SqliteBehind
from laurels.adapters.sqlite_catalog import SqliteCatalog
from laurels.adapters.sqlite_database import SqliteDatabase
from laurels.adapters.sqlite_history import SqliteHistory
from laurels.adapters.sqlite_job_runs import SqliteJobRuns
from laurels.adapters.sqlite_journal import SqliteJournal
from laurels.adapters.sqlite_players import SqlitePlayers
from laurels.adapters.system_clock import SystemClock
from laurels.adapters.trouble import Trouble
from laurels.ports.catalog import Catalog
from laurels.ports.event_months import EventMonths
from laurels.ports.export_files import ExportFiles
from laurels.ports.history import History
from laurels.ports.job_runs import JobRuns
from laurels.ports.journal import Journal, SharedJournal
from laurels.ports.live_feed import LiveFeed
from laurels.ports.players import Players
from laurels.ports.ranking_index import RankingIndex, RankReads
from laurels.ports.score_counts import ScoreCounts
from laurels.ports.upkeep import Upkeep
from laurels.rules.errors import LaurelsError, Unavailable
from laurels.rules.leaderboard import Leaderboard
from laurels.settings import Settings
from laurels.usecases.make_room import make_room_for_events

HEAL_SECONDS = 1.0  # between looks for what a process that died has left undone
SHARDS = "agreeing on shards"  # which asks Redis alone
AGAIN_SECONDS = 60.0  # at most, until what could not be done is tried again
ROOM_SECONDS = 6 * 3600.0  # between looks for months of events to be made

log = logging.getLogger(__name__)


class Profile(Protocol):
    """The adapters of one process."""

    catalog: Catalog
    players: Players
    journal: Journal
    shared: SharedJournal | None  # the journal, where several processes append to it
    index: RankingIndex
    ranks_without: RankReads | None  # also of seasons that the index does not have, where wanted
    feed: LiveFeed
    history: History
    runs: JobRuns
    exports: ExportFiles
    months: EventMonths | None  # where events are kept month by month
    counts: ScoreCounts | None  # to other processes, where there are such
    name: str
    waits: bool  # whether a read has to wait for another server

    @property
    def servers(self) -> Mapping[str, bool]:
        """Other servers that it needs, and whether they answer."""
        ...

    async def load(self) -> None:
        """Connect, and read what is kept in memory. Once, before anything else."""
        ...

    async def close(self) -> None:
        """Put away what is still to be written, and let go. Once, at the end."""
        ...


class EmbeddedProfile:
    """One process, one SQLite file, ranks in memory."""

    def __init__(self, settings: Settings) -> None:
        self.database = SqliteDatabase(settings.database)
        self.behind = SqliteBehind(self.database, settings.events_behind)
        self._catalog = SqliteCatalog(self.database)
        self._players = SqlitePlayers(self.database, cards_class(settings.pure))
        index = new_index(settings.pure)
        self.catalog: Catalog = self._catalog
        self.players: Players = self._players
        self.index: RankingIndex = index
        self.ranks_without: RankReads | None = None
        self.feed: LiveFeed = MemoryLiveFeed()
        self.journal: Journal = SqliteJournal(self.database, self.behind, index)
        self.history: History = SqliteHistory(self.database)
        self.shared: SharedJournal | None = None
        self.runs: JobRuns = SqliteJobRuns(self.database)
        self.exports: ExportFiles = folder_exports(settings)
        self.months: EventMonths | None = None
        self.counts: ScoreCounts | None = None
        self.name = index.season_class.__name__
        self.waits = False
        self.servers: Mapping[str, bool] = {}

    async def load(self) -> None:
        """Read everything but entries. O(players)."""
        await self._catalog.load()
        await self._players.load()
        await self.behind.load()

    async def close(self) -> None:
        """Put rows in their places, and close the file."""
        try:
            await self.behind.settle()
        except LaurelsError as error:
            log.warning("rows wait in the journal for the next start: %s", error)
        finally:
            self.database.close()


class ScaleProfile:
    """One of many processes over one PostgreSQL and one Redis or Valkey.

    Unavailable, with what to do, where the extra `scale` is not installed. `place` says where in
    the Redis at the URL; `place_in_redis` finds out.
    """

    def __init__(self, settings: Settings, clock: Callable[[], int], place: "Place") -> None:
        with extra_scale():
            from laurels.adapters.postgres_catalog import PostgresCatalog
            from laurels.adapters.postgres_database import PostgresDatabase
            from laurels.adapters.postgres_export_files import PostgresExportFiles
            from laurels.adapters.postgres_history import PostgresHistory
            from laurels.adapters.postgres_job_runs import PostgresJobRuns
            from laurels.adapters.postgres_journal import PostgresJournal
            from laurels.adapters.postgres_months import PostgresMonths
            from laurels.adapters.postgres_players import PostgresPlayers
            from laurels.adapters.postgres_ranks import PostgresRanks
            from laurels.adapters.postgres_versions import PostgresVersions
            from laurels.adapters.redis_agreement import RedisAgreement
            from laurels.adapters.redis_client import client_of
            from laurels.adapters.redis_live_feed import RedisLiveFeed
            from laurels.adapters.redis_or_postgres_ranks import RedisOrPostgresRanks
            from laurels.adapters.redis_ranking_index import RedisRankingIndex
            from laurels.adapters.redis_score_counts import RedisScoreCounts
        self._database = PostgresDatabase(settings.database_url)
        self._versions = PostgresVersions(self._database)
        self._redis = client_of(settings.redis_url, place.is_cluster)
        self._agreement = RedisAgreement(self._redis, place.prefix, settings.redis_shards)
        self._months = PostgresMonths(self._database)
        self._clock = clock
        self._tasks: list[asyncio.Task[None]] = []
        self._troubles: dict[str, Trouble] = {}
        self._catalog = PostgresCatalog(self._database, self._versions)
        self._players = PostgresPlayers(self._database, self._versions, cards_class(settings.pure))
        later = clock.not_before if isinstance(clock, SystemClock) else lambda instant: None
        journal = PostgresJournal(self._database, self._catalog, later)
        self._index = RedisRankingIndex(
            self._redis, journal, shards=settings.redis_shards, prefix=place.prefix
        )
        self._feed = RedisLiveFeed(self._redis, place.prefix)
        self._counts = RedisScoreCounts(self._redis, place.prefix)
        self.catalog: Catalog = self._catalog
        self.players: Players = self._players
        self.journal: Journal = journal
        self.shared: SharedJournal | None = journal
        self.index: RankingIndex = self._index
        self.ranks_without: RankReads | None = None
        if settings.read_from_sql:
            counted = PostgresRanks(self._database, self._catalog.leaderboard_of_season)
            self.ranks_without = RedisOrPostgresRanks(self._index, counted)
        self.feed: LiveFeed = self._feed
        self.history: History = PostgresHistory(self._database)
        self.runs: JobRuns = PostgresJobRuns(self._database)
        self.exports: ExportFiles = PostgresExportFiles(self._database)
        self.months: EventMonths | None = self._months
        self.counts: ScoreCounts | None = self._counts
        self.name = "PostgreSQL and Redis"
        self.waits = True

    @property
    def servers(self) -> Mapping[str, bool]:
        """By what became of the looks once a second, which wait up to eight for PostgreSQL."""
        redis = self._troubles.get(SHARDS)
        return {
            "PostgreSQL": not self._versions.trouble.is_on,
            "Redis": redis is None or not redis.is_on,
        }

    async def load(self) -> None:
        """Connect, read the definitions, and begin to look at what other processes do."""
        await self._database.open()
        await self._catalog.load()
        await self._players.load()
        await self._versions.open()
        self._tasks = [
            asyncio.create_task(self._again_and_again(HEAL_SECONDS, "healing", self._heal)),
            asyncio.create_task(self._again_and_again(HEAL_SECONDS, SHARDS, self._agreement.keep)),
            asyncio.create_task(
                self._again_and_again(ROOM_SECONDS, "making months", self._make_room)
            ),
        ]

    async def close(self) -> None:
        """Let go of both servers."""
        async with AsyncExitStack() as last_first:
            last_first.push_async_callback(self._database.close)
            last_first.push_async_callback(self._redis.aclose)
            last_first.push_async_callback(self._versions.close)
            last_first.push_async_callback(self._counts.close)
            last_first.push_async_callback(self._feed.close)
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _heal(self) -> None:
        """Bring into the index what a process that died between commit and index has left."""
        if healed := await self._index.catch_up():
            log.warning("%d seasons lacked events of the journal and have them now", healed)

    async def _make_room(self) -> None:
        """Make the months of events that come next."""
        await make_room_for_events(self._months, self._clock())

    async def _again_and_again(
        self, seconds: float, what: str, work: Callable[[], Awaitable[None]]
    ) -> None:
        self._troubles[what] = trouble = Trouble(log, f"{what} goes on")
        while True:
            pause = seconds
            try:
                await work()
                trouble.is_over()
            except Unavailable as error:
                trouble.goes_on("%s waits: %s", what, error)
                pause = min(seconds, AGAIN_SECONDS)
            except Exception:
                log.exception("what is done now and then has failed")
            await asyncio.sleep(pause)


@contextmanager
def extra_scale() -> Iterator[None]:
    """Imports of what the embedded profile does not need. Unavailable, with the command that
    installs it, where it is not there."""
    try:
        yield
    except ImportError as error:
        raise Unavailable(
            f"PostgreSQL and Redis need more to be installed ({error.name} is missing): "
            "pip install 'laurels[scale]'"
        ) from None


def new_index(pure: bool = False) -> MemoryRankingIndex:
    """An empty ranking index: the compiled one where it was built, unless `pure`."""
    return MemoryRankingIndex(_season_class(pure))


def _season_class(pure: bool) -> SeasonClass:
    if pure:
        return MemorySeason
    try:
        from laurels.native.season import NativeSeason
    except ImportError:  # no compiler where it was installed
        return MemorySeason
    return NativeSeason


def cards_class(pure: bool) -> type[Cards]:
    """What keeps cards: the compiled one where it was built, unless `pure`."""
    if pure:
        return PlainCards
    try:
        from laurels.native.cards import CompactCards
    except ImportError:  # as above
        return PlainCards
    return CompactCards


def folder_exports(settings: Settings) -> ExportFiles:
    """Where the embedded profile keeps exports."""
    return FolderExportFiles(Path(settings.data) / "exports")


class Stores(NamedTuple):
    """The parts of a data set, without an index. Players are not loaded."""

    catalog: Catalog
    players: Players
    journal: Journal
    upkeep: Upkeep


DropIndex = Callable[[int, Leaderboard], Awaitable[None]]  # of a season's id


async def no_shared_index(season: int, leaderboard: Leaderboard) -> None:
    """A `DropIndex` for an embedded data set, whose ranks are loaded at a start."""


@asynccontextmanager
async def scale_stores(settings: Settings) -> AsyncIterator[Stores]:
    """The stores in PostgreSQL, with definitions as they are now."""
    with extra_scale():
        from laurels.adapters.postgres_catalog import PostgresCatalog
        from laurels.adapters.postgres_database import PostgresDatabase
        from laurels.adapters.postgres_journal import PostgresJournal
        from laurels.adapters.postgres_players import PostgresPlayers
        from laurels.adapters.postgres_upkeep import PostgresUpkeep
        from laurels.adapters.postgres_versions import PostgresVersions
    database = PostgresDatabase(settings.database_url)
    versions = PostgresVersions(database)
    catalog = PostgresCatalog(database, versions)
    players = PostgresPlayers(database, versions, cards_class(settings.pure))
    await database.open()
    try:
        await catalog.load()
        journal = PostgresJournal(database, catalog)
        yield Stores(catalog, players, journal, PostgresUpkeep(database))
    finally:
        await database.close()


@asynccontextmanager
async def shared_index(settings: Settings) -> AsyncIterator[DropIndex]:
    """What takes seasons out of the shared index, for all processes; whoever asks for one next
    loads it anew. Errors as of `place_in_redis`."""
    with extra_scale():
        from laurels.adapters.redis_client import client_of
        from laurels.adapters.redis_ranking_index import RedisRankingIndex
    place = await place_in_redis(settings)
    client = client_of(settings.redis_url, place.is_cluster)
    try:
        yield RedisRankingIndex(
            client, None, shards=settings.redis_shards, prefix=place.prefix
        ).drop
    finally:
        await client.aclose()


class Place(NamedTuple):
    """Where a data set's ranks are in a Redis that others may use too."""

    is_cluster: bool
    prefix: str  # of all keys and channels


async def place_in_redis(settings: Settings) -> Place:
    """Where the data set's ranks are. Unavailable, with what to do, where Redis does not answer,
    is too old, or may evict what it holds; Conflict where other processes spread the seasons
    over another number of shards."""
    with extra_scale():
        from redis.asyncio import RedisCluster

        from laurels.adapters.postgres_identity import identity_of
        from laurels.adapters.redis_agreement import RedisAgreement
        from laurels.adapters.redis_client import connect
    client = await connect(settings.redis_url)
    try:
        prefix = f"laurels:{await identity_of(settings.database_url)}"
        await RedisAgreement(client, prefix, settings.redis_shards).reach()
    finally:
        await client.aclose()
    return Place(isinstance(client, RedisCluster), prefix)
