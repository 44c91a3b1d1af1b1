"""A PostgreSQL is migrated by who comes first; one of a newer version is left alone."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from django.db import connections

from laurels.backoffice import databases, prepare_postgres
from laurels.backoffice.databases import database
from laurels.backoffice.move_accounts import TARGET, known_as_target
from laurels.rules.errors import Unavailable
from laurels.settings import Settings, SettingsError
from tests.postgres_server import environment, postgres
from tests.redis_server import wait_until

BOTH_AT_ONCE = 2


def migrate(url: str, data: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "laurels", "migrate"],
        env=environment(url, data),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def ended(process: "subprocess.Popen[str]") -> tuple[int, str]:
    words, _ = process.communicate(timeout=120)
    return process.returncode, words


def test_processes_that_start_at_once_migrate_once(tmp_path: Path) -> None:
    server = postgres(18)
    server.run("CREATE DATABASE bare")

    started = [migrate(server.url("bare"), tmp_path) for _ in range(BOTH_AT_ONCE)]
    told = [ended(process) for process in started]

    assert [code for code, _ in told] == [0, 0]
    assert sum("0003_postgresql" in words for _, words in told) == 1
    assert sum("Nothing to do" in words for _, words in told) == 1
    server.run("DROP DATABASE bare")


def test_a_role_that_may_make_no_tables_is_told_what_it_needs(tmp_path: Path) -> None:
    server = postgres(18)
    server.run("CREATE ROLE guest LOGIN PASSWORD 'guest'")
    server.run("CREATE DATABASE foreign_one")

    code, words = ended(migrate(server.url("foreign_one", "guest"), tmp_path))
    server.run('ALTER DATABASE "foreign_one" OWNER TO "guest"')
    owned, _ = ended(migrate(server.url("foreign_one", "guest"), tmp_path))

    server.run("DROP DATABASE foreign_one")
    server.run("DROP ROLE guest")
    assert code == 1
    assert words == (
        "error: The database's role 'guest' may not make tables in it. Let it own the database: "
        """psql --command 'ALTER DATABASE "foreign_one" OWNER TO "guest"' foreign_one\n"""
    )
    assert owned == 0


def test_a_database_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    server = postgres(18)
    url = server.new_database()
    server.run(
        "INSERT INTO django_migrations (app, name, applied) "
        "VALUES ('backoffice', '9999_later', now())",
        url.rpartition("/")[2],
    )

    code, words = ended(migrate(url, tmp_path))

    assert code == 1
    assert "newer version of Laurels (9999_later)" in words
    server.drop(url)


def test_without_the_extra_the_install_command_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(databases, "find_spec", lambda name: None)

    with pytest.raises(SettingsError, match=r"pip install 'laurels\[scale\]'"):
        database(Settings(database_url="postgresql://db/laurels"))


def test_a_migration_that_waits_for_a_reader_holds_up_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    url = postgres(18).new_database()
    tries = []

    def change(*arguments: object, database: str, **options: object) -> None:
        tries.append(1)
        with connections[database].cursor() as cursor:
            cursor.execute("ALTER TABLE events ADD COLUMN more integer")

    monkeypatch.setattr(prepare_postgres, "call_command", change)
    monkeypatch.setattr(prepare_postgres, "pending_migrations", lambda alias: ["a change"])
    monkeypatch.setattr(prepare_postgres, "BRIEFLY", "SET LOCAL lock_timeout = '100ms'")
    monkeypatch.setattr(prepare_postgres, "PAUSE_SECONDS", 0.1)
    with (
        known_as_target(url),
        ThreadPoolExecutor(1) as threads,
        psycopg.connect(url) as reader,
        psycopg.connect(url, autocommit=True) as other,
    ):
        reader.execute("SELECT FROM events")
        migrating = threads.submit(prepare_postgres.migrate_postgres, TARGET)
        wait_until(lambda: len(tries) > 2, "it has tried more than once")
        other.execute("SET statement_timeout = '60s'")
        other.execute("SELECT FROM events")
        assert not migrating.done()
        reader.rollback()
        assert migrating.result(60) == ["a change"]
        assert other.execute("SELECT more FROM events").fetchall() == []


def test_a_table_that_stays_in_use_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    url = postgres(18).new_database()

    def change(*arguments: object, database: str, **options: object) -> None:
        with connections[database].cursor() as cursor:
            cursor.execute("ALTER TABLE events ADD COLUMN more integer")

    monkeypatch.setattr(prepare_postgres, "call_command", change)
    monkeypatch.setattr(prepare_postgres, "pending_migrations", lambda alias: ["a change"])
    monkeypatch.setattr(prepare_postgres, "BRIEFLY", "SET LOCAL lock_timeout = '50ms'")
    monkeypatch.setattr(prepare_postgres, "PAUSE_SECONDS", 0)
    monkeypatch.setattr(prepare_postgres, "TRIES", 2)
    with known_as_target(url), psycopg.connect(url) as reader:
        reader.execute("SELECT FROM events")
        with pytest.raises(Unavailable, match=r"in use for minutes\. Let dumps"):
            prepare_postgres.migrate_postgres(TARGET)
