"""A page that PostgreSQL does not answer in time ends with an error instead of waiting."""

import contextlib
import os
import socket
import threading
from collections.abc import Callable
from typing import Any

from django.db import connections
from django.http import HttpRequest, HttpResponse

PAGE_SECONDS = 10.0  # for all that a page asks, as long as it waits for a use case
GRACE_SECONDS = 1.0  # for the server to end the statement, before the connection is ended


class PageLimit:
    """Django middleware. The limit is kept from here: a pooler gives a session's own to others,
    and a silent server keeps none. Costs a thread while a page is made."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The page; where PostgreSQL takes too long, what Django shows for the error."""
        database = connections["default"]
        if database.vendor != "postgresql":
            return self._get_response(request)
        done = threading.Event()
        threading.Thread(target=_watch, args=(database, done), daemon=True).start()
        try:
            return self._get_response(request)
        finally:
            done.set()


def _watch(database: Any, done: threading.Event) -> None:
    if done.wait(PAGE_SECONDS):
        return
    threading.Thread(target=_cancel, args=(database,), daemon=True).start()
    while not done.wait(GRACE_SECONDS):
        _hang_up(database)


def _cancel(database: Any) -> None:
    """Let the server end what it is at; nobody waits for it any more."""
    with contextlib.suppress(Exception):  # it may be away, or be done in this instant
        database.connection.cancel_safe(timeout=GRACE_SECONDS)


def _hang_up(database: Any) -> None:
    """End the connection as if the server had: whoever waits for an answer hears of it."""
    with (
        contextlib.suppress(Exception),  # it may be closed in this instant
        socket.socket(fileno=os.dup(database.connection.fileno())) as same,
    ):
        same.shutdown(socket.SHUT_RDWR)
