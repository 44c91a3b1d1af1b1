"""What commands say where something small is wrong."""

import io
import re
import sys
from pathlib import Path

import pytest

from laurels.backoffice.prepare import prepare
from laurels.settings import Settings
from tests.commands.conftest import Run


class Full(io.StringIO):
    """An output whose disk is full."""

    def flush(self) -> None:
        raise OSError(28, "No space left on device")


@pytest.mark.parametrize("arguments", [("keys", "list"), ("settings",), ("settings", "--markdown")])
def test_an_output_that_cannot_be_written_is_told(
    run: Run, settings: Settings, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    prepare(settings)
    monkeypatch.setattr(sys, "stdout", Full())

    ran = run(*arguments)

    assert ran.code == 1
    assert ran.err == "error: Writing failed: No space left on device.\n"


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "\x1b[31mred"])
def test_a_key_needs_a_name_that_can_be_shown(run: Run, name: str) -> None:
    ran = run("keys", "create", "--name", name, "--scope", "read")

    assert ran.code == 1
    assert ran.err.startswith("error: A key's name ")


def test_one_is_not_many(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "one.csv"
    file.write_text("player,score\nann,1\n")
    run("import", file, "--leaderboard", "one", "--create")

    assert "1 entry of 1 season from 1 event in" in run("rebuild", "--leaderboard", "one").out
    assert "1 leaderboard in" in run("check", "--leaderboard", "one").out


def test_players_that_are_there_count_for_no_rate(run: Run) -> None:
    run("populate", "--players", 300, "--events", 600)

    again = run("populate", "--players", 300, "--events", 600)

    assert re.search(r"players: 300 of 300, 0/s", again.err), again.err


def test_what_an_import_cannot_use_is_told_in_a_sentence(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "one.csv"
    file.write_text("player,score\nann,1\n")

    folder = run("import", ".", "--leaderboard", "b", "--create")
    no_url = run("import", file, "--leaderboard", "b", "--url", "notaurl")

    assert (folder.code, folder.err) == (1, "error: '.' is a folder; give a file.\n")
    assert (no_url.code, no_url.err) == (
        1,
        "error: --url is 'notaurl'; it takes an address such as http://127.0.0.1:8000.\n",
    )


def test_what_a_leaderboard_that_exists_does_not_take_is_told(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "one.csv"
    file.write_text("player,score\nann,1\n")
    arguments = ("import", file, "--leaderboard", "b", "--create")
    assert "ignored" not in run(*arguments, "--operator", "sum").err

    again = run(*arguments, "--operator", "best", "--decimals", 2)

    assert "'b' exists already; --operator, --decimals are ignored.\n" in again.err
    assert "ignored" not in run(*arguments).err
