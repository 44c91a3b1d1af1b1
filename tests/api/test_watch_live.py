"""Live over the wire: WebSocket, Server-Sent Events, the classic socket, and their refusals."""

import json
import socket as socket_module
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from tests.api.boards import BASE, Board
from tests.api.conftest import MakeBoard, MakeKey
from tests.servers import LaurelsServer

SOON = 10  # seconds


def address(server: LaurelsServer, board: str, query: str = "") -> str:
    return f"{server.url.replace('http', 'ws')}{BASE}/leaderboards/{board}/live?{query}"


def told(socket: ClientConnection, *types: str) -> dict[str, Any]:
    """The next message of one of the types."""
    while True:
        message: dict[str, Any] = json.loads(socket.recv(SOON))
        if message["type"] in types:
            return message


def refusal(url: str, **options: Any) -> httpx.Response:
    """The answer in the place of a socket."""
    with pytest.raises(InvalidStatus) as caught, connect(url, **options):
        pass
    answer = caught.value.response
    headers = list(answer.headers.raw_items())
    return httpx.Response(answer.status_code, headers=headers, content=bytes(answer.body or b""))


class Events:
    """A stream of Server-Sent Events, read line by line."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self._lines = response.iter_lines()

    def next(self) -> dict[str, str]:
        """The next event's fields."""
        fields: dict[str, str] = {}
        for line in self._lines:
            if not line and "data" in fields:
                return fields
            name, _, value = line.partition(": ")
            fields[name] = value
        raise EOFError

    def told(self, type: str) -> dict[str, Any]:
        """The data of the next event of a type."""
        while (fields := self.next())["event"] != type:
            pass
        data: dict[str, Any] = json.loads(fields["data"])
        assert int(fields["id"]) == data["version"]
        return data


@contextmanager
def events(server: LaurelsServer, board: str, query: str = "", **headers: str) -> Iterator[Events]:
    own = {name.replace("_", "-"): value for name, value in headers.items()}
    headers = {"accept": "text/event-stream", **own}
    url = f"{server.url}{BASE}/leaderboards/{board}/live?{query}"
    with httpx.Client(timeout=SOON) as client, client.stream("GET", url, headers=headers) as answer:
        if answer.status_code != 200:
            answer.read()
        yield Events(answer)


def test_a_socket_shows_the_top_and_then_what_moves(server: LaurelsServer, board: Board) -> None:
    board.submit("ann", 5)
    board.submit("bob", 3)
    with connect(address(server, board.id, "top=2&player=cid")) as socket:
        snapshot = told(socket, "snapshot")
        board.submit("cid", 9)
        change = told(socket, "change")

    assert [row["player"] for row in snapshot["entries"]] == ["ann", "bob"]
    assert (snapshot["leaderboard"], snapshot["window"], snapshot["total"]) == (
        board.id,
        "all-time",
        2,
    )
    assert {row["player"]: row["position"] for row in change["entries"]} == {"cid": 1, "ann": 2}
    assert (change["left"], change["total"]) == (["bob"], 3)
    assert change["players"][0]["rank"] == 1
    assert change["version"] > snapshot["version"]


def test_rows_are_entries_to_the_letter(server: LaurelsServer, board: Board) -> None:
    board.submit("ann", 5)
    with connect(address(server, board.id)) as socket:
        (row,) = told(socket, "snapshot")["entries"]

    assert row.pop("position") == 1
    assert row == board.client.get(f"{board.url}/entries/ann").json()


def test_a_stream_of_events_shows_the_same(server: LaurelsServer, board: Board) -> None:
    board.submit("ann", 5)
    with events(server, board.id, "player=ann") as stream:
        snapshot = stream.told("snapshot")
        board.submit("bob", 7)
        overtaken = stream.told("overtaken")
        change = stream.told("change")

    assert stream.response.headers["content-type"].startswith("text/event-stream")
    assert snapshot["players"][0]["rank"] == 1
    assert (overtaken["player"], overtaken["rank"], overtaken["previous_rank"]) == ("ann", 2, 1)
    assert overtaken["by"] == [{"player": "bob", "display_name": None, "rank": 1}]
    assert change["players"][0]["rank"] == 2


def test_who_comes_back_gets_what_was_missed(server: LaurelsServer, board: Board) -> None:
    board.submit("ann", 5)
    with connect(address(server, board.id)) as socket:
        version = told(socket, "snapshot")["version"]
    board.submit("bob", 7)

    with connect(address(server, board.id, f"since={version}")) as socket:
        assert told(socket, "change", "snapshot")["type"] == "change"
    with events(server, board.id, last_event_id=str(version)) as stream:
        assert stream.next()["event"] == "change"
    with connect(address(server, board.id, "since=1")) as socket:
        assert told(socket, "change", "snapshot")["type"] == "snapshot"


def test_a_watcher_reads_what_was_just_written(server: LaurelsServer, board: Board) -> None:
    with connect(address(server, board.id)) as first:
        told(first, "snapshot")
        for points in range(1, 9):
            board.submit("ann", points)
            with connect(address(server, board.id)) as socket:
                assert told(socket, "snapshot")["entries"][0]["score"] == points


def test_the_classic_socket_shows_the_top_ten_and_the_user(spare: httpx.Client) -> None:
    url = str(spare.base_url).replace("http", "ws")
    for user, points in ((7, 10), ("ann", 30)):
        body = {"user_id": user, "score": points}
        spare.post("/api/leaderboard/submit", json=body).raise_for_status()

    with connect(f"{url}/ws/leaderboard/7") as socket:
        snapshot = told(socket, "snapshot")
        spare.post("/api/leaderboard/submit", json={"user_id": 7, "score": 25})
        change = told(socket, "change")

    assert [row["user_id"] for row in snapshot["top"]] == ["ann", 7]
    assert snapshot["user"] == {"rank": 2, "user_id": 7, "username": "7", "total_score": 10}
    assert change["top"][0] == {"rank": 1, "user_id": 7, "username": "7", "total_score": 35}
    assert change["user"]["rank"] == 1


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("top=101", "top"),
        ("top=-1", "top"),
        ("top=", "top"),
        ("top=1&top=2", "top"),
        ("since=x", "since"),
        ("player=", "player"),
        ("player=a%2Fb", "player"),
        ("&".join(f"player=p{n}" for n in range(21)), "player"),
        ("segment=country:TR", "segment"),
        ("player=%FF", "query"),
    ],
)
def test_a_wrong_parameter_is_named(
    server: LaurelsServer, board: Board, query: str, field: str
) -> None:
    answer = refusal(address(server, board.id, query))

    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["errors"][0]["field"] == field
    with events(server, board.id, query) as stream:
        assert stream.response.json() == answer.json()


@pytest.mark.parametrize(
    ("path", "code"),
    [
        (f"{BASE}/leaderboards/nobody/live", "leaderboard_not_found"),
        (f"{BASE}/leaderboards/global/live?window=daily", "season_not_found"),
        ("/ws/else", "not_found"),
    ],
)
def test_what_is_not_there_gets_no_socket(server: LaurelsServer, path: str, code: str) -> None:
    answer = refusal(server.url.replace("http", "ws") + path)

    assert (answer.status_code, answer.json()["code"]) == (404, code)
    assert "handshake" not in server.output()


def test_an_ordinary_request_is_told_how_to_ask(client: httpx.Client, board: Board) -> None:
    answer = client.get(f"{board.url}/live")

    assert answer.status_code == 400
    assert "text/event-stream" in answer.json()["detail"]


def test_a_page_of_another_site_gets_no_socket(server: LaurelsServer, board: Board) -> None:
    answer = refusal(address(server, board.id), origin="https://elsewhere.example")

    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    with events(server, board.id, origin="https://elsewhere.example") as stream:
        assert stream.response.status_code == 403
    with connect(address(server, board.id), origin=server.url) as socket:  # type: ignore[arg-type]
        assert told(socket, "snapshot")


def test_a_private_leaderboard_needs_a_key(guarded: LaurelsServer, make_key: MakeKey) -> None:
    manage = {"authorization": f"Bearer {make_key('manage', 'submit')}"}
    body = {"id": "private", "public": False}
    guarded.client.post(f"{BASE}/leaderboards", json=body, headers=manage).raise_for_status()

    assert refusal(address(guarded, "private")).status_code == 401
    key = {"Authorization": f"Bearer {make_key('read')}"}
    with connect(address(guarded, "private"), additional_headers=key) as socket:
        assert told(socket, "snapshot")["total"] == 0


def test_a_deleted_leaderboard_closes_its_sockets(server: LaurelsServer, board: Board) -> None:
    with connect(address(server, board.id)) as socket, events(server, board.id) as stream:
        told(socket, "snapshot")
        stream.told("snapshot")
        board.client.delete(board.url).raise_for_status()

        with pytest.raises(ConnectionClosed) as caught:
            told(socket, "change")
        with pytest.raises(EOFError):
            stream.told("change")

    assert caught.value.rcvd is not None
    assert (caught.value.rcvd.code, board.id in caught.value.rcvd.reason) == (1008, True)


def test_what_a_client_says_is_not_for_anyone_and_not_kept(
    server: LaurelsServer, board: Board
) -> None:
    with connect(address(server, board.id)) as socket:
        told(socket, "snapshot")
        for _ in range(100):
            socket.send("anything")
        board.submit("ann", 1)
        assert told(socket, "change")["total"] == 1
        socket.send("x" * 10_000)
        with pytest.raises(ConnectionClosed):
            told(socket, "change")


def test_many_watchers_are_told_the_same(server: LaurelsServer, board: Board) -> None:
    with ExitStack() as stack:
        sockets = [stack.enter_context(connect(address(server, board.id))) for _ in range(40)]
        for socket in sockets:
            told(socket, "snapshot")
        board.submit("ann", 1)
        messages = [socket.recv(SOON) for socket in sockets]

    assert len(set(messages)) == 1


def test_a_server_that_stops_closes_its_watchers_and_is_quick(tmp_path: Path) -> None:
    with LaurelsServer(tmp_path / "data", "--dev") as server:
        with connect(address(server, "global")) as socket, events(server, "global") as stream:
            told(socket, "snapshot")
            stream.told("snapshot")
            stopping = threading.Thread(target=server.stop)
            stopping.start()
            with pytest.raises((EOFError, httpx.RemoteProtocolError)):
                stream.told("change")
            with pytest.raises(ConnectionClosed) as caught:
                told(socket, "change")
            stopping.join(timeout=SOON)

        assert caught.value.rcvd is not None
        assert caught.value.rcvd.code == 1012
        assert "Traceback" not in server.output()


def test_no_more_watch_than_the_setting_allows(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with LaurelsServer(data, "--dev", LAURELS_LIVE_CLIENTS="1") as server:
        with connect(address(server, "global")) as socket:
            told(socket, "snapshot")
            answer = refusal(address(server, "global"))

        assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
        assert "LAURELS_LIVE_CLIENTS" in answer.json()["detail"]
        assert answer.headers["retry-after"]


def test_a_slow_client_holds_no_memory(make_board: MakeBoard, server: LaurelsServer) -> None:
    board = make_board()
    board.client.post(
        f"{board.url}/scores/batch",
        json=[{"player": f"p{n}", "score": n} for n in range(200)],
    ).raise_for_status()
    url = address(server, board.id, "top=100")
    with connect(url, max_queue=1) as slow, connect(url) as quick:
        told(quick, "snapshot")
        for step in range(60):
            board.submit(f"p{step}", 1000 + step)
            told(quick, "change")
        last = told_newest(slow, "p59")

    assert last["entries"][0]["player"] == "p59"


def told_newest(socket: ClientConnection, leader: str) -> dict[str, Any]:
    """The message that has brought a leader, whatever came before."""
    while True:
        message = told(socket, "change", "snapshot")
        if any(row["player"] == leader for row in message["entries"]):
            entries = sorted(message["entries"], key=lambda row: row["position"])
            return {**message, "entries": entries}


def test_the_head_of_an_event_stream_is_answered_and_over(
    server: LaurelsServer, board: Board
) -> None:
    accept = {"accept": "text/event-stream"}
    with httpx.Client(base_url=server.url, timeout=SOON) as client:
        head = client.head(f"{board.url}/live", headers=accept)
        after = client.get(f"{board.url}/entries")

    assert (head.status_code, head.headers["content-type"]) == (200, "text/event-stream")
    assert after.status_code == 200


def test_a_private_leaderboard_goes_on_for_those_with_a_key(
    guarded: LaurelsServer, make_key: MakeKey
) -> None:
    key = {"Authorization": f"Bearer {make_key('manage', 'submit', 'read')}"}
    client, url = guarded.client, address(guarded, "club")
    client.post(f"{BASE}/leaderboards", json={"id": "club"}, headers=key).raise_for_status()
    with connect(url) as socket:
        told(socket, "snapshot")
        private = client.patch(f"{BASE}/leaderboards/club", json={"public": False}, headers=key)
        private.raise_for_status()
        with pytest.raises(ConnectionClosed):
            told(socket, "change")

    with connect(url, additional_headers=key) as socket:
        told(socket, "snapshot")
        body = {"player": "ann", "score": 1}
        client.post(f"{BASE}/leaderboards/club/scores", json=body, headers=key).raise_for_status()
        assert told(socket, "change")["total"] == 1


def test_a_client_that_takes_nothing_holds_little_and_is_behind(
    make_board: MakeBoard, server: LaurelsServer
) -> None:
    board = make_board()
    crowd = [{"player": f"{'x' * 50}{n}", "score": n} for n in range(100)]
    board.batch(crowd).raise_for_status()
    with raw_socket(server, board.id) as slow, connect(address(server, board.id)) as quick:
        told(quick, "snapshot")
        for step in range(80):  # each a message of some 30 KB
            board.submit(f"{'x' * 50}{step % 100}", 1000 + step)
            told(quick, "change")
        held = drained(slow)

    assert b"event: snapshot" in held
    assert len(held) < 1_500_000  # of some 2.4 MB


@contextmanager
def raw_socket(server: LaurelsServer, board: str) -> Iterator[socket_module.socket]:
    """An event stream that nobody reads yet."""
    url = httpx.URL(server.url)
    with socket_module.create_connection((url.host, url.port or 80)) as connection:
        connection.setsockopt(socket_module.SOL_SOCKET, socket_module.SO_RCVBUF, 16 * 1024)
        request = f"GET {BASE}/leaderboards/{board}/live?top=100 HTTP/1.1\r\nHost: {url.host}\r\n"
        connection.sendall(f"{request}Accept: text/event-stream\r\n\r\n".encode())
        yield connection


def drained(connection: socket_module.socket) -> bytes:
    """All that comes until nothing does for a while."""
    connection.settimeout(1)
    parts = []
    try:
        while part := connection.recv(65536):
            parts.append(part)
    except TimeoutError:
        pass
    return b"".join(parts)
