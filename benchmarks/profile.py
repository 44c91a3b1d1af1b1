"""`make bench-profile`: where a submission spends its microseconds, as a picture.

A sampler looks at the server's stacks under the submit load, and the kernel tells exactly how
much CPU each thread has used. The event loop's samples are those that hold the interpreter's
lock: without, samples count waiting for sockets as work, a third of all. What they leave of the
loop's CPU is polling, which is done without the lock. The writer mostly works without; it waits
in one place, the commit, where samples would count waiting as work: what all its other samples
leave of its CPU is the commit's.
"""

import json
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any, NamedTuple

import psutil

from benchmarks.measure import fill_the_tail, stretch
from benchmarks.process import RIVALS_PYTHON, Server
from benchmarks.profile_picture import draw
from benchmarks.results import RESULTS
from benchmarks.subjects import submit
from laurels.settings import Settings

PLAYERS, WARM_UP_SECONDS, SECONDS, RATE = 1_000_000, 2, 8, 100
SAMPLER = RIVALS_PYTHON.with_name("py-spy")
# The innermost frame that one of these knows decides.
PARTS = (
    ("players", ("adapters/sqlite_players", "native/cards")),
    ("SQLite", ("adapters/sqlite_",)),
    ("ranking index", ("laurels/native/", "adapters/memory_", "sortedcontainers/")),
    ("use cases", ("laurels/usecases/",)),
    ("rules", ("laurels/rules/",)),
    ("HTTP", ("uvicorn/", "http_protocol")),
    ("API", ("laurels/api/", "laurels/backoffice/", "litestar/", "msgspec/")),
)
EVENT_LOOP, WRITER, OTHERS = "event loop", "writer", "other threads"
LOOP, COMMIT, THREADS = "loop and sockets", "commit and sync", "between threads"
UNSEEN = {EVENT_LOOP: LOOP, WRITER: COMMIT}  # where a thread works that samples leave out
COMMITS = "sqlite_database.py"  # innermost there: BEGIN, COMMIT
LOOPS = "asyncio/runners.py"


class Spent(NamedTuple):
    """CPU microseconds of one submission."""

    thread: str
    part: str
    function: str
    us: float


def main() -> None:
    """Measure, keep, draw."""
    players = int(sys.argv[1]) if sys.argv[1:] else PLAYERS
    with tempfile.TemporaryDirectory(prefix="laurels-profile-") as name:
        data = Path(name) / "data"
        command = [sys.executable, "-m", "benchmarks.prepare", str(data), str(players), "one"]
        subprocess.run(command, check=True)
        with Server(data) as server:
            fill_the_tail(server, players, Settings().events_behind, print)
            stretch(server, submit.SUBJECT, players, WARM_UP_SECONDS)
            quiet_us = stretch(server, submit.SUBJECT, players, SECONDS / 2)["split_us"]["service"]
            stacks, threads = _sample(server, players, Path(name))
        spent = attribute(stacks, threads, RATE, quiet_us)
    report: dict[str, Any] = {"players": players, "cpu_us": quiet_us}
    report["spent"] = [one._asdict() for one in spent]
    path = RESULTS / "profile" / "submit.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    print(f"written: {path}; {draw(path)}")


def _sample(server: Server, players: int, folder: Path) -> tuple[list[str], dict[str, float]]:
    """Look at the stacks under load, at the event loop's and then at the others'; with the CPU
    seconds of each thread meanwhile."""
    seconds = 2 * SECONDS + 4
    load = threading.Thread(target=stretch, args=(server, submit.SUBJECT, players, seconds))
    load.start()
    time.sleep(1)
    before = _thread_seconds(server.pid)
    stacks = [s for s in _record(server, folder / "loop", "--gil") if "MainThread" in s]
    stacks += [s for s in _record(server, folder / "rest") if "MainThread" not in s]
    after = _thread_seconds(server.pid)
    load.join()
    # Two recordings, each half of the time.
    return stacks, {str(id): (used - before.get(id, 0)) / 2 for id, used in after.items()}


def _record(server: Server, output: Path, *options: str) -> list[str]:
    words = ["record", "--pid", server.pid, "--duration", SECONDS, "--rate", RATE, "--threads"]
    words += ["--format", "raw", "--output", output, *options]
    subprocess.run([str(SAMPLER), *map(str, words)], check=True, capture_output=True)
    return output.read_text(encoding="utf-8").splitlines()


def _thread_seconds(pid: int) -> dict[int, float]:
    return {t.id: t.user_time + t.system_time for t in psutil.Process(pid).threads()}


def attribute(
    stacks: list[str], threads: dict[str, float], rate: float, cpu_us: float
) -> list[Spent]:
    """What each file or function spends of `cpu_us`, by thread and part; the largest first.

    `stacks` are lines of "thread (ID): NAME;frame;...;frame COUNT", `threads` CPU seconds by ID.
    """
    seen: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    kinds: dict[str, str] = {}
    for line in stacks:
        whole, _, count = line.rpartition(" ")
        name, *frames = whole.split(";")
        id, thread = name.removeprefix("thread (").split("): ", 1)
        kinds[id] = _kind(thread)
        if where := _where(frames, kinds[id]):
            seen[id][where] += int(count)
    spent: dict[tuple[str, str, str], float] = defaultdict(float)
    for id, seconds in threads.items():
        kind, budget = kinds.get(id, OTHERS), seconds * rate  # samples that would find it at work
        known = sum(seen[id].values())
        unseen = UNSEEN.get(kind) if known < budget else None
        scale = 1 if unseen or not known else budget / known
        for (part, function), samples in seen[id].items():
            spent[kind, part, function] += samples * scale
        if unseen:
            spent[kind, unseen, unseen] += budget - known
        elif not known:
            spent[kind, THREADS, THREADS] += budget
    total = sum(spent.values())
    parts = [Spent(*place, us=n / total * cpu_us) for place, n in spent.items() if n > 0]
    return sorted(parts, key=lambda one: -one.us)


def _kind(thread: str) -> str:
    if thread.startswith("MainThread"):
        return EVENT_LOOP
    return WRITER if "writer" in thread else OTHERS


def _where(frames: list[str], kind: str) -> tuple[str, str] | None:
    """Part and function that a stack is at; None where a thread waits."""
    if kind == WRITER and (COMMITS in frames[-1] or "concurrent/futures" in frames[-1]):
        return None
    if LOOPS in frames[-1]:
        return LOOP, LOOP
    for frame in reversed(frames):
        for part, files in PARTS:
            if any(file in frame for file in files):
                handing_over = part == "SQLite" and kind == EVENT_LOOP
                return THREADS if handing_over else part, _function(frame, part)
    return (LOOP, LOOP) if kind == EVENT_LOOP else None


def _function(frame: str, part: str) -> str:
    """A file of ours, a function where the HTTP server works, and of the framework its name."""
    function, _, place = frame.partition(" (")
    if "litestar/" in place:
        return "Litestar"
    if place.startswith("laurels/") and part != "HTTP":
        return Path(place.partition(":")[0]).stem
    return function.replace(".<locals>", "")


if __name__ == "__main__":
    main()
