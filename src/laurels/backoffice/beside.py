"""PostgreSQL and Redis beside a command: started before it, ended after it, and told about."""

import contextlib
import os
import shlex
import signal
import socket
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
def local_services(
    folder: str | None, console: Console, port: int = 8001, *, dev: bool = True
) -> Iterator[None]:
    """Both in a data folder (LAURELS_DATA where it is None), named to this process by its
    environment. The next process may listen on `port`, or the next free one, and serves in dev
    mode where this one does.

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
        _tell(services, data, console, _free(port), "--dev " if dev else "")
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


def _free(port: int) -> int:
    """That port of the loopback address, or the first one after it that nobody listens on."""
    for candidate in range(port, min(port + 100, 65536)):
        with socket.socket() as one, contextlib.suppress(OSError):
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            one.bind(("127.0.0.1", candidate))
            return candidate
    return port


def _tell(services: "LocalServices", data: str, console: Console, port: int, dev: str) -> None:
    names = " and ".join(services.names)
    did = "joined" if services.joined else "started"
    console.print(f"[bold]{names}[/bold] {did}; in another terminal:", soft_wrap=True)
    join = f"laurels serve {dev}--with-local-services --data {shlex.quote(data)} --port {port}"
    with_them = f". {shlex.quote(str(services.environment))} && laurels"
    for line in (
        f"  join   {join}",
        f"  admin  {with_them} createsuperuser",
        f"  other  {with_them} check",
        f"  files  {services.folder}",
    ):
        console.print(line, markup=False, soft_wrap=True)
