"""`laurels serve` takes its address first, and says in one sentence why it cannot."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from laurels.settings import Settings
from tests.commands.conftest import Run
from tests.servers import LaurelsServer


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which someone listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@pytest.mark.parametrize("port", [-1, 65536, 99999])
def test_a_port_that_cannot_be_is_refused(run: Run, port: int) -> None:
    ran = run("serve", "--port", port)

    assert ran.code == 1
    assert ran.err == f"error: --port is '{port}'; it takes 0 to 65535.\n"


def test_a_port_that_is_taken_is_told_before_the_demo_is_filled(
    run: Run, settings: Settings, taken: int
) -> None:
    ran = run("serve", "--demo", "--port", taken)

    assert ran.code == 1
    assert ran.err == (
        f"error: Cannot listen on 127.0.0.1:{taken}: Address already in use. "
        "Choose another port with --port.\n"
    )
    assert "There is no leaderboard" in run("export", "--leaderboard", "starfall").err


@pytest.mark.parametrize("host", ["192.0.2.1", "no.such.host.invalid", "x" * 70])
def test_a_bad_host_brings_advice_about_the_host(run: Run, host: str) -> None:
    ran = run("serve", "--host", host, "--port", 0)

    assert ran.code == 1
    assert ran.err.count("\n") == 1
    assert f"Cannot listen on {host}:0: " in ran.err
    assert ran.err.endswith("Choose another address with --host.\n")
    assert "while attempting" not in ran.err


def test_the_demo_says_that_it_fills_only_when_it_does(tmp_path: Path) -> None:
    with LaurelsServer(tmp_path / "data", "--demo", "--dev") as server:
        assert server.output().count("Filling the demo") == 1
        server.stop()
        server.start()
        assert server.output().count("Filling the demo") == 1
