"""Create, change and delete leaderboards."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from laurels.ports.catalog import Catalog
from laurels.rules.errors import DefinitionStays, LeaderboardNotFound
from laurels.rules.leaderboard import Leaderboard, check_leaderboard
from laurels.usecases.seasons import Seasons
from laurels.usecases.submit_scores import SubmitScores


class ManageLeaderboards:
    """The catalog's leaderboards, checked by the rules."""

    def __init__(
        self,
        catalog: Catalog,
        submit_scores: SubmitScores,
        seasons: Seasons,
        clock: Callable[[], int],
    ) -> None:
        self._catalog = catalog
        self._submit_scores = submit_scores
        self._seasons = seasons
        self._clock = clock

    def get(self, id: str) -> Leaderboard:
        """The leaderboard of that id, or LeaderboardNotFound. O(1)."""
        leaderboard = self._catalog.leaderboard(id)
        if leaderboard is None:
            raise LeaderboardNotFound(id)
        return leaderboard

    async def find(self, id: str) -> Leaderboard:
        """As `get`; one that another process has made just now is found too, by another look."""
        if self._catalog.leaderboard(id) is None:
            await self._catalog.refresh()
        return self.get(id)

    def all(self) -> Sequence[Leaderboard]:
        """All leaderboards, oldest first."""
        return self._catalog.leaderboards()

    async def create(self, leaderboard: Leaderboard) -> Leaderboard:
        """Keep a new leaderboard. InvalidRequest or Conflict where that is not possible."""
        check_leaderboard(leaderboard)
        if not leaderboard.created_at:
            leaderboard = replace(leaderboard, created_at=self._clock())
        return await self._catalog.add_leaderboard(leaderboard)

    async def change(self, id: str, changes: dict[str, Any]) -> Leaderboard:
        """Replace fields. What entries are made of changes only while there is no event."""
        async with self._submit_scores.turn:  # no event may come between check and change
            leaderboard = await self.find(id)
            changed = replace(leaderboard, **changes)
            check_leaderboard(changed)
            if changed.definition != leaderboard.definition:
                if await self._catalog.has_events(leaderboard.number):
                    raise DefinitionStays(id)
                await self._seasons.forget(self._catalog.seasons(leaderboard.number))
                self._seasons.forget_leaderboard(leaderboard)
            await self._catalog.update_leaderboard(changed)
        return changed

    async def delete(self, id: str) -> None:
        """Take a leaderboard out of sight. Its events stay in the journal."""
        async with self._submit_scores.turn:
            leaderboard = await self.find(id)
            await self._catalog.delete_leaderboard(leaderboard, self._clock())
            await self._seasons.forget(self._catalog.seasons(leaderboard.number))
            self._seasons.forget_leaderboard(leaderboard)
