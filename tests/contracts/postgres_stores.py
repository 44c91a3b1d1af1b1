"""The PostgreSQL adapters on one database, as one process has them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
import pytest

from laurels.adapters.memory_cards import Cards, PlainCards
from laurels.adapters.postgres_catalog import PostgresCatalog
from laurels.adapters.postgres_database import PostgresDatabase
from laurels.adapters.postgres_export_files import PostgresExportFiles
from laurels.adapters.postgres_history import PostgresHistory
from laurels.adapters.postgres_job_runs import PostgresJobRuns
from laurels.adapters.postgres_journal import PostgresJournal
from laurels.adapters.postgres_players import PostgresPlayers
from laurels.adapters.postgres_upkeep import PostgresUpkeep
from laurels.adapters.postgres_versions import PostgresVersions

REFUSE_COMMITS = """
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'refused'; END $$;
CREATE CONSTRAINT TRIGGER refused AFTER UPDATE ON journal_head
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse();
"""
CARDS = 3  # few, so that they are forgotten and looked up again


class PostgresStores:
    """Fulfils `Stores`."""

    owes_answers = False

    def __init__(
        self,
        url: str,
        new_cards: Callable[[], Cards] = PlainCards,
        patience: float = 8,
        every: float = 0.1,
    ) -> None:
        self.url = url
        self._new_cards, self._patience, self._every = new_cards, patience, every
        self.later: list[int] = []
        self._noted: Callable[[], None] | None = None
        self._open()

    def _open(self) -> None:
        self.database = PostgresDatabase(self.url, connections=4, patience=self._patience)
        self.versions = PostgresVersions(self.database, self._every)
        self.catalog = PostgresCatalog(self.database, self.versions)
        self.players = PostgresPlayers(self.database, self.versions, self._new_cards, CARDS)
        self.journal = PostgresJournal(self.database, self.catalog, self.later.append)
        self.history = PostgresHistory(self.database)
        self.upkeep = PostgresUpkeep(self.database)
        self.runs = PostgresJobRuns(self.database)
        self.exports = PostgresExportFiles(self.database)

    async def load(self) -> None:
        await self.database.open()
        await self.versions.open()
        await self.catalog.load()
        await self.players.load()

    async def restart(self) -> None:
        await self.close()
        self._open()
        await self.load()

    async def crash(self) -> "PostgresStores":
        return await self.another()

    async def another(self) -> "PostgresStores":
        """Another process on the same database."""
        other = PostgresStores(self.url, self._new_cards, self._patience, self._every)
        await other.load()
        return other

    async def close(self) -> None:
        if self._noted is not None:
            self._noted()
        await self.versions.close()
        await self.database.close()

    async def settle(self) -> None:
        """All rows are."""

    async def statements(self, into: list[str]) -> None:
        patch = pytest.MonkeyPatch()
        self._noted = patch.undo
        await self.reads(into, patch)

    async def reads(self, into: list[str], patch: pytest.MonkeyPatch) -> None:
        await self.versions.close()  # its looks are nobody's reads
        execute = psycopg.AsyncConnection.execute

        async def noted(
            connection: psycopg.AsyncConnection[object], statement: str, *rest: object, **more: bool
        ) -> object:
            into.append(statement)
            return await execute(connection, statement, *rest, **more)  # type: ignore[arg-type]

        patch.setattr(psycopg.AsyncConnection, "execute", noted)

    def parts(self, patch: pytest.MonkeyPatch, rows: int) -> None:
        for size in ("journal.PART", "journal.EVENTS_PART", "upkeep.PART"):
            patch.setattr(f"laurels.adapters.postgres_{size}", rows)

    @contextmanager
    def refused_commits(self) -> Iterator[None]:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(REFUSE_COMMITS)
            try:
                yield
            finally:
                connection.execute("DROP FUNCTION refuse CASCADE")

    async def commits_are_synced(self) -> bool:
        with psycopg.connect(self.url) as connection:
            return connection.execute("SHOW synchronous_commit").fetchall() == [("on",)]
