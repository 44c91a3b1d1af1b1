"""The HTTP protocol below the API: as uvicorn's own to the byte, with less work."""

import asyncio
import inspect
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState

from laurels.api.lean import lean_first
from laurels.backoffice.http_exchange import Exchange
from laurels.backoffice.http_protocol import HttpProtocol
from laurels.backoffice.quiet_end import answer_when_cancelled
from laurels.backoffice.ws_protocol import WebSocketProtocol
from tests.api.protocols import SENT, Served, app

CLOSE = b"Connection: close\r\n"


@pytest.fixture(scope="module")
def ours() -> Iterator[Served]:
    with Served(HttpProtocol) as served:
        yield served


@pytest.fixture(scope="module")
def uvicorns() -> Iterator[Served]:
    with Served(HttpToolsProtocol) as served:
        yield served


def ask(path: str, method: str = "GET", more: bytes = b"", data: bytes = b"") -> bytes:
    line = f"{method} {path} HTTP/1.1\r\nHost: x\r\n".encode()
    length = b"Content-Length: %d\r\n" % len(data) if data else b""
    return line + more + length + b"\r\n" + data


ANSWERED = [*SENT, "/echo", "/wait", "/wait-shortly", "/scope", "/fail"]
BROKEN = ("/only-start", "/bad-value", "/bad-name")  # before anything is sent
BIG = b"x" * 200_000
CONTINUE = b"Expect: 100-continue\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"
UPGRADE = b"Connection: upgrade\r\nUpgrade: websocket\r\n"
LAST = ask("/whole", more=CLOSE)
SCRIPTS: dict[str, list[bytes]] = {
    "two on a connection": [ask("/whole"), LAST],
    "after a wait": [ask("/wait"), ask("/wait", more=CLOSE)],
    "pipelined": [ask("/wait") + ask("/whole") + ask("/chunked") + ask("/echo", more=CLOSE)],
    "pipelined at once": [ask("/whole") * 50 + ask("/no-content", more=CLOSE)],
    "pipelined behind the last": [LAST + ask("/whole")],
    "head, then get": [ask("/whole", "HEAD") + LAST],
    "a body that is not read": [ask("/whole", "POST", data=BIG) + LAST],
    "a large body": [ask("/echo", "POST", CLOSE, BIG * 5)],
    "a body in parts": [ask("/whole", "POST", data=b"abc")[:-2], b"bc" + LAST],
    "chunks": [ask("/echo", "POST", CLOSE + CHUNKED) + b"3\r\nabc\r\n0\r\n\r\n"],
    "a get with a body": [ask("/echo", "GET", CLOSE, b"abc")],
    "100-continue": [ask("/echo", "POST", CLOSE + CONTINUE, b"abc")[:-3], b"abc"],
    "100-continue, unread": [ask("/whole", "POST", CLOSE + CONTINUE, b"abc")],
    "100-continue, read late": [ask("/late-read", "POST", CLOSE + CONTINUE, b"abc")],
    "an old version, told": [b"GET /scope HTTP/1.0\r\n\r\n"],
    "an old version": [b"GET /whole HTTP/1.0\r\n\r\n"],
    "an old version that stays": [b"GET /whole HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"],
    "no http": [b"hello\r\n\r\n"],
    "an upgrade": [ask("/whole", more=UPGRADE) + LAST],
    "a whole address": [ask("http://u@x:1/scope?d=%20#e", more=CLOSE)],
    "a path with escapes": [ask("/%73cope?%73=1", more=CLOSE)],
    "idle": [ask("/whole")],
}


@pytest.mark.parametrize("path", [path for path in ANSWERED if path not in BROKEN])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_an_answer_travels_as_uvicorn_sends_it(
    ours: Served, uvicorns: Served, path: str, method: str
) -> None:
    script = ask(path, method, CLOSE)

    assert ours.say(script) == uvicorns.say(script)


@pytest.mark.parametrize("path", BROKEN)
def test_an_answer_that_breaks_before_its_body_is_never_begun(ours: Served, path: str) -> None:
    sent = ours.say(ask(path, more=CLOSE))

    assert sent == b"" if path == "/only-start" else sent.startswith(b"HTTP/1.1 500 ")


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_connection_goes_as_with_uvicorn(ours: Served, uvicorns: Served, name: str) -> None:
    assert ours.say(*SCRIPTS[name]) == uvicorns.say(*SCRIPTS[name])


class Transport(asyncio.Transport):
    """Takes note of what is written."""

    def __init__(self) -> None:
        super().__init__({"peername": ("127.0.0.1", 1), "sockname": ("127.0.0.1", 2)})
        self.writes: list[bytes] = []
        self.closed = False

    def write(self, data: Any) -> None:
        self.writes.append(bytes(data))

    def is_closing(self) -> bool:
        return self.closed

    def close(self) -> None:
        self.closed = True

    def pause_reading(self) -> None: ...

    def resume_reading(self) -> None: ...


@pytest.fixture
async def connection() -> tuple[HttpProtocol, Transport]:
    config = uvicorn.Config(app, ws="none", access_log=False, log_config=None, lifespan="off")
    config.load()
    protocol, transport = HttpProtocol(config, ServerState(), {}), Transport()
    protocol.connection_made(transport)
    return protocol, transport


async def ended(protocol: HttpProtocol) -> None:
    """Wait until nothing is under way."""
    while protocol.tasks:
        await asyncio.wait(protocol.tasks)


@pytest.mark.parametrize("path", ["/whole", "/nothing", "/not-modified", "/cookies", "/wait"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
async def test_head_and_body_leave_in_one_write(
    connection: tuple[HttpProtocol, Transport], method: str, path: str
) -> None:
    protocol, transport = connection

    protocol.data_received(ask(path, method))
    await ended(protocol)

    assert len(transport.writes) == 1
    assert transport.writes[0].startswith(b"HTTP/1.1 ")


async def test_a_stream_sends_its_head_at_once(
    connection: tuple[HttpProtocol, Transport],
) -> None:
    protocol, transport = connection

    protocol.data_received(ask("/chunked"))

    assert transport.writes[0].endswith(b"\r\n\r\n")
    assert len(transport.writes) == 4


async def test_a_read_that_waits_for_nothing_takes_no_task(
    connection: tuple[HttpProtocol, Transport],
) -> None:
    protocol, transport = connection

    for path in ("/whole", "/fail", "/silent"):
        protocol.data_received(ask(path))
        assert not protocol.tasks
        assert transport.writes.pop()


async def test_what_is_left_to_the_framework_runs_in_a_task_of_its_own(
    connection: tuple[HttpProtocol, Transport],
) -> None:
    protocol, transport = connection
    tasks = []

    async def framework(scope: Any, receive: Any, send: Any) -> None:
        tasks.append(asyncio.current_task())
        await app(scope, receive, send)

    protocol.app = lean_first(None, None, framework)  # type: ignore[arg-type]
    for method in ("GET", "POST"):
        asyncio.get_running_loop().call_soon(protocol.data_received, ask("/whole", method))
        while not transport.writes:
            await asyncio.sleep(0)
        transport.writes.clear()

    assert None not in tasks
    assert len(set(tasks)) == 2


async def test_of_what_comes_at_once_each_has_a_task_of_its_own(
    connection: tuple[HttpProtocol, Transport],
) -> None:
    protocol, _ = connection
    tasks = []

    async def framework(scope: Any, receive: Any, send: Any) -> None:
        tasks.append(asyncio.current_task())
        await app(scope, receive, send)

    protocol.app = lean_first(None, None, framework)  # type: ignore[arg-type]
    protocol.data_received(ask("/wait", "POST", data=b"abc") + ask("/whole") + ask("/wait"))
    await ended(protocol)

    assert None not in tasks
    assert len(set(tasks)) == 3


async def test_what_has_to_wait_goes_on_in_a_task_that_can_be_cancelled(
    connection: tuple[HttpProtocol, Transport],
) -> None:
    protocol, transport = connection

    protocol.data_received(ask("/wait"))
    (task,) = protocol.tasks
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])

    assert not protocol.tasks
    assert b"500 Internal Server Error" in transport.writes[0]


async def test_a_read_that_is_cancelled_before_its_task_begins_is_still_answered(
    connection: tuple[HttpProtocol, Transport], caplog: pytest.LogCaptureFixture
) -> None:
    protocol, transport = connection
    protocol.app = answer_when_cancelled(protocol.app)

    protocol.data_received(ask("/wait"))
    (task,) = protocol.tasks
    task.cancel()
    await asyncio.wait([task])

    assert transport.writes[0].startswith(b"HTTP/1.1 503 ")
    assert not caplog.records


async def test_of_what_comes_at_once_the_first_alone_is_answered_at_once(
    connection: tuple[HttpProtocol, Transport],
) -> None:
    protocol, transport = connection

    protocol.data_received(ask("/whole") * 3)

    assert len(transport.writes) == 1
    await ended(protocol)
    assert len(transport.writes) == 3


async def test_a_connection_has_one_timer(connection: tuple[HttpProtocol, Transport]) -> None:
    protocol, transport = connection

    protocol.data_received(ask("/whole"))
    timer = protocol.timeout_keep_alive_task
    protocol.data_received(ask("/whole"))

    assert timer is not None
    assert protocol.timeout_keep_alive_task is timer
    protocol.timeout_keep_alive_handler()
    assert not transport.closed  # it was idle for a moment only
    assert protocol.timeout_keep_alive_task is not timer


@pytest.mark.parametrize("together", [True, False], ids=["in one read", "in two"])
async def test_only_an_idle_connection_is_closed(
    connection: tuple[HttpProtocol, Transport], monkeypatch: pytest.MonkeyPatch, together: bool
) -> None:
    protocol, transport = connection
    quick, slow = ask("/whole"), ask("/wait", "POST")

    for data in [quick + slow] if together else [quick, slow]:
        protocol.data_received(data)
    _pass_time(protocol, monkeypatch)
    assert not transport.closed  # a request is under way

    await ended(protocol)
    assert protocol.timeout_keep_alive_task is not None
    _pass_time(protocol, monkeypatch)
    assert transport.closed


async def test_a_request_that_waited_for_its_turn_is_not_cut_off(
    connection: tuple[HttpProtocol, Transport], monkeypatch: pytest.MonkeyPatch
) -> None:
    protocol, transport = connection

    protocol.data_received(ask("/whole") + ask("/wait-shortly") + ask("/wait"))
    while len(transport.writes) < 2:
        await asyncio.sleep(0)
    _pass_time(protocol, monkeypatch)

    assert not transport.closed
    await ended(protocol)
    assert len(transport.writes) == 3


def _pass_time(protocol: HttpProtocol, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the loop's clock be past the connection's timeout, and its timer go off."""
    past = protocol.loop.time() + protocol.timeout_keep_alive + 1
    with monkeypatch.context() as patch:
        patch.setattr(protocol.loop, "time", lambda: past)
        protocol.timeout_keep_alive_handler()


async def test_behind_the_last_answer_nothing_is_asked(
    connection: tuple[HttpProtocol, Transport],
) -> None:
    protocol, transport = connection

    protocol.data_received(ask("/close") + ask("/whole", "POST"))
    await ended(protocol)

    assert transport.closed
    assert b"".join(transport.writes).count(b"HTTP/1.1 200 OK") == 1


async def test_an_upgrade_is_left_to_uvicorn(connection: tuple[HttpProtocol, Transport]) -> None:
    protocol, _ = connection
    protocol.ws_protocol_class = asyncio.Protocol
    upgraded = []
    protocol.handle_websocket_upgrade = lambda: upgraded.append(True)  # type: ignore[method-assign]

    protocol.data_received(ask("/whole", more=UPGRADE))

    assert upgraded
    assert protocol.cycle is None


async def test_a_lost_connection_keeps_no_timer(
    connection: tuple[HttpProtocol, Transport],
) -> None:
    protocol, _ = connection
    protocol.data_received(ask("/whole"))

    protocol.connection_lost(ConnectionResetError())

    assert protocol.timeout_keep_alive_task is None


async def test_a_paused_client_is_waited_for(connection: tuple[HttpProtocol, Transport]) -> None:
    protocol, transport = connection
    protocol.pause_writing()

    protocol.data_received(ask("/whole"))
    await asyncio.sleep(0)
    assert not transport.writes

    protocol.resume_writing()
    await ended(protocol)
    assert len(transport.writes) == 1


OVERRIDDEN: dict[type, tuple[type, list[str]]] = {
    HttpProtocol: (
        HttpToolsProtocol,
        [
            *("data_received", "on_headers_complete", "_start_asgi_task", "on_response_complete"),
            *("timeout_keep_alive_handler", "connection_lost", "_unset_keepalive_if_required"),
            "shutdown",
        ],
    ),
    WebSocketProtocol: (WebSocketsSansIOProtocol, ["handle_connect", "send"]),
    Exchange: (RequestResponseCycle, ["send"]),
}
OWN = {
    HttpProtocol: {"_tell_scope", "_app", "_wait"},
    WebSocketProtocol: {"write_frame", "waiting", "end"},
    Exchange: {"_head", "_default_lines", "_end", "_is_for_a_stream"},
}


@pytest.mark.parametrize("ours", OVERRIDDEN)
def test_uvicorn_still_has_what_is_overridden(ours: type) -> None:
    base, names = OVERRIDDEN[ours]
    methods = {name for name, value in vars(ours).items() if inspect.isfunction(value)}

    assert methods == {*names} | OWN[ours]
    for name in names:
        assert name in vars(base), f"uvicorn calls {base.__name__}.{name} otherwise, or not at all"
        asked, given = (inspect.signature(getattr(one, name)) for one in (base, ours))
        assert list(asked.parameters) == list(given.parameters), name
    for name in OWN[ours]:
        assert not hasattr(base, name), f"uvicorn has a {base.__name__}.{name} of its own now"


def test_uvicorn_still_makes_its_exchanges_as_the_protocol_does() -> None:
    assert list(inspect.signature(RequestResponseCycle).parameters) == [
        *("scope", "transport", "flow", "logger", "access_logger", "access_log"),
        *("default_headers", "message_event", "expect_100_continue", "keep_alive", "on_response"),
    ], "uvicorn makes its exchanges otherwise: compare on_headers_complete with its own"
