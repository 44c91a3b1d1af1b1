"""A command that runs to its end: how long it takes and how its memory goes."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from typing import NamedTuple

import psutil

SAMPLE_SECONDS = 0.1


class Watched(NamedTuple):
    """What a command has shown. Unfinished: it was stopped when its time was over."""

    seconds: float
    finished: bool
    peak_bytes: int
    growth: float  # of the peak, from the first half of the time to the second, as a share


def watch(words: Sequence[str], limit_seconds: float) -> Watched:
    """Run `laurels WORDS`. RuntimeError, with what it said, when it fails."""
    began = time.monotonic()
    held: list[int] = []
    with tempfile.TemporaryFile() as log:
        command = [sys.executable, "-m", "laurels", *words]
        process = psutil.Popen(command, stdout=log, stderr=subprocess.STDOUT)
        while process.poll() is None and time.monotonic() - began < limit_seconds:
            held.append(_memory_bytes(process))
            time.sleep(SAMPLE_SECONDS)
        took = time.monotonic() - began
        finished = process.poll() is not None
        if not finished:
            process.kill()
        if process.wait() and finished:
            log.seek(0)
            raise RuntimeError(log.read().decode(errors="replace"))
    half = len(held) // 2
    before, after = max(held[: half + 1]), max(held[half:])
    return Watched(took, finished, max(held), max(0.0, after / max(before, 1) - 1))


def _memory_bytes(process: psutil.Popen) -> int:
    try:
        return process.memory_info().rss
    except psutil.Error:  # it has just ended
        return 0
