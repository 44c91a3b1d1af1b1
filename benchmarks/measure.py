"""From load to figures: repeats, medians, and the server's CPU per operation."""

import asyncio
from pathlib import Path
from statistics import median
from typing import NamedTuple

import uvloop

from benchmarks.client import Load, load
from benchmarks.process import HOST, Server
from benchmarks.subject import Subject, World


class Effort(NamedTuple):
    """How long is measured."""

    warm_up_seconds: float
    seconds: float
    repeats: int


class Figures(NamedTuple):
    """What one subject costs at one size; medians of the repeats."""

    subject: str
    board: str
    players: int
    per_second: float  # operations
    p50_ms: float  # of a request
    p99_ms: float
    cpu_us: float  # of the server, an operation
    rival_cpu_us: int | None


class Start(NamedTuple):
    """How the server comes up on a full data set."""

    board: str
    players: int
    ready_seconds: float
    memory_bytes: int
    bytes_per_player: float  # beyond what a server without players holds


def measure(server: Server, subject: Subject, players: int, effort: Effort) -> Figures:
    """Warm up, then the medians of the repeats."""
    _load(server, subject, players, effort.warm_up_seconds, "w")
    repeats = []
    for number in range(effort.repeats):
        cpu = server.cpu_seconds()
        shown = _load(server, subject, players, effort.seconds, str(number))
        repeats.append(_figures(shown, server.cpu_seconds() - cpu, subject.per_request))
    per_second, p50, p99, cpu_us = (median(column) for column in zip(*repeats, strict=True))
    return Figures(
        subject.title, subject.board, players, per_second, p50, p99, cpu_us, subject.rival
    )


def start(server: Server, board: str, players: int, empty_bytes: int) -> Start:
    """What the server has shown before the first request."""
    held = server.memory_bytes()
    return Start(board, players, server.ready_seconds, held, (held - empty_bytes) / players)


def empty_bytes(data: Path) -> int:
    """What a server without players holds."""
    with Server(data) as server:
        return server.memory_bytes()


def _load(server: Server, subject: Subject, players: int, seconds: float, name: str) -> Load:
    world = World(server, players, f"{subject.board}-{subject.per_request}-{name}")
    work = load(HOST, server.port, subject.requests(world), subject.statuses, seconds)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)


def _figures(shown: Load, cpu_seconds: float, per_request: int) -> tuple[float, ...]:
    count = len(shown.latencies)
    operations = count * per_request
    return (
        operations / shown.seconds,
        shown.latencies[count // 2] * 1e3,
        shown.latencies[count * 99 // 100] * 1e3,
        cpu_seconds / operations * 1e6,
    )
