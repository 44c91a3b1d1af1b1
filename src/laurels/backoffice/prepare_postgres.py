"""Make a PostgreSQL ready for this version: its tables, all or none, by one process at a time."""

import logging
import time
from typing import Any

from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, DatabaseError, OperationalError, connections, transaction

from laurels.backoffice.databases import point_django_to, postgres_database
from laurels.backoffice.migrating import pending_migrations, unknown_migrations
from laurels.rules.errors import Conflict, Unavailable

LOCK_NOT_AVAILABLE = "55P03"
LOCK = 0x6C617572656C73  # "laurels": whoever has it migrates, the others wait for its end
# Whoever reads a table holds up its change, and that everybody behind it: so it waits only briefly,
# and lets them go first before it tries again.
BRIEFLY = "SET LOCAL lock_timeout = '2s'"
PAUSE_SECONDS = 1.0
TRIES = 60

log = logging.getLogger(__name__)


def prepare_postgres(url: str) -> list[str]:
    """Migrate the database of a URL in one transaction; the names of the migrations that ran.

    Conflict where a newer version has made the tables, or a move into it has not ended;
    Unavailable where the database does not answer, or refuses. A call with nothing to do costs a
    few reads.
    """
    point_django_to(postgres_database(url))
    ran = migrate_postgres(DEFAULT_DB_ALIAS)
    if is_being_moved_into():
        raise Conflict(
            "A data set is being moved into this database, and is not complete. Let `laurels "
            "move` end, or run it again; it goes on where it was stopped."
        )
    return ran


def migrate_postgres(alias: str) -> list[str]:
    """As `prepare_postgres`, of one of Django's databases, also while a move is under way."""
    try:
        if newer := unknown_migrations(alias):
            raise Conflict(
                f"The tables were made by a newer version of Laurels ({newer[-1]}). "
                "Install that version, or name another database."
            )
        return _again_and_again(alias) if pending_migrations(alias) else []
    except DatabaseError as error:
        raise Unavailable(_refusal(alias, str(error))) from None
    finally:
        connections[alias].close()


def _refusal(alias: str, said: str) -> str:
    text = said.strip().splitlines()[0].rstrip(".")
    if "permission denied" in text:
        where = connections[alias].settings_dict
        user, name = where["USER"], where["NAME"]
        return (
            f"The database's role '{user}' may not make tables in it. Let it own the database: "
            f'psql --command \'ALTER DATABASE "{name}" OWNER TO "{user}"\' {name}'
        )
    return f"The database cannot be migrated: {text}."


def is_being_moved_into() -> bool:
    """Whether the database that Django opens is half of a move."""
    try:
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute("SELECT move IS NOT NULL FROM data_set")
            return bool(cursor.fetchall()[0][0])
    except DatabaseError as error:
        text = str(error).strip().splitlines()[0]
        raise Unavailable(f"The database cannot be read: {text}.") from None
    finally:
        connections[DEFAULT_DB_ALIAS].close()


def _again_and_again(alias: str) -> list[str]:
    for number in range(TRIES):
        try:
            return _migrate(alias)
        except OperationalError as error:
            cause: Any = error.__cause__
            if getattr(cause, "sqlstate", "") != LOCK_NOT_AVAILABLE:
                raise
        if not number:
            log.warning("the tables are in use; they are changed as soon as nobody reads them")
        time.sleep(PAUSE_SECONDS)
    raise Unavailable(
        "The database cannot be migrated: its tables have been in use for minutes. Let dumps and "
        "open transactions end (pg_stat_activity names them), and start again."
    )


def _migrate(alias: str) -> list[str]:
    with transaction.atomic(using=alias):
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            cursor.execute(BRIEFLY)
        pending = pending_migrations(alias)  # again: another process may have been first
        if pending:
            call_command("migrate", verbosity=0, interactive=False, database=alias)
    return pending
