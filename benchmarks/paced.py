"""Load at a rate: requests come when they come, however long the answers take.

Arrivals are random (Poisson), so they bunch as a crowd's do. A request that finds every
connection busy waits, and its latency counts from when it was due: a server that stalls is
not spared what would have arrived meanwhile.
"""

import asyncio
import time
from collections import deque
from collections.abc import Iterator
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
) -> Load:
    """`rate` requests a second for so long, over `count` connections."""
    loop = asyncio.get_running_loop()
    latencies: list[float] = []
    done = loop.create_future()
    due: deque[float] = deque()
    owed: dict[Connection, float] = {}  # when the request that it has under way was due

    def answered(connection: Connection, now: float) -> None:
        latencies.append(now - owed.pop(connection))
        if due:
            send(connection)
            return
        idle.append(connection)
        if now > until and not owed and not done.done():
            done.set_result(None)

    def send(connection: Connection) -> None:
        owed[connection] = due.popleft()
        connection.send(next(requests))

    connections = await connect(host, port, count, statuses, answered)
    idle = list(connections)
    began = time.perf_counter()
    until = began + seconds
    arrivals = _arrivals(began, rate)
    coming = next(arrivals)

    def tick() -> None:
        nonlocal coming
        now = time.perf_counter()
        while coming <= now and coming < until:
            due.append(coming)
            coming = next(arrivals)
        while due and idle:
            send(idle.pop())
        if now < until or due:
            loop.call_later(TICK_SECONDS, tick)
        elif not owed and not done.done():
            done.set_result(None)

    tick()
    await until_done(done, connections, seconds)
    return Load(time.perf_counter() - began, sorted(latencies))


def _arrivals(began: float, rate: float) -> Iterator[float]:
    random = Random(7)
    at = began
    while True:
        at += random.expovariate(rate)
        yield at
