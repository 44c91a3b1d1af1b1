"""One season's ranks by sorting and counting: slow, and too short to be wrong."""

from laurels.ports.ranking_index import Placement
from laurels.rules.entry import Entry
from laurels.rules.leaderboard import Leaderboard, RankMethod
from laurels.rules.rank import RankedEntry


class NaiveBoard:
    """Entries by player; every answer is worked out from all of them."""

    def __init__(self, leaderboard: Leaderboard) -> None:
        self.leaderboard = leaderboard
        self.entries: dict[int, Entry] = {}

    def goodness(self, values: tuple[int, ...]) -> tuple[int, ...]:
        """Values such that a smaller tuple is better."""
        columns = self.leaderboard.columns
        return tuple(-v if c.descending else v for v, c in zip(values, columns, strict=True))

    def ranked(self) -> list[RankedEntry]:
        """All entries in board order."""
        order = sorted(
            self.entries.items(),
            key=lambda item: (self.goodness(item[1].values), item[1].sequence),
        )
        every = [self.goodness(entry.values) for _, entry in order]
        rows = []
        for position, (player, entry) in enumerate(order):
            mine = every[position]
            better = [other for other in every if other < mine]
            ahead, rank = len(better), len(better) + 1
            if self.leaderboard.rank_method is RankMethod.DENSE:
                rank = len(set(better)) + 1
            elif self.leaderboard.rank_method is RankMethod.ORDINAL:
                ahead, rank = position, position + 1
            rows.append(RankedEntry(player, entry, position, rank, ahead, len(order)))
        return rows

    def row(self, player: int) -> RankedEntry | None:
        """A player's entry with its place."""
        return next((row for row in self.ranked() if row.player == player), None)

    def place(self, player: int, entry: Entry | None) -> Placement | None:
        """Put an entry in its place, or take it out; and what an index has to say to that."""
        before = self.row(player)
        self.entries.pop(player, None)
        if entry is None:
            return None
        self.entries[player] = entry
        after = self.row(player)
        assert after is not None
        previous = None if before is None else before.rank
        return Placement(after.rank, after.ahead, after.total, previous)

    def around(self, position: int, above: int, below: int) -> list[RankedEntry]:
        """Entries around a position; at an edge the other side gives more."""
        rows = self.ranked()
        start = min(position - above, len(rows) - above - below)
        return rows[max(0, start) :][: above + below]
