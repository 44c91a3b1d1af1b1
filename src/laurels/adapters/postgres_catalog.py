"""The catalog on PostgreSQL: in memory, written through, and read again when others change it."""

import asyncio
from dataclasses import replace
from functools import partial
from typing import Any

import psycopg

from laurels.adapters.memory_catalog import (
    LEADERBOARDS,
    SEASONS,
    MemoryCatalog,
    leaderboard_of,
    leaderboard_row,
)
from laurels.adapters.memory_keys import KEYS, MemoryKeys
from laurels.adapters.postgres_database import Connection, PostgresDatabase, Transaction
from laurels.adapters.postgres_texts import check_texts
from laurels.adapters.postgres_versions import PostgresVersions, Versions
from laurels.ports.catalog import ApiKey
from laurels.rules.errors import Conflict, DefinitionStays
from laurels.rules.leaderboard import Leaderboard
from laurels.rules.season import Season, Span

Rows = list[tuple[Any, ...]]
CHANGED = "UPDATE journal_head SET catalog = catalog + 1 RETURNING catalog"
# What an event touches; `season_heads` knows it without a walk through the events.
HAS_EVENTS = """
SELECT EXISTS (SELECT FROM seasons JOIN season_heads ON season = id
               WHERE leaderboard = %s AND sequence > 0)
"""
NEW_SEASONS = SEASONS.replace(" ORDER BY", " WHERE id > %s ORDER BY")


class PostgresCatalog(MemoryCatalog):
    """Fulfils `laurels.ports.catalog.Catalog`; what other processes change is known within a
    second, and before a score counts by it."""

    def __init__(self, database: PostgresDatabase, versions: PostgresVersions) -> None:
        super().__init__()
        self._database = database
        self._versions = versions
        self._keys = MemoryKeys(self._key_rows)
        self._reading = asyncio.Lock()
        self._last_season = 0
        self.kept_version = -1
        versions.listen(self._heard)

    async def load(self) -> None:
        """Read everything. Call once, before anything else."""
        await self.refresh()

    async def refresh(self) -> None:
        """Take over what other processes have changed. One round trip where it is nothing."""
        await self._versions.look()

    async def _heard(self, versions: Versions) -> None:
        async with self._reading:
            known, seasons, boards = self._last_season, None, None
            if versions.season > known:
                seasons = await self._rows(NEW_SEASONS, known)
            if versions.catalog != self.kept_version:  # lower after a lossy fail-over, or a restore
                boards = await self._rows(LEADERBOARDS)
            if boards is not None:  # both at once, so that no reader sees one without the other
                self.take(boards)
                self.kept_version = versions.catalog
            if seasons:
                self.take_seasons(seasons)
                self._last_season = max(row[0] for row in seasons)

    async def add_leaderboard(self, leaderboard: Leaderboard) -> Leaderboard:
        """One row; its key is the leaderboard's number."""
        check_texts({"title": leaderboard.title})
        if leaderboard.id in self._leaderboards:
            raise _taken(leaderboard)
        try:
            ((number,),) = await self._change(
                "INSERT INTO leaderboards (slug, title, public, definition, created_at) "
                "VALUES (%s, %s, %s, %s, %s) RETURNING number",
                *(*leaderboard_row(leaderboard), leaderboard.created_at),
            )
        except psycopg.IntegrityError:  # another process was first
            await self.refresh()
            raise _taken(leaderboard) from None
        return replace(leaderboard, number=number)

    async def update_leaderboard(self, leaderboard: Leaderboard) -> None:
        """One row. Whoever appends waits meanwhile, so no event comes between look and change."""
        check_texts({"title": leaderboard.title})
        await self._database.write(partial(_update, leaderboard))
        await self.refresh()

    async def delete_leaderboard(self, leaderboard: Leaderboard, at: int) -> None:
        """The row loses its id, which is free again."""
        await self._change(
            "UPDATE leaderboards SET slug = NULL, deleted_at = %s WHERE number = %s "
            "RETURNING number",
            *(at, leaderboard.number),
        )

    async def has_events(self, leaderboard: int) -> bool:
        """A look-up for each season, and so without events that changed no entry."""
        return await self._database.read(partial(_has_events, leaderboard=leaderboard))

    async def add_season(self, leaderboard: int, window: str, span: Span) -> Season:
        """One row, unless it is there."""
        kept = self.season(leaderboard, window, span.number)
        if kept is not None:
            return kept
        season = await self._database.write(partial(_add_season, leaderboard, window, span))
        self._remember(season)
        return season

    async def add_key(self, key: ApiKey, digest: bytes) -> None:
        """One row."""
        check_texts({"name": key.name})
        scopes = " ".join(sorted(key.scopes))
        await self._write(
            "INSERT INTO api_keys (digest, prefix, name, scopes, created_at) "
            "VALUES (%s, %s, %s, %s, %s) RETURNING prefix",
            *(digest, key.prefix, key.name, scopes, key.created_at),
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
        changed = await self._write(
            "UPDATE api_keys SET revoked_at = %s WHERE prefix = %s AND revoked_at IS NULL "
            "RETURNING prefix",
            *(at, prefix),
        )
        self._keys.forget()
        return bool(changed)

    async def _change(self, statement: str, *parameters: Any) -> Rows:
        """Change a leaderboard, and the version with it, before any later score counts."""
        rows = await self._write(CHANGED, *parameters, then=statement)
        await self.refresh()
        return rows

    async def _write(self, statement: str, *parameters: Any, then: str = "") -> Rows:
        async def transaction(transaction: Transaction) -> Rows:
            await transaction.begin()
            if then:
                await transaction.connection.execute(statement)
            cursor = await transaction.connection.execute(then or statement, parameters)
            return await transaction.commit(await cursor.fetchall())

        return await self._database.write(transaction)

    async def _key_rows(self) -> Rows:
        return await self._rows(KEYS)

    async def _rows(self, statement: str, *parameters: Any) -> Rows:
        async def read(connection: Connection) -> Rows:
            return await (await connection.execute(statement, parameters)).fetchall()

        return await self._database.read(read)


async def _has_events(connection: Connection, leaderboard: int) -> bool:
    cursor = await connection.execute(HAS_EVENTS, (leaderboard,))
    return bool((await cursor.fetchall())[0][0])


async def _update(leaderboard: Leaderboard, transaction: Transaction) -> None:
    await transaction.begin()
    connection, number = transaction.connection, leaderboard.number
    await connection.execute(CHANGED)
    rows = await connection.execute(
        "SELECT number, slug, title, public, definition, created_at FROM leaderboards "
        "WHERE number = %s AND slug IS NOT NULL",
        (number,),
    )
    for row in await rows.fetchall():
        changes = leaderboard_of(row).definition != leaderboard.definition
        if changes and await _has_events(connection, number):
            raise DefinitionStays(leaderboard.id)
    await connection.execute(
        "UPDATE leaderboards SET slug = %s, title = %s, public = %s, definition = %s "
        "WHERE number = %s",
        (*leaderboard_row(leaderboard), number),
    )
    await transaction.commit(None)


async def _add_season(
    leaderboard: int, window: str, span: Span, transaction: Transaction
) -> Season:
    await transaction.begin()
    connection = transaction.connection
    await connection.execute("SELECT FROM journal_head FOR UPDATE")  # so that ids grow in order
    await connection.execute(
        'INSERT INTO seasons (leaderboard, "window", number, starts_at, ends_at) '
        "VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
        (leaderboard, window, *span),
    )
    rows = await connection.execute(
        'SELECT id, leaderboard, "window", number, starts_at, ends_at FROM seasons '
        'WHERE leaderboard = %s AND "window" = %s AND number = %s',
        (leaderboard, window, span.number),
    )
    (row,) = await rows.fetchall()
    await connection.execute("UPDATE journal_head SET season = greatest(season, %s)", (row[0],))
    return await transaction.commit(Season(*row))


def _taken(leaderboard: Leaderboard) -> Conflict:
    return Conflict(f"There is a leaderboard '{leaderboard.id}' already.", field="id")
