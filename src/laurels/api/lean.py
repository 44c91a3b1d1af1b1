"""The hot routes without the framework: plain requests only, the rest is the framework's.

`docs/decisions/0011-lean-routes.md` tells what that saves, and how both doors stay alike.
"""

import asyncio
import types
from collections.abc import Awaitable, Callable, Coroutine, Generator
from typing import Any

from laurels.api.answer import Answer, send_answer
from laurels.api.bodies import BODY_BYTES
from laurels.api.plain_requests import (
    LEADERBOARDS,
    around_query,
    entry_query,
    has_plain_host,
    page_query,
    parts_of,
)
from laurels.api.problems import fault_answer, problem_answer
from laurels.api.reads import Reads
from laurels.api.scores_in import ScoresIn, receipt_answer
from laurels.rules.errors import LaurelsError

Receive = Callable[[], Awaitable[Any]]
Answering = Coroutine[Any, Any, "Answer | Receive"]


def lean_first(reads: Reads, scores_in: ScoresIn, whole: Any, *, waits: bool = False) -> Any:
    """An app that answers plain requests of the hot routes, and hands `whole` the others; to
    know which it is takes O(headers). `waits` tells that reads ask another server: what speaks
    to that has to run in a task."""
    routes = _LeanRoutes(reads, scores_in)

    async def app(scope: Any, receive: Receive, send: Any) -> None:
        if scope["type"] == "http" and scope["path"].startswith(LEADERBOARDS):
            answering = routes.find(scope, receive)
            if answering is not None:
                if waits and asyncio.current_task() is None:
                    await _own_task()
                try:
                    answer = await answering
                except LaurelsError as error:
                    answer = problem_answer(error)
                except Exception as error:
                    answer = fault_answer(scope["method"], scope["path"], error)
                if isinstance(answer, Answer):
                    await send_answer(send, answer)
                    return
                receive = answer
        if asyncio.current_task() is None:
            await _own_task()
        await whole(scope, receive, send)

    return app


class _LeanRoutes:
    """Finds what answers a request."""

    def __init__(self, reads: Reads, scores_in: ScoresIn) -> None:
        self._reads = reads
        self._scores_in = scores_in

    def find(self, scope: Any, receive: Receive) -> Answering | None:
        """What answers a request, or None where the framework has to. O(headers)."""
        parts = parts_of(scope)
        count = 0 if parts is None else len(parts)
        if parts is None or count < 2 or not has_plain_host(scope):
            return None
        id, kind, query = parts[0], parts[1], scope["query_string"]
        if scope["method"] == "POST":
            if count == 2 and kind == "scores" and not query:
                return self._submit(scope, receive, id)
            return None
        if scope["method"] != "GET" or kind != "entries":
            return None
        if count == 2:
            page = page_query(query)
            return None if page is None else self._reads.entries(scope, id, *page)
        player = parts[2]
        if count == 3:
            asked = entry_query(query)
            return None if asked is None else self._reads.entry(scope, id, player, asked)
        if count == 4 and parts[3] == "around":
            around = around_query(query)
            return None if around is None else self._reads.around(scope, id, player, *around)
        return None

    async def _submit(self, scope: Any, receive: Receive, id: str) -> Answer | Receive:
        """The answer to a score; a `receive` where its body does not come in one piece."""
        board = await self._scores_in.board(scope, id)
        message = await receive()
        if not _is_whole(message):
            return _after(message, receive)
        _, receipt = await self._scores_in.receipt(board, message["body"])
        return receipt_answer(receipt)


def _is_whole(message: Any) -> bool:
    """Whether a message is a body, whole, that the framework would take."""
    body = message.get("body")
    return body is not None and not message.get("more_body") and len(body) <= BODY_BYTES


def _after(message: Any, receive: Receive) -> Receive:
    """A `receive` that gives a message again before what follows it."""
    again = [message]

    async def replaying() -> Any:
        return again.pop() if again else await receive()

    return replaying


@types.coroutine
def _own_task() -> Generator[None, None, None]:
    """Wait until a task runs the caller. The server takes the first step of a read without one,
    and frameworks ask for theirs."""
    yield
