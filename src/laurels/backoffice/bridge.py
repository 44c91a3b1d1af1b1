"""From Django's threads to the use cases on the server's event loop.

The admin changes nothing behind the server's back: what it changes goes through the same
use cases as the API, on the same loop, so memory, ETags and rules stay right. Outside the
server nothing is connected, and the admin only shows.
"""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import TimeoutError as TooLong
from typing import Any, NamedTuple, ParamSpec, TypeVar

from laurels.rules.errors import Unavailable
from laurels.wiring import Laurels

P = ParamSpec("P")
T = TypeVar("T")
PATIENCE_SECONDS = 10.0


class _Connection(NamedTuple):
    laurels: Laurels
    loop: asyncio.AbstractEventLoop


_connection: _Connection | None = None


def connect(laurels: Laurels, loop: asyncio.AbstractEventLoop) -> None:
    """Let the admin use a running Laurels. The server calls this at its start."""
    global _connection
    _connection = _Connection(laurels, loop)


def disconnect() -> None:
    """End that. The server calls this before it closes Laurels."""
    global _connection
    _connection = None


def is_connected() -> bool:
    """Whether use cases can be called."""
    return _connection is not None


def laurels() -> Laurels:
    """The running Laurels; Unavailable where there is none. Its coroutines go to `call`."""
    return _connected().laurels


def call(function: Callable[P, Coroutine[Any, Any, T]], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a coroutine function on the server's loop and wait for what it returns or raises.

    For Django's threads; on the loop's own thread it would wait for itself. What takes longer
    than ten seconds is not broken off, since a half-made change would leave the server's
    memory and its tables apart: Unavailable says so, and the change may still come.
    """
    loop = _connected().loop
    future = asyncio.run_coroutine_threadsafe(function(*args, **kwargs), loop)
    try:
        return future.result(PATIENCE_SECONDS)
    except TooLong:
        if future.done():  # the use case itself ran out of time
            raise
        raise Unavailable(
            "The server is busy; the change may still be made. Look again in a moment."
        ) from None


def _connected() -> _Connection:
    if _connection is None or not _connection.loop.is_running():
        raise Unavailable("The admin is not connected to a running server: it only shows.")
    return _connection
