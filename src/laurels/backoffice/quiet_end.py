"""The end of a server, where requests are under way: an answer for them, none for the log."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from typing import Any

from laurels.api.answer import send_answer
from laurels.api.problems import problem_answer
from laurels.rules.errors import Unavailable

ENDING = "The server is stopping; send it again in a moment."
AT_THE_END = ("Cancel %s running task", "ASGI callable returned without")


def answer_when_cancelled(app: Any) -> Any:
    """An app whose cancelled requests get a 503 where no answer has begun.

    uvicorn cancels what is under way when its grace is over, and would call that an error of
    the app: a 500 for the client, and a traceback on the terminal.
    """

    async def answering(scope: Any, receive: Any, send: Any) -> None:
        try:
            await app(scope, receive, send)
        except asyncio.CancelledError:
            if scope["type"] != "http":
                raise
            with contextlib.suppress(RuntimeError):  # an answer has begun already
                await _refuse(send)

    return answering


async def _refuse(send: Any) -> None:
    await send_answer(send, problem_answer(Unavailable(ENDING)))


def quiet_uvicorn(is_ending: Callable[[], bool]) -> None:
    """Keep from the log what helps nobody: how requests end with the server."""

    def is_worth_saying(record: logging.LogRecord) -> bool:
        return not (is_ending() and str(record.msg).startswith(AT_THE_END))

    logging.getLogger("uvicorn.error").addFilter(is_worth_saying)
