"""Leaderboards and seasons in memory: what every request reads, whatever keeps them."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any

import msgspec

from laurels.rules.errors import Unavailable
from laurels.rules.leaderboard import Column, Leaderboard, Operator, RankMethod, Tier
from laurels.rules.season import Season, Window

LEADERBOARDS = (
    "SELECT number, slug, title, public, definition, created_at "
    "FROM leaderboards WHERE slug IS NOT NULL ORDER BY number"
)
SEASONS = (
    'SELECT id, leaderboard, "window", number, starts_at, ends_at '
    'FROM seasons ORDER BY leaderboard, "window", number'
)


class _Definition(msgspec.Struct):
    """What the `definition` column holds, as JSON."""

    columns: tuple[Column, ...]
    operator: Operator
    rank_method: RankMethod
    windows: tuple[Window, ...]
    segments: tuple[str, ...]
    tiers: tuple[Tier, ...]
    min_score: int | None
    max_score: int | None
    metadata: dict[str, Any]


_definition = msgspec.json.Decoder(_Definition)


class MemoryCatalog:
    """Fulfils the reading half of `laurels.ports.catalog.Catalog`."""

    def __init__(self) -> None:
        self._leaderboards: dict[str, Leaderboard] = {}
        self._seasons: dict[int, dict[str, list[Season]]] = {}  # in order of number, and of time
        self._season_by_id: dict[int, Season] = {}
        self.version = 0

    def take(self, leaderboards: Iterable[Sequence[Any]]) -> None:
        """Take the rows of all leaderboards, in order, in the place of those that were known."""
        self._leaderboards = {row[1]: leaderboard_of(row) for row in leaderboards}
        self.version += 1

    def take_seasons(self, seasons: Iterable[Sequence[Any]]) -> None:
        """Take the rows of seasons, known or not."""
        for row in seasons:
            self._remember(Season(*row))

    def leaderboard(self, id: str) -> Leaderboard | None:
        """From memory."""
        return self._leaderboards.get(id)

    def leaderboards(self) -> Sequence[Leaderboard]:
        """From memory."""
        return list(self._leaderboards.values())

    def seasons(self, leaderboard: int, window: str | None = None) -> Sequence[Season]:
        """From memory."""
        if window is not None:
            return list(self._window(leaderboard, window))
        windows = self._seasons.get(leaderboard, {})
        return [season for seasons in windows.values() for season in seasons]

    def season(self, leaderboard: int, window: str, number: int) -> Season | None:
        """From memory."""
        seasons = self._window(leaderboard, window)
        place = bisect_left(seasons, number, key=_number)
        found = place < len(seasons) and seasons[place].number == number
        return seasons[place] if found else None

    def newest_seasons(
        self, leaderboard: int, window: str, limit: int, before: int | None = None
    ) -> Sequence[Season]:
        """From memory."""
        seasons = self._window(leaderboard, window)
        end = len(seasons) if before is None else bisect_left(seasons, before, key=_number)
        return seasons[max(0, end - limit) : end][::-1]

    def last_season(self, leaderboard: int, window: str, instant: int) -> Season | None:
        """From memory."""
        seasons = self._window(leaderboard, window)
        place = bisect_right(seasons, instant, key=_starts_at)
        return seasons[place - 1] if place else None

    def season_by_id(self, id: int) -> Season:
        """From memory."""
        return self._season_by_id[id]

    def leaderboard_of_season(self, season: int) -> Leaderboard:
        """The leaderboard of a kept season's id. Unavailable where it was deleted.
        O(leaderboards)."""
        number = self.season_by_id(season).leaderboard
        for leaderboard in self._leaderboards.values():
            if leaderboard.number == number:
                return leaderboard
        raise Unavailable("The leaderboard has just been deleted; ask again.")

    def _window(self, leaderboard: int, window: str) -> list[Season]:
        return self._seasons.get(leaderboard, {}).get(window, [])

    def _remember(self, season: Season) -> None:
        seasons = self._seasons.setdefault(season.leaderboard, {}).setdefault(season.window, [])
        place = bisect_left(seasons, season.number, key=_number)
        if season not in seasons[place : place + 1]:
            seasons.insert(place, season)
        self._season_by_id[season.id] = season


_number = attrgetter("number")
_starts_at = attrgetter("starts_at")


def leaderboard_row(leaderboard: Leaderboard) -> tuple[str, str, bool, str]:
    """Its id, title, whether it is public, and the rest as JSON."""
    definition = msgspec.convert(leaderboard, _Definition, from_attributes=True)
    text = msgspec.json.encode(definition).decode()
    return (leaderboard.id, leaderboard.title, leaderboard.public, text)


def leaderboard_of(row: Sequence[Any]) -> Leaderboard:
    """The leaderboard of a row: number, id, title, public, definition, created_at."""
    number, slug, title, public, definition, created_at = row
    fields = msgspec.structs.asdict(_definition.decode(definition))
    return Leaderboard(
        slug, title, public=bool(public), created_at=created_at, number=number, **fields
    )
