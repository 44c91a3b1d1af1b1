"""Make a PostgreSQL ready for this version: its tables, all or none, by one process at a time."""

from django.core.management import call_command
from django.db import DatabaseError, connections, transaction

from laurels.backoffice.databases import point_django_to, postgres_database
from laurels.backoffice.migrating import pending_migrations, unknown_migrations
from laurels.rules.errors import Conflict, Unavailable

LOCK = 0x6C617572656C73  # "laurels": whoever has it migrates, the others wait for its end


def prepare_postgres(url: str) -> list[str]:
    """Migrate the database of a URL in one transaction; the names of the migrations that ran.

    Conflict where a newer version has made the tables; Unavailable where the database does not
    answer, or refuses. A call with nothing to do costs a few reads.
    """
    point_django_to(postgres_database(url))
    try:
        if newer := unknown_migrations():
            raise Conflict(
                f"The tables were made by a newer version of Laurels ({newer[-1]}). "
                "Install that version, or name another database in LAURELS_DATABASE_URL."
            )
        return _migrate() if pending_migrations() else []
    except DatabaseError as error:
        text = str(error).strip().splitlines()[0]
        raise Unavailable(f"The database cannot be migrated: {text}.") from None
    finally:
        connections["default"].close()


def _migrate() -> list[str]:
    with transaction.atomic():
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        pending = pending_migrations()  # again: another process may have been first
        if pending:
            call_command("migrate", verbosity=0, interactive=False)
    return pending
