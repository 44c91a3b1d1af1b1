"""One case: a server, those who watch it, a second's thousand scores, and what came of it."""

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import psutil

from benchmarks.client import CONNECTIONS, Load
from benchmarks.live.scores import (
    A_SECOND,
    CONTENDERS,
    TOP,
    Scored,
    for_followed,
    for_the_top,
    seen_in,
)
from benchmarks.live.sightings import delays, sightings
from benchmarks.measure import TAIL_SECONDS, new_world, run
from benchmarks.paced import paced
from benchmarks.process import HOST, Server
from laurels.usecases.populate import player_id

BOARD = "one"
SETTLE_SECONDS = 0.5
END_SECONDS = 120  # to write down all that has come
CREATED = frozenset({201})


class Case(NamedTuple):
    """Who watches."""

    title: str
    clients: int
    events: bool = False  # by Server-Sent Events
    follows: bool = False  # a player each, and no top


class Effort(NamedTuple):
    """How long is measured."""

    warm_up_seconds: float
    seconds: float
    rounds: int


class Watchers:
    """The process that watches. A context manager, which ends it."""

    def __init__(self, server: Server, case: Case, followed: Sequence[str], output: Path) -> None:
        path = f"/api/v1/leaderboards/{BOARD}/live"
        paths = [f"{path}?top=0&player={player}" for player in followed]
        told = {
            "host": HOST,
            "port": server.port,
            "headers": server.headers,
            "events": case.events,
            "paths": paths or [f"{path}?top={TOP}"] * case.clients,
            "output": str(output),
        }
        self._output = output
        command = [sys.executable, "-m", "benchmarks.live.watchers"]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(told) + "\n")
        self._process.stdin.flush()
        if self._process.stdout.readline() != "ready\n":
            raise RuntimeError("those who watch have not all got their first message")

    def cpu_seconds(self) -> float:
        """What they have used so far."""
        used = psutil.Process(self._process.pid).cpu_times()
        return float(used.user + used.system)

    def seen(self) -> dict[str, Any]:
        """All that has come to them; the end of their watch."""
        self._process.communicate("\n", timeout=END_SECONDS)
        result: dict[str, Any] = json.loads(self._output.read_text(encoding="utf-8"))
        return result

    def __enter__(self) -> "Watchers":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()


class _Seen(NamedTuple):
    """What a stretch of load has shown."""

    submits: Load
    scored: list[Scored]
    watchers: dict[str, Any] | None
    before: "_Used"
    after: "_Used"
    grown_bytes: int  # by the server, since nobody watched


def measure(data: Path, players: int, case: Case, effort: Effort, base_us: float) -> dict[str, Any]:
    """Figures of one round on a server of its own; `base_us` is what a score costs its event
    loop where nobody watches, which is taken off."""
    seen = _under_load(data, players, case, effort)
    scores, seconds = len(seen.submits.latencies), seen.after.at - seen.before.at
    loop_us = (seen.after.loop - seen.before.loop) * 1e6
    figures = {
        "submit_p50_ms": _at(seen.submits.latencies, 0.5) * 1e3,
        "submit_p99_ms": _at(seen.submits.latencies, 0.99) * 1e3,
        "score_us": loop_us / scores,
        "server_cores": (seen.after.server - seen.before.server) / seconds,
        "others_cores": (seen.after.others - seen.before.others) / seconds,
    }
    if seen.watchers is None:
        return figures
    messages = _messages(seen.watchers, seen.before.at, seen.after.at)
    return figures | {
        **_shown(seen, case),
        "messages_a_second": messages / seconds,
        "message_us": (loop_us - scores * base_us) / messages,
        "client_bytes": seen.grown_bytes / case.clients,
        "watchers_cores": (seen.after.watchers - seen.before.watchers) / seconds,
    }


def _under_load(data: Path, players: int, case: Case, effort: Effort) -> _Seen:
    """Scores alone, then clients too, then what counts."""
    with ExitStack() as stack:
        server = stack.enter_context(Server(data))
        world = new_world(server, BOARD, players)
        people = Random(case.clients).sample(range(players), case.clients) if case.follows else ()
        followed = [player_id(number) for number in people]
        requests = (
            for_followed(world, followed) if followed else for_the_top(world, _totals(server))
        )
        _load(server, requests, effort.warm_up_seconds)
        time.sleep(SETTLE_SECONDS)
        empty, watchers = server.memory_bytes(), None
        if case.clients:
            output = data.with_name("seen.json")
            watchers = stack.enter_context(Watchers(server, case, followed, output))
            _load(server, requests, effort.warm_up_seconds)
        before = _Used(server, watchers)
        submits, answers = _load(server, requests, effort.seconds)
        time.sleep(TAIL_SECONDS)
        after, grown = _Used(server, watchers), server.memory_bytes() - empty
        seen = watchers.seen() if watchers else None
    if seen is not None and seen["lost"]:
        raise RuntimeError(f"{seen['lost']} of {case.clients} clients have lost their connection")
    return _Seen(submits, seen_in(answers, frozenset(followed)), seen, before, after, grown)


def _shown(seen: _Seen, case: Case) -> dict[str, float]:
    """How soon scores were shown."""
    assert seen.watchers is not None
    sights = sightings(seen.watchers["frames"], case.follows)
    took, missing = delays(seen.scored, sights, case.follows, case.clients)
    return {
        "shown_p50_ms": _at(took, 0.5) * 1e3,
        "shown_p99_ms": _at(took, 0.99) * 1e3,
        "shown": len(took),
        "unseen": missing,
        "late_snapshots": sum(s.count for s in sights if s.snapshot and s.first >= seen.before.at),
    }


def _messages(seen: dict[str, Any], since: float, until: float) -> int:
    """How many have come to all clients together."""
    counts = [count for first, _, count, _ in seen["frames"] if since <= first <= until]
    return sum(counts) + sum(since <= at <= until for at in seen["others"])


class _Used:
    """CPU seconds up to an instant."""

    def __init__(self, server: Server, watchers: Watchers | None) -> None:
        self.at = time.perf_counter()
        self.server = server.cpu_seconds()["service"]
        self.loop = server.loop_seconds()
        self.watchers = watchers.cpu_seconds() if watchers else 0.0
        own = time.process_time()  # of the scores' sender
        self.others = _machine_seconds() - self.server - self.watchers - own


def _machine_seconds() -> float:
    """CPU of all that runs on this machine, and what a host has given to other machines."""
    used = psutil.cpu_times()
    return float(sum(used) - used.idle - getattr(used, "iowait", 0) - getattr(used, "guest", 0))


def _load(
    server: Server, requests: Any, seconds: float
) -> tuple[Load, list[tuple[bytes, float, float]]]:
    """A thousand scores a second; with each answer, when it was asked for and when it came."""
    answers: list[tuple[bytes, float, float]] = []

    async def load() -> Load:
        return await paced(
            HOST, server.port, requests, CREATED, seconds, A_SECOND, CONNECTIONS,
            lambda *heard: answers.append(heard),
        )  # fmt: skip

    return run(load()), answers


def _totals(server: Server) -> dict[str, int]:
    """The best of the board, who are to contend for its top."""
    page = server.get(f"/api/v1/leaderboards/{BOARD}/entries?limit={CONTENDERS}").body
    return {entry["player"]: entry["score"] for entry in json.loads(page)["entries"]}


def _at(ascending: Sequence[float], share: float) -> float:
    return ascending[int(len(ascending) * share)] if ascending else 0.0
