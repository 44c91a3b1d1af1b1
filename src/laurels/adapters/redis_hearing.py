"""Subscriptions to Redis that outlive its connections."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from typing import Any

from laurels.adapters.redis_client import Client, listener, redis_answers
from laurels.adapters.trouble import Trouble
from laurels.rules.errors import Unavailable

SILENCE_SECONDS = 2.0  # after so much of it Redis is asked whether it is there
PAUSE_SECONDS = 0.2  # before a broken connection is made anew
SUBSCRIBE_SECONDS = 1.0  # how long a watcher waits for its subscription

log = logging.getLogger(__name__)


class RedisHearing:
    """Hears channels on one connection. After a break it connects and subscribes again, and says
    by `missed` of which channels messages may be missing."""

    def __init__(
        self,
        client: Client,
        name: str,
        heard: Callable[[str, bytes], None],
        missed: Callable[[str], None],
    ) -> None:
        self._client = client
        self._name = name  # of a channel that nobody publishes to: it keeps the connection busy
        self._heard = heard
        self._missed = missed
        self._channels: dict[str, asyncio.Event] = {}  # set once subscribed
        self._promised: set[str] = set()  # those that someone counts on
        self._pubsub: Any = None
        self._task: asyncio.Task[None] | None = None
        self._is_closing = False
        self._trouble = Trouble(log, "live changes of other processes are heard again")

    async def begin(self, channel: str) -> None:
        """Hear a channel from now on. Where Redis does not answer in time, from when it does."""
        if channel not in self._channels:
            self._channels[channel] = asyncio.Event()
            if self._task is None:
                self._task = asyncio.create_task(self._hear_on())
            elif self._pubsub is not None:
                await self._say(self._pubsub.subscribe(channel))
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._channels[channel].wait(), SUBSCRIBE_SECONDS)
        self._promised.add(channel)

    async def end(self, channel: str) -> None:
        """Hear it no more."""
        self._channels.pop(channel, None)
        self._promised.discard(channel)
        if self._pubsub is not None:
            await self._say(self._pubsub.unsubscribe(channel))

    async def close(self) -> None:
        """Hear nothing more."""
        self._is_closing = True
        while self._task is not None and not self._task.done():
            self._task.cancel()  # redis-py can swallow it when an answer comes at the same time
            await asyncio.wait({self._task}, timeout=PAUSE_SECONDS)

    async def _say(self, sent: Any) -> None:
        with contextlib.suppress(Unavailable), redis_answers():
            await sent  # where it fails, so does the hearing, which then subscribes anew

    async def _hear_on(self) -> None:
        while not self._is_closing:
            try:
                with redis_answers():
                    await self._hear()
            except Unavailable as error:
                self._trouble.goes_on("live changes of other processes are not heard: %s", error)
            except Exception:
                log.exception("hearing live changes failed")
            for subscribed in self._channels.values():
                subscribed.clear()
            await asyncio.sleep(PAUSE_SECONDS)

    async def _hear(self) -> None:
        server = await listener(self._client)
        pubsub: Any = server.pubsub()
        try:
            await self._subscribe(pubsub)
            is_asked = False
            while True:
                message = await pubsub.get_message(timeout=SILENCE_SECONDS)
                if message is not None:
                    is_asked = False
                    self._take(message)
                elif is_asked:
                    raise ConnectionError("Redis has fallen silent")
                else:
                    is_asked = True
                    await pubsub.ping()
        finally:
            self._pubsub = None
            await pubsub.aclose()
            await server.connection_pool.disconnect()

    async def _subscribe(self, pubsub: Any) -> None:
        """To all channels; more may come while Redis is told of the first."""
        told: set[str] = set()
        while missing := {self._name, *self._channels} - told:
            await pubsub.subscribe(*missing)
            told |= missing
        self._trouble.is_over()
        self._pubsub = pubsub  # from here on those who begin say so themselves

    def _take(self, message: dict[str, Any]) -> None:
        channel = (message["channel"] or b"").decode()
        if message["type"] == "message":
            self._heard(channel, message["data"])
        elif message["type"] == "subscribe" and channel in self._channels:
            self._channels[channel].set()
            if channel in self._promised:  # and was not heard for a while
                self._missed(channel)
