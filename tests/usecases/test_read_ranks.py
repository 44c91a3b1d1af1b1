"""Each answer is of one instant, also where others score between two questions to the index."""

from typing import Any

import pytest

from laurels.rules.leaderboard import Leaderboard, RankMethod
from laurels.usecases.read_ranks import ReadRanks
from laurels.wiring import Laurels
from tests.usecases.running import score, submit


class Restless:
    """An index in which somebody scores after each answer."""

    def __init__(self, laurels: Laurels, board: Leaderboard) -> None:
        self._laurels, self._board, self._scores = laurels, board, 0

    def __getattr__(self, name: str) -> Any:
        async def ask(*arguments: Any) -> Any:
            answer = await getattr(self._laurels.index, name)(*arguments)
            self._scores += 1
            await submit(self._laurels, score(self._board, f"n{self._scores}", 100))
            return answer

        return ask


@pytest.fixture
async def board(laurels: Laurels) -> Leaderboard:
    dense = Leaderboard("dense", "Dense", rank_method=RankMethod.DENSE)
    board = await laurels.manage_leaderboards.create(dense)
    for player, points in (("a", 100), ("b", 50), ("c", 30), ("d", 3)):
        await submit(laurels, score(board, player, points))
    return board


@pytest.fixture
def read(laurels: Laurels, board: Leaderboard) -> ReadRanks:
    index: Any = Restless(laurels, board)
    return ReadRanks(laurels.catalog, laurels.players, index, laurels.seasons, laurels.clock)


@pytest.mark.parametrize(("points", "rank"), [(101, 1), (100, 1), (50, 2), (40, 3), (1, 5)])
async def test_the_rank_of_a_score_is_that_of_one_state(
    read: ReadRanks, board: Leaderboard, points: int, rank: int
) -> None:
    season = await read.season(board)

    assert await read.rank_of_score(board, season, (points,)) == rank


async def test_pages_beside_a_cursor_repeat_and_miss_nobody(
    read: ReadRanks, board: Leaderboard
) -> None:
    season = await read.season(board)
    key = board.order_key.pack((50,), 2)

    after = await read.page_after(board, season, key, 10)
    before = await read.page_before(board, season, key, 1)

    assert [row.card.id for row in after.rows] == ["c", "d"]
    assert [row.card.id for row in before.rows] == ["n1"]
