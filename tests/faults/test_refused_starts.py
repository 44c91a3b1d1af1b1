"""Where `laurels serve` cannot start it says why in one sentence, and ends with exit code 1."""

import resource
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.databases import new_database
from tests.faults.load import make_boards
from tests.faults.processes import as_anyone, refused_start
from tests.servers import LaurelsServer

pytestmark = pytest.mark.usefixtures("unmeasured")


def sentence(words: str) -> str:
    """The one sentence that a refusal is."""
    (line,) = words.strip().splitlines()
    assert line.startswith("error: ")
    assert line.endswith(".")
    return line


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder that a test closes and that is open again at the end."""
    folder = tmp_path / "closed"
    folder.mkdir()
    yield folder
    folder.chmod(0o755)


@pytest.mark.parametrize("data", [".", "below/it"])
def test_a_folder_that_cannot_be_written(folder: Path, data: str) -> None:
    folder.chmod(0o555)

    code, words = refused_start(folder / data, preexec_fn=as_anyone)

    assert code == 1
    assert str(folder) in sentence(words)


@pytest.mark.parametrize("locked", [True, False])
def test_a_data_set_that_can_only_be_read(folder: Path, locked: bool) -> None:
    database = new_database(folder)
    (folder / "secret_key").write_text("secret")
    if locked:
        (folder / "laurels.lock").touch()
    database.chmod(0o444)
    folder.chmod(0o555)

    code, words = refused_start(folder, preexec_fn=as_anyone)

    assert code == 1
    assert str(folder) in sentence(words)


def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")

    code, words = refused_start(tmp_path / "data")

    assert code == 1
    assert str(tmp_path / "data") in sentence(words)


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "laurels.sqlite3").write_bytes(b"no database" * 1000)

    code, words = refused_start(tmp_path)

    assert code == 1
    assert "laurels.sqlite3" in sentence(words)


@pytest.mark.parametrize("size", [0, 10_000, 100_000])
def test_a_full_disk_at_the_first_start_which_goes_well_once_there_is_room(
    tmp_path: Path, size: int
) -> None:
    def fill() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    code, words = refused_start(tmp_path / "data", preexec_fn=fill)

    assert code == 1
    assert str(tmp_path / "data") in sentence(words)
    with LaurelsServer(tmp_path / "data", "--dev") as server:
        make_boards(server.client)


def test_a_full_disk_at_a_later_start(tmp_path: Path) -> None:
    new_database(tmp_path)
    (tmp_path / "secret_key").write_text("secret")

    def fill() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))

    code, words = refused_start(tmp_path, preexec_fn=fill)

    assert code == 1
    assert str(tmp_path) in sentence(words)


def test_data_that_cannot_be_loaded_end_it_for_a_service_manager_to_try_again(
    tmp_path: Path,
) -> None:
    with closing(sqlite3.connect(new_database(tmp_path))) as connection:
        connection.execute("DROP TABLE players")

    code, words = refused_start(tmp_path)

    assert code == 1
    refusal = sentence(words.splitlines()[-1])
    assert f"'{tmp_path}' could not be loaded" in refusal
    assert "no such table" in refusal
    assert "loading failed" in words
    assert "Traceback" not in words


def test_data_that_another_server_holds(tmp_path: Path) -> None:
    with LaurelsServer(tmp_path / "data", "--dev") as server:
        code, words = refused_start(tmp_path / "data")

        assert code == 1
        assert f"in use by process {server.process.pid}." in sentence(words)
        assert server.client.get("/health/ready").status_code == 200
        server.kill()

        server.start()  # the lock went with the process that held it
