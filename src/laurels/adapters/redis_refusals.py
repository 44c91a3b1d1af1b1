"""Why a Redis cannot be used, and what to do. For the start."""

import os
import re
import socket
from urllib.parse import urlsplit

from redis.exceptions import AuthenticationError, ResponseError
from redis.exceptions import TimeoutError as TookTooLong

from laurels.rules.errors import InvalidRequest

PORT = 6379
ADDRESS = re.compile(
    r"\(?'?[\w.:\[\]-]+'?(:|, )\d+\)?"
)  # a host and a port, however they are written
NO_ENTRY = ("AUTH", "WRONGPASS", "NOPERM", "Authentication", "username-password")


def server_of(url: str, setting: str) -> str:
    """The host and port that a URL names. InvalidRequest where it is no address of a Redis."""
    parts = urlsplit(url)
    try:
        host, port = parts.hostname or "localhost", parts.port or PORT
    except ValueError:  # a port that none can have
        host, port = "", 0
    number = parts.path.strip("/")
    if not host or (number and not number.isdecimal()):
        raise InvalidRequest(
            f"{setting} is no address of a Redis; it takes one like redis://cache.example.com:6379."
        )
    return f"{host}:{port}"


def refused(server: str, setting: str, error: BaseException) -> str:
    """A sentence or two that never tell the password.

    >>> refused("cache:6379", "THIS", ConnectionRefusedError(111, "Connect call failed (...)"))
    'No Redis can be used at cache:6379: Connection refused. Start it, or correct THIS.'
    """
    said = str(error).rstrip(".?")
    if isinstance(error, AuthenticationError) or (
        isinstance(error, ResponseError) and any(word in said for word in NO_ENTRY)
    ):
        return f"Redis at {server} refuses the user or the password. Correct {setting}."
    if isinstance(error, ResponseError):
        return f"Redis at {server} refuses: {said}. Correct {setting}."
    return f"No Redis can be used at {server}: {reason(error)}. Start it, or correct {setting}."


def reason(error: BaseException) -> str:
    """What the system says, which redis-py wraps, or the server, without any address: it is told
    to the public too.

    >>> reason(TimeoutError("Timeout reading from 10.0.0.7:6379"))
    'no answer in time'
    >>> reason(ResponseError("MOVED 3999 10.0.0.7:6381"))
    'MOVED 3999 …'
    """
    for cause in (error, error.__cause__, error.__context__):
        if isinstance(cause, socket.gaierror):
            return str(cause.strerror)
        if isinstance(cause, OSError) and cause.errno:
            return os.strerror(cause.errno)
    if isinstance(error, TimeoutError | TookTooLong):
        return "no answer in time"
    return ADDRESS.sub("…", str(error)).rstrip(".") or "no answer"
