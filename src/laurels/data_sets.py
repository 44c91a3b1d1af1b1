"""What commands open besides a running Laurels: a data set to hold, to read, to repair or to copy,
and the files that rows come from and go to."""

import shlex
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from laurels.adapters.data_lock import DataLock
from laurels.adapters.data_marks import MOVED, SERVICES, mark_moved, moved_to, services_are_used
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
    Stores,
    cards_class,
    extra_scale,
    folder_exports,
    no_shared_index,
    scale_stores,
    shared_index,
)
from laurels.rules.errors import Unavailable
from laurels.settings import Settings, SettingsError
from laurels.usecases.manage_keys import ManageKeys
from laurels.workshop import postgres_exports

if TYPE_CHECKING:
    from laurels.adapters.local_services import LocalServices as LocalServices


def check_both_addresses(settings: Settings) -> None:
    """SettingsError where one of the two addresses is missing, or a broker has no use."""
    if bool(settings.database_url) != bool(settings.redis_url):
        raise SettingsError(
            "LAURELS_DATABASE_URL and LAURELS_REDIS_URL go together: set both, or neither."
        )
    if settings.broker_url and not settings.database_url:
        raise SettingsError(
            "LAURELS_BROKER_URL needs LAURELS_DATABASE_URL: without PostgreSQL this process makes "
            "its jobs itself. Unset it."
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


def other_data(settings: Settings) -> str | None:
    """A sentence or two where the data folder is to be used, and is likely to be the wrong data:
    it was moved to PostgreSQL, or a server keeps its own in local services there."""
    if settings.database_url:
        return None
    data = Path(settings.data)
    if to := moved_to(data):
        return (
            f"'{data}' was moved to {to}: this works on what was left behind. Set "
            "LAURELS_DATABASE_URL and LAURELS_REDIS_URL to work on what is served; if the folder "
            f"is meant, delete '{data / MOVED}'."
        )
    if services_are_used(data):
        environment = shlex.quote(str(data / SERVICES / "environment"))
        return (
            f"A server works on the PostgreSQL in '{data / SERVICES}'; this works on "
            f"'{settings.database}'. To work on the server's data: . {environment} && laurels ..."
        )
    return None


def mark_as_moved(settings: Settings, to: str) -> None:
    """Let `other_data` tell from now on where a data folder has gone; `to` has no password."""
    mark_moved(Path(settings.data), to)


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
