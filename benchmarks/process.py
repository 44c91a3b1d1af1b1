"""Servers in processes of their own: when they are ready, and what they have used."""

import http.client
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Protocol, Self, TypeVar

import psutil

START_SECONDS = 300  # ten million players were once slow to load
END_SECONDS = 60
LAST_WORDS = 3_000  # of what a server has printed, where something fails
HOST = "127.0.0.1"
RIVALS_PYTHON = Path(".venv-rivals/bin/python")
T = TypeVar("T")


class Answer(NamedTuple):
    """Of a server."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes


class Service(Protocol):
    """What load is put on: one server, or several that serve the same."""

    headers: tuple[str, ...]  # that every request carries

    @property
    def ports(self) -> Sequence[int]:
        """Where it listens; the connections are spread evenly."""
        ...

    def get(self, path: str) -> Answer:
        """Of one request on a connection of its own."""
        ...

    def cpu_seconds(self) -> dict[str, float]:
        """What each part has used so far, all threads and child processes."""
        ...

    def counts(self) -> dict[str, float]:
        """What else it has used so far, by name."""
        ...


class Running:
    """A server that a command has started. A context manager, which stops it."""

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str] | None = None
    ) -> None:
        self.began = time.perf_counter()
        self._log = tempfile.TemporaryFile()  # noqa: SIM115, closed at the end
        self._process = psutil.Popen(
            command, stdout=self._log, stderr=subprocess.STDOUT, env=_inherited(environment)
        )
        self._parts = {"service": self._process.pid}
        self.port = 0
        self.headers: tuple[str, ...] = ()  # that every request carries

    @property
    def ports(self) -> Sequence[int]:
        """The one."""
        return (self.port,)

    def counts(self) -> dict[str, float]:
        """Nothing else."""
        return {}

    def get(self, path: str) -> Answer:
        """Of one request on a connection of its own."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=30)
        connection.request("GET", path, headers=dict(h.split(": ", 1) for h in self.headers))
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return Answer(answer.status, answer.headers, body)

    def cpu_seconds(self) -> dict[str, float]:
        """What each part has used so far, all threads and child processes."""
        used = {name: tree_seconds(pid) for name, pid in self._parts.items()}
        for name in used.keys() - {"service"}:  # a part may be a child of the service
            if psutil.Process(self._parts[name]).ppid() == self._process.pid:
                used["service"] -= used[name]
        return used

    def loop_seconds(self) -> float:
        """What the service's first thread has used so far, where its event loop runs."""
        (first,) = (thread for thread in self._process.threads() if thread.id == self.pid)
        return float(first.user_time + first.system_time)

    def memory_bytes(self) -> int:
        """What it holds in memory, without the servers that it stands on."""
        return self._process.memory_info().rss

    @property
    def pid(self) -> int:
        """Of the service itself."""
        return self._process.pid

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: type[BaseException] | BaseException | TracebackType | None) -> None:
        if any(error):
            ended = self._process.poll()
            state = "runs" if ended is None else f"has ended with {ended}"
            said = self._said().decode(errors="replace")
            sys.stderr.write(f"process {self.pid} {state}; its last words:\n{said[-LAST_WORDS:]}\n")
        self._process.terminate()
        try:
            self._process.wait(END_SECONDS)
        except psutil.TimeoutExpired:
            self._process.kill()
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
        said = self._said().decode(errors="replace")
        self.__exit__()
        raise RuntimeError(f"the server did not start:\n{said}")


class Server(Running):
    """Laurels on a data set, ready when the constructor returns. It asks for a key, as in use."""

    def __init__(self, data: Path, environment: Mapping[str, str] | None = None) -> None:
        key = _new_key(data, environment)
        options = ["--port", "0", "--data", str(data)]
        super().__init__([sys.executable, "-u", "-m", "benchmarks.server", *options], environment)
        self.headers = (f"authorization: Bearer {key}",)
        self.port = self._wait_for(self._address)
        self._wait_for(self._is_ready)
        self.ready_seconds = time.perf_counter() - self.began

    def _address(self) -> int | None:
        match = re.search(rb"serves at http://\S+:(\d+)", self._said())
        return int(match[1]) if match else None

    def _is_ready(self) -> bool:
        try:
            return self.get("/health/ready").status == 200
        except OSError:
            return False


class Rival(Running):
    """A rival, filled with so many players, ready when the constructor returns."""

    def __init__(self, name: str, folder: Path, players: int) -> None:
        command = [str(RIVALS_PYTHON), "-m", "benchmarks.rivals", name, str(folder), str(players)]
        super().__init__(command)
        told = json.loads(self._wait_for(self._first_line))
        self.port = told["port"]
        self._parts |= told["parts"]

    def _first_line(self) -> bytes | None:
        lines = [line for line in self._said().splitlines() if line.startswith(b'{"port"')]
        return lines[0] if lines else None


def _new_key(data: Path, environment: Mapping[str, str] | None) -> str:
    """One that may read and submit."""
    command = [sys.executable, "-m", "laurels", "keys", "create", "--name", "benchmarks"]
    command += ["--scope", "read", "--scope", "submit", "--data", str(data)]
    made = subprocess.run(
        command, check=True, capture_output=True, text=True, env=_inherited(environment)
    )
    return made.stdout.strip()


def _inherited(environment: Mapping[str, str] | None) -> dict[str, str] | None:
    return None if environment is None else {**os.environ, **environment}


def tree_seconds(pid: int) -> float:
    """A process, the children that run, and those that have ended and were waited for."""
    root = psutil.Process(pid)
    total = 0.0
    for process in (root, *root.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):  # its parent has its times by now
            used = process.cpu_times()
            total += used.user + used.system + used.children_user + used.children_system
    return total
