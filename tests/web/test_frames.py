"""The table moves at 60 frames a second while 20 scores a second change it."""

import json
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

import httpx
import psutil
from playwright.sync_api import Page

from tests.api.boards import Board
from tests.servers import LaurelsServer
from tests.web.conftest import BUILD, MakeBoard
from tests.web.test_live_movement import COUNT_GLIDES
from tests.web.visitors import Visitors, wait_until_live

RATE = 20  # scores a second
SECONDS = 5
ROUNDS = 4
MOST_MEDIAN_MS = 20
MOST_CPU = 0.5  # of one core, for the page's main thread
MOST_TASK_MS = 100
QUIET = 0.15  # of the machine: what others may take before a task of ours waits for them

MEASURE = """(ms) => new Promise((tell) => {
  const frames = [], tasks = []
  const observer = new PerformanceObserver((list) =>
    tasks.push(...list.getEntries().map(({ duration }) => duration)))
  observer.observe({ type: "longtask" })
  const before = window.glides, start = performance.now()
  let last = start
  requestAnimationFrame(function next(now) {
    if (now > last) frames.push(now - last)
    last = now
    if (now - start < ms) requestAnimationFrame(next)
    else {
      observer.disconnect()
      tell({ frames, tasks, glides: window.glides - before })
    }
  })
})"""


@contextmanager
def busy(server: LaurelsServer, board: Board) -> Iterator[None]:
    """Scores at a steady rate, each of which moves a row of the first forty over some others."""
    ended = threading.Event()

    def play() -> None:
        random, sent, start = Random(4), 0, time.monotonic()
        with httpx.Client(base_url=server.url) as client:
            while not ended.wait(max(0.0, start + sent / RATE - time.monotonic())):
                body = {"player": f"p{random.randrange(40):02}", "score": random.randrange(50, 400)}
                client.post(f"{board.url}/scores", json=body).raise_for_status()
                sent += 1

    thread = threading.Thread(target=play)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


class Meter:
    """Seconds of CPU: of the page's main thread, of all that is ours, of the whole machine."""

    def __init__(self, page: Page) -> None:
        self._session = page.context.new_cdp_session(page)
        self._session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def read(self) -> tuple[float, float, float]:
        told = self._session.send("Performance.getMetrics")["metrics"]
        main = next(one["value"] for one in told if one["name"] == "TaskDuration")
        me = psutil.Process()
        ours = sum(map(_cpu_seconds, [me, *me.children(recursive=True)]))
        machine = psutil.cpu_times()
        return main, ours, sum(machine) - machine.idle - getattr(machine, "iowait", 0.0)


def _cpu_seconds(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return times.user + times.system


def measure(page: Page, meter: Meter) -> dict[str, float]:
    """One round: frames, long tasks, and who had the CPU meanwhile."""
    before, start = meter.read(), time.monotonic()
    told = page.evaluate(MEASURE, SECONDS * 1000)
    main, ours, all_of_it = (b - a for a, b in zip(before, meter.read(), strict=True))
    seconds = time.monotonic() - start
    frames = sorted(told["frames"])
    return {
        "frames_a_second": round(1000 * len(frames) / sum(frames), 1),
        "median_frame_ms": round(statistics.median(frames), 2),
        "p95_frame_ms": round(frames[int(0.95 * len(frames))], 2),
        "longest_frame_ms": round(frames[-1], 1),
        "long_tasks": len(told["tasks"]),
        "longest_task_ms": max(told["tasks"], default=0),
        "main_thread_cpu": round(main / seconds, 3),
        "others_took": round(max(0.0, all_of_it - ours) / seconds / (psutil.cpu_count() or 1), 3),
        "rows_that_glided": told["glides"],
    }


def is_smooth(told: dict[str, float]) -> bool:
    """Judged by the clock."""
    return told["median_frame_ms"] < MOST_MEDIAN_MS and told["longest_task_ms"] < MOST_TASK_MS


def test_the_table_stays_smooth_with_twenty_changes_a_second(
    visitors: Visitors, server: LaurelsServer, make_board: MakeBoard
) -> None:
    """What else runs on the machine makes a task longer by the clock, never shorter: rounds that
    others got into are tried again, and where all were, CPU time and the median frame decide."""
    scores = {f"p{n:02}": 100_000 - 50 * n for n in range(60)}
    board = make_board({"operator": "sum"}, **scores)
    page = visitors.open(f"/leaderboards/{board.id}", script=COUNT_GLIDES)
    wait_until_live(page)
    meter, rounds = Meter(page), []
    with busy(server, board):
        while len(rounds) < ROUNDS and not any(map(is_smooth, rounds)):
            rounds.append(measure(page, meter))
    told = {"changes_a_second": RATE, "seconds": SECONDS, "rounds": rounds}
    BUILD.mkdir(exist_ok=True)
    (BUILD / "web-frames.json").write_text(json.dumps(told, indent=1) + "\n")
    assert rounds[-1]["rows_that_glided"] > RATE * SECONDS / 2, "the table did move"
    assert min(one["main_thread_cpu"] for one in rounds) < MOST_CPU, rounds
    assert min(one["median_frame_ms"] for one in rounds) < MOST_MEDIAN_MS, rounds
    quiet = [one for one in rounds if one["others_took"] < QUIET]
    assert any(map(is_smooth, rounds)) or not quiet, rounds
