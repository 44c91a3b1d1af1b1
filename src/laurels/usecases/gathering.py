"""A moment in which a group gathers before it is committed."""

import asyncio

GATHER_SECONDS = 0.001  # an answer's way to a client and the next score's way back


class Gathering:
    """Waits for those who were just answered: most send their next score at once, and a group
    costs nearly as much to commit whatever its size."""

    def __init__(self) -> None:
        self._missing = 0
        self._done: asyncio.Future[None] | None = None

    async def wait(self, expected: int) -> None:
        """Until so many have come, or the moment is over."""
        self._missing = expected
        self._done = asyncio.get_running_loop().create_future()
        timer = asyncio.get_running_loop().call_later(GATHER_SECONDS, self._end)
        await self._done
        timer.cancel()

    def came(self) -> None:
        """One more is there. O(1)."""
        if self._missing:
            self._missing -= 1
            if not self._missing:
                self._end()

    def _end(self) -> None:
        if self._done is not None and not self._done.done():
            self._done.set_result(None)
