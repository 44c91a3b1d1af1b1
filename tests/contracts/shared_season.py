"""One season that several processes move, beside its journal and the naive board."""

import random
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from laurels.adapters.redis_ranking_index import RedisRankingIndex
from laurels.ports.ranking_index import Links, Placement
from laurels.rules.entry import Entry, EntryRow, to_row
from laurels.rules.leaderboard import Column, Leaderboard, Order, RankMethod
from laurels.rules.rank import RankedEntry
from laurels.rules.submission import Change
from tests.contracts.indexes import SeasonJournal
from tests.naive_board import NaiveBoard

SEASON = 5


class Batch(NamedTuple):
    """What one process has committed, and has to move."""

    changes: list[Change]
    links: Links
    placements: list[Placement | None]  # by counting


class SharedSeason:
    """Commits batches, loads indexes, and compares them with counting by hand."""

    def __init__(
        self, method: RankMethod = RankMethod.COMPETITION, orders: Sequence[Order] = tuple(Order)
    ) -> None:
        columns = tuple(Column(f"c{number}", order) for number, order in enumerate(orders))
        self.board = replace(Leaderboard("a", "A"), columns=columns, rank_method=method)
        self.journal = SeasonJournal()
        self.naive = NaiveBoard(self.board)
        self.sequence = 0
        self.loads = 0

    def commit(
        self, wanted: Sequence[tuple[int, tuple[int, ...] | None]], *, counted: bool = True
    ) -> Batch:
        """Scores (or removals) of players as one group, unless they are many with placements."""
        changes, placements = [], []
        for player, values in wanted:
            self.sequence += 1
            entry = None
            if values is not None:
                values = (values * len(self.board.columns))[: len(self.board.columns)]
                entry = Entry(values, self.sequence, 1000 + self.sequence, 1)
            changes.append(Change(SEASON, player, self.naive.entries.get(player), entry))
            if counted:
                placements.append(self.naive.place(player, entry))
            elif entry is not None:
                self.naive.entries[player] = entry
        return Batch(changes, self.journal.commit(changes, self.sequence), placements)

    def random_batch(self, seed: random.Random, players: int, size: int) -> Batch:
        """Of scores that are often equal, and a removal now and then."""
        return self.commit(
            [
                (
                    seed.randrange(players),
                    None if seed.random() < 0.1 else (seed.randrange(-9, 9), seed.randrange(2)),
                )
                for _ in range(size)
            ]
        )

    async def entries(self) -> AsyncIterator[list[EntryRow]]:
        """What the journal says now, in two parts."""
        self.loads += 1
        rows = [to_row(player, entry) for player, entry in self.naive.entries.items()]
        for part in (rows[::2], rows[1::2]):
            if part:
                yield part

    async def open(self, *indexes: RedisRankingIndex) -> None:
        """As a process does that has just begun."""
        for index in indexes:
            await index.open(SEASON, self.board, self.entries())

    async def compare(self, index: RedisRankingIndex, step: int = 1) -> None:
        """All that an index answers is as counted."""
        rows = self.naive.ranked()
        await index.check()
        assert await index.total(SEASON) == len(rows)
        for offset in range(0, len(rows) + step, step):
            assert await index.page(SEASON, offset, 7) == rows[offset : offset + 7]
        for row in rows[::step]:
            await self._compare_row(index, rows, row)

    async def _compare_row(
        self, index: RedisRankingIndex, rows: list[RankedEntry], row: RankedEntry
    ) -> None:
        def part(above: int, below: int) -> list[RankedEntry]:
            start = max(0, min(row.position - above, len(rows) - above - below))
            return rows[start : start + above + below]

        assert await index.entry(SEASON, row.player) == row
        assert await index.around(SEASON, row.player, 2) == part(2, 3)
        key = self.board.order_key.pack(row.entry.values, row.entry.sequence)
        assert await index.position(SEASON, key) == row.position
        assert await index.around_key(SEASON, key, 3, 3) == part(3, 3)
        assert await index.around_key(SEASON, key, 0, 4) == part(0, 4)
        assert await index.around_key(SEASON, key, 4, 0) == part(4, 0)
