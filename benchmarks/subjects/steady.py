"""Submits at half the rate that saturates the server, while pages are read: how long one takes.

Open loop: scores come when they come, on random instants. For ten of them someone reads a
page, in turn the top and one from anywhere, on other connections.
"""

import asyncio
from collections.abc import Iterator

from benchmarks.client import CONNECTIONS, Load
from benchmarks.measure import Effort, new_world, run, stretch
from benchmarks.paced import paced
from benchmarks.process import HOST, Running
from benchmarks.subject import World
from benchmarks.subjects import page, submit, top

NAME = "steady"
ROUNDS_LONG = 3  # a tail needs more time than a median
SUBMITS_A_PAGE = 10


def measure(server: Running, players: int, effort: Effort) -> dict[str, float]:
    """Facts of this load."""
    saturated = stretch(server, submit.SUBJECT, players, effort.seconds)["per_second"]
    rate = saturated / 2
    seconds = effort.seconds * ROUNDS_LONG
    _both(server, players, rate, effort.warm_up_seconds)
    shown = _both(server, players, rate, seconds)
    count = len(shown.latencies)
    return {
        "steady submits a second": count / seconds,
        "steady submit p50 ms": shown.latencies[count // 2] * 1e3,
        "steady submit p99 ms": shown.latencies[count * 99 // 100] * 1e3,
        "steady submit p99.9 ms": shown.latencies[count * 999 // 1000] * 1e3,
    }


def _both(server: Running, players: int, rate: float, seconds: float) -> Load:
    world = new_world(server, "one", players)

    async def both() -> Load:
        submits = paced(
            HOST, server.port, submit.requests(world), frozenset({201}), seconds, rate, CONNECTIONS
        )
        pages = paced(
            HOST, server.port, _pages(world), frozenset({200}), seconds,
            rate / SUBMITS_A_PAGE, CONNECTIONS // 4,
        )  # fmt: skip
        shown, _ = await asyncio.gather(submits, pages)
        return shown

    return run(both())


def _pages(world: World) -> Iterator[bytes]:
    tops, anywhere = top.requests(world), page.requests(world)
    while True:
        yield next(tops)
        yield next(anywhere)
