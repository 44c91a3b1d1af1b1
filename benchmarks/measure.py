"""From load to figures: rounds over all subjects, and the server's CPU per operation.

A round runs every subject once, the no-op first. What wanders in the machine from minute to
minute so reaches all subjects alike, and the ratio to the no-op of the same round holds.
"""

import asyncio
import time
from collections.abc import Callable, Coroutine, Sequence
from itertools import count
from typing import Any, NamedTuple

import uvloop

from benchmarks.client import Load, load
from benchmarks.process import HOST, Running
from benchmarks.results import Figures, figures_of
from benchmarks.subject import Subject, World
from benchmarks.subjects import no_op, submit_batch

FILLING_SECONDS = 0.5
TAIL_SECONDS = 0.15  # what the last answers leave to do is done by then, and counts too
_STARTED = f"{int(time.time()):x}"  # a data set can be measured again
_stretches = count(1)


class Effort(NamedTuple):
    """How long is measured."""

    warm_up_seconds: float
    seconds: float
    rounds: int


def measure(
    server: Running,
    who: str,
    subjects: Sequence[Subject],
    players: int,
    effort: Effort,
    progress: Callable[[str], None],
) -> list[Figures]:
    """All subjects on one server, and the no-op."""
    everything = [no_op.SUBJECT, *(s for s in subjects if s is not no_op.SUBJECT)]
    rounds: dict[Subject, list[dict[str, Any]]] = {subject: [] for subject in everything}
    for number in range(effort.rounds + 1):
        seconds = effort.seconds if number else effort.warm_up_seconds
        no_op_us = 0.0
        for subject in everything:
            progress(f"{subject.title}, {f'round {number}' if number else 'warming up'}")
            one = stretch(server, subject, players, seconds)
            no_op_us = no_op_us or sum(one["split_us"].values())
            if number:
                rounds[subject].append(one | {"no_op_us": no_op_us})
    return [
        figures_of(who, subject.title, subject.board, players, rounds[subject])
        for subject in everything
    ]


def fill_the_tail(
    server: Running, players: int, events: int, progress: Callable[[str], None]
) -> None:
    """Submit more scores than may wait for their places in the tables.

    A fresh server has that work before it; from then on every score pays for an earlier one.
    """
    done = 0.0
    while done <= events:
        progress(f"filling what is written behind, {done:,.0f} of {events:,}")
        shown = stretch(server, submit_batch.THOUSAND, players, FILLING_SECONDS)
        done += shown["operations"]


def stretch(server: Running, subject: Subject, players: int, seconds: float) -> dict[str, Any]:
    """Load for so long; what an operation took."""
    world = new_world(server, subject.board, players)
    before = server.cpu_seconds()
    shown = run(
        load(
            HOST, server.port, subject.requests(world), subject.statuses, seconds,
            subject.connections,
        )
    )  # fmt: skip
    time.sleep(TAIL_SECONDS)
    after = server.cpu_seconds()
    requests = len(shown.latencies)
    operations = requests * subject.per_request
    return {
        "operations": operations,
        "per_second": operations / shown.seconds,
        "p50_ms": shown.latencies[requests // 2] * 1e3,
        "p99_ms": shown.latencies[requests * 99 // 100] * 1e3,
        "split_us": {part: (after[part] - before[part]) / operations * 1e6 for part in after},
    }


def new_world(server: Running, board: str, players: int) -> World:
    """For one stretch of load, whose ids come in no other."""
    return World(server, board, players, f"{_STARTED}-{next(_stretches)}")


def run(work: Coroutine[Any, Any, Load]) -> Load:
    """On a fast event loop of its own."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)
