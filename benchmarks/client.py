"""A load generator that costs little itself: raw HTTP/1.1 over keep-alive connections.

It shares the machine with the server, so all that it spends is missing there.
"""

import asyncio
import time
from collections.abc import Iterator
from typing import NamedTuple, cast

CONNECTIONS = 32
PATIENCE_SECONDS = 60


class Load(NamedTuple):
    """What a stretch of load has shown."""

    seconds: float
    latencies: list[float]  # seconds, ascending


class UnexpectedAnswer(Exception):
    """The server has answered otherwise than the subject expects."""


def request(method: str, path: str, body: bytes = b"", headers: tuple[str, ...] = ()) -> bytes:
    """A whole request as it travels."""
    lines = [f"{method} {path} HTTP/1.1", "host: localhost", *headers]
    if body:
        lines += ["content-type: application/json", f"content-length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


async def load(
    host: str, port: int, requests: Iterator[bytes], statuses: frozenset[int], seconds: float
) -> Load:
    """Keep every connection busy for so long: each sends when its last answer is there.

    UnexpectedAnswer at the first answer with another status.
    """
    loop = asyncio.get_running_loop()
    connections = [_Connection(requests, statuses) for _ in range(CONNECTIONS)]
    for connection in connections:
        await loop.create_connection(lambda connection=connection: connection, host, port)  # type: ignore[misc]
    began = time.perf_counter()
    for connection in connections:
        connection.begin(began + seconds)
    try:
        async with asyncio.timeout(seconds + PATIENCE_SECONDS):
            await asyncio.gather(*(connection.done for connection in connections))
    finally:
        for connection in connections:
            connection.close()
    latencies = sorted(one for connection in connections for one in connection.latencies)
    return Load(time.perf_counter() - began, latencies)


class _Connection(asyncio.Protocol):
    """One request after the other until the time is over."""

    def __init__(self, requests: Iterator[bytes], statuses: frozenset[int]) -> None:
        self.latencies: list[float] = []
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._requests = requests
        self._statuses = statuses
        self._received = b""
        self._sent_at = self._until = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is no subclass of it

    def begin(self, until: float) -> None:
        self._until = until
        self._send()

    def close(self) -> None:
        self._transport.abort()

    def data_received(self, data: bytes) -> None:
        if self._received:
            data = self._received + data
        if not _is_whole(data):
            self._received = data
            return
        self._received = b""
        now = time.perf_counter()
        self.latencies.append(now - self._sent_at)
        if int(data[9:12]) not in self._statuses:
            self._fail(UnexpectedAnswer(data.decode(errors="replace")))
        elif now < self._until:
            self._send()
        else:
            self.done.set_result(None)

    def connection_lost(self, error: Exception | None) -> None:
        self._fail(ConnectionError(f"the server has closed a connection: {error}"))

    def _send(self) -> None:
        message = next(self._requests)
        self._sent_at = time.perf_counter()
        self._transport.write(message)

    def _fail(self, error: Exception) -> None:
        if not self.done.done():
            self.done.set_exception(error)


def _is_whole(data: bytes) -> bool:
    """Whether an answer is here to its last byte. The server always tells the length."""
    end = data.find(b"\r\n\r\n")
    if end < 0:
        return False
    at = data.find(b"content-length: ", 0, end)
    length = 0 if at < 0 else int(data[at + 16 : data.index(b"\r", at)])
    return len(data) >= end + 4 + length
