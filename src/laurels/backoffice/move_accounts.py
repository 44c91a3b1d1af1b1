"""Takes over what is left to Django: staff, their groups, API keys, the admin's log, sessions."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice, zip_longest
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.contrib.sessions.models import Session
from django.core import serializers
from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, transaction
from django.db.models import Model

from laurels.backoffice.databases import postgres_database
from laurels.backoffice.models import ApiKey
from laurels.rules.errors import Unavailable

TARGET = "target"  # what Django calls the database that is moved into
MODELS: tuple[type[Model], ...] = (Group, User, ApiKey, LogEntry, Session)
PART = 500


@contextmanager
def known_as_target(url: str) -> Iterator[None]:
    """Django knows a PostgreSQL as TARGET meanwhile."""
    given = {DEFAULT_DB_ALIAS: postgres_database(url)}
    connections.databases[TARGET] = connections.configure_settings(given)[DEFAULT_DB_ALIAS]
    try:
        yield
    finally:
        connections[TARGET].close()
        del connections[TARGET], connections.databases[TARGET]


def move_accounts() -> None:
    """Make these tables of TARGET what they are in the data folder, and compare them. One
    transaction; Unavailable, and nothing changed, where they differ or cannot be written."""
    try:
        with transaction.atomic(using=TARGET):
            for model in reversed(MODELS):
                model._default_manager.using(TARGET).all().delete()
            for model in MODELS:
                _copy(model)
            _compare()
            reset = connections[TARGET].ops.sequence_reset_sql(no_style(), MODELS)
            with connections[TARGET].cursor() as cursor:
                for statement in reset:
                    cursor.execute(statement)
    except DatabaseError as error:
        text = str(error).strip().splitlines()[0]
        raise Unavailable(f"Accounts and keys cannot be moved: {text}.") from None
    finally:
        connections[DEFAULT_DB_ALIAS].close()
        connections[TARGET].close()


def _copy(model: type[Model]) -> None:
    for row in serializers.deserialize("python", _rows(model, DEFAULT_DB_ALIAS), using=TARGET):
        row.save(using=TARGET)


def _compare() -> None:
    for model in MODELS:
        both = (_rows(model, alias) for alias in (DEFAULT_DB_ALIAS, TARGET))
        if any(row != moved for row, moved in zip_longest(*both)):
            raise Unavailable(f"'{model._meta.db_table}' came back other than it was written.")


def _rows(model: type[Model], alias: str) -> Iterator[dict[str, Any]]:
    """Rows by primary key, references by what they are called: their numbers may differ."""
    rows = iter(model._default_manager.using(alias).order_by("pk").iterator(PART))
    while part := list(islice(rows, PART)):
        yield from serializers.serialize("python", part, use_natural_foreign_keys=True)
