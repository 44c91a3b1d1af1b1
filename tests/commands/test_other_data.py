"""Commands that would work on other data than the ones that are served say so."""

import fcntl
from pathlib import Path

import pytest

from laurels.settings import Settings
from tests.commands.conftest import Run


def test_a_folder_with_local_services_in_use_is_told(run: Run, settings: Settings) -> None:
    services = Path(settings.data) / "services"
    services.mkdir(parents=True)
    with open(services / "users.lock", "w") as users:
        assert run("keys", "create", "--name", "a", "--scope", "read").err.count("warning") == 0

        fcntl.flock(users, fcntl.LOCK_SH)
        told = run("keys", "create", "--name", "a", "--scope", "read")

    assert told.code == 0
    assert "warning: A server works on the PostgreSQL in" in told.err
    assert f". {services}/environment && laurels" in told.err
    assert "warning" not in run("keys", "list").err


def test_an_account_cannot_be_made_where_no_database_answers(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAURELS_DATABASE_URL", "postgresql://ann:hunter2@127.0.0.1:1/laurels")
    monkeypatch.setenv("LAURELS_REDIS_URL", "redis://127.0.0.1:1")

    told = run("createsuperuser", "--noinput", "--username", "ann", "--email", "ann@example.org")

    assert told.code == 1
    assert told.err.startswith("error: No PostgreSQL can be used at 127.0.0.1:1")
    assert "hunter2" not in told.err
