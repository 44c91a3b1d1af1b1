"""What a worker makes jobs with: the parts of the scale-out profile without a server's."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from laurels.adapters.system_clock import SystemClock
from laurels.ports.catalog import Catalog
from laurels.ports.event_months import EventMonths
from laurels.ports.export_files import ExportFiles
from laurels.ports.job_runs import JobRuns
from laurels.ports.journal import Journal
from laurels.ports.ranking_index import RankingIndex
from laurels.profiles import extra_scale, place_in_redis
from laurels.settings import Settings
from laurels.usecases.seasons import Seasons


@dataclass(frozen=True)
class Workshop:
    """Players are not loaded."""

    settings: Settings
    clock: Callable[[], int]
    catalog: Catalog
    journal: Journal
    index: RankingIndex
    seasons: Seasons
    runs: JobRuns
    exports: ExportFiles
    months: EventMonths | None
    confirm: Callable[[], Awaitable[None]]  # Conflict where servers have other settings by now


@asynccontextmanager
async def workshop(settings: Settings) -> AsyncIterator[Workshop]:
    """Connections to both servers, and definitions as they are now. Unavailable or Conflict, as
    for a server's start, where they cannot be used."""
    with extra_scale():
        from laurels.adapters.postgres_catalog import PostgresCatalog
        from laurels.adapters.postgres_database import PostgresDatabase
        from laurels.adapters.postgres_export_files import PostgresExportFiles
        from laurels.adapters.postgres_job_runs import PostgresJobRuns
        from laurels.adapters.postgres_journal import PostgresJournal
        from laurels.adapters.postgres_months import PostgresMonths
        from laurels.adapters.postgres_versions import PostgresVersions
        from laurels.adapters.redis_agreement import RedisAgreement
        from laurels.adapters.redis_client import client_of
        from laurels.adapters.redis_ranking_index import RedisRankingIndex
    place = await place_in_redis(settings)
    client = client_of(settings.redis_url, place.is_cluster)
    database = PostgresDatabase(settings.database_url, connections=3)
    await database.open()
    try:
        catalog = PostgresCatalog(database, PostgresVersions(database))
        await catalog.load()
        journal = PostgresJournal(database, catalog)
        shards, prefix = settings.redis_shards, place.prefix
        index = RedisRankingIndex(client, journal, shards=shards, prefix=prefix)
        seasons = Seasons(catalog, journal, index, settings.closed_seasons, is_shared=True)
        runs, exports = PostgresJobRuns(database), PostgresExportFiles(database)
        months, clock = PostgresMonths(database), SystemClock()
        yield Workshop(
            settings,
            clock,
            catalog,
            journal,
            index,
            seasons,
            runs,
            exports,
            months,
            RedisAgreement(client, prefix, shards).confirm,
        )
    finally:
        await client.aclose()
        await database.close()


@asynccontextmanager
async def postgres_exports(settings: Settings) -> AsyncIterator[ExportFiles]:
    """Where the scale-out profile keeps exports."""
    with extra_scale():
        from laurels.adapters.postgres_database import PostgresDatabase
        from laurels.adapters.postgres_export_files import PostgresExportFiles
    database = PostgresDatabase(settings.database_url, connections=1)
    await database.open()
    try:
        yield PostgresExportFiles(database)
    finally:
        await database.close()


async def is_broker_a_cluster(settings: Settings) -> bool:
    """Whether the Redis that tells workers of jobs is a Cluster. Unavailable, with what to do,
    where it does not answer, is too old, or may evict what it holds."""
    with extra_scale():
        from redis.asyncio import RedisCluster

        from laurels.adapters.redis_client import connect
    client = await connect(settings.broker, settings.broker_setting)
    await client.aclose()
    return isinstance(client, RedisCluster)


async def name_of_data_set(settings: Settings) -> str:
    """A name that no other data set has, in the database's words."""
    with extra_scale():
        from laurels.adapters.postgres_identity import identity_of
    return await identity_of(settings.database_url)
