"""The whole server: the API, the admin at /admin, and what a demo adds, in one process."""

import asyncio
import contextlib
import errno
import logging
import signal
import socket
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from types import FrameType
from typing import Any
from urllib.parse import urlsplit

import uvicorn
from litestar import Litestar
from rich.console import Console
from rich.logging import RichHandler

from laurels.api.app import create_app
from laurels.api.front import front
from laurels.backoffice import bridge
from laurels.backoffice.asgi import admin_app
from laurels.backoffice.http_protocol import HttpProtocol
from laurels.backoffice.open_files import raise_open_files
from laurels.backoffice.quiet_end import answer_when_cancelled, quiet_uvicorn
from laurels.backoffice.ws_protocol import WebSocketProtocol
from laurels.data_sets import held
from laurels.jobs.in_process import InProcessRunner
from laurels.rules.errors import Unavailable
from laurels.settings import Settings
from laurels.wiring import GLOBAL, Laurels, connected

MOST_SAID = 4096  # bytes of a message from a client; none is expected
GRACE_SECONDS = 3  # for requests under way, at the end
LOAD_LOOK_SECONDS = 0.2  # between looks whether the data are loaded
STOPPED = "Laurels has stopped."
OTHER_HOST = "Choose another address with --host."
Companion = Callable[[Laurels], Coroutine[Any, Any, None]]

log = logging.getLogger(__name__)


def serve(
    settings: Settings,
    listener: socket.socket,
    companion: Companion | None = None,
    *,
    board: str = GLOBAL,
) -> None:
    """Serve a prepared data set on a socket until SIGINT or SIGTERM, with `companion` beside.

    `board` is the leaderboard that the greeting's curl line reads. A second SIGINT does not
    wait for the requests under way, and ends in KeyboardInterrupt.
    Conflict when another process holds the data; Unavailable when the data cannot be loaded:
    a service manager may then try again.
    """
    _log_to_terminal(settings)
    with held(settings):
        _run(settings, listener, companion, board)
    Console(highlight=False).print(STOPPED)


def listen(settings: Settings) -> socket.socket:
    """A socket on the address of the settings. Unavailable, with a way out, when it is taken
    or none of this machine's."""
    try:
        family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
        return socket.create_server((settings.host, settings.port), family=family, backlog=2048)
    except (OSError, UnicodeError) as error:  # a name that no host can have
        reason = getattr(error, "strerror", None) or "it is no host name"
        of_port = getattr(error, "errno", None) in (errno.EADDRINUSE, errno.EACCES)
        raise Unavailable(
            f"Cannot listen on {settings.host}:{settings.port}: "
            f"{reason.partition(' (while')[0]}. "
            + ("Choose another port with --port." if of_port else OTHER_HOST)
        ) from None


def _run(
    settings: Settings, listener: socket.socket, companion: Companion | None, board: str
) -> None:
    laurels = asyncio.run(connected(settings))
    faults: list[Exception] = []

    def give_up(fault: Exception) -> None:
        faults.append(fault)
        server.should_exit = True

    app = create_app(laurels, beside=_beside(laurels, companion), give_up=give_up)
    server = uvicorn.Server(_config(settings, answer_when_cancelled(front(app, admin_app()))))
    quiet_uvicorn(lambda: server.should_exit)
    _end_by_signal(server)
    _greet(settings, listener, board)
    raise_open_files(settings.live_clients)
    server.run(sockets=[listener])
    if faults:
        raise Unavailable(f"The data in '{settings.data}' could not be loaded: {faults[0]}")
    if server.force_exit:
        raise KeyboardInterrupt


def _end_by_signal(server: uvicorn.Server) -> None:
    """uvicorn raises the signals that it was ended by once more, for whoever handled them
    before: by default they would become the exit code of a clean end."""

    def end(number: int, frame: FrameType | None) -> None:
        server.should_exit = True

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)


def _config(settings: Settings, app: Any) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=HttpProtocol,
        ws=WebSocketProtocol,
        ws_max_size=MOST_SAID,
        ws_per_message_deflate=False,  # a message is written once for all, so as it is
        lifespan="on",
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


def _beside(
    laurels: Laurels, companion: Companion | None
) -> Callable[[Litestar], contextlib.AbstractAsyncContextManager[None]]:
    """What runs while the app runs: the admin's bridge, jobs where no worker makes them, and the
    companion."""

    @contextlib.asynccontextmanager
    async def running(_: Litestar) -> AsyncIterator[None]:
        bridge.connect(laurels, asyncio.get_running_loop())
        tasks = [] if companion is None else [asyncio.create_task(companion(laurels))]
        if laurels.settings.makes_jobs:
            tasks.append(asyncio.create_task(_make_jobs(laurels)))
        try:
            yield
        finally:
            bridge.disconnect()
            for task in tasks:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task

    return running


async def _make_jobs(laurels: Laurels) -> None:
    while laurels.missing:
        await asyncio.sleep(LOAD_LOOK_SECONDS)
    await InProcessRunner(laurels).run()


def _log_to_terminal(settings: Settings) -> None:
    console = Console(stderr=True)
    handler: logging.Handler = logging.StreamHandler()
    if console.is_terminal:
        handler = RichHandler(console=console, show_path=False, log_time_format="%H:%M:%S")
    else:
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=settings.log_level.upper(), handlers=[handler], force=True)
    for chatty in ("uvicorn.error", "httpx", "asyncio"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def _greet(settings: Settings, listener: socket.socket, board: str) -> None:
    """Say where to look, and what to try."""
    host, port = listener.getsockname()[:2]
    url = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"[bold]Laurels[/bold] serves at [bold cyan]{url}[/bold cyan]")
    console.print(f"  look   {url}/")
    console.print(f"  docs   {url}/docs")
    console.print(f"  admin  {url}/admin/   (laurels createsuperuser makes an account)")
    console.print(f"  data   {_place(settings)}", markup=False)
    console.print(f"  try    curl {url}/api/v1/leaderboards/{board}/entries")
    console.print("  stop   Ctrl+C")
    if settings.dev:
        log.warning("dev mode: clients on this machine may do everything without a key")


def _place(settings: Settings) -> str:
    """Where the data are, without a password."""
    if not settings.database_url:
        return str(Path(settings.data).resolve())
    return " and ".join(map(_without_password, (settings.database_url, settings.redis_url)))


def _without_password(url: str) -> str:
    """A URL without what lets in.

    >>> _without_password("postgresql://ana:secret@db.example.com/laurels?sslpassword=x")
    'postgresql://db.example.com/laurels'
    """
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
