"""Players on PostgreSQL: the cards asked for last in memory, all else by batched look-ups."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from functools import partial
from itertools import chain
from typing import Any

from laurels.adapters.bounded_cards import BoundedCards
from laurels.adapters.entry_ids import sql_id
from laurels.adapters.gathered import Gathered
from laurels.adapters.memory_cards import Cards, PlainCards
from laurels.adapters.player_rows import COLUMNS, ON_CONFLICT, SAVED, player_of, row_of
from laurels.adapters.postgres_arrays import Int8Array, TextArray
from laurels.adapters.postgres_database import Connection, PostgresDatabase, Transaction
from laurels.adapters.postgres_players_rows import FORGET, KEPT_CHANGES, changed_players
from laurels.adapters.postgres_texts import check_texts, is_text
from laurels.adapters.postgres_versions import PostgresVersions, Versions
from laurels.rules.errors import Unavailable
from laurels.rules.player import Card, Player
from laurels.rules.rank import RankedEntry

CARDS = 1_000_000  # kept at least, and less than twice as many; compact ones take 41 bytes each
MOST_KEYS = 5_000  # of one look-up
CARD = "SELECT number, external_id, display_name, username, avatar_url, country FROM players"
HAS_ENTRIES = (
    "SELECT EXISTS (SELECT FROM seasons JOIN leaderboards ON leaderboards.number = leaderboard "
    f"JOIN entries ON entries.id = {sql_id('seasons.id', '%s')} "
    "WHERE slug IS NOT NULL)"
)
LOCK = "SELECT FROM players_head FOR UPDATE"  # every change of players begins with it


class PostgresPlayers:
    """Fulfils `laurels.ports.players.Players`; what other processes change is shown within a
    second."""

    def __init__(
        self,
        database: PostgresDatabase,
        versions: PostgresVersions,
        cards_class: Callable[[], Cards] = PlainCards,
        size: int = CARDS,
    ) -> None:
        self._database = database
        self._versions = versions
        self._cards = BoundedCards(cards_class, size)
        self._known = 0  # the last version heard of
        self.version = 0
        self.count = 0
        versions.listen(self._heard)
        self._by_id = Gathered(self._find_together, most=MOST_KEYS, size=len)
        self._by_number = Gathered(self._cards_together, most=MOST_KEYS, size=len)

    async def load(self) -> None:
        """Look how many there are. Call once, before anything else."""
        await self._versions.look()

    async def _heard(self, versions: Versions) -> None:
        self.count = versions.players
        if versions.cards == self._known:
            return
        if versions.cards - self._known > KEPT_CHANGES:
            self._cards.clear()
        else:
            changed = "SELECT DISTINCT number FROM player_changes WHERE version > %s"
            self._cards.drop([number for (number,) in await self._rows(changed, self._known)])
        self._known = versions.cards
        self.version += 1

    async def find(self, ids: Sequence[str]) -> list[Card | None]:
        """From memory, and one look-up for all that is not there."""
        found = self._cards.find(ids)
        missing = [id for id, card in zip(ids, found, strict=True) if card is None and is_text(id)]
        if not missing:
            return found
        cards = await self._by_id.ask(tuple(missing))
        return [card or cards.get(id) for id, card in zip(ids, found, strict=True)]

    async def _find_together(self, asked: Sequence[tuple[str, ...]]) -> list[dict[str, Card]]:
        rows = await self._look_up("external_id", TextArray(list(chain.from_iterable(asked))))
        return [{row[1]: Card(*row) for row in rows}] * len(asked)

    async def numbers(self, ids: Collection[str]) -> dict[str, int]:
        """From memory, and one look-up for all that is not there."""
        asked = list(ids)
        numbers = dict(zip(asked, self._cards.numbers(asked), strict=True))
        missing = [id for id, number in numbers.items() if number is None and is_text(id)]
        if missing:
            rows = await self._look_up("external_id", TextArray(missing))
            numbers |= {id: number for number, id, *_ in rows}
        return {id: number for id, number in numbers.items() if number is not None}

    async def cards(self, numbers: Sequence[int]) -> list[Card]:
        """From memory, and one look-up for all that is not there; an erased player has an empty
        card."""
        found = self._cards.cards(numbers)
        missing = [n for n, card in zip(numbers, found, strict=True) if card is None]
        if not missing:
            return [card for card in found if card is not None]
        cards = await self._by_number.ask(tuple(missing))
        return [
            card or cards.get(number) or Card(number, "")
            for number, card in zip(numbers, found, strict=True)
        ]

    async def _cards_together(self, asked: Sequence[tuple[int, ...]]) -> list[dict[int, Card]]:
        rows = await self._look_up("number", Int8Array(list(chain.from_iterable(asked))))
        return [{row[0]: Card(*row) for row in rows if row[1] is not None}] * len(asked)

    async def cards_of(self, ranked: Sequence[RankedEntry]) -> Sequence[Card]:
        """As `cards`; they are looked up here."""
        return await self.cards([entry.player for entry in ranked])

    async def _look_up(self, column: str, keys: Int8Array | TextArray) -> list[tuple[Any, ...]]:
        known = self._known
        rows = await self._rows(f"{CARD} WHERE {column} = ANY(%s)", keys)
        if known == self._known:  # else what was read may be what has just been changed
            self._cards.load(rows)
        return rows

    async def learn(self, numbers: Mapping[str, int]) -> None:
        """They are looked up when they are asked for: they may have profiles by then."""

    async def profile(self, id: str) -> Player | None:
        """One look-up by the game's id."""
        if not is_text(id):
            return None
        rows = await self._rows(f"SELECT {COLUMNS} FROM players WHERE external_id = %s", id)
        return player_of(rows[0]) if rows else None

    async def save(self, player: Player) -> Player:
        """One row, inserted or replaced by the game's id."""
        (kept,) = await self._save([player])
        return kept

    async def save_many(self, players: Sequence[Player]) -> None:
        """One statement for all rows, and two for the version."""
        if players:
            await self._save(players)

    async def _save(self, players: Sequence[Player]) -> list[Player]:
        for player in players:
            check_texts(player.card._asdict() | {"number": None})
        return await self._change(partial(_save, players))

    async def erase(self, id: str, at: int) -> None:
        """The row keeps its number and loses all else. Nothing is left to do where the journal
        has taken the player out; Unavailable where a score has come since it was asked to."""
        if is_text(id):
            await self._change(partial(_erase, id, at))

    async def _change(self, work: Callable[[Transaction], Awaitable[list[Player]]]) -> list[Player]:
        kept = await self._database.write(work)
        self.version += 1
        # Drops what has changed from memory. What comes back is not put there: another process
        # may have changed it again.
        await self._versions.look()
        return kept

    async def search(self, text: str, after: str, limit: int) -> list[Player]:
        """A walk along the index of ids; the texts are compared by PostgreSQL."""
        if not (is_text(text) and is_text(after)):
            return []
        found = " OR ".join(
            f"strpos(lower({name}), lower(%(text)s)) > 0"
            for name in ("external_id", "display_name", "username")
        )

        async def walk(connection: Connection) -> list[Player]:
            cursor = await connection.execute(
                f"SELECT {COLUMNS} FROM players WHERE external_id > %(after)s "
                f"AND (%(text)s = '' OR {found}) ORDER BY external_id LIMIT %(limit)s",
                {"text": text, "after": after, "limit": limit},
            )
            return [player_of(row) for row in await cursor.fetchall()]

        return await self._database.walk(walk)

    async def _rows(self, statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
        async def read(connection: Connection) -> list[tuple[Any, ...]]:
            cursor = await connection.execute(statement, parameters, binary=True)
            return await cursor.fetchall()

        return await self._database.read(read)


async def _save(players: Sequence[Player], transaction: Transaction) -> list[Player]:
    await transaction.begin()
    connection = transaction.connection
    await connection.execute(LOCK)
    *texts, created_at, updated_at = zip(*map(row_of, players), strict=True)
    columns = [*map(TextArray, texts), Int8Array(created_at), Int8Array(updated_at)]
    cursor = await connection.execute(
        f"INSERT INTO players {SAVED} SELECT * FROM unnest({', '.join(['%s'] * 8)}) "
        f"{ON_CONFLICT} RETURNING {COLUMNS}, xmax = 0",
        columns,
    )
    rows = await cursor.fetchall()
    numbers = Int8Array([row[0] for row in rows])
    await connection.execute(*changed_players(numbers, sum(row[-1] for row in rows)))
    return await transaction.commit([player_of(row) for row in rows])


async def _erase(id: str, at: int, transaction: Transaction) -> list[Player]:
    await transaction.begin()
    connection = transaction.connection
    await connection.execute("SELECT FROM journal_head FOR UPDATE")  # no score comes meanwhile
    await connection.execute(LOCK)
    cursor = await connection.execute("SELECT number FROM players WHERE external_id = %s", (id,))
    if erased := [number for (number,) in await cursor.fetchall()]:
        cursor = await connection.execute(HAS_ENTRIES, erased)
        if (await cursor.fetchall())[0][0]:
            raise Unavailable(f"Player '{id}' has just scored; try again.")
        numbers = Int8Array(erased)
        await connection.execute(*changed_players(numbers, -len(erased)))
        await connection.execute(FORGET, (at, numbers))
    return await transaction.commit([])
