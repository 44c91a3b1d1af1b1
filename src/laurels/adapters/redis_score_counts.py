"""Counts of scores between processes: one channel of Redis."""

import secrets
from collections.abc import Callable

import msgspec

from laurels.adapters.redis_client import Client, redis_answers
from laurels.adapters.redis_hearing import RedisHearing
from laurels.ports.score_counts import Counts

_decoder = msgspec.msgpack.Decoder(tuple[bytes, dict[int, int]])


class RedisScoreCounts:
    """Fulfils `laurels.ports.score_counts.ScoreCounts`. To be closed at the end."""

    def __init__(self, client: Client, prefix: str = "laurels") -> None:
        self._client = client
        self._channel = f"{prefix}:scores"
        self._own = secrets.token_bytes(8)  # marks what this process has told
        self._listener: Callable[[Counts], None] = lambda counts: None
        self._hearing = RedisHearing(client, f"{prefix}:idle", self._heard, lambda channel: None)

    async def tell(self, counts: Counts) -> None:
        """A message to the channel, which comes back to this process too."""
        with redis_answers():
            await self._client.publish(self._channel, msgspec.msgpack.encode((self._own, counts)))

    async def listen(self, heard: Callable[[Counts], None]) -> None:
        """A connection of its own; what is told while it is broken is missed."""
        self._listener = heard
        await self._hearing.begin(self._channel)

    async def close(self) -> None:
        """Hear nothing more."""
        await self._hearing.close()

    def _heard(self, channel: str, message: bytes) -> None:
        teller, counts = _decoder.decode(message)
        if teller != self._own:
            self._listener(counts)
