from pathlib import Path

import pytest

from laurels import cli
from laurels.backoffice.management import commands
from tests.commands.conftest import Run

FOLDER = Path(commands.__file__).parent


@pytest.mark.parametrize("arguments", [(), ("--help",), ("-h",), ("help",)])
def test_the_overview_names_every_command_in_one_line(run: Run, arguments: tuple[str]) -> None:
    ran = run(*arguments)
    lines = [line.split()[0] for line in ran.out.splitlines() if line.startswith("  ")]
    assert sorted(lines) == sorted(path.stem for path in FOLDER.glob("[a-z]*.py"))
    assert max(map(len, ran.out.splitlines())) <= 90


@pytest.mark.parametrize("name", cli.NAMES)
def test_help_shows_an_example_and_none_of_djangos_noise(run: Run, name: str) -> None:
    ran = run(name, "--help")
    assert ran.code == 0
    assert "for example:\n  " in ran.out
    assert f"laurels {name}" in ran.out.partition("for example:")[2]
    for noise in ("--settings", "--pythonpath", "--traceback", "--no-color", "--verbosity"):
        assert noise not in ran.out
    assert run("help", name).out == ran.out


def test_an_unknown_command_is_answered_with_the_nearest(run: Run) -> None:
    ran = run("chekc")
    assert ran.code == 2
    assert "did you mean `laurels check`" in ran.err


def test_a_wrong_setting_is_named_with_what_it_takes(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAURELS_PORT", "eighty")
    ran = run("check")
    assert ran.code == 1
    assert ran.err == "error: LAURELS_PORT is 'eighty'; it takes 0 to 65535.\n"


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("DATABASE_URL", "mysql://ana:hunter2@db/laurels"),
        ("REDIS_URL", "http://:hunter2@cache"),
        ("BROKER_URL", "amqp:hunter2"),
    ],
)
def test_an_address_that_is_wrong_is_not_shown_since_it_may_have_a_password(
    run: Run, monkeypatch: pytest.MonkeyPatch, name: str, url: str
) -> None:
    monkeypatch.setenv(f"LAURELS_{name}", url)
    ran = run("check")
    assert ran.code == 1
    assert ran.err.startswith(f"error: LAURELS_{name} cannot be used; it takes an address like ")
    assert "hunter2" not in ran.out + ran.err


def test_a_broker_without_postgresql_has_no_use(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAURELS_BROKER_URL", "redis://broker")
    ran = run("serve", "--port", "0")
    assert ran.code == 1
    assert ran.err.startswith("error: LAURELS_BROKER_URL needs LAURELS_DATABASE_URL")


def test_migrate_prepares_once(run: Run) -> None:
    assert "0001_initial" in run("migrate").out
    assert "up to date" in run("migrate").out


def test_an_account_is_made_on_a_fresh_data_set(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "a long enough one")
    ran = run("createsuperuser", "--noinput", "--username", "ada", "--email", "ada@example.org")
    assert ran.code == 0
    assert "created" in ran.out
    again = run("createsuperuser", "--noinput", "--username", "ada", "--email", "ada@example.org")
    assert again.code == 1
    assert "already taken" in again.err


def test_a_data_folder_that_cannot_be_used_is_named_with_a_way_out(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    ran = run("check", "--data", tmp_path / "file")
    assert ran.code == 1
    assert "--data" in ran.err
    assert ran.err.count("\n") == 1
