"""All processes of a data set spread its seasons over as many shards.

Others would find each other's seasons to be of another shape, and load them again and again. So
each says its number every second, and a start waits until no other number is in use.
"""

import asyncio
import logging
from typing import Any

from laurels.adapters.redis_client import Client, redis_answers
from laurels.rules.errors import Conflict

SAID_SECONDS = 5  # for how long a number stands that nobody says again
PATIENCE_SECONDS = 6.0  # so that what stopped processes have said is gone by then
LOOK_SECONDS = 0.2

log = logging.getLogger(__name__)


class RedisAgreement:
    """What one process says, and hears from the others."""

    def __init__(self, client: Client, prefix: str, shards: int) -> None:
        self._client: Any = client  # whose types leave open whether bytes come back
        self._name = f"{prefix}:shards"
        self._shards = str(shards)

    async def reach(self) -> None:
        """Say the number, once no other is said. Conflict, with what to do, where one still is
        when the patience is at its end."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + PATIENCE_SECONDS
        while (other := await self._say()) is not None:
            if loop.time() > deadline:
                raise self._conflict(other)
            await asyncio.sleep(LOOK_SECONDS)

    async def confirm(self) -> None:
        """Say it again, for a piece of work. Conflict, with what to do, where another is said."""
        if (other := await self._say()) is not None:
            raise self._conflict(other)

    async def keep(self) -> None:
        """Say it again. Once a second."""
        if (other := await self._say()) is not None:
            log.error(
                "another process runs with LAURELS_REDIS_SHARDS=%s, this one with %s: seasons "
                "are loaded again and again; stop one of the two",
                other,
                self._shards,
            )

    def _conflict(self, other: str) -> Conflict:
        return Conflict(
            f"LAURELS_REDIS_SHARDS is {self._shards} here, and {other} in the processes that run. "
            f"Set it to {other}, or stop all of them first to change it."
        )

    async def _say(self) -> str | None:
        """The other number that is said, if any. One round trip or two."""
        with redis_answers():
            name, mine = self._name, self._shards
            if await self._client.set(name, mine, nx=True, ex=SAID_SECONDS):
                return None
            said = await self._client.get(name)
            if said is not None and said != mine.encode():
                return str(said.decode())
            await self._client.set(name, mine, ex=SAID_SECONDS)
            return None
