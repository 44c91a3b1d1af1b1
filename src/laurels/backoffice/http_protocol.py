"""uvicorn's HTTP protocol, with less work for a plain exchange.

Head and body leave in one write, a GET that needs to wait for nothing needs no task, and a
connection has one timer instead of one a request. `docs/decisions/0011-lean-routes.md` gives
the figures. It overrides what uvicorn keeps to itself, so `pyproject.toml` holds its version.
"""

import asyncio
import urllib.parse
from collections.abc import Coroutine, Generator
from functools import lru_cache
from typing import Any

import httptools
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware
from uvicorn.protocols.http.httptools_impl import (
    HEADER_RE,
    HEADER_VALUE_RE,
    STATUS_LINE,
    HttpToolsProtocol,
    RequestResponseCycle,
)

READS = ("GET", "HEAD")
BODILESS = (204, 304)
LENGTH = b"content-length"
DECIDING = (LENGTH, b"transfer-encoding", b"connection")  # how long an answer is, and the last
USUAL = frozenset((LENGTH, b"content-type", b"cache-control"))  # few values, and no secrets
FORWARDED = frozenset((b"x-forwarded-proto", b"x-forwarded-for"))


class Exchange(RequestResponseCycle):
    """One request and its answer. A head that tells the body's length waits for the body."""

    head: bytes | None = None  # held back
    _defaults: tuple[Any, bytes] = (None, b"")  # uvicorn's list of them, and its lines

    async def send(self, message: Any) -> None:
        """As uvicorn's. RuntimeError where the app breaks the protocol."""
        head = self.head
        if head is None:
            if not self.response_started and (head := self._head(message)) is not None:
                self.head, self.response_started = head, True
                self.waiting_for_100_continue = False
                return
            await super().send(message)
            return
        if self.flow.write_paused and not self.disconnected:
            await self.flow.drain()
        if self.disconnected:
            return
        self.head = None
        body = message.get("body", b"")
        is_whole = not message.get("more_body") and message["type"] == "http.response.body"
        if not is_whole or len(body) != self.expected_content_length:
            self.transport.write(head)
            await super().send(message)
            return
        self.transport.write(head + body if body else head)
        self.response_complete = True
        self.message_event.set()
        if not self.keep_alive:
            self.transport.close()
        self.on_response()

    def _head(self, message: Any) -> bytes | None:
        """The head of an answer whose length is known; None where uvicorn has to look at it."""
        if message["type"] != "http.response.start" or self.access_log:
            return None
        if self.scope["method"] == "HEAD":
            return None
        status, length = message["status"], None
        content = [STATUS_LINE[status], self._default_lines()]
        for name, value in message.get("headers", ()):
            if name == LENGTH and length is None:
                length = int(value)
            elif name.lower() in DECIDING:
                return None
            content.append(_usual_line(name, value) if name in USUAL else _line(name, value))
        if length is None and status not in BODILESS:
            return None
        self.expected_content_length = length or 0
        self.chunked_encoding = None if length is None else False
        content.append(b"\r\n" if self.keep_alive else b"connection: close\r\n\r\n")
        return b"".join(content)

    def _default_lines(self) -> bytes:
        """The lines of uvicorn's own headers, the date among them: another list every second."""
        known, lines = Exchange._defaults
        if known is not self.default_headers:
            lines = b"".join(b"%b: %b\r\n" % pair for pair in self.default_headers)
            Exchange._defaults = (self.default_headers, lines)
        return lines


def _line(name: bytes, value: bytes) -> bytes:
    """A header's line. RuntimeError where it would not be one."""
    if HEADER_RE.search(name):
        raise RuntimeError("Invalid HTTP header name.")
    if HEADER_VALUE_RE.search(value):
        raise RuntimeError("Invalid HTTP header value.")
    return b"%b: %b\r\n" % (name.lower(), value)


_usual_line = lru_cache(maxsize=1024)(_line)


class HttpProtocol(HttpToolsProtocol):
    """A connection."""

    _idle_since: float | None = None
    _may_step = False  # one request of what a read has brought, so that others get their turn

    def data_received(self, data: bytes) -> None:
        """As uvicorn's."""
        self._may_step = True
        super().data_received(data)

    def on_headers_complete(self) -> None:
        """As uvicorn's, which makes the exchange here."""
        parser = self.parser
        if self.limit_concurrency is not None or parser.should_upgrade():
            super().on_headers_complete()
            return
        scope, version = self.scope, parser.get_http_version()
        scope["method"] = parser.get_method().decode("ascii")
        if version != "1.1":
            scope["http_version"] = version
        url = httptools.parse_url(self.url)
        path = url.path.decode("ascii")
        if "%" in path:
            path = urllib.parse.unquote(path)
        scope["path"] = self.root_path + path
        scope["raw_path"] = self.root_path.encode("ascii") + url.path
        scope["query_string"] = url.query or b""
        app = self._app()
        before = self.cycle
        self.cycle = Exchange(
            scope,
            self.transport,
            self.flow,
            self.logger,
            self.access_logger,
            self.access_log and self.config.access_log,
            self.server_state.default_headers,
            asyncio.Event(),
            self.expect_100_continue,
            version != "1.0" and parser.should_keep_alive(),
            self.on_response_complete,
        )
        if before is not None and not before.response_complete:
            self.flow.pause_reading()
            self.pipeline.appendleft((self.cycle, app))
        elif not self.transport.is_closing():
            self._start_asgi_task(self.cycle, app)

    def _app(self) -> Any:
        """The app, behind what reads a proxy's headers only where there are such."""
        if isinstance(self.app, ProxyHeadersMiddleware):
            for name, _ in self.headers:
                if name in FORWARDED:
                    return self.app
            return self.app.app
        return self.app

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        """Run the app on a request. A read takes its first step here, and most are over then;
        what has to wait goes on in a task."""
        running: Coroutine[Any, Any, None] = cycle.run_asgi(app)
        if self._may_step and cycle.scope["method"] in READS:
            self._may_step = False
            try:
                awaited = running.send(None)
            except StopIteration:
                return
            if awaited is not None:
                running = _go_on(running, awaited)
        task = self.loop.create_task(running)
        task.add_done_callback(self.tasks.discard)
        self.tasks.add(task)

    def on_response_complete(self) -> None:
        """As uvicorn's, with a timer that goes on."""
        self.server_state.total_requests += 1
        if self.transport.is_closing():
            return
        self.flow.resume_reading()
        if self.pipeline:
            self._start_asgi_task(*self.pipeline.pop())
            return
        self._idle_since = self.loop.time()
        if self.timeout_keep_alive_task is None:
            self._wait(self.timeout_keep_alive)

    def timeout_keep_alive_handler(self) -> None:
        """Close a connection that has been idle for so long; else look again when it could be."""
        self.timeout_keep_alive_task = None
        if self._idle_since is None:
            return  # the end of the request under way sets the timer again
        left = self._idle_since + self.timeout_keep_alive - self.loop.time()
        if left > 0:
            self._wait(left)
        else:
            super().timeout_keep_alive_handler()

    def connection_lost(self, exc: Exception | None) -> None:
        """As uvicorn's."""
        super().connection_lost(exc)
        if self.timeout_keep_alive_task is not None:
            self.timeout_keep_alive_task.cancel()
            self.timeout_keep_alive_task = None

    def _unset_keepalive_if_required(self) -> None:
        self._idle_since = None

    def _wait(self, seconds: float) -> None:
        self.timeout_keep_alive_task = self.loop.call_later(
            seconds, self.timeout_keep_alive_handler
        )


async def _go_on(running: Coroutine[Any, Any, None], awaited: Any) -> None:
    """What is left of a coroutine that has taken its first step, and waits."""
    await _Rest(running, awaited)


class _Rest:
    def __init__(self, running: Coroutine[Any, Any, None], awaited: Any) -> None:
        self._running = running
        self._awaited = awaited

    def __await__(self) -> Generator[Any, Any, None]:
        awaited = self._awaited
        while True:
            cancelled: BaseException | None = None
            try:
                yield awaited
            except BaseException as error:
                cancelled = error
            try:
                if cancelled is None:
                    awaited = self._running.send(None)
                else:
                    awaited = self._running.throw(cancelled)
            except StopIteration:
                return
