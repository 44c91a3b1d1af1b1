"""Load at a rate: requests come when they come, however long the answers take.

Arrivals are random (Poisson), so they bunch as a crowd's do. A request that finds every
connection busy waits, and its latency counts from when it was due: a server that stalls is
not spared what would have arrived meanwhile.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from random import Random

from benchmarks.client import Connection, Load, connect, until_done

TICK_SECONDS = 0.001  # the event loop's own; a latency is up to this much too long, never short


async def paced(
    host: str,
    port: int,
    requests: Iterator[bytes],
    statuses: frozenset[int],
    seconds: float,
    rate: float,
    count: int,
    heard: Callable[[bytes, float, float], None] | None = None,
) -> Load:
    """`rate` requests a second for so long, over `count` connections; `heard` is told each
    answer, when its request was sent, and when it came."""
    crowd = _Crowd(requests, seconds, rate, heard)
    connections = await connect(host, port, count, statuses, crowd.answered)
    crowd.begin(connections)
    await until_done(crowd.done, connections, seconds)
    return Load(time.perf_counter() - crowd.began, sorted(crowd.latencies))


class _Crowd:
    """Requests that fall due, wait for a connection, and are answered."""

    def __init__(
        self,
        requests: Iterator[bytes],
        seconds: float,
        rate: float,
        heard: Callable[[bytes, float, float], None] | None,
    ) -> None:
        self.latencies: list[float] = []
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.began = 0.0
        self._requests, self._seconds, self._rate = requests, seconds, rate
        self._heard = heard
        self._due: deque[float] = deque()
        self._owed: dict[Connection, float] = {}  # when the request under way was due

    def begin(self, connections: Sequence[Connection]) -> None:
        """From now on."""
        self._idle = deque(connections)  # in turn: a server closes what is idle for long
        self.began = time.perf_counter()
        self._until = self.began + self._seconds
        self._arrivals = _arrivals(self.began, self._rate)
        self._coming = next(self._arrivals)
        self._tick()

    def answered(self, connection: Connection, now: float) -> None:
        """A connection is free again."""
        self.latencies.append(now - self._owed.pop(connection))
        if self._heard is not None:
            self._heard(connection.answer, connection.sent_at, now)
        if self._due:
            self._send(connection)
            return
        self._idle.append(connection)
        if now > self._until:
            self._end_if_none_is_owed()

    def _send(self, connection: Connection) -> None:
        self._owed[connection] = self._due.popleft()
        connection.send(next(self._requests))

    def _tick(self) -> None:
        now = time.perf_counter()
        while self._coming <= now and self._coming < self._until:
            self._due.append(self._coming)
            self._coming = next(self._arrivals)
        while self._due and self._idle:
            self._send(self._idle.popleft())
        if now < self._until or self._due:
            asyncio.get_running_loop().call_later(TICK_SECONDS, self._tick)
        else:
            self._end_if_none_is_owed()

    def _end_if_none_is_owed(self) -> None:
        if not self._owed and not self.done.done():
            self.done.set_result(None)


def _arrivals(began: float, rate: float) -> Iterator[float]:
    random = Random(7)
    at = began
    while True:
        at += random.expovariate(rate)
        yield at
