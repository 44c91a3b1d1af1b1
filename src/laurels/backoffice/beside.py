"""PostgreSQL and Redis beside a command: started before it, ended after it, and told about."""

import os
import shlex
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from rich.console import Console

from laurels.data_sets import new_local_services
from laurels.settings import SettingsError, load_settings

if TYPE_CHECKING:
    from laurels.data_sets import LocalServices

NAMES = ("LAURELS_DATABASE_URL", "LAURELS_REDIS_URL")


@contextmanager
def local_services(folder: str | None, console: Console, port: int = 8001) -> Iterator[None]:
    """Both in a data folder (LAURELS_DATA where it is None), named to this process by its
    environment. `port` is where the next process may listen.

    SettingsError where the environment names others; Unavailable, with what to do, where they
    cannot be started.
    """
    data = folder or load_settings().data
    services = new_local_services(Path(data))
    before = {name: os.environ.get(name) for name in NAMES}
    for name, url in before.items():
        if url and url not in services.kept_environment():
            raise SettingsError(f"{name} names another server than the local one; unset it.")
    terminated = signal.signal(signal.SIGTERM, _stop)
    try:
        with console.status("Starting PostgreSQL and Redis ..."):
            services.start()
        for name, url in zip(NAMES, (services.database_url, services.redis_url), strict=True):
            os.environ[name] = url
        _tell(services, data, console, port)
        yield
    finally:
        if services.is_held:
            with console.status("Stopping PostgreSQL and Redis ..."):
                ended = services.stop()
            what = "have stopped" if ended else "run on for another process"
            console.print(f"PostgreSQL and Redis {what}.")
        signal.signal(signal.SIGTERM, terminated)
        for name, value in before.items():
            os.environ.pop(name, None)
            os.environ.update({} if value is None else {name: value})


def _stop(number: int, frame: FrameType | None) -> None:
    """As Ctrl+C does: what was started is then stopped."""
    raise KeyboardInterrupt


def _tell(services: "LocalServices", data: str, console: Console, port: int) -> None:
    names = " and ".join(services.names)
    did = "joined" if services.joined else "started"
    console.print(f"[bold]{names}[/bold] {did}; in another terminal:", soft_wrap=True)
    for line in (
        f"  join   laurels serve --with-local-services --data {shlex.quote(data)} --port {port}",
        f"  other  . {shlex.quote(str(services.environment))} && laurels check",
        f"  files  {services.folder}",
    ):
        console.print(line, markup=False, soft_wrap=True)
