"""A Redis or Valkey of a data folder's own: nothing is kept on disk, nothing is thrown away."""

import time
from pathlib import Path
from typing import Any

import redis

from laurels.adapters.local_programs import (
    PATIENCE_SECONDS,
    kept_port,
    last_words,
    make_folder,
    port_for,
    run_program,
)
from laurels.rules.errors import Unavailable

ANSWER_SECONDS = 2.0
CONFIGURATION = """
bind 127.0.0.1
port {port}
requirepass {password}
dir "{folder}"
logfile "{folder}/log"
daemonize yes
save ""
appendonly no
maxmemory-policy noeviction
"""


class LocalRedis:
    """Starts and ends one by its folder, whoever started it."""

    def __init__(self, program: Path, folder: Path, password: str) -> None:
        self._program = program
        self._folder = folder
        self._password = password
        self.version = ""

    @property
    def url(self) -> str:
        """Where it is. Once it has started."""
        return f"redis://:{self._password}@127.0.0.1:{kept_port(self._folder)}/0"

    def start(self) -> None:
        """Start it where it does not run, and wait until it answers. Unavailable, with the log's
        end, where it does not. A tenth of a second."""
        make_folder(self._folder)
        if not self.runs():
            port = port_for(self._folder)
            told = CONFIGURATION.format(port=port, password=self._password, folder=self._folder)
            run_program([self._program, "-"], self._folder, told)
        self._wait(answers=True)

    def stop(self) -> None:
        """End it, and wait for its end. None running is no error."""
        if self.runs():
            with self._client() as client:
                client.shutdown(nosave=True)
            self._wait(answers=False)

    def _wait(self, *, answers: bool) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while self.runs() is not answers:
            if time.monotonic() > deadline:
                raise Unavailable(f"Redis does not answer: {last_words(self._folder / 'log')}")
            time.sleep(0.02)

    def runs(self) -> bool:
        """Whether the server of this folder does: it knows the password."""
        if kept_port(self._folder) is None:
            return False
        try:
            with self._client() as client:
                about: dict[str, Any] = client.info("server")
        except (redis.RedisError, OSError):
            return False
        self.version = _called(about)
        return True

    def _client(self) -> redis.Redis:
        return redis.Redis.from_url(
            self.url, socket_timeout=ANSWER_SECONDS, socket_connect_timeout=ANSWER_SECONDS
        )


def _called(about: dict[str, Any]) -> str:
    if "valkey_version" in about:
        return f"Valkey {about['valkey_version']}"
    return f"Redis {about['redis_version']}"
