"""A watcher that keeps what it is told, and shows what a client would show."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

from laurels.api.live_json import as_json
from laurels.usecases.live_messages import Message

SOON = 10  # seconds; far more than any of this takes


class Screen:
    """Fulfils `laurels.usecases.live_views.Outlet`, and applies messages as a client does."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []
        self.rows: dict[str, dict[str, Any]] = {}
        self.players: dict[str, dict[str, Any]] = {}
        self.total = 0
        self.ended: str | None = None
        self.leave: Callable[[], None] = lambda: None
        self.is_full = False
        self._changed = asyncio.Event()

    def write(self, message: Message) -> bool:
        if self.is_full:
            return False
        told = json.loads(as_json(message))
        before = self.messages[-1]["version"] if self.messages else 0
        assert told["version"] > before, "versions grow"
        self.messages.append(told)
        self._apply(told)
        self._changed.set()
        return True

    def end(self, reason: str) -> None:
        self.ended = reason
        self._changed.set()

    def of(self, type: str) -> list[dict[str, Any]]:
        """The messages of one type."""
        return [message for message in self.messages if message["type"] == type]

    @property
    def version(self) -> int:
        """Of the last message."""
        version: int = self.messages[-1]["version"]
        return version

    @property
    def entries(self) -> list[dict[str, Any]]:
        """The top as it is shown."""
        return sorted(self.rows.values(), key=lambda row: row["position"])

    async def until(self, holds: Any) -> None:
        """Wait for a condition."""

        async def waiting() -> None:
            while not holds():
                self._changed.clear()
                await self._changed.wait()

        await asyncio.wait_for(waiting(), SOON)

    async def told(self, type: str, count: int = 1) -> list[dict[str, Any]]:
        """The messages of one type, once there are so many."""
        await self.until(lambda: len(self.of(type)) >= count)
        return self.of(type)

    def _apply(self, told: dict[str, Any]) -> None:
        if told["type"] == "snapshot":
            self.rows, self.players = {}, {}
        if told["type"] in ("snapshot", "change"):
            self.total = told["total"]
            for player in told.get("left", ()):
                del self.rows[player]
            self.rows |= {row["player"]: row for row in told["entries"]}
            self.players |= {row["player"]: row for row in told["players"]}
