"""The two runners as real processes, asked and watched in the same way."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple, Protocol
from urllib.parse import urlsplit

from laurels.adapters.folder_export_files import FolderExportFiles
from laurels.adapters.postgres_catalog import PostgresCatalog
from laurels.adapters.postgres_database import PostgresDatabase
from laurels.adapters.postgres_export_files import PostgresExportFiles
from laurels.adapters.postgres_job_runs import PostgresJobRuns
from laurels.adapters.postgres_versions import PostgresVersions
from laurels.adapters.sqlite_catalog import SqliteCatalog
from laurels.adapters.sqlite_database import SqliteDatabase
from laurels.adapters.sqlite_job_runs import SqliteJobRuns
from laurels.ports.catalog import Catalog
from laurels.ports.export_files import ExportFiles
from laurels.ports.job_runs import JobRuns
from tests.databases import new_database
from tests.postgres_server import PostgresServer
from tests.redis_server import RedisServer

SECONDS = 60  # a run takes no longer, also on a loaded machine
STATE = "SELECT state, said FROM job_runs WHERE id = {}"


class Data(NamedTuple):
    """What a test reaches past the runner."""

    catalog: Catalog
    runs: JobRuns
    exports: ExportFiles


class Runner(Protocol):
    """Processes that make jobs."""

    folder: Path

    def start(self) -> None:
        """Start, or start again."""
        ...

    def kill(self) -> None:
        """End all of it at once, as a power cut would."""
        ...

    def stop(self) -> list[int]:
        """End it cleanly; the exit codes."""
        ...

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """What the data set says."""
        ...

    def data(self) -> Any:
        """An async context with `Data`."""
        ...


class Processes:
    """Some processes, each the first of a group of its own, and their logs."""

    def __init__(self, folder: Path, commands: Sequence[Sequence[str]], **environment: str) -> None:
        self.folder = folder
        self._commands = commands
        self._environment = environment
        self._running: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        inherited = {n: v for n, v in os.environ.items() if not n.startswith("LAURELS_")}
        names = {"TEST_FOLDER": str(self.folder), "LAURELS_DATA": str(self.folder / "data")}
        with (self.folder / "log").open("ab") as log:
            self._running = [
                subprocess.Popen(
                    [sys.executable, "-m", *command],
                    env={**inherited, **names, **self._environment},
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
                for command in self._commands
            ]

    def kill(self) -> None:
        for process in self._running:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(SECONDS)

    def stop(self) -> list[int]:
        for process in reversed(self._running):
            process.terminate()
        return [process.wait(SECONDS) for process in self._running]

    def pids(self) -> list[int]:
        """Of the processes, in order of their commands."""
        return [process.pid for process in self._running]

    def use(self, **environment: str) -> None:
        """Settings of the next start."""
        self._environment |= environment

    def commands(self, *commands: Sequence[str]) -> None:
        """What to start next."""
        self._commands = commands

    def log(self) -> str:
        return (self.folder / "log").read_text(errors="replace")


class InProcess(Processes):
    """`laurels serve` on SQLite."""

    def __init__(self, folder: Path) -> None:
        self._file = new_database(folder / "data")
        super().__init__(folder, [["tests.jobs.extra_jobs", "serve", "--port", "0"]])

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        import sqlite3

        connection = sqlite3.connect(self._file, timeout=10)
        try:
            return connection.execute(statement).fetchall()
        finally:
            connection.close()

    @asynccontextmanager
    async def data(self) -> AsyncIterator[Data]:
        database = SqliteDatabase(self._file)
        exports = FolderExportFiles(self._file.parent / "exports")
        yield Data(SqliteCatalog(database), SqliteJobRuns(database), exports)
        database.close()


class OnCelery(Processes):
    """`laurels worker` and `laurels beat` on PostgreSQL and Redis."""

    def __init__(
        self,
        folder: Path,
        postgres: PostgresServer,
        redis: RedisServer,
        *options: str,
        module: str = "tests.jobs.extra_jobs",
        **environment: str,
    ) -> None:
        self.url = postgres.new_database()
        self.postgres = postgres
        (folder / "data").mkdir(parents=True)
        super().__init__(
            folder,
            [[module, "worker", *options], [module, "beat"]],
            LAURELS_DATABASE_URL=self.url,
            LAURELS_REDIS_URL=redis.url,
            **environment,
        )

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        return self.postgres.run(statement, urlsplit(self.url).path[1:])

    @asynccontextmanager
    async def data(self) -> AsyncIterator[Data]:
        database = PostgresDatabase(self.url, connections=1)
        await database.open()
        catalog = PostgresCatalog(database, PostgresVersions(database))
        yield Data(catalog, PostgresJobRuns(database), PostgresExportFiles(database))
        await database.close()


async def ask(runner: Runner, job: str, **argument: Any) -> int:
    """Ask for a run."""
    async with runner.data() as data:
        run = await data.runs.ask(job, argument, "a test")
    assert run is not None
    return run


async def ended(runner: Runner, run: int) -> tuple[str, str]:
    """State and sentence of a run that has ended."""
    await until(runner, lambda: state(runner, run) in ("done", "failed"), f"run {run} ends")
    ((found, said),) = runner.rows(STATE.format(run))
    return found, said


def state(runner: Runner, run: int) -> str:
    ((found, _),) = runner.rows(STATE.format(run))
    return str(found)


def notes(runner: Runner) -> list[str]:
    """What the tests' jobs have noted."""
    file = runner.folder / "notes"
    return file.read_text().splitlines() if file.exists() else []


async def until(runner: Any, condition: Any, what: str) -> None:
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain until {what}\n{runner.log()}"
        await asyncio.sleep(0.05)
