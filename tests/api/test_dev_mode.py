"""Dev mode: everything without a key, but only for clients on this machine."""

import socket
from collections.abc import Iterator

import httpx
import pytest

from laurels.api.access import LOOPBACK
from tests.api.boards import BASE, Board, assert_refused
from tests.servers import LaurelsServer

SCORE = {"player": "ann", "score": 5}


def test_the_log_says_that_dev_mode_is_on(server: LaurelsServer, guarded: LaurelsServer) -> None:
    assert "dev mode" in server.output()
    assert "dev mode" not in guarded.output()


@pytest.mark.parametrize(
    "origin", ["http://localhost:5173", "http://127.0.0.1", "http://[::1]:3000"]
)
def test_a_page_of_this_machine_needs_no_key(board: Board, origin: str) -> None:
    answer = board.client.post(f"{board.url}/scores", json=SCORE, headers={"origin": origin})

    assert answer.status_code == 201


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "http://localhost.evil.example",
        "http://127.0.0.1.evil.example:80",
        "http://localhost@evil.example",
        "null",
        "",
    ],
)
def test_a_page_of_another_site_needs_a_key(board: Board, origin: str) -> None:
    answer = board.client.post(f"{board.url}/scores", json=SCORE, headers={"origin": origin})

    assert_refused(answer, 401, "unauthorized")
    assert board.events() == 0


def test_a_page_of_another_site_sees_no_private_leaderboard(board: Board) -> None:
    board.client.patch(board.url, json={"public": False})
    foreign = {"origin": "https://evil.example"}

    assert_refused(board.client.get(board.url, headers=foreign), 401, "unauthorized")
    listed = board.client.get(f"{BASE}/leaderboards", headers=foreign).json()
    assert board.id not in [each["id"] for each in listed]


@pytest.fixture(scope="module")
def elsewhere() -> str:
    """An address of this machine that is not the loopback's."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing; only chooses an address
        except OSError as error:
            pytest.skip(f"this machine has no network: {error}")
        address: str = probe.getsockname()[0]
    if address in LOOPBACK:
        pytest.skip("this machine has no address besides the loopback's")
    return address


@pytest.fixture(scope="module")
def far_client(elsewhere: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    data = tmp_path_factory.mktemp("far") / "data"
    with LaurelsServer(data, "--dev", "--host", elsewhere) as server:
        yield server.client


def test_a_client_of_another_address_needs_a_key_in_dev_mode_too(far_client: httpx.Client) -> None:
    answer = far_client.post(f"{BASE}/leaderboards", json={"id": "x"})

    assert_refused(answer, 401, "unauthorized")
    assert far_client.get(f"{BASE}/leaderboards").status_code == 200


@pytest.mark.parametrize("forwarded", ["x-forwarded-for", "forwarded", "x-real-ip"])
def test_a_header_cannot_make_a_client_local(far_client: httpx.Client, forwarded: str) -> None:
    answer = far_client.post(
        f"{BASE}/leaderboards", json={"id": "x"}, headers={forwarded: "127.0.0.1"}
    )

    assert_refused(answer, 401, "unauthorized")
