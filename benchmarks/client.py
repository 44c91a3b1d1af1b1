"""A load generator that costs little itself: raw HTTP/1.1 over keep-alive connections.

It shares the machine with the server, so all that it spends is missing there.
"""

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, cast

CONNECTIONS = 32
PATIENCE_SECONDS = 120


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
    host: str,
    port: int,
    requests: Iterator[bytes],
    statuses: frozenset[int],
    seconds: float,
    count: int = CONNECTIONS,
) -> Load:
    """Keep `count` connections busy for so long: each sends when its last answer is there.

    UnexpectedAnswer at the first answer with another status.
    """
    latencies: list[float] = []
    done = asyncio.get_running_loop().create_future()
    busy = count

    def answered(connection: Connection, now: float) -> None:
        nonlocal busy
        latencies.append(now - connection.sent_at)
        if now < until:
            connection.send(next(requests))
            return
        connection.close()  # else the server does, where others take long for their last answer
        busy -= 1
        if not busy:
            done.set_result(None)

    connections = await connect(host, port, count, statuses, answered)
    began = time.perf_counter()
    until = began + seconds
    for connection in connections:
        connection.send(next(requests))
    await until_done(done, connections, seconds)
    return Load(time.perf_counter() - began, sorted(latencies))


async def until_done(
    done: "asyncio.Future[None]", connections: Sequence["Connection"], seconds: float
) -> None:
    """Wait for the end of a load; the first fault of a connection ends it too."""
    try:
        async with asyncio.timeout(seconds + PATIENCE_SECONDS):
            faults = [connection.fault for connection in connections]
            ends: list[asyncio.Future[Any]] = [done, *faults]
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        for fault in faults:
            if fault.done():
                raise fault.result()
    finally:
        for connection in connections:
            connection.close()


async def connect(
    host: str,
    port: int,
    count: int,
    statuses: frozenset[int],
    answered: Callable[["Connection", float], None],
) -> list["Connection"]:
    """So many connections, which tell `answered` when an answer is there."""
    loop = asyncio.get_running_loop()
    connections = [Connection(statuses, answered) for _ in range(count)]
    for connection in connections:
        await loop.create_connection(lambda connection=connection: connection, host, port)  # type: ignore[misc]
    return connections


class Connection(asyncio.Protocol):
    """One request after the other."""

    def __init__(
        self, statuses: frozenset[int], answered: Callable[["Connection", float], None]
    ) -> None:
        self.sent_at = 0.0
        self.answer = b""  # the last one
        self.fault: asyncio.Future[Exception] = asyncio.get_running_loop().create_future()
        self._statuses = statuses
        self._answered = answered
        self._received = b""
        self._is_closed = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Of `asyncio.Protocol`, as the next two."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is no subclass of it

    def send(self, message: bytes) -> None:
        """Send a request; the last one's answer must be there."""
        self.sent_at = time.perf_counter()
        self._transport.write(message)

    def close(self) -> None:
        """At once."""
        self._is_closed = True
        self._transport.abort()

    def data_received(self, data: bytes) -> None:
        """An answer, or a part of one."""
        if self._received:
            data = self._received + data
        if not _is_whole(data):
            self._received = data
            return
        self._received = b""
        if int(data[9:12]) not in self._statuses:
            self._fail(UnexpectedAnswer(data.decode(errors="replace")))
        else:
            self.answer = data
            self._answered(self, time.perf_counter())

    def connection_lost(self, error: Exception | None) -> None:
        """A fault, unless it was closed here."""
        if not self._is_closed:
            self._fail(ConnectionError(f"the server has closed a connection: {error}"))

    def _fail(self, error: Exception) -> None:
        if not self.fault.done():
            self.fault.set_result(error)


def _is_whole(data: bytes) -> bool:
    """Whether an answer is here to its last byte. The server always tells the length."""
    end = data.find(b"\r\n\r\n")
    if end < 0:
        return False
    at = data.find(b"content-length: ", 0, end)
    length = 0 if at < 0 else int(data[at + 16 : data.index(b"\r", at)])
    return len(data) >= end + 4 + length
