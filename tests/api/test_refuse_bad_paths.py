"""Paths, methods, queries and hosts that are not allowed: each gets its problem, never a 500."""

import json
import socket

import httpx
import pytest

from tests.api.boards import BASE, Board, assert_refused
from tests.servers import LaurelsServer


def ask_raw(server: LaurelsServer, target: bytes, method: bytes = b"GET") -> tuple[int, str, bytes]:
    """Status, content type and body for a path that no client library would send."""
    host, _, port = server.url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(
            method + b" " + target + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        )
        received = b""
        while part := connection.recv(65536):
            received += part
    head, _, body = received.partition(b"\r\n\r\n")
    lines = head.decode().splitlines()
    types = [line.partition(": ")[2] for line in lines if line.startswith("content-type")]
    return int(lines[0].split()[1]), types[0], body


@pytest.mark.parametrize(
    "id", ["%ff", "%C0%AF", "%ED%A0%80", "a%F0%9F", "%EF%BF%BD%ff", "a%2Fb", "a%2faround"]
)
@pytest.mark.parametrize(
    "path", ["players/{}", "leaderboards/{}", "leaderboards/global/entries/{}", "scores/{}"]
)
def test_a_path_that_names_nothing_without_doubt_is_refused(
    server: LaurelsServer, path: str, id: str
) -> None:
    for method in (b"GET", b"DELETE"):
        status, media_type, body = ask_raw(server, f"{BASE}/{path.format(id)}".encode(), method)

        assert (status, media_type) == (400, "application/problem+json")
        assert json.loads(body)["errors"][0]["field"] == "path"


@pytest.mark.parametrize(
    "target", [b"/api/v1/players/\xff", b"/api/v1/players/\xc3\xa9", b"nowhere"]
)
def test_a_path_that_is_no_address_is_refused(server: LaurelsServer, target: bytes) -> None:
    status, _, _ = ask_raw(server, target)

    assert status in (400, 404)


def test_an_encoded_slash_is_not_taken_for_a_route(board: Board) -> None:
    board.submit("ann", 5)

    answer = board.client.get(f"{board.url}/entries/ann%2Faround")

    assert_refused(answer, 400, "invalid_request", "path")


@pytest.mark.parametrize("id", ["%00", "a%0Ab", "%7F", "%C2%85", "x" * 65, "x" * 5000])
def test_an_id_that_nobody_can_have_is_not_found(board: Board, id: str) -> None:
    for path in (f"/players/{id}", f"/leaderboards/{board.id}/entries/{id}"):
        answer = board.client.get(BASE + path)
        assert_refused(answer, 404, "player_not_found", "player")
    answer = board.client.get(f"{BASE}/leaderboards/{id}/entries")
    assert_refused(answer, 404, "leaderboard_not_found", "id")


@pytest.mark.parametrize(
    "path", ["/api/v1/nothing", "/api/v2/leaderboards", "/schema", "/docs/other.js", "/api"]
)
def test_what_there_is_not_is_not_found(client: httpx.Client, path: str) -> None:
    assert_refused(client.get(path), 404, "not_found")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/leaderboards", {"GET", "POST"}),
        ("PUT", "/leaderboards/global", {"GET", "PATCH", "DELETE"}),
        ("GET", "/leaderboards/global/scores", {"POST"}),
        ("GET", "/leaderboards/global/scores/batch", {"POST"}),
        ("POST", "/leaderboards/global/entries", {"GET"}),
        ("POST", "/players/ann", {"GET", "PUT", "PATCH", "DELETE"}),
        ("POST", "/leaderboard/top", {"GET"}),
        ("TRACE", "/players", {"GET"}),
    ],
)
def test_a_method_that_is_not_possible_is_refused_with_those_that_are(
    client: httpx.Client, method: str, path: str, allowed: set[str]
) -> None:
    answer = client.request(method, BASE + path)

    assert_refused(answer, 405, "method_not_allowed")
    allowed |= {"OPTIONS"} | ({"HEAD"} if "GET" in allowed else set())
    assert answer.headers["allow"] == ", ".join(sorted(allowed))


@pytest.mark.parametrize("query", ["window=%ff", "%ff=1", "limit=%", "=&&=;", "limit=1&limit=x"])
def test_a_strange_query_does_no_harm(board: Board, query: str) -> None:
    answer = board.client.get(f"{board.url}/entries?{query}")

    assert answer.status_code in (200, 400, 404)


@pytest.mark.parametrize("host", [b"[", b"a b", b"x:99999999", b"\xff", b"<>"])
def test_a_strange_host_does_no_harm(server: LaurelsServer, host: bytes) -> None:
    address, _, port = server.url.removeprefix("http://").partition(":")
    for path in (b"/api/leaderboard/top?limit=0", b"/api/leaderboard/top?limit=1&offset=1"):
        with socket.create_connection((address, int(port)), timeout=10) as connection:
            connection.sendall(b"GET " + path + b" HTTP/1.1\r\nHost: " + host + b"\r\n\r\n")
            status = connection.recv(65536).split()[1]
        assert status in (b"200", b"400")
