"""A command that reads or repairs a data set does not make one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands.conftest import Run


@pytest.mark.parametrize(
    "arguments",
    [
        ("check",),
        ("export", "--leaderboard", "cup"),
        ("keys", "list"),
        ("keys", "revoke", "lk_1a2b3c4d"),
        ("rebuild",),
        ("backup", "copy.sqlite3"),
    ],
)
@pytest.mark.parametrize("is_there", [True, False])
def test_a_folder_without_a_data_set_is_refused_and_stays_as_it_is(
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    is_there: bool,
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "elsewhere"
    if is_there:
        folder.mkdir()

    ran = run(*arguments, "--data", folder)

    assert ran.code == 1
    assert ran.err == (
        f"error: There is no data set in '{folder}'. "
        "Choose another folder with --data or LAURELS_DATA.\n"
    )
    assert ran.out == ""
    assert not (folder / "laurels.sqlite3").exists()
    assert folder.exists() == is_there


def test_a_key_can_be_the_first_thing_of_a_data_set(run: Run) -> None:
    assert run("keys", "create", "--name", "game", "--scope", "read").code == 0
    assert run("keys", "list").code == 0


def test_a_process_of_its_own_leaves_nothing_behind_either(tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere"

    ran = subprocess.run(
        [sys.executable, "-m", "laurels", "check", "--data", str(folder)],
        capture_output=True,
        check=False,
        env={name: text for name, text in os.environ.items() if not name.startswith("LAURELS_")},
    )

    assert ran.returncode == 1
    assert b"There is no data set" in ran.stderr
    assert not folder.exists()
