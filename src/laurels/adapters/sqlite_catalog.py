"""The catalog on SQLite: read once, kept in memory, written through."""

import sqlite3
from dataclasses import replace
from typing import Any

from laurels.adapters.entry_ids import ids_of
from laurels.adapters.memory_catalog import LEADERBOARDS, SEASONS, MemoryCatalog, leaderboard_row
from laurels.adapters.memory_keys import KEYS, MemoryKeys
from laurels.adapters.sqlite_database import SqliteDatabase
from laurels.ports.catalog import ApiKey
from laurels.rules.errors import Conflict
from laurels.rules.leaderboard import Leaderboard
from laurels.rules.season import Season, Span


class SqliteCatalog(MemoryCatalog):
    """Fulfils `laurels.ports.catalog.Catalog` for the one process that holds the data."""

    def __init__(self, database: SqliteDatabase) -> None:
        super().__init__()
        self._database = database
        self._keys = MemoryKeys(self._key_rows)

    async def load(self) -> None:
        """Read everything. Call once, before anything else."""
        leaderboards, seasons = await self._database.read(
            lambda connection: (
                connection.execute(LEADERBOARDS).fetchall(),
                connection.execute(SEASONS).fetchall(),
            )
        )
        self.take(leaderboards)
        self.take_seasons(seasons)

    async def refresh(self) -> None:
        """Nothing: no other process changes them."""

    async def add_leaderboard(self, leaderboard: Leaderboard) -> Leaderboard:
        """One row; its key is the leaderboard's number."""
        if leaderboard.id in self._leaderboards:
            raise Conflict(f"There is a leaderboard '{leaderboard.id}' already.", field="id")
        try:
            number = await self._database.write(
                lambda connection: connection.execute(
                    "INSERT INTO leaderboards (slug, title, public, definition, created_at) "
                    "VALUES (?, ?, ?, ?, ?) RETURNING number",
                    (*leaderboard_row(leaderboard), leaderboard.created_at),
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
                (*leaderboard_row(leaderboard), leaderboard.number),
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
                if connection.execute(one_of_season, ids_of(season)).fetchone():
                    return True
            one_of_board = (
                "SELECT 1 FROM events WHERE leaderboard = ? ORDER BY sequence DESC LIMIT 1"
            )
            return connection.execute(one_of_board, (leaderboard,)).fetchone() is not None

        return bool(seasons) and await self._database.walk(look)

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
        self._keys.forget()

    async def find_key(self, digest: bytes) -> ApiKey | None:
        """From memory, which is read again every two seconds; sooner for an unknown key,
        which may be new."""
        return await self._keys.find(digest)

    async def keys(self) -> list[ApiKey]:
        """From the table."""
        return await self._keys.all()

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
        self._keys.forget()
        return changed > 0

    async def _key_rows(self) -> list[tuple[Any, ...]]:
        return await self._database.read(lambda connection: connection.execute(KEYS).fetchall())
