import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor

from laurels.adapters.data_lock import DataLock
from laurels.backoffice.prepare import prepare
from laurels.rules.errors import Conflict, Unavailable
from laurels.settings import Settings, SettingsError


def step_back(settings: Settings) -> None:
    call_command("migrate", "sessions", "zero", verbosity=0)


def copies(settings: Settings) -> list[Path]:
    return sorted(Path(settings.data).glob("laurels.sqlite3.before-*"))


def test_a_fresh_folder_gets_its_tables_and_no_copy(settings: Settings) -> None:
    assert "0001_initial" in prepare(settings)
    assert prepare(settings) == []
    assert copies(settings) == []


def test_before_an_upgrade_the_database_is_copied_and_the_newest_copies_are_kept(
    settings: Settings,
) -> None:
    prepare(settings)
    for _ in range(settings.backups + 2):
        step_back(settings)
        assert prepare(settings) == ["sessions-0001_initial"]
    kept = copies(settings)
    assert len(kept) == settings.backups
    with closing(sqlite3.connect(kept[-1])) as copy:
        tables = {row[0] for row in copy.execute("SELECT name FROM sqlite_master")}
    assert "events" in tables
    assert "django_session" not in tables


def test_an_upgrade_waits_for_the_server_to_stop(settings: Settings) -> None:
    prepare(settings)
    step_back(settings)
    server = DataLock(Path(settings.data))
    server.acquire()
    with pytest.raises(Conflict, match="in use by process"):
        prepare(settings)
    assert prepare(settings, locked=True) == ["sessions-0001_initial"]
    server.release()


def test_a_file_that_is_no_database_is_refused(settings: Settings) -> None:
    Path(settings.data).mkdir()
    settings.database.write_text("no database " * 100)
    with pytest.raises(Unavailable, match="cannot be migrated"):
        prepare(settings)


def test_a_folder_that_cannot_be_made_is_refused_with_a_way_out(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match="--data"):
        prepare(Settings(data=str(tmp_path / "file" / "data")))


def test_a_first_start_that_ends_within_its_migrations_is_made_good_by_the_next(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    record = MigrationExecutor.record_migration

    def dies(self: MigrationExecutor, migration: Migration) -> None:
        if (migration.app_label, migration.name) == ("admin", "0001_initial"):
            raise Killed
        record(self, migration)

    monkeypatch.setattr(MigrationExecutor, "record_migration", dies)
    with pytest.raises(Killed):
        prepare(settings)
    monkeypatch.undo()

    assert "0001_initial" in prepare(settings)
    assert prepare(settings) == []
