"""One request and its answer on a connection, as uvicorn has it, with less work."""

from functools import lru_cache
from typing import Any

from uvicorn.protocols.http.httptools_impl import (
    HEADER_RE,
    HEADER_VALUE_RE,
    STATUS_LINE,
    RequestResponseCycle,
)

from laurels.api.live_door import ABORT
from laurels.backoffice.send_buffer import hold_little

BODILESS = (204, 304)
LENGTH = b"content-length"
DECIDING = (LENGTH, b"transfer-encoding", b"connection")  # how long an answer is, and the last
USUAL = frozenset((LENGTH, b"content-type", b"cache-control"))  # few values, and no secrets


class Exchange(RequestResponseCycle):
    """One request and its answer. A head that tells the body's length waits for the body."""

    head: bytes | None = None  # held back
    _defaults: tuple[Any, bytes] = (None, b"")  # uvicorn's list of them, and its lines

    async def send(self, message: Any) -> None:
        """As uvicorn's. RuntimeError where the app breaks the protocol."""
        head = self.head
        if head is None:
            if self.scope.get("endless") and self._is_for_a_stream(message):
                return
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
        self._end()

    def _is_for_a_stream(self, message: Any) -> bool:
        """What an answer without an end says to this connection alone: to be dropped. And at its
        beginning, how much of it the system may hold for a client that takes nothing."""
        if message["type"] == ABORT:
            self.response_complete = self.disconnected = True
            self.transport.abort()
            return True
        if not self.response_started:
            hold_little(self.transport)
        return False

    def _end(self) -> None:
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
