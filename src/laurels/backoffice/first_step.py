"""The first step of a coroutine without a task: for work that mostly waits for nothing."""

from collections.abc import Coroutine, Generator
from typing import Any

Running = Coroutine[Any, Any, None]


def first_step(running: Running) -> Running | None:
    """Run a coroutine until it waits: None when it is over by then, else what is left of it,
    for a task to run.

    It saves the task, and the turn of the event loop that a new task waits for. Until the
    coroutine waits for the first time, `asyncio.current_task()` is not its own.
    """
    try:
        awaited = running.send(None)
    except StopIteration:
        return None
    return running if awaited is None else _go_on(running, awaited)


async def _go_on(running: Running, awaited: Any) -> None:
    await _Rest(running, awaited)


class _Rest:
    """The steps of a coroutine from the one on that waits for a future already."""

    def __init__(self, running: Running, awaited: Any) -> None:
        self._running = running
        self._awaited = awaited

    def __await__(self) -> Generator[Any, Any, None]:
        awaited = self._awaited
        while True:
            cancelled: BaseException | None = None
            try:
                yield awaited
            except BaseException as error:
                cancelled = error
            try:
                if cancelled is None:
                    awaited = self._running.send(None)
                else:
                    awaited = self._running.throw(cancelled)
            except StopIteration:
                return
