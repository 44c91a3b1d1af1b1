"""Where a watcher's messages go: straight to a socket, or to a queue that a request empties."""

import asyncio
from collections import deque
from typing import Protocol

from laurels.api.live_json import Form
from laurels.usecases.live_messages import Message

MOST_WAITING = 64 * 1024  # bytes that a watcher has not taken; then it is behind


class Wire(Protocol):
    """A WebSocket that takes whole frames, as the server below offers it."""

    def write_frame(self, frame: bytes) -> None:
        """Send it without waiting; nothing where the connection has ended."""
        ...

    def waiting(self) -> int:
        """Bytes that the other side has not taken."""
        ...

    def end(self, reason: str) -> None:
        """Let whoever receives from it hear `ENDED` and why."""
        ...


class WireOutlet:
    """Writes frames that are ready: a message costs one call and one write a watcher."""

    __slots__ = ("_form", "_wire")

    def __init__(self, wire: Wire, form: Form) -> None:
        self._wire = wire
        self._form = form

    def write(self, message: Message) -> bool:
        """As `Outlet.write`."""
        if self._wire.waiting() > MOST_WAITING:
            return False
        self._wire.write_frame(self._form(message))
        return True

    def end(self, reason: str) -> None:
        """As `Outlet.end`."""
        self._wire.end(reason)


class QueueOutlet:
    """Keeps what was written until it is taken, up to a limit."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._parts: deque[bytes] = deque()
        self._waiting = 0  # bytes, kept and taken
        self._taken = 0
        self._ready = asyncio.Event()
        self._is_ended = False
        self.is_cut_off = asyncio.Event()  # ended before all of it was taken

    def write(self, message: Message) -> bool:
        """As `Outlet.write`."""
        if self._waiting > MOST_WAITING:
            return False
        part = self._form(message)
        self._parts.append(part)
        self._waiting += len(part)
        self._ready.set()
        return True

    def end(self, reason: str) -> None:
        """Let what was written be taken, and then no more."""
        self._is_ended = True
        self._ready.set()
        if self._waiting > MOST_WAITING:
            self.is_cut_off.set()

    async def take(self) -> bytes | None:
        """All that was written and not taken, as soon as there is something; None at the end.

        What is taken counts as waiting until the next call, so a request that cannot send it
        on is behind.
        """
        self._waiting -= self._taken
        self._taken = 0
        while not self._parts:
            if self._is_ended:
                return None
            self._ready.clear()
            await self._ready.wait()
        taken = b"".join(self._parts)
        self._parts.clear()
        self._taken = len(taken)
        return taken
