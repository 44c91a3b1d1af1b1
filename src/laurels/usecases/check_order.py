"""Check that a ranking index made of entries is sound, and in the order of a plain sort."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from itertools import islice
from typing import Protocol

from laurels.ports.ranking_index import RankingIndex
from laurels.rules.entry import Entry, EntryRow, to_row
from laurels.rules.leaderboard import Leaderboard, RankMethod
from laurels.rules.season import Season
from laurels.usecases.facts import Difference, Fact

PAGE = 10_000


class CheckedIndex(RankingIndex, Protocol):
    """A ranking index that can check its own invariants."""

    def check(self) -> None:
        """AssertionError where its parts contradict each other. O(n)."""
        ...


class CheckOrder:
    """Builds an index for each season, and drops it."""

    def __init__(self, make_index: Callable[[], CheckedIndex]) -> None:
        self._make_index = make_index
        self.fact = Fact("ranking indexes are sound and in order")

    async def check(self, board: Leaderboard, season: Season, entries: Mapping[int, Entry]) -> None:
        """An index built from the entries is sound, and lists them as a plain sort of their keys
        does."""
        index = self._make_index()
        await index.open(season.id, board, _rows(entries))
        try:
            index.check()
        except AssertionError as error:
            sound = Difference(
                board.id, season_name(season), None, "an index that is sound", str(error)
            )
            self.fact.differ(sound)
        pack = board.order_key.pack
        plain = sorted([(pack(e.values, e.sequence), player) for player, e in entries.items()])
        ranks = _plain_ranks(board, [key for key, _ in plain])
        self.fact.looked_at += len(plain)
        for offset in range(0, max(len(plain), 1), PAGE):
            page = await index.page(season.id, offset, PAGE)
            listed = [(row.player, row.rank) for row in page]
            right = [
                (player, rank)
                for (_, player), rank in zip(
                    plain[offset : offset + PAGE], ranks[offset : offset + PAGE], strict=True
                )
            ]
            if listed != right:
                self._differs(board, season, right, listed)

    def _differs(
        self,
        board: Leaderboard,
        season: Season,
        right: list[tuple[int, int]],
        listed: list[tuple[int, int]],
    ) -> None:
        for (player, rank), (found, found_rank) in zip(right, listed, strict=False):
            if (player, rank) != (found, found_rank):
                expected = f"player {player} on rank {rank}"
                self.fact.differ(
                    Difference(
                        board.id,
                        season_name(season),
                        player,
                        expected,
                        f"player {found} on rank {found_rank}",
                    )
                )
        if len(right) != len(listed):
            counts = (f"{len(right)} entries", f"{len(listed)} entries")
            self.fact.differ(Difference(board.id, season_name(season), None, *counts))


async def _rows(entries: Mapping[int, Entry]) -> AsyncIterator[list[EntryRow]]:
    rest = iter(entries.items())
    while part := [to_row(player, entry) for player, entry in islice(rest, PAGE)]:
        yield part


def _plain_ranks(board: Leaderboard, keys: Sequence[bytes]) -> list[int]:
    """Ranks of sorted keys, counted one by one."""
    ranks: list[int] = []
    for position, key in enumerate(keys):
        is_equal = position > 0 and key[:-8] == keys[position - 1][:-8]
        if board.rank_method is RankMethod.ORDINAL:
            ranks.append(position + 1)
        elif is_equal:
            ranks.append(ranks[-1])
        elif board.rank_method is RankMethod.DENSE:
            ranks.append(ranks[-1] + 1 if ranks else 1)
        else:
            ranks.append(position + 1)
    return ranks


def season_name(season: Season) -> str:
    """How a person calls a season: its window and number."""
    return f"{season.window} {season.number}"
