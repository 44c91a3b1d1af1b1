"""A PostgreSQL is migrated by who comes first; one of a newer version is left alone."""

import subprocess
import sys
from pathlib import Path

import pytest

from laurels.backoffice import databases
from laurels.backoffice.databases import database
from laurels.settings import Settings, SettingsError
from tests.postgres_server import environment, postgres

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
