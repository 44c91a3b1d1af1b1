"""PostgreSQL and Redis in a data folder, for a look at several processes on one machine.

The processes that use them come and go: the first starts them, the others join, the last one ends
them. What a process leaves running that was killed, the next one takes over.
"""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from laurels.adapters.data_marks import SERVICES, TURN, USERS
from laurels.adapters.local_postgres import LocalPostgres
from laurels.adapters.local_programs import POSTGRES_FOLDERS, postgres_programs, redis_program
from laurels.adapters.local_redis import LocalRedis
from laurels.rules.errors import Conflict, Unavailable

TURN_SECONDS = 180  # how long another process may take to start or end them
INSTALL = "pip install 'laurels[local-services]'"


class LocalServices:
    """What one process holds. `start` before use, `stop` at the end, also where `start` failed."""

    def __init__(self, data: Path) -> None:
        self.folder = data.resolve() / SERVICES
        self._turn = FileLock(self.folder / TURN, timeout=TURN_SECONDS)
        self._users = -1  # an open file whose lock all users share
        self.joined = False  # whether others used them already, and both ran

    @property
    def is_held(self) -> bool:
        """Whether `stop` has something to let go of."""
        return self._users >= 0

    @property
    def environment(self) -> Path:
        """A file for a shell to read, which names both to whatever is started there."""
        return self.folder / "environment"

    def kept_environment(self) -> str:
        """What the file says; empty before the first start."""
        return self.environment.read_text() if self.environment.exists() else ""

    def start(self) -> None:
        """Start what does not run, and wait until both answer. Unavailable, with what to do, where
        they cannot be; three seconds the first time, then less than one."""
        program = redis_program()
        if program is None or not any(map(postgres_programs, POSTGRES_FOLDERS)):
            raise Unavailable(f"PostgreSQL and Redis are not installed here: {INSTALL}")
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._in_turn():
            password = self._password()
            self._postgres = LocalPostgres(self.folder / "postgresql", password)
            self._redis = LocalRedis(program, self.folder / "redis", password)
            self._users = os.open(self.folder / USERS, os.O_RDWR | os.O_CREAT, 0o600)
            others = not self._is_alone()
            self.joined = others and self._postgres.runs() and self._redis.runs()
            fcntl.flock(self._users, fcntl.LOCK_SH)
            self._postgres.start()
            self._redis.start()
            self.database_url, self.redis_url = self._postgres.url, self._redis.url
            self.names = f"PostgreSQL {self._postgres.version}", self._redis.version
            self._write_environment()

    def stop(self) -> bool:
        """Let go of them, and end them where nobody else uses them; whether they have ended."""
        if not self.is_held:
            return False
        with self._in_turn():
            alone = self._is_alone()
            try:
                if alone:
                    self._redis.stop()
                    self._postgres.stop()
            finally:
                os.close(self._users)
                self._users = -1
        return alone

    def _is_alone(self) -> bool:
        try:
            fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        try:
            self._turn.acquire()
        except Timeout:
            raise Conflict(
                f"Another process has been starting or ending the servers in '{self.folder}' for "
                f"{TURN_SECONDS} s. Wait for it or stop it, then try again."
            ) from None
        try:
            yield
        finally:
            self._turn.release()

    def _password(self) -> str:
        """One for both, made once."""
        kept = self.folder / "password"
        if not kept.exists():
            _write_secretly(kept, secrets.token_hex(8))
        return kept.read_text()

    def _write_environment(self) -> None:
        urls = {"LAURELS_DATABASE_URL": self.database_url, "LAURELS_REDIS_URL": self.redis_url}
        _write_secretly(self.environment, "".join(f"export {k}={v}\n" for k, v in urls.items()))


def _write_secretly(path: Path, text: str) -> None:
    new = path.with_name(path.name + ".new")
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    new.replace(path)
