from collections.abc import Sequence

from laurels.rules.leaderboard import Leaderboard
from laurels.rules.player import Card
from laurels.rules.rank import RankedEntry

class RowFormat:
    leaderboard: Leaderboard
    def __init__(self, leaderboard: Leaderboard) -> None: ...
    def entry(self, ranked: RankedEntry, card: Card) -> bytes: ...
    def page(
        self,
        head: bytes,
        ranked: Sequence[RankedEntry],
        cards: Sequence[Card],
        total: int,
        after: bytes,
        before: bytes,
        rank: int | None,
    ) -> bytes: ...

def rows_of(ranked: Sequence[RankedEntry]) -> Sequence[RankedEntry]: ...
def tenths_of(ahead: int, total: int) -> int: ...
