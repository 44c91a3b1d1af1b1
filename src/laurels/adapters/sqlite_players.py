"""Players on SQLite: every card in memory, whole profiles in the table."""

import sqlite3
from collections.abc import Callable, Collection, Mapping, Sequence

import msgspec

from laurels.adapters.memory_cards import Cards, PlainCards
from laurels.adapters.player_rows import COLUMNS, ON_CONFLICT, SAVED, player_of, row_of
from laurels.adapters.sqlite_database import SqliteDatabase
from laurels.rules.player import Card, Player
from laurels.rules.rank import RankedEntry

LOADED = 2000  # rows at a time: few enough not to hold the interpreter for a millisecond


class SqlitePlayers:
    """Fulfils `laurels.ports.players.Players` for the one process that holds the data."""

    def __init__(
        self, database: SqliteDatabase, cards_class: Callable[[], Cards] = PlainCards
    ) -> None:
        self._database = database
        self._cards = cards_class()
        self.version = 0

    @property
    def count(self) -> int:
        """Those with a card."""
        return len(self._cards)

    async def load(self) -> None:
        """Read all cards. Call once, before anything else. O(players)."""
        await self._database.read(self._load)

    def _load(self, connection: sqlite3.Connection) -> None:
        (count,) = connection.execute("SELECT count(external_id) FROM players").fetchone()
        self._cards.reserve(count)
        rows = connection.execute(
            "SELECT number, external_id, display_name, username, avatar_url, country FROM players"
        )
        while part := rows.fetchmany(LOADED):
            self._cards.load(part)

    async def find(self, ids: Sequence[str]) -> list[Card | None]:
        """From memory."""
        return self._cards.find(ids)

    async def numbers(self, ids: Collection[str]) -> dict[str, int]:
        """From memory."""
        found = zip(ids, self._cards.numbers(ids), strict=True)
        return {id: number for id, number in found if number is not None}

    async def cards(self, numbers: Sequence[int]) -> list[Card]:
        """From memory; an erased player has an empty card."""
        return self._cards.cards(numbers)

    async def cards_of(self, ranked: Sequence[RankedEntry]) -> Sequence[Card]:
        """From memory, when they are looked at."""
        return self._cards.cards_of(ranked)

    async def learn(self, numbers: Mapping[str, int]) -> None:
        """New players have nothing but their id, unless a profile has come while the journal
        committed."""
        self._cards.learn(numbers)

    async def profile(self, id: str) -> Player | None:
        """One look-up by the game's id."""
        rows = await self._database.read(
            lambda connection: connection.execute(
                f"SELECT {COLUMNS} FROM players WHERE external_id = ?", (id,)
            ).fetchall()
        )
        return player_of(rows[0]) if rows else None

    async def save(self, player: Player) -> Player:
        """One row, inserted or replaced by the game's id."""
        row = await self._database.write(
            lambda connection: connection.execute(
                f"INSERT INTO players {SAVED} VALUES (?, ?, ?, ?, ?, ?, ?, ?) {ON_CONFLICT} "
                f"RETURNING {COLUMNS}",
                row_of(player),
            ).fetchone()
        )
        kept = player_of(row)
        self._cards.put(kept.card)
        self.version += 1
        return kept

    async def save_many(self, players: Sequence[Player]) -> None:
        """All rows travel as one JSON text."""
        rows = msgspec.json.encode([row_of(player) for player in players]).decode()
        picks = ", ".join(f"value->>{n}" for n in range(8))
        numbers = await self._database.write(
            lambda connection: connection.execute(
                f"INSERT INTO players {SAVED} SELECT {picks} FROM json_each(?) WHERE true "
                f"{ON_CONFLICT} RETURNING external_id, number",
                (rows,),
            ).fetchall()
        )
        kept = dict(numbers)
        for player in players:
            self._cards.put(player.card._replace(number=kept[player.card.id]))
        self.version += 1

    async def erase(self, id: str, at: int) -> None:
        """The row keeps its number and loses all else."""
        await self._database.write(
            lambda connection: connection.execute(
                "UPDATE players SET external_id = NULL, display_name = NULL, username = NULL, "
                "avatar_url = NULL, country = NULL, attributes = NULL, updated_at = ? "
                "WHERE external_id = ?",
                (at, id),
            )
        )
        self._cards.forget(id)
        self.version += 1

    async def search(self, text: str, after: str, limit: int) -> list[Player]:
        """A walk along the index of ids; the texts are compared by SQLite."""
        rows = await self._database.walk(
            lambda connection: connection.execute(
                f"SELECT {COLUMNS} FROM players WHERE external_id > ?1 AND (?2 = '' "
                "OR instr(lower(external_id), lower(?2)) OR instr(lower(display_name), lower(?2)) "
                "OR instr(lower(username), lower(?2))) ORDER BY external_id LIMIT ?3",
                (after, text, limit),
            ).fetchall()
        )
        return [player_of(row) for row in rows]
