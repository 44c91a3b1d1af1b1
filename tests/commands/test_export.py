"""`laurels export --output` writes a file whole, and leaves what is no file as it is."""

import stat
import threading
from os import mkfifo
from pathlib import Path

import pytest

from tests.commands.conftest import Run


@pytest.fixture(autouse=True)
def scores(run: Run, tmp_path: Path) -> None:
    """Leaderboard `cup` with one score."""
    file = tmp_path / "scores.csv"
    file.write_text("player,score\nann,7\n")
    assert run("import", file, "--leaderboard", "cup", "--create").code == 0


def export(run: Run, output: Path) -> None:
    ran = run("export", "--leaderboard", "cup", "--output", output)
    assert ran.code == 0, ran.err
    assert list(output.parent.glob("*.partial")) == []


def test_a_fifo_stays_one_and_its_reader_gets_the_rows(run: Run, tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    mkfifo(fifo)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(fifo.read_text()), daemon=True)
    reader.start()

    export(run, fifo)

    assert stat.S_ISFIFO(fifo.stat().st_mode)
    reader.join(10)
    assert ",ann,7," in read[0]


@pytest.mark.parametrize("is_there", [True, False])
def test_a_symlink_stays_one_and_its_file_gets_the_rows(
    run: Run, tmp_path: Path, is_there: bool
) -> None:
    file, link = tmp_path / "below" / "file.csv", tmp_path / "link.csv"
    file.parent.mkdir()
    if is_there:
        file.write_text("of last week")
    link.symlink_to(file)

    export(run, link)

    assert link.is_symlink()
    assert ",ann,7," in file.read_text()
    assert [path.name for path in file.parent.iterdir()] == ["file.csv"]


def test_a_folder_is_refused(run: Run, tmp_path: Path) -> None:
    ran = run("export", "--leaderboard", "cup", "--output", tmp_path)

    assert ran.code == 1
    assert ran.err.endswith(f"'{tmp_path}' cannot be written: Is a directory.\n")
    assert not tmp_path.with_name(f"{tmp_path.name}.partial").exists()
