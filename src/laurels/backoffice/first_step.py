"""The first step of a coroutine without a task: for work that mostly waits for nothing."""

from collections.abc import Coroutine, Generator
from typing import Any

Running = Coroutine[Any, Any, None]


def first_step(running: Running) -> Running | None:
    """Run a coroutine until it waits: None when it is over by then, else what is left of it,
    for a task to run.

    O(1) beside what it runs. It saves the task, and the turn of the event loop that a new task
    waits for. Until the coroutine waits for the first time, `asyncio.current_task()` is not its
    own.
    """
    try:
        awaited = running.send(None)
    except StopIteration:
        return None
    return running if awaited is None else _Rest(running, awaited)


class _Rest(Coroutine[Any, Any, None]):
    """The steps of a coroutine from the one on that waits for a future already.

    It is no coroutine of its own: a task that is cancelled before it has begun would never
    enter one, and what is half done would end without a word.
    """

    def __init__(self, running: Running, awaited: Any) -> None:
        self._running = running
        self._awaited = awaited  # until a task has it

    def send(self, value: None) -> Any:
        awaited, self._awaited = self._awaited, None
        return self._running.send(value) if awaited is None else awaited

    def throw(self, *error: Any) -> Any:
        awaited, self._awaited = self._awaited, None
        if awaited is not None:
            awaited.cancel()  # as a task does with what it waits for
        return self._running.throw(*error)

    def close(self) -> None:
        self._running.close()

    def __await__(self) -> Generator[Any, Any, None]:
        raise RuntimeError("Only a task can run what is left of a first step.")
