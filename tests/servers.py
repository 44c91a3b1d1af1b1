"""A real `laurels serve` in a process of its own, for tests that speak HTTP."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

import httpx

START_SECONDS = 60


@contextmanager
def killed_after(seconds: float, process: "subprocess.Popen[str]") -> Iterator[None]:
    """Whoever reads what a process says waits no longer than this for its next line."""
    timer = threading.Timer(seconds, process.kill)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


class LaurelsServer:
    """`laurels serve` on a data folder and a free port, ready when the constructor returns.

    Use it as a context manager: it stops the server at the end, by its own process id.
    """

    def __init__(self, data: Path, *options: str, **environment: str) -> None:
        self.data = data
        self.options = options
        self.environment = environment
        self.log = data.with_name(data.name + ".log")
        self.start()

    def start(self) -> None:
        """Start (again) on the same data, and wait until it is ready."""
        command = [sys.executable, "-m", "laurels", "serve", "--port", "0"]
        with self.log.open("ab") as log:
            offset = log.tell()
            self.process = subprocess.Popen(
                [*command, "--data", str(self.data), *self.options],
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**os.environ, "PYTHONUNBUFFERED": "1", **self.environment},
            )
        self.url = self._wait_for_address(offset)
        self.client = httpx.Client(base_url=self.url, timeout=30)
        self._wait_until_ready()

    def kill(self) -> None:
        """End it at once, as a crash or a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.client.close()

    def stop(self) -> int:
        """End it cleanly; the exit code."""
        self.client.close()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=30)

    def output(self) -> str:
        """All that it has printed."""
        return self.log.read_text(errors="replace")

    def __enter__(self) -> "LaurelsServer":
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.stop()

    def _wait_for_address(self, offset: int) -> str:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            text = self.log.read_bytes()[offset:].decode(errors="replace")
            if match := re.search(r"serves at (http://\S+)", text):
                return match[1]
            time.sleep(0.02)
        raise AssertionError(f"the server did not start:\n{self.output()}")

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                if self.client.get("/health/ready").status_code == 200:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.02)
        raise AssertionError(f"the server did not get ready:\n{self.output()}")
