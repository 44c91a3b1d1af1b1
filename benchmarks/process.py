"""The server in a process of its own: when it is ready, and what it has used."""

import http.client
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TypeVar

import psutil

START_SECONDS = 120
HOST = "127.0.0.1"
T = TypeVar("T")


class Server:
    """A server on a data set, ready when the constructor returns. A context manager."""

    def __init__(self, data: Path) -> None:
        began = time.perf_counter()
        self._log = tempfile.TemporaryFile()  # noqa: SIM115, closed at the end
        options = ["--dev", "--port", "0", "--data", str(data)]
        self._process = psutil.Popen(
            [sys.executable, "-u", "-m", "benchmarks.server", *options],
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )
        self.port = self._wait_for(self._address)
        self._wait_for(self._is_ready)
        self.ready_seconds = time.perf_counter() - began

    def get(self, path: str) -> http.client.HTTPResponse:
        """One request on a connection of its own."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=30)
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer

    def cpu_seconds(self) -> float:
        """What all its threads and children have used so far."""
        used = self._process.cpu_times()
        return sum((used.user, used.system, used.children_user, used.children_system))

    def memory_bytes(self) -> int:
        """What it holds in memory."""
        return self._process.memory_info().rss

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._process.terminate()
        self._process.wait(60)
        self._log.close()

    def _said(self) -> bytes:
        self._log.seek(0)
        return self._log.read()

    def _wait_for(self, condition: Callable[[], T | None]) -> T:
        """What the condition gives once it holds."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            if found := condition():
                return found
            time.sleep(0.02)
        raise RuntimeError(f"the server did not start:\n{self._said().decode(errors='replace')}")

    def _address(self) -> int | None:
        match = re.search(rb"serves at http://\S+:(\d+)", self._said())
        return int(match[1]) if match else None

    def _is_ready(self) -> bool:
        try:
            return self.get("/health/ready").status == 200
        except OSError:
            return False
