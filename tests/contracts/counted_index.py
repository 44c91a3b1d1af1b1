"""An index that is moved in memory and read by counting in PostgreSQL, for tests of indexes."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

from laurels.adapters.memory_ranking_index import MemoryRankingIndex
from laurels.adapters.postgres_arrays import Int8Array
from laurels.adapters.postgres_database import PostgresDatabase, Transaction
from laurels.adapters.postgres_ranks import PostgresRanks
from laurels.adapters.postgres_rows import Statement, place_entries
from laurels.ports.ranking_index import NO_LINKS, Links, Placement
from laurels.rules.entry import EntryRow, from_row
from laurels.rules.leaderboard import Leaderboard
from laurels.rules.submission import Change
from tests.contracts.indexes import NewIndex
from tests.postgres_server import postgres

HEAD = (
    "INSERT INTO season_heads (season, sequence) VALUES (%s, %s) "
    "ON CONFLICT (season) DO UPDATE SET sequence = excluded.sequence"
)
READS = (
    *("total", "version", "entry", "entries", "page", "around", "around_key"),
    *("position", "distribution"),
)


class CountedIndex(MemoryRankingIndex):
    """Keeps the entries in PostgreSQL as well, and has it answer what is read."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url
        self._database: PostgresDatabase | None = None
        self._leaderboards: dict[int, Leaderboard] = {}

    async def open(
        self,
        season: int,
        leaderboard: Leaderboard,
        entries: AsyncIterator[list[EntryRow]] | None = None,
    ) -> None:
        if self._database is None:
            self._database = PostgresDatabase(self._url, connections=4)
            await self._database.open()
            ranks = PostgresRanks(self._database, self._leaderboards.__getitem__)
            for name in READS:
                setattr(self, name, getattr(ranks, name))
        self._leaderboards[season] = leaderboard
        rows = [row async for part in entries for row in part] if entries else []
        await super().open(season, leaderboard, _parts(rows))
        bounds = (season << 32, (season + 1) << 32)
        gone: Statement = ("DELETE FROM entries WHERE id >= %s AND id < %s", bounds)
        await self._write([gone, *_placed({(season, who): e for who, e in map(from_row, rows)})])

    async def move(self, changes: Sequence[Change], links: Links = NO_LINKS) -> None:
        await super().move(changes, links)
        await self._keep(changes, links)

    async def move_and_rank(
        self, changes: Sequence[Change], links: Links = NO_LINKS
    ) -> list[Placement | None]:
        placements = await super().move_and_rank(changes, links)
        await self._keep(changes, links)
        return placements

    async def check(self) -> None:
        """Nothing: there is no structure."""

    async def aclose(self) -> None:
        if self._database is not None:
            await self._database.close()

    async def _keep(self, changes: Sequence[Change], links: Links) -> None:
        last = {(change.season, change.player): change.entry for change in changes}
        gone = [season << 32 | player for (season, player), e in last.items() if e is None]
        placed = {key: entry for key, entry in last.items() if entry is not None}
        deleted: Statement = ("DELETE FROM entries WHERE id = ANY(%s)", [Int8Array(gone)])
        heads: list[Statement] = [(HEAD, (season, link.last)) for season, link in links.items()]
        await self._write([deleted, *_placed(placed), *heads])

    async def _write(self, statements: Sequence[Statement]) -> None:
        async def write(transaction: Transaction) -> None:
            await transaction.begin()
            for statement in statements:
                await transaction.connection.execute(*statement)
            await transaction.commit(None)

        assert self._database is not None
        await self._database.write(write)


def _placed(entries: Any) -> list[Statement]:
    return [place_entries(entries)] if entries else []


async def _parts(rows: list[EntryRow]) -> AsyncIterator[list[EntryRow]]:
    yield rows


def counted_indexes(version: int) -> NewIndex:
    """Those on one emptied database of a PostgreSQL of a version."""
    url = postgres(version).emptied_database()

    def make(journal: Any) -> CountedIndex:
        index = CountedIndex(url)
        made.clients.append(index)  # type: ignore[arg-type]
        return index

    made = NewIndex(make)
    return made
