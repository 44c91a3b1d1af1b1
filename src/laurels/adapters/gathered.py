"""Questions to another server that go together: one way there and back for many who ask at once."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

LOTS = 2  # under way: while one is answered, the server works on the other

Q = TypeVar("Q")
A = TypeVar("A")


class Gathered(Generic[Q, A]):
    """Puts what is asked in one turn of the event loop, or while lots are under way, as one lot.

    `answers` gives the answers to different questions, in their order; a fault of it is a fault
    of all of them. Who asks what another asks in the same lot gets the same answer; each was
    asked before the lot was put, so no answer is older than its question. `size` tells how much a
    question asks for, and `most` is how much of that goes in one lot, or one question.

    >>> async def both() -> list[int]:
    ...     async def doubled(numbers: Sequence[int]) -> list[int]:
    ...         print(numbers)
    ...         return [2 * number for number in numbers]
    ...     gathered = Gathered(doubled, most=10)
    ...     return await asyncio.gather(*[gathered.ask(number) for number in (3, 4, 3)])
    >>> asyncio.run(both())
    [3, 4]
    [6, 8, 6]
    """

    def __init__(
        self,
        answers: Callable[[Sequence[Q]], Awaitable[Sequence[A]]],
        *,
        most: int,
        size: Callable[[Q], int] = lambda question: 1,
    ) -> None:
        self._answers = answers
        self._most, self._size = most, size
        self._waiting: dict[Q, list[asyncio.Future[A]]] = {}
        self._lots: set[asyncio.Task[None]] = set()
        self._is_called = False

    async def ask(self, question: Q) -> A:
        """The answer. Whoever is cancelled leaves the others theirs."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[A] = loop.create_future()
        self._waiting.setdefault(question, []).append(answer)
        if not self._is_called and len(self._lots) < LOTS:
            self._is_called = True
            loop.call_soon(self._begin)
        return await answer

    def _begin(self) -> None:
        """Put what waits, as many lots as may be under way."""
        self._is_called = False
        while self._waiting and len(self._lots) < LOTS:
            lot = asyncio.create_task(self._put(self._take()))
            self._lots.add(lot)
            lot.add_done_callback(self._ended)

    def _ended(self, lot: asyncio.Task[None]) -> None:
        self._lots.discard(lot)
        self._begin()

    def _take(self) -> dict[Q, list[asyncio.Future[A]]]:
        taken: dict[Q, list[asyncio.Future[A]]] = {}
        room = self._most
        for question in list(self._waiting):
            room -= self._size(question)
            if room < 0 and taken:
                break
            taken[question] = self._waiting.pop(question)
        return taken

    async def _put(self, lot: dict[Q, list[asyncio.Future[A]]]) -> None:
        try:
            answers = await self._answers(list(lot))
        except BaseException as error:
            for waiting in lot.values():
                for one in waiting:
                    if not one.done():
                        one.set_exception(error)
            if not isinstance(error, Exception):
                raise
            return
        for waiting, answer in zip(lot.values(), answers, strict=True):
            for one in waiting:
                if not one.done():
                    one.set_result(answer)
