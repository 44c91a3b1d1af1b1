"""The live feed of several processes: what one has moved reaches the watchers of all.

A channel a season, over Redis's plain publish and subscribe, which on a Cluster works through
any node. Redis keeps no message: whoever may have missed one is told to look again, by a call
without changes.
"""

import asyncio
import logging
from collections.abc import Sequence

import msgspec

from laurels.adapters.redis_client import Client, redis_answers
from laurels.adapters.redis_hearing import RedisHearing
from laurels.ports.live_feed import Moved
from laurels.rules.errors import Unavailable
from laurels.rules.submission import Change

MOST_WAITING = 20_000  # changes; beyond these, watchers look for themselves
PAUSE_SECONDS = 0.2  # until another try, where Redis does not answer
LOOK_AGAIN: Sequence[Change] = ()

log = logging.getLogger(__name__)
_decoder = msgspec.msgpack.Decoder(list[Change])
_encoder = msgspec.msgpack.Encoder()


class RedisLiveFeed:
    """Fulfils `laurels.ports.live_feed.LiveFeed`. To be closed at the end."""

    def __init__(self, client: Client, prefix: str = "laurels") -> None:
        self._client = client
        self._prefix = f"{prefix}:live:"
        self._watchers: dict[int, list[Moved]] = {}  # by season
        self._waiting: dict[int, list[Change]] = {}  # by season, to be published
        self._size = 0
        self._sending: asyncio.Task[None] | None = None
        self._hearing = RedisHearing(client, self._prefix, self._heard, self._missed)

    async def publish(self, changes: Sequence[Change]) -> None:
        """One message a season, which another task sends: a score does not wait for it."""
        for change in changes:
            self._waiting.setdefault(change.season, []).append(change)
        self._size += len(changes)
        if self._size > MOST_WAITING:
            self._leave_out()
        if self._sending is None and self._waiting:
            self._sending = asyncio.create_task(self._send())

    async def watch(self, season: int, moved: Moved) -> None:
        """The first watcher of a season subscribes, and waits a second at most for it."""
        watchers = self._watchers.setdefault(season, [])
        watchers.append(moved)
        await self._hearing.begin(self._channel(season))

    async def unwatch(self, season: int, moved: Moved) -> None:
        """The last one takes the subscription along."""
        watchers = self._watchers.get(season, [])
        if moved in watchers:
            watchers.remove(moved)
            if not watchers:
                del self._watchers[season]
                await self._hearing.end(self._channel(season))

    async def close(self) -> None:
        """Send what waits, if Redis takes it, and hear no more."""
        if sending := self._sending:  # which forgets itself at its end
            await asyncio.wait({sending}, timeout=PAUSE_SECONDS)
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)
        await self._hearing.close()

    def _channel(self, season: int) -> str:
        return f"{self._prefix}{season}"

    async def _send(self) -> None:
        try:
            while self._waiting:
                sending, self._waiting, self._size = self._waiting, {}, 0
                try:
                    await asyncio.gather(*[self._send_one(*each) for each in sending.items()])
                except Unavailable:
                    for season in sending:
                        self._waiting.setdefault(season, [])
                    self._leave_out()
                    await asyncio.sleep(PAUSE_SECONDS)
        finally:
            self._sending = None

    async def _send_one(self, season: int, changes: list[Change]) -> None:
        with redis_answers():
            await self._client.publish(self._channel(season), _encoder.encode(changes))

    def _leave_out(self) -> None:
        """Say no more than that something has moved."""
        self._waiting = {season: [] for season in self._waiting}
        self._size = 0

    def _heard(self, channel: str, message: bytes) -> None:
        season = int(channel.removeprefix(self._prefix))
        self._tell(season, _decoder.decode(message))

    def _missed(self, channel: str) -> None:
        self._tell(int(channel.removeprefix(self._prefix)), LOOK_AGAIN)

    def _tell(self, season: int, changes: Sequence[Change]) -> None:
        for moved in tuple(self._watchers.get(season, ())):
            try:
                moved(changes)
            except Exception:  # one that fails must not keep the others from hearing
                log.exception("a watcher of season %d failed", season)
