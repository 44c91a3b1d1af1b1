"""Make a data set ready for this version: its folder, a copy before an upgrade, its tables."""

import sqlite3
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path

from django.core.management import call_command
from django.db import DatabaseError, connections, transaction
from filelock import FileLock, Timeout

from laurels.backoffice.databases import database, point_django_to
from laurels.backoffice.migrating import pending_migrations
from laurels.backoffice.prepare_postgres import prepare_postgres
from laurels.data_sets import check_database, copy_data, held
from laurels.rules.errors import Conflict, Unavailable
from laurels.settings import Settings, SettingsError

PATIENCE_SECONDS = 60  # how long another process may take to migrate the same data set


def prepare(settings: Settings, *, locked: bool = False) -> list[str]:
    """Make the folder, copy the database where an upgrade is due, and migrate it.

    Returns the names of the migrations that ran. `locked` says that the caller holds the
    data set's lock; without it, an upgrade takes the lock for its duration, so that no
    running server loses its tables (Conflict). A PostgreSQL is only migrated. Unavailable
    when the file is no database or the disk refuses. A call with nothing to do costs one
    read. Call it outside of an event loop.
    """
    if settings.database_url:
        check_database(settings.database_url)
        return prepare_postgres(settings.database_url)
    folder = Path(settings.data)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(
            f"The folder '{folder}' cannot be made: {error.strerror}. "
            "Choose another with --data or LAURELS_DATA."
        ) from None
    point_django_to(database(settings))
    try:
        if not pending_migrations():
            return []
        with FileLock(folder / "laurels.migrate.lock", timeout=PATIENCE_SECONDS):
            return _migrate(settings, locked)
    except Timeout:
        raise Conflict(
            f"Another process has been migrating '{folder}' for {PATIENCE_SECONDS} s. "
            "Wait for it or stop it, then try again."
        ) from None
    except OSError as error:
        raise Unavailable(f"'{folder}' cannot be written: {error.strerror}.") from None
    except (DatabaseError, sqlite3.DatabaseError) as error:
        raise Unavailable(f"'{settings.database}' cannot be migrated: {error}.") from None
    finally:
        connections["default"].close()


def _migrate(settings: Settings, locked: bool) -> list[str]:
    pending = pending_migrations()  # again: another process may have been first
    if not pending:
        return []
    upgrade = bool(connections["default"].introspection.table_names())
    with held(settings) if upgrade and not locked else nullcontext():
        if upgrade:
            _copy(settings, pending[0])
        _migrate_all_or_nothing()
    return pending


def _migrate_all_or_nothing() -> None:
    """Django records a migration after it has committed its tables; a kill in between would
    leave tables that the next start makes again, and fails at. SQLite cannot switch off its
    foreign keys inside a transaction, which a change of tables needs, so they are off before."""
    with connections["default"].constraint_checks_disabled(), transaction.atomic():
        call_command("migrate", verbosity=0, interactive=False)


def _copy(settings: Settings, migration: str) -> None:
    """Copy the database, and keep the newest copies only."""
    if not settings.backups:
        return
    source = settings.database
    now = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    target = source.with_name(f"{source.name}.before-{migration}.{now}")
    copy_data(settings, target)
    copies = sorted(source.parent.glob(f"{source.name}.before-*Z"), key=_taken_at)
    for copy in copies[: -settings.backups]:
        copy.unlink()


def _taken_at(copy: Path) -> str:
    return copy.name.rpartition(".")[2]
