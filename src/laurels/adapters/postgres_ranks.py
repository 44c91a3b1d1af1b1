"""Ranks counted in PostgreSQL's entries: exact without any index, and slow.

Columns are compared as in the order key: `~value`, which is `-value - 1` and never overflows,
turns the order of a descending one around, so rows of numbers sort as keys do, best first.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any, NamedTuple, TypeVar

from laurels.adapters.entry_ids import PLAYER, ids_of
from laurels.adapters.postgres_arrays import Int8Array
from laurels.adapters.postgres_database import Connection, PostgresDatabase
from laurels.adapters.postgres_rows import VALUES
from laurels.ports.ranking_index import Distribution
from laurels.rules.distribution import edges_of, from_counts, positions_of
from laurels.rules.entry import EntryRow, from_row
from laurels.rules.errors import Unavailable
from laurels.rules.leaderboard import Leaderboard, RankMethod
from laurels.rules.rank import RankedEntry

AT_ONCE = 4  # questions that PostgreSQL counts for this process
WAITING = 16  # and those that wait for their turn
LIMIT = "5s"  # for each statement
PATIENCE_SECONDS = 20.0  # for all of a question: it must not be tried again while it counts
FAR = 2**62  # beyond every position
LAST = 2**63 - 1  # beyond every sequence
BEGIN = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
HEAD = f"""
SELECT coalesce((SELECT sequence FROM season_heads WHERE season = %s), 0),
    set_config('statement_timeout', '{LIMIT}', true),
    set_config('idle_in_transaction_session_timeout', '{LIMIT}', true),
    set_config('jit', 'off', true)
"""

T = TypeVar("T")


class PostgresRanks:
    """Fulfils `laurels.ports.ranking_index.RankReads`, for seasons that no index has.

    Entries are written in the append's transaction, so an answer includes all that was answered
    before. A question is answered in one snapshot; it reads all n entries of the season once to
    three times, and sorts them for `distribution` and for a page far down. Unavailable where a
    statement takes longer than five seconds, or where many questions wait already.
    """

    def __init__(
        self, database: PostgresDatabase, leaderboard_of: Callable[[int], Leaderboard]
    ) -> None:
        self._database = database
        self._leaderboard_of = leaderboard_of
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._asked = 0
        # Season: the last event that someone was shown. Whoever takes note of it takes it out.
        self.shown: dict[int, int] = {}

    async def total(self, season: int) -> int:
        """A count."""
        return (await self._ask(season, lambda board: board.figures())).total

    async def version(self, season: int) -> int:
        """From the season's last event, below 0: no index has such a one. A look-up, O(1)."""

        async def read(connection: Connection) -> int:
            rows = await connection.execute(
                "SELECT sequence FROM season_heads WHERE season = %s", (season,)
            )
            return sum([head for (head,) in await rows.fetchall()])

        last = await self._database.read(read)
        self._note(season, last)
        return -1 - last

    async def entry(self, season: int, player: int) -> RankedEntry | None:
        """A look-up, and a count."""
        return await self._ask(season, lambda board: board.entry(player))

    async def entries(self, season: int, players: Sequence[int]) -> list[RankedEntry | None]:
        """One sort, however many they are."""
        return await self._ask(season, lambda board: board.entries(players))

    async def page(self, season: int, offset: int, limit: int) -> Sequence[RankedEntry]:
        """A sort, of which only the first `offset + limit` are kept, and a count."""
        return await self._ask(season, lambda board: board.page(offset, limit))

    async def around(self, season: int, player: int, span: int) -> Sequence[RankedEntry]:
        """As `around_key`."""
        return await self._ask(season, lambda board: board.around(player, span))

    async def around_key(
        self, season: int, key: bytes, above: int, below: int
    ) -> Sequence[RankedEntry]:
        """A search for the nearest on either side, and a count."""
        return await self._ask(season, lambda board: board.around_key(key, above, below))

    async def position(self, season: int, key: bytes) -> int:
        """A count."""
        return await self._ask(season, lambda board: board.position(key))

    async def distribution(self, season: int, buckets: int) -> Distribution | None:
        """Two counts and a sort by the first column."""
        return await self._ask(season, lambda board: board.distribution(buckets))

    async def _ask(self, season: int, question: "Callable[[_Board], Awaitable[T]]") -> T:
        if self._asked >= AT_ONCE + WAITING:
            raise Unavailable(
                "The ranking index is away, and too many ranks are being counted without it; "
                "try again."
            )
        self._asked += 1
        try:
            async with self._turns:
                last, answer = await self._database.read(
                    partial(self._answer, season, question), PATIENCE_SECONDS
                )
        finally:
            self._asked -= 1
        self._note(season, last)
        return answer

    async def _answer(
        self,
        season: int,
        question: "Callable[[_Board], Awaitable[T]]",
        connection: Connection,
    ) -> tuple[int, T]:
        board = _Board(connection, season, self._leaderboard_of(season))
        async with connection.pipeline():
            await connection.execute(BEGIN)
            heads = await connection.execute(HEAD, (season,))
        ((last, *_),) = await heads.fetchall()
        answer = await question(board)
        await connection.execute("COMMIT")
        return last, answer

    def _note(self, season: int, last: int) -> None:
        self.shown[season] = max(last, self.shown.get(season, 0))


class _Figures(NamedTuple):
    total: int
    events: int
    position: int  # entries before the one that is asked for
    ahead: int  # of these, with other columns


class _Board:
    """A season's entries in the snapshot of a connection's transaction."""

    def __init__(self, connection: Connection, season: int, leaderboard: Leaderboard) -> None:
        self._connection = connection
        self._season = ids_of(season)
        self._first = self._season[0]
        self._codec = leaderboard.order_key
        self._method = leaderboard.rank_method
        self._descending = [column.descending for column in leaderboard.columns]
        values = VALUES[: len(self._descending)]
        self._keys = [
            f"~{value}" if descending else value
            for value, descending in zip(values, self._descending, strict=True)
        ]
        self._order = [*self._keys, "sequence"]
        self._row = ", ".join((PLAYER, "sequence", "achieved_at", "events", *values))

    async def figures(self, before: Sequence[int] = ()) -> _Figures:
        """Counts of all entries, and of those before a key as this class has it. O(n)."""
        order = before or [-LAST - 1] * len(self._order)
        keys = order[: len(self._keys)]
        ((total, events, position, ahead),) = await self._rows(
            "SELECT count(*), coalesce(sum(events), 0)::bigint, "
            f"count(*) FILTER (WHERE {_less(self._order)}), "
            f"count(*) FILTER (WHERE {_less(self._keys)}) "
            "FROM entries WHERE id >= %s AND id < %s",
            *(*order, *keys, *self._season),
        )
        return _Figures(total, events, position, ahead)

    async def entry(self, player: int) -> RankedEntry | None:
        """A player's, O(n)."""
        rows = await self._of(player)
        return (await self._ranked(rows))[0] if rows else None

    async def entries(self, players: Sequence[int]) -> list[RankedEntry | None]:
        """Those of players, in their order. O(n log n)."""
        keys = ", ".join(self._keys)
        position = f"row_number() OVER (ORDER BY {keys}, sequence)"
        ahead = f"rank() OVER (ORDER BY {keys})"
        ranks = {
            RankMethod.ORDINAL: (position, position),
            RankMethod.COMPETITION: (ahead, ahead),
            RankMethod.DENSE: (f"dense_{ahead}", ahead),
        }
        counts = ", ".join([position, *ranks[self._method], "count(*) OVER ()"])
        rows = await self._rows(
            f"SELECT * FROM (SELECT {counts}, id AS entry, {self._row} "
            "FROM entries WHERE id >= %s AND id < %s) AS board WHERE entry = ANY(%s)",
            *(*self._season, Int8Array([self._first | player for player in players])),
        )
        found = {}
        for place, rank, better, total, _, *row in rows:
            player, entry = from_row(tuple(row))
            found[player] = RankedEntry(player, entry, place - 1, rank, better - 1, total)
        return [found.get(player) for player in players]

    async def page(self, offset: int, limit: int) -> list[RankedEntry]:
        """Entries from a position on. O(n log(offset + limit))."""
        return await self._ranked(await self._found("true", (), limit, min(offset, FAR)))

    async def around(self, player: int, span: int) -> list[RankedEntry]:
        """A player's entry and those beside it. O(n log span)."""
        rows = await self._of(player)
        return await self._near(self._key(rows[0]), span, span + 1) if rows else []

    async def around_key(self, key: bytes, above: int, below: int) -> list[RankedEntry]:
        """Entries on both sides of an order key. O(n log (above + below))."""
        return await self._near(self._unpacked(key), above, below)

    async def position(self, key: bytes) -> int:
        """How many entries have a smaller order key. O(n)."""
        return (await self.figures(self._unpacked(key))).position

    async def distribution(self, buckets: int) -> Distribution | None:
        """How the first column is spread. O(n log n)."""
        total, events, _, _ = await self.figures()
        if not total:
            return None
        values = dict(
            await self._rows(
                "SELECT place, value_1 FROM (SELECT value_1, "
                f"row_number() OVER (ORDER BY {self._keys[0]}) - 1 AS place "
                "FROM entries WHERE id >= %s AND id < %s) AS ordered WHERE place = ANY(%s)",
                *(*self._season, Int8Array(positions_of(total))),
            )
        )
        edges = edges_of(values, total, buckets)
        counts = dict(
            await self._rows(  # by how many edges are not above the value
                "SELECT width_bucket(value_1, %s), count(*) "
                "FROM entries WHERE id >= %s AND id < %s GROUP BY 1",
                *(Int8Array(edges), *self._season),
            )
        )
        below = [sum(counts.get(n, 0) for n in range(edge + 1)) for edge in range(len(edges))]
        return from_counts(values, below, total, events, buckets)

    async def _near(self, key: Sequence[int], above: int, below: int) -> list[RankedEntry]:
        """Entries around a key; where the board ends on one side, the other gives more."""
        size, less = above + below, _less(self._order)
        before = await self._found(less, key, size, backwards=True)
        after = await self._found(f"NOT ({less})", key, size)
        start = max(0, min(len(before) - above, len(before) + len(after) - size))
        return await self._ranked([*before[::-1], *after][start : start + size])

    async def _of(self, player: int) -> list[EntryRow]:
        return await self._rows(
            f"SELECT {self._row} FROM entries WHERE id = %s", self._first | player
        )

    async def _found(
        self,
        condition: str,
        parameters: Sequence[int],
        limit: int,
        offset: int = 0,
        *,
        backwards: bool = False,
    ) -> list[EntryRow]:
        """Rows in board order. What is sorted is narrow; the rest is looked up for few."""
        order = ", ".join(f"{key} DESC" if backwards else key for key in self._order)
        return await self._rows(
            "WITH found AS MATERIALIZED (SELECT id AS found FROM entries "
            f"WHERE id >= %s AND id < %s AND {condition} ORDER BY {order} OFFSET %s LIMIT %s) "
            f"SELECT {self._row} FROM found JOIN entries ON id = found ORDER BY {order}",
            *(*self._season, *parameters, offset, limit),
        )

    async def _ranked(self, rows: Sequence[EntryRow]) -> list[RankedEntry]:
        """Rows next to each other with their places. O(n)."""
        if not rows:
            return []
        key = self._key(rows[0])
        total, _, position, ahead = await self.figures(key)
        is_ordinal, is_dense = (
            self._method is method for method in (RankMethod.ORDINAL, RankMethod.DENSE)
        )
        rank = await self._distinct(key) if is_dense else ahead
        ranked, previous = [], None
        for place, row in enumerate(rows, position):
            player, entry = from_row(row)
            if is_ordinal:
                rank = ahead = place
            elif previous is not None and entry.values != previous:
                ahead = place
                rank = rank + 1 if is_dense else place
            previous = entry.values
            ranked.append(RankedEntry(player, entry, place, rank + 1, ahead, total))
        return ranked

    async def _distinct(self, key: Sequence[int]) -> int:
        """How many distinct columns are better."""
        ((count,),) = await self._rows(
            f"SELECT count(*) FROM (SELECT DISTINCT {', '.join(self._keys)} FROM entries "
            f"WHERE id >= %s AND id < %s AND {_less(self._keys)}) AS better",
            *(*self._season, *key[:-1]),
        )
        return int(count)

    def _key(self, row: EntryRow) -> list[int]:
        """An entry's key: its columns, turned around where they descend, and the sequence."""
        _, sequence, _, _, *values = row
        return self._turned(values, sequence)

    def _unpacked(self, key: bytes) -> list[int]:
        values, sequence = self._codec.unpack(key)
        return self._turned(values, min(sequence, LAST))

    def _turned(self, values: Sequence[int], sequence: int) -> list[int]:
        turned = zip(values, self._descending, strict=True)
        return [*[~value if descending else value for value, descending in turned], sequence]

    async def _rows(self, statement: str, *parameters: object) -> list[tuple[Any, ...]]:
        cursor = await self._connection.execute(statement, parameters, binary=True)
        return await cursor.fetchall()


def _less(parts: Sequence[str]) -> str:
    """The condition that parts, compared one after the other, are less than as many parameters.

    >>> _less(["~value_1", "sequence"])
    'ROW(~value_1, sequence) < ROW(%s::bigint, %s::bigint)'
    """
    return f"ROW({', '.join(parts)}) < ROW({', '.join(['%s::bigint'] * len(parts))})"
