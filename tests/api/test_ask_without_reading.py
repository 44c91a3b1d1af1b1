"""HEAD, which probes send, and OPTIONS: questions about an address without what is there."""

import socket

import httpx
import pytest

from tests.api.boards import BASE, Board, assert_refused
from tests.servers import LaurelsServer

READABLE = [
    *("/health/live", "/health/ready", "/api/leaderboard/health", "/api/leaderboard/top"),
    *("/", "/mark.svg", "/docs", "/docs/problems", "/docs/swagger-ui.css", "/openapi.json"),
    *(f"{BASE}/leaderboards", f"{BASE}/leaderboards/global", f"{BASE}/leaderboards/global/entries"),
    *(f"{BASE}/scores", f"{BASE}/stats", f"{BASE}/players", f"{BASE}/nothing"),
    *(f"{BASE}/players/%ff", f"{BASE}/players/nobody", f"{BASE}/scores?limit=0"),
]
CHANGING = {"date"}


@pytest.mark.parametrize("path", READABLE)
def test_head_answers_as_get_does_without_a_body(client: httpx.Client, path: str) -> None:
    read, asked = client.get(path), client.head(path)

    assert (asked.status_code, asked.content) == (read.status_code, b"")
    headers = [{k: v for k, v in a.headers.items() if k not in CHANGING} for a in (read, asked)]
    assert headers[0] == headers[1]
    assert int(asked.headers["content-length"]) == len(read.content)


def test_the_connection_can_be_used_after_head(server: LaurelsServer) -> None:
    host, _, port = server.url.removeprefix("http://").partition(":")
    request = b" /health/live HTTP/1.1\r\nHost: x\r\n"
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(b"HEAD" + request + b"\r\nGET" + request + b"Connection: close\r\n\r\n")
        received = b""
        while part := connection.recv(65536):
            received += part

    assert received.count(b"HTTP/1.1 200 OK") == 2
    assert received.count(b"alive") == 1


def test_head_of_entries_that_are_known_is_not_modified(board: Board) -> None:
    tag = board.ask("/entries").headers["etag"]

    answer = board.client.head(f"{board.url}/entries", headers={"if-none-match": tag})

    assert answer.status_code == 304


def test_head_is_not_possible_where_get_is_not(client: httpx.Client) -> None:
    answer = client.head(f"{BASE}/leaderboards/global/scores")

    assert (answer.status_code, answer.headers["allow"]) == (405, "OPTIONS, POST")


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/leaderboards", "GET, HEAD, OPTIONS, POST"),
        ("/leaderboards/global", "DELETE, GET, HEAD, OPTIONS, PATCH"),
        ("/leaderboards/global/scores", "OPTIONS, POST"),
        ("/leaderboards/global/entries", "GET, HEAD, OPTIONS"),
        ("/leaderboards/global/entries/ann", "DELETE, GET, HEAD, OPTIONS"),
        ("/leaderboards/global/entries/query", "DELETE, GET, HEAD, OPTIONS, POST"),
        ("/players/ann", "DELETE, GET, HEAD, OPTIONS, PATCH, PUT"),
        ("/scores", "GET, HEAD, OPTIONS, POST"),
        ("/leaderboard/scores", "GET, HEAD, OPTIONS, POST"),
        ("/leaderboard/submit", "OPTIONS, POST"),
    ],
)
def test_options_names_every_method_of_the_path(
    client: httpx.Client, path: str, allowed: str
) -> None:
    answer = client.options(BASE + path)

    assert (answer.status_code, answer.headers["allow"]) == (204, allowed)
    assert client.request("TRACE", BASE + path).headers["allow"] == allowed


def test_options_of_nothing_is_not_found(client: httpx.Client) -> None:
    assert_refused(client.options(f"{BASE}/nothing"), 404, "not_found")
