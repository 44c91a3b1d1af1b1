"""From load to figures: rounds over all subjects, and the server's CPU per operation.

A round runs every subject once, the no-op first. What wanders in the machine from minute to
minute so reaches all subjects alike, and the ratio to the no-op of the same round holds.
"""

import asyncio
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from itertools import count
from random import Random
from typing import Any, NamedTuple, TypeVar

import uvloop

from benchmarks.client import CONNECTIONS, Load, load
from benchmarks.paced import paced
from benchmarks.process import HOST, Service
from benchmarks.results import Figures, figures_of
from benchmarks.subject import Subject, World
from benchmarks.subjects import no_op, submit_batch

FILLING_SECONDS = 0.5
TAIL_SECONDS = 0.15  # what the last answers leave to do is done by then, and counts too
BESIDE_A_SECOND = 500  # requests of what comes in beside a subject
_STARTED = f"{int(time.time()):x}"  # a data set can be measured again
_stretches = count(1)
T = TypeVar("T")


class Effort(NamedTuple):
    """How long is measured."""

    warm_up_seconds: float
    seconds: float
    rounds: int


def measure(
    server: Service,
    who: str,
    subjects: Sequence[Subject],
    players: int,
    effort: Effort,
    progress: Callable[[str], None],
) -> list[Figures]:
    """All subjects on one server, and the no-op."""
    everything = in_order(subjects)
    rounds: dict[Subject, list[dict[str, Any]]] = {subject: [] for subject in everything}
    for number in range(effort.rounds + 1):
        seconds = effort.seconds if number else effort.warm_up_seconds
        costs: dict[str, dict[str, float]] = {}
        for subject in everything:
            progress(f"{subject.title}, {f'round {number}' if number else 'warming up'}")
            beside = costs[subject.beside.title] if subject.beside else {}
            one = stretch(server, subject, players, seconds, beside)
            costs[subject.title] = one["split_us"]
            if number:
                no_op_us = sum(costs[no_op.SUBJECT.title].values())
                rounds[subject].append(one | {"no_op_us": no_op_us})
    return [
        figures_of(who, subject.title, subject.board, players, rounds[subject])
        for subject in everything
    ]


def in_order(subjects: Sequence[Subject]) -> list[Subject]:
    """The no-op first, and before each subject what comes in beside it."""
    needed = [no_op.SUBJECT]
    for subject in subjects:
        needed += [subject.beside, subject] if subject.beside else [subject]
    return list(dict.fromkeys(needed))


def fill_the_tail(
    server: Service, players: int, events: int, progress: Callable[[str], None]
) -> None:
    """Submit more scores than may wait for their places in the tables.

    A fresh server has that work before it; from then on every score pays for an earlier one.
    """
    done = 0.0
    while done <= events:
        progress(f"filling what is written behind, {done:,.0f} of {events:,}")
        shown = stretch(server, submit_batch.THOUSAND, players, FILLING_SECONDS)
        done += shown["operations"]


def stretch(
    server: Service,
    subject: Subject,
    players: int,
    seconds: float,
    beside_us: Mapping[str, float] | None = None,
) -> dict[str, Any]:
    """Load for so long; what an operation took, without what each request beside it costs."""
    before, counted = server.cpu_seconds(), server.counts()
    shown, others = run(_loads(server, subject, players, seconds))
    time.sleep(TAIL_SECONDS)
    after, counts = server.cpu_seconds(), server.counts()
    requests = len(shown.latencies)
    operations = requests * subject.per_request
    used_us = {part: (after[part] - before[part]) * 1e6 for part in after}
    return {
        "operations": operations,
        "per_second": operations / shown.seconds,
        "p50_ms": shown.latencies[requests // 2] * 1e3,
        "p99_ms": shown.latencies[requests * 99 // 100] * 1e3,
        "split_us": split(used_us, operations, beside_us or {}, others),
        "counts": {name: (counts[name] - counted[name]) / operations for name in counts},
    }


def split(
    used_us: Mapping[str, float], operations: int, beside_us: Mapping[str, float], others: int
) -> dict[str, float]:
    """What an operation costs by part, where `others` came in beside at so much each."""
    return {
        part: (used - beside_us.get(part, 0) * others) / operations
        for part, used in used_us.items()
    }


async def _loads(
    server: Service, subject: Subject, players: int, seconds: float
) -> tuple[Load, int]:
    """The subject's load, and how many requests came in beside it."""
    world = new_world(server, subject.board, players)
    own = _load_all(server, subject, world, seconds)
    if subject.beside is None:
        return await own, 0
    requests = subject.beside.requests(new_world(server, subject.board, players))
    stream = paced(
        HOST, server.ports[0], requests, subject.beside.statuses, seconds, BESIDE_A_SECOND,
        CONNECTIONS // 4,
    )  # fmt: skip
    shown, others = await asyncio.gather(own, stream)
    return shown, len(others.latencies)


async def _load_all(server: Service, subject: Subject, world: World, seconds: float) -> Load:
    """The same requests on all ports, each with its share of the connections."""
    requests, share = subject.requests(world), subject.connections // len(server.ports)
    loads = [load(HOST, port, requests, subject.statuses, seconds, share) for port in server.ports]
    shown = await asyncio.gather(*loads)
    latencies = sorted(latency for one in shown for latency in one.latencies)
    return Load(max(one.seconds for one in shown), latencies)


def new_world(server: Service, board: str, players: int) -> World:
    """For one stretch of load, whose ids come in no other, nor do its players in their order.
    The next run draws the same."""
    number = next(_stretches)
    return World(server, board, players, f"{_STARTED}-{number}", Random(number))


def run(work: Coroutine[Any, Any, T]) -> T:
    """On a fast event loop of its own."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)
