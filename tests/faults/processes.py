"""Servers that a test starts without waiting for them to be ready, and awaiting conditions."""

import ctypes
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

COMMAND = (sys.executable, "-m", "laurels", "serve", "--dev", "--port", "0")
PATIENCE_SECONDS = 20
EVENTS_BEHIND = "200"  # so that rows are put in their places while a test runs
DROP_FROM_BOUNDING_SET, DAC_OVERRIDE = 24, 1  # linux/prctl.h, linux/capability.h


def launch(data: Path, **options: Any) -> subprocess.Popen[bytes]:
    """`laurels serve` on a data folder; the caller ends it by its process id."""
    return subprocess.Popen(
        [*COMMAND, "--data", str(data)],
        stdout=options.pop("stdout", subprocess.DEVNULL),
        stderr=options.pop("stderr", subprocess.DEVNULL),
        env={**os.environ, "PYTHONUNBUFFERED": "1", "LAURELS_EVENTS_BEHIND": EVENTS_BEHIND},
        **options,
    )


def refused_start(data: Path, **options: Any) -> tuple[int, str]:
    """Exit code and all words of a `laurels serve` that ends by itself."""
    process = launch(data, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options)
    try:
        words, _ = process.communicate(timeout=PATIENCE_SECONDS)
    finally:
        process.kill()
    return process.returncode, words.decode()


def as_anyone() -> None:
    """In a child, before it becomes a server: root, too, obeys what folders permit."""
    if os.geteuid() == 0:
        ctypes.CDLL(None).prctl(DROP_FROM_BOUNDING_SET, DAC_OVERRIDE, 0, 0, 0)


def limit_files(pid: int, size: int) -> None:
    """No file of a process may grow beyond a size in bytes: its disk is full."""
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def wait_until(condition: Callable[[], bool], what: str) -> None:
    """Wait for a condition; AssertionError when it does not come."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain until {what}"
        time.sleep(0.01)
