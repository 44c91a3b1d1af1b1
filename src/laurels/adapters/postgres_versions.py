"""What other processes have changed, looked at every second: definitions, seasons, players."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from laurels.adapters.postgres_database import Connection, PostgresDatabase
from laurels.adapters.trouble import Trouble
from laurels.rules.errors import Unavailable

EVERY_SECONDS = 0.9  # so that a change is known everywhere within a second
log = logging.getLogger(__name__)


class Versions(NamedTuple):
    """How far the database is."""

    catalog: int  # changes with every leaderboard
    season: int  # id of the last season
    cards: int  # changes with every player's profile
    players: int  # how many there are


Heard = Callable[[Versions], Awaitable[None]]


class PostgresVersions:
    """Tells those who listen how far the database is. `open` it on the loop that uses it."""

    def __init__(self, database: PostgresDatabase, every: float = EVERY_SECONDS) -> None:
        self._database = database
        self._every = every
        self._listeners: list[Heard] = []
        self.trouble = Trouble(log, "what other processes have changed is known again")
        self._looking: asyncio.Task[None] | None = None

    def listen(self, heard: Heard) -> None:
        """From now on, tell `heard` at every look."""
        self._listeners.append(heard)

    async def open(self) -> None:
        """Look every second from now on."""
        self._looking = asyncio.create_task(self._keep_looking())

    async def close(self) -> None:
        """Look no more."""
        if self._looking is not None:
            self._looking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._looking

    async def look(self) -> Versions:
        """How far the database is now; all who listen have heard it. One round trip."""
        versions = await self._database.read(_versions)
        for heard in self._listeners:
            await heard(versions)
        return versions

    async def _keep_looking(self) -> None:
        while True:
            await asyncio.sleep(self._every)
            try:
                await self.look()
                self.trouble.is_over()
            except Unavailable as error:
                self.trouble.goes_on("what other processes have changed is not known: %s", error)
            except Exception:
                log.exception("what other processes have changed could not be taken over")


async def _versions(connection: Connection) -> Versions:
    cursor = await connection.execute(
        "SELECT catalog, season, version, journal_head.players + players_head.players "
        "FROM journal_head, players_head"
    )
    return Versions(*(await cursor.fetchall())[0])
