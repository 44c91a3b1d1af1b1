"""The live feed: tells those who watch a season what has just moved in it."""

from collections.abc import Callable, Sequence
from typing import Protocol

from laurels.rules.submission import Change

Moved = Callable[[Sequence[Change]], None]


class LiveFeed(Protocol):
    """Carries changes from whoever submits to whoever watches. Nothing is kept: a watcher hears
    what comes after it began to watch, and reads the ranking index for the rest."""

    async def publish(self, changes: Sequence[Change]) -> None:
        """Tell the watchers of each season its changes, in order, once they are in the index.

        O(1) where nobody watches, else O(changes). No error reaches the caller.
        """
        ...

    async def watch(self, season: int, moved: Moved) -> None:
        """From now on call `moved` with the season's changes, on this event loop: once for some
        groups, and without changes where some may have been missed. It must not wait."""
        ...

    async def unwatch(self, season: int, moved: Moved) -> None:
        """The opposite; no error where nobody watches."""
        ...
