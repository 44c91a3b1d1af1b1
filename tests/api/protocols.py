"""Servers of the same app under uvicorn's own HTTP protocol and under Laurels' one."""

import asyncio
import socket
import threading
from typing import Any

import uvicorn

LENGTH = (b"content-length", b"5")
TEXT = (b"content-type", b"text/plain")


def start(*headers: tuple[bytes, bytes], status: int = 200) -> dict[str, Any]:
    return {"type": "http.response.start", "status": status, "headers": list(headers)}


def body(data: bytes = b"hello", more: bool = False) -> dict[str, Any]:
    return {"type": "http.response.body", "body": data, "more_body": more}


SENT: dict[str, list[dict[str, Any]]] = {  # by path: what the app sends
    "/whole": [start(TEXT, LENGTH), body()],
    "/no-type": [start((b"Content-Length", b"5")), body()],
    "/chunked": [start(TEXT), body(b"he", True), body(b"llo", True), body(b"")],
    "/asked-chunked": [start((b"transfer-encoding", b"chunked")), body()],
    "/parts": [start(LENGTH), body(b"he", True), body(b"llo")],
    "/nothing": [start((b"content-length", b"0")), body(b"")],
    "/no-content": [start(status=204), body(b"")],
    "/not-modified": [start((b"etag", b'"1"'), status=304), body(b"")],
    "/long": [start(LENGTH), body(b"hello you")],
    "/short": [start(LENGTH), body(b"he")],
    "/close": [start(LENGTH, (b"connection", b"close")), body()],
    "/bad-value": [start(LENGTH, (b"x", b"a\r\nb: c")), body()],
    "/bad-name": [start(LENGTH, (b"x y", b"a")), body()],
    "/only-start": [start(LENGTH)],
    "/silent": [],
    "/body-first": [body()],
    "/twice": [start(LENGTH), start(LENGTH)],
    "/too-much": [start(LENGTH), body(), body()],
    "/cookies": [start(LENGTH, (b"set-cookie", b"a=1"), (b"set-cookie", b"b=2")), body()],
    "/large": [start((b"content-length", b"3000000")), body(b"x" * 3_000_000)],
}


async def app(scope: Any, receive: Any, send: Any) -> None:
    """Sends what its path names; some paths wait, read or fail."""
    path = scope["path"]
    if path == "/fail":
        raise ValueError("on purpose")
    if path.startswith("/wait"):
        await asyncio.sleep(0 if path == "/wait-shortly" else 0.01)
    if path in SPECIAL:
        await SPECIAL[path](scope, receive, send)
    for message in SENT.get(path, SENT["/whole"] if path.startswith("/wait") else ()):
        await send(message)
    if path == "/cookies":
        raise ValueError("after the answer")


async def _echo(scope: Any, receive: Any, send: Any) -> None:
    read = b""
    while (message := await receive()).get("more_body"):
        read += message["body"]
    await _send(send, read + message["body"])


async def _read_late(scope: Any, receive: Any, send: Any) -> None:
    await send(start(LENGTH))
    await receive()
    await send(body())


async def _tell_scope(scope: Any, receive: Any, send: Any) -> None:
    told = {name: scope[name] for name in ("method", "path", "raw_path", "query_string")}
    await _send(send, repr((told, scope["http_version"], scope["headers"])).encode())


async def _send(send: Any, data: bytes) -> None:
    await send(start((b"content-length", b"%d" % len(data))))
    await send(body(data))


SPECIAL = {"/echo": _echo, "/late-read": _read_late, "/scope": _tell_scope}


class Served:
    """The app on a free port, in a thread; a context manager."""

    def __init__(self, protocol: Any) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = self._listener.getsockname()
        config = uvicorn.Config(
            app,
            http=protocol,
            ws="none",
            lifespan="off",
            access_log=False,
            log_config=None,
            server_header=False,
            date_header=False,
            timeout_keep_alive=1,
        )
        self.server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self.server.run, kwargs={"sockets": [self._listener]}
        )

    def __enter__(self) -> "Served":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.should_exit = True
        self._thread.join()
        self._listener.close()

    def say(self, *parts: bytes) -> bytes:
        """All that comes back for bytes that are sent one part after the other, until the server
        ends the connection."""
        with socket.create_connection(self.address, timeout=10) as connection:
            received = b""
            for number, part in enumerate(parts):
                if number:
                    received += connection.recv(65536)
                connection.sendall(part)
            while piece := connection.recv(1 << 20):
                received += piece
        return received
