"""uvicorn's HTTP protocol, with less work for a plain exchange.

Head and body leave in one write, a GET that needs to wait for nothing needs no task, and a
connection has one timer instead of one a request. `docs/decisions/0011-lean-routes.md` gives
the figures. It overrides what uvicorn keeps to itself, so `pyproject.toml` holds its version.
"""

import asyncio
import urllib.parse
from typing import Any

import httptools
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from laurels.backoffice.first_step import Running, first_step
from laurels.backoffice.http_exchange import Exchange

READS = ("GET", "HEAD")
FORWARDED = frozenset((b"x-forwarded-proto", b"x-forwarded-for"))


class HttpProtocol(HttpToolsProtocol):
    """A connection."""

    _idle_since: float | None = None
    _may_step = False  # one request of what a read has brought, so that others get their turn

    def data_received(self, data: bytes) -> None:
        """As uvicorn's."""
        self._may_step = True
        try:
            super().data_received(data)
        finally:
            self._may_step = False  # what is begun later is begun inside another request's task

    def on_headers_complete(self) -> None:
        """As uvicorn's, which makes the exchange here."""
        parser = self.parser
        if self.limit_concurrency is not None or parser.should_upgrade():
            super().on_headers_complete()
            return
        version = parser.get_http_version()
        self._tell_scope(version)
        app, before = self._app(), self.cycle
        self.cycle = Exchange(
            self.scope,
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

    def _tell_scope(self, version: str) -> None:
        """What the first line of the request says."""
        scope, url = self.scope, httptools.parse_url(self.url)
        scope["method"] = self.parser.get_method().decode("ascii")
        if version != "1.1":
            scope["http_version"] = version
        path = url.path.decode("ascii")
        if "%" in path:
            path = urllib.parse.unquote(path)
        scope["path"] = self.root_path + path
        scope["raw_path"] = self.root_path.encode("ascii") + url.path
        scope["query_string"] = url.query or b""

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
        self._idle_since = None
        running: Running = cycle.run_asgi(app)
        if self._may_step and cycle.scope["method"] in READS:
            self._may_step = False
            rest = first_step(running)
            if rest is None:
                return
            running = rest
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

    def shutdown(self) -> None:
        """As uvicorn's, which would wait for an answer that has no end of its own."""
        cycle = self.cycle
        if cycle is not None and cycle.scope.get("endless") and not cycle.response_complete:
            cycle.disconnected = True
            cycle.message_event.set()
            self.transport.close()
            return
        super().shutdown()

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
