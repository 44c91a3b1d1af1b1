"""The live feed of the embedded profile: watchers are called where the score was taken."""

import logging
from collections.abc import Sequence

from laurels.ports.live_feed import Moved
from laurels.rules.submission import Change

log = logging.getLogger(__name__)


class MemoryLiveFeed:
    """Fulfils `laurels.ports.live_feed.LiveFeed`."""

    def __init__(self) -> None:
        self._watchers: dict[int, list[Moved]] = {}  # by season

    async def publish(self, changes: Sequence[Change]) -> None:
        """One look a change."""
        if not self._watchers:
            return
        watched: dict[int, list[Change]] = {}
        for change in changes:
            if change.season in self._watchers:
                watched.setdefault(change.season, []).append(change)
        for season, part in watched.items():
            for moved in tuple(self._watchers[season]):
                try:
                    moved(part)
                except Exception:  # a score that is kept must not fail because someone watches
                    log.exception("a watcher of season %d failed", season)

    async def watch(self, season: int, moved: Moved) -> None:
        """An entry in a dictionary."""
        self._watchers.setdefault(season, []).append(moved)

    async def unwatch(self, season: int, moved: Moved) -> None:
        """The last one takes the season along."""
        watchers = self._watchers.get(season, [])
        if moved in watchers:
            watchers.remove(moved)
        if not watchers:
            self._watchers.pop(season, None)
