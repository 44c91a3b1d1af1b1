"""`laurels backup` copies a data set whole, however busy its server is."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from laurels.backoffice.prepare import prepare
from laurels.settings import Settings
from tests.commands.conftest import Run
from tests.servers import LaurelsServer

SCORES = "/api/v1/leaderboards/global/scores"


class Writer(threading.Thread):
    """Commits one score after another until told to stop; counts those answered."""

    def __init__(self, server: LaurelsServer) -> None:
        super().__init__()
        self._server = server
        self.answered = 0
        self.some = threading.Event()
        self.enough = threading.Event()

    def run(self) -> None:
        while not self.enough.is_set():
            body = {"player": f"p{self.answered % 50}", "score": self.answered}
            assert self._server.client.post(SCORES, json=body).status_code == 201
            self.answered += 1
            if self.answered == 50:
                self.some.set()


def events(file: Path) -> int:
    with closing(sqlite3.connect(file)) as connection:
        count: int = connection.execute("SELECT count(*) FROM events").fetchone()[0]
        return count


def test_a_copy_under_writes_holds_all_that_was_answered_before_it_and_is_clean(
    settings: Settings, run: Run, tmp_path: Path
) -> None:
    copy = tmp_path / "restored" / "laurels.sqlite3"
    copy.parent.mkdir()
    with LaurelsServer(Path(settings.data), "--dev") as server:
        writer = Writer(server)
        writer.start()
        try:
            assert writer.some.wait(30)
            before = writer.answered
            ran = run("backup", copy)
        finally:
            writer.enough.set()
            writer.join()

    assert ran.code == 0, ran.err
    assert str(copy) in ran.out
    assert before <= events(copy) <= writer.answered
    checked = run("check", "--data", copy.parent)
    assert checked.code == 0, checked.out
    assert [path.name for path in copy.parent.iterdir() if "partial" in path.name] == []


def test_a_file_that_is_there_is_left_alone(settings: Settings, run: Run, tmp_path: Path) -> None:
    prepare(settings)
    kept = tmp_path / "kept.sqlite3"
    kept.write_text("mine")

    ran = run("backup", kept)

    assert ran.code == 1
    assert f"'{kept}' is there already" in ran.err
    assert kept.read_text() == "mine"


@pytest.mark.parametrize("target", ["nowhere/copy.sqlite3", "file/copy.sqlite3"])
def test_a_target_that_cannot_be_written_is_named(
    settings: Settings, run: Run, tmp_path: Path, target: str
) -> None:
    prepare(settings)
    (tmp_path / "file").write_text("")

    ran = run("backup", tmp_path / target)

    assert ran.code == 1
    assert f"'{tmp_path / target}' cannot be written" in ran.err


def test_what_is_no_database_is_refused_and_leaves_nothing(
    settings: Settings, run: Run, tmp_path: Path
) -> None:
    settings.database.parent.mkdir()
    settings.database.write_bytes(b"no database" * 1000)

    ran = run("backup", tmp_path / "copy.sqlite3")

    assert ran.code == 1
    assert "cannot be copied" in ran.err
    assert list(tmp_path.glob("copy*")) == []
