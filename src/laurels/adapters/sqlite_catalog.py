"""The catalog on SQLite: read once, kept in memory, written through."""

import asyncio
import sqlite3
import time
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from operator import attrgetter
from typing import Any

import msgspec

from laurels.adapters.sqlite_database import SqliteDatabase
from laurels.ports.catalog import ApiKey
from laurels.rules.errors import Conflict
from laurels.rules.leaderboard import Column, Leaderboard, Operator, RankMethod, Tier
from laurels.rules.season import Season, Span, Window

NEW_KEY_SECONDS = 0.1  # how long a key that another process made may still be unknown
KEYS_SECONDS = 2.0  # how long a key that another process revoked may still be taken


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


class SqliteCatalog:
    """Fulfils `laurels.ports.catalog.Catalog` for the one process that holds the data."""

    def __init__(self, database: SqliteDatabase) -> None:
        self._database = database
        self._leaderboards: dict[str, Leaderboard] = {}
        self._seasons: dict[int, dict[str, list[Season]]] = {}  # in order of number, and of time
        self._season_by_id: dict[int, Season] = {}
        self._keys: dict[bytes, ApiKey] = {}
        self._reading_keys = asyncio.Lock()
        self._keys_read_at = float("-inf")
        self.version = 0

    async def load(self) -> None:
        """Read everything. Call once, before anything else."""
        leaderboards, seasons = await self._database.read(
            lambda connection: (
                connection.execute(
                    "SELECT number, slug, title, public, definition, created_at "
                    "FROM leaderboards WHERE slug IS NOT NULL ORDER BY number"
                ).fetchall(),
                connection.execute(
                    "SELECT id, leaderboard, window, number, starts_at, ends_at "
                    "FROM seasons ORDER BY leaderboard, window, number"
                ).fetchall(),
            )
        )
        self._leaderboards = {row[1]: _leaderboard(row) for row in leaderboards}
        for row in seasons:
            self._remember(Season(*row))
        self.version += 1

    def leaderboard(self, id: str) -> Leaderboard | None:
        """From memory."""
        return self._leaderboards.get(id)

    def leaderboards(self) -> Sequence[Leaderboard]:
        """From memory."""
        return list(self._leaderboards.values())

    async def add_leaderboard(self, leaderboard: Leaderboard) -> Leaderboard:
        """One row; its key is the leaderboard's number."""
        if leaderboard.id in self._leaderboards:
            raise Conflict(f"There is a leaderboard '{leaderboard.id}' already.", field="id")
        try:
            number = await self._database.write(
                lambda connection: connection.execute(
                    "INSERT INTO leaderboards (slug, title, public, definition, created_at) "
                    "VALUES (?, ?, ?, ?, ?) RETURNING number",
                    (*_row(leaderboard), leaderboard.created_at),
                ).fetchone()[0]
            )
        except sqlite3.IntegrityError:  # another request was first
            raise Conflict(f"There is a leaderboard '{leaderboard.id}' already.") from None
        kept = replace(leaderboard, number=number)
        self._leaderboards[kept.id] = kept
        self.version += 1
        return kept

    async def update_leaderboard(self, leaderboard: Leaderboard) -> None:
        """One row."""
        await self._database.write(
            lambda connection: connection.execute(
                "UPDATE leaderboards SET slug = ?, title = ?, public = ?, definition = ? "
                "WHERE number = ?",
                (*_row(leaderboard), leaderboard.number),
            )
        )
        self._leaderboards[leaderboard.id] = leaderboard
        self.version += 1

    async def delete_leaderboard(self, leaderboard: Leaderboard, at: int) -> None:
        """The row loses its id, which is free again."""
        await self._database.write(
            lambda connection: connection.execute(
                "UPDATE leaderboards SET slug = NULL, deleted_at = ? WHERE number = ?",
                (at, leaderboard.number),
            )
        )
        self._leaderboards.pop(leaderboard.id, None)
        self.version += 1

    async def has_events(self, leaderboard: int) -> bool:
        """Where no season was begun there is none, and an entry comes of one; only a board
        with seasons and without entries in their places has the events looked through, the
        latest first, O(events)."""
        seasons = [season.id for season in self.seasons(leaderboard)]

        def look(connection: sqlite3.Connection) -> bool:
            one_of_season = "SELECT 1 FROM entries WHERE id >= ? AND id < ? LIMIT 1"
            for season in seasons:
                ends = (season << 32, (season + 1) << 32)
                if connection.execute(one_of_season, ends).fetchone():
                    return True
            one_of_board = (
                "SELECT 1 FROM events WHERE leaderboard = ? ORDER BY sequence DESC LIMIT 1"
            )
            return connection.execute(one_of_board, (leaderboard,)).fetchone() is not None

        return bool(seasons) and await self._database.walk(look)

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

    async def add_season(self, leaderboard: int, window: str, span: Span) -> Season:
        """One row, unless it is there."""
        kept = self.season(leaderboard, window, span.number)
        if kept is not None:
            return kept
        row = await self._database.write(
            lambda connection: connection.execute(
                "INSERT INTO seasons (leaderboard, window, number, starts_at, ends_at) "
                "VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET number = number "
                "RETURNING id, leaderboard, window, number, starts_at, ends_at",
                (leaderboard, window, *span),
            ).fetchone()
        )
        season = Season(*row)
        self._remember(season)
        return season

    async def add_key(self, key: ApiKey, digest: bytes) -> None:
        """One row."""
        await self._database.write(
            lambda connection: connection.execute(
                "INSERT INTO api_keys (digest, prefix, name, scopes, created_at) "
                "VALUES (?, ?, ?, ?, ?)",
                (digest, key.prefix, key.name, " ".join(sorted(key.scopes)), key.created_at),
            )
        )
        self._keys_read_at = float("-inf")

    async def find_key(self, digest: bytes) -> ApiKey | None:
        """From memory, which is read again every two seconds; sooner for an unknown key,
        which may be new."""
        if self._keys_are_old(digest):
            async with self._reading_keys:  # one reads, and all that came meanwhile have it
                if self._keys_are_old(digest):
                    await self._read_keys()
        return self._keys.get(digest)

    def _keys_are_old(self, digest: bytes) -> bool:
        age = time.monotonic() - self._keys_read_at
        return age > KEYS_SECONDS or (age > NEW_KEY_SECONDS and digest not in self._keys)

    async def keys(self) -> list[ApiKey]:
        """From the table."""
        await self._read_keys()
        return sorted(self._keys.values(), key=lambda key: key.created_at)

    async def revoke_key(self, prefix: str, at: int) -> bool:
        """One row."""
        changed = await self._database.write(
            lambda connection: (
                connection.execute(
                    "UPDATE api_keys SET revoked_at = ? WHERE prefix = ? AND revoked_at IS NULL",
                    (at, prefix),
                ).rowcount
            )
        )
        self._keys_read_at = float("-inf")
        return changed > 0

    async def _read_keys(self) -> None:
        rows = await self._database.read(
            lambda connection: connection.execute(
                "SELECT digest, prefix, name, scopes, created_at, revoked_at FROM api_keys"
            ).fetchall()
        )
        self._keys = {
            bytes(digest): ApiKey(prefix, name, frozenset(scopes.split()), created, revoked)
            for digest, prefix, name, scopes, created, revoked in rows
        }
        self._keys_read_at = time.monotonic()

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


def _row(leaderboard: Leaderboard) -> tuple[str, str, bool, str]:
    definition = msgspec.convert(leaderboard, _Definition, from_attributes=True)
    text = msgspec.json.encode(definition).decode()
    return (leaderboard.id, leaderboard.title, leaderboard.public, text)


def _leaderboard(row: Sequence[Any]) -> Leaderboard:
    number, slug, title, public, definition, created_at = row
    fields = msgspec.structs.asdict(_definition.decode(definition))
    return Leaderboard(
        slug, title, public=bool(public), created_at=created_at, number=number, **fields
    )
