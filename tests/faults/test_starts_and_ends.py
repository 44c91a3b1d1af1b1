"""First starts that are cut off, and ends while requests are under way."""

import asyncio
import random
import shutil
import signal
import socket
import time
from pathlib import Path

import httpx
import pytest

from tests.faults.ledger import TAKEN, Ledger
from tests.faults.load import CLIENTS, Player, make_boards, retry_all
from tests.faults.processes import launch, wait_until
from tests.servers import LaurelsServer

END_SECONDS = 30


def serves(data: Path) -> None:
    """A data set can be served and written to."""
    with LaurelsServer(data, "--dev") as server:
        make_boards(server.client)
        body = {"player": "ann", "score": {"points": 1}}
        answer = server.client.post("/api/v1/leaderboards/best/scores", json=body)
        assert answer.status_code == 201, answer.text


def test_a_first_start_that_is_killed_at_any_instant_is_made_good_by_the_next(
    tmp_path: Path,
) -> None:
    chance = random.Random("first start")
    for number in range(2):
        data = tmp_path / str(number)
        for part in ("laurels.sqlite3", "laurels.sqlite3-wal"):  # both while it migrates
            process = launch(data)
            wait_until((data / part).exists, f"{part} is there")
            time.sleep(chance.uniform(0, 0.3))
            process.kill()
            process.wait()
        serves(data)


def test_a_secret_key_that_was_not_written_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "secret_key").touch()

    with LaurelsServer(tmp_path, "--dev") as server:
        assert server.client.get("/admin/login/").status_code == 200


def test_a_write_ahead_log_that_was_left_over_is_taken_in(tmp_path: Path) -> None:
    ledger = Ledger()
    with LaurelsServer(tmp_path / "data", "--dev") as server:
        make_boards(server.client)
        items = [ledger.item("best", f"p{n}", (n,), named=True) for n in range(50)]
        asyncio.run(retry_all(ledger, server.url, items))
        server.kill()
        log = tmp_path / "data" / "laurels.sqlite3-wal"
        assert log.stat().st_size > 0
        (tmp_path / "data" / "laurels.sqlite3-shm").unlink()
        with log.open("ab") as torn:  # a page that was under way when the power went
            torn.write(random.Random(1).randbytes(3000))
        shutil.copytree(tmp_path / "data", tmp_path / "copy")

        for data in (tmp_path / "data", tmp_path / "copy"):
            with LaurelsServer(data, "--dev") as restarted:
                asyncio.run(retry_all(ledger, restarted.url, items))
    ledger.read(tmp_path / "copy" / "laurels.sqlite3")
    ledger.check()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_with_exit_code_0(tmp_path: Path, number: signal.Signals) -> None:
    server = LaurelsServer(tmp_path / "data", "--dev")
    server.client.close()

    server.process.send_signal(number)

    assert server.process.wait(END_SECONDS) == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_it_soon_and_keeps_what_was_answered(
    tmp_path: Path, number: signal.Signals
) -> None:
    server = LaurelsServer(tmp_path / "data", "--dev")
    ledger = Ledger()
    make_boards(server.client)
    async with (
        httpx.AsyncClient(base_url=server.url, timeout=20) as client,
        asyncio.TaskGroup() as group,
    ):
        for client_number in range(CLIENTS):
            player = Player(ledger, client, f"signal/{client_number}")
            group.create_task(player.play())
        while len(ledger.named(TAKEN)) < 100:
            await asyncio.sleep(0.01)
        server.process.send_signal(number)
        before = time.monotonic()
        await asyncio.to_thread(server.process.wait, END_SECONDS)
    server.client.close()

    assert time.monotonic() - before < END_SECONDS
    assert "Traceback" not in server.output()
    assert not (tmp_path / "data" / "laurels.sqlite3-wal").exists()  # nothing is left to do
    with LaurelsServer(tmp_path / "data", "--dev") as again:
        ledger.read(tmp_path / "data" / "laurels.sqlite3")
        ledger.check()
        await retry_all(ledger, again.url, ledger.named(TAKEN))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_during_the_start_ends_it_soon(tmp_path: Path, number: signal.Signals) -> None:
    process = launch(tmp_path / "data")
    wait_until((tmp_path / "data" / "laurels.sqlite3").exists, "it migrates")

    process.send_signal(number)

    process.wait(END_SECONDS)
    serves(tmp_path / "data")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_client_in_the_middle_of_a_body_is_told_and_the_log_stays_quiet(
    tmp_path: Path, number: signal.Signals
) -> None:
    server = LaurelsServer(tmp_path / "data", "--dev")
    server.client.close()
    host, port = server.url.removeprefix("http://").split(":")
    head = b"POST /api/v1/leaderboards/global/scores HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n"
    head += b"Expect: 100-continue\r\n"
    with socket.create_connection((host, int(port))) as client:
        client.settimeout(END_SECONDS)
        client.sendall(head + b"Content-Type: application/json\r\n\r\n")
        assert client.recv(10_000).startswith(b"HTTP/1.1 100 ")  # it waits for the body
        client.sendall(b'{"player":')

        server.process.send_signal(number)
        answer = client.recv(10_000)

    assert server.process.wait(END_SECONDS) == 0
    assert answer.startswith(b"HTTP/1.1 503 ")
    after = server.output().partition("Ctrl+C\n")[2]
    said = [line for line in after.splitlines() if " INFO " not in line and "dev mode" not in line]
    assert said == ["Laurels has stopped."]


def test_a_client_that_asks_for_a_websocket_brings_no_advice_into_the_log(tmp_path: Path) -> None:
    with LaurelsServer(tmp_path / "data", "--dev") as server:
        server.client.get("/", headers={"Connection": "Upgrade", "Upgrade": "websocket"})

    assert "pip install" not in server.output()
