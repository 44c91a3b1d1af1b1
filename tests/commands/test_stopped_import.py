"""An import that is stopped, or whose server dies, ends in a sentence."""

import gc
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from laurels.backoffice.sinks import Http
from laurels.ports.score_rows import Taken
from laurels.rules.errors import Unavailable
from laurels.rules.leaderboard import Leaderboard
from laurels.rules.submission import Submission
from laurels.settings import Settings
from tests.commands.conftest import Run
from tests.faults.processes import wait_until

ROWS = 200_000  # enough that the first run is not through when it is told to stop


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "many.csv"
    with file.open("w") as rows:
        rows.write("player,score\n")
        rows.writelines(f"p{n % 1000},{n}\n" for n in range(ROWS))
    return file


def test_ctrl_c_ends_it_quietly_and_the_next_run_brings_in_the_rest(
    file: Path, settings: Settings, run: Run
) -> None:
    arguments = ("import", str(file), "--leaderboard", "b", "--create", "--operator", "sum")
    process = subprocess.Popen(
        [sys.executable, "-m", "laurels", *arguments, "--data", settings.data],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=file.parent,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    wait_until(lambda: any(Path(settings.data).glob("imports/*.json")), "a batch is in")

    process.send_signal(signal.SIGINT)
    told, _ = process.communicate(timeout=30)

    assert process.returncode == 130
    first, second = told.splitlines()
    assert first.startswith("lines: ")
    assert first.endswith(", stopped")
    assert second.startswith("Stopped. The same command goes on")
    ran = run(*arguments)
    assert ran.code == 0, ran.err
    stats = run("export", "--leaderboard", "b").out
    assert len(stats.splitlines()) == ROWS + 1


def test_a_server_that_dies_is_told_once(
    file: Path, run: Run, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def leaderboard(self: Http, id: str) -> Leaderboard:
        return Leaderboard(id, id)

    async def dies(self: Http, submissions: list[Submission]) -> list[Taken]:
        raise Unavailable("No answer from it.")

    monkeypatch.setattr(Http, "leaderboard", leaderboard)
    monkeypatch.setattr(Http, "send", dies)
    monkeypatch.chdir(file.parent)

    ran = run("import", file, "--leaderboard", "b", "--url", "http://127.0.0.1:9")

    assert ran.code == 1
    assert "error: No answer from it.\n" in ran.err
    gc.collect()  # a task that nobody asks for its error complains when it goes
    assert caplog.messages == []
