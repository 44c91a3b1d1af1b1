"""Made-up scores that a leaderboard takes, and that look like what is usual on it."""

from random import Random
from statistics import median

import pytest

from laurels.ports.ranking_index import Distribution
from laurels.rules.leaderboard import Column, Leaderboard, Operator, Order
from laurels.rules.score import LARGEST, SMALLEST
from laurels.usecases.made_up_scores import MadeUpScores

DOWN, UP = Column("a"), Column("a", Order.ASCENDING)
SPREAD = Distribution(400, 1000, 500, {50: 500, 90: 800, 99: 950}, [(0, 500, 50), (500, 1000, 50)])
REVERSED = Distribution(400, 10, 500, {50: 500, 90: 200, 99: 50}, [(10, 1000, 100)])


def drawn(board: Leaderboard, spread: Distribution | None = None, skill: float = 0) -> list[int]:
    scores = MadeUpScores(board, 100, spread, Random(1))
    return [scores.draw(skill)[0] for _ in range(400)]


@pytest.mark.parametrize("column", [DOWN, UP, Column("a", Order.ASCENDING, 6)])
@pytest.mark.parametrize("operator", list(Operator))
@pytest.mark.parametrize("spread", [None, SPREAD, REVERSED])
@pytest.mark.parametrize(
    ("low", "high"),
    [(None, None), (0, None), (None, -5), (10, 20), (7, 7), (LARGEST, None), (None, SMALLEST)],
)
def test_every_score_is_within_the_limits(
    column: Column,
    operator: Operator,
    spread: Distribution | None,
    low: int | None,
    high: int | None,
) -> None:
    columns = (column, Column("b", decimals=2))
    board = Leaderboard("x", "X", columns, operator, min_score=low, max_score=high)
    scores = MadeUpScores(board, 100, spread, Random(1))

    for skill in (-9, -1, 0, 2, 9):
        values = scores.draw(skill)
        board.check_limits(values)
        assert len(values) == 2
        assert all(SMALLEST <= value <= LARGEST for value in values)


@pytest.mark.parametrize("spread", [None, SPREAD])
def test_the_skilled_do_better_where_more_is_better(spread: Distribution | None) -> None:
    board = Leaderboard("x", "X", (DOWN,))

    assert median(drawn(board, spread, 2)) > median(drawn(board, spread, -2))


@pytest.mark.parametrize("spread", [None, REVERSED])
def test_the_skilled_do_better_where_less_is_better(spread: Distribution | None) -> None:
    board = Leaderboard("x", "X", (UP,))

    assert median(drawn(board, spread, 2)) < median(drawn(board, spread, -2))


@pytest.mark.parametrize(("column", "better"), [(DOWN, 1), (UP, -1)])
def test_the_skilled_do_better_between_limits(column: Column, better: int) -> None:
    board = Leaderboard("x", "X", (column,), min_score=0, max_score=1000)

    assert better * (median(drawn(board, skill=2)) - median(drawn(board, skill=-2))) > 300


@pytest.mark.parametrize(("column", "spread"), [(DOWN, SPREAD), (UP, REVERSED)])
def test_scores_are_as_usual_and_seldom_a_record(column: Column, spread: Distribution) -> None:
    board = Leaderboard("x", "X", (column,))
    scores = MadeUpScores(board, 100, spread, random := Random(1))
    found = [scores.draw(random.gauss(0, 1))[0] for _ in range(20_000)]

    records = [v for v in found if (v > spread.top if column.descending else v < spread.top)]
    assert abs(median(found) - 500) < 50
    assert 0 < len(records) < 40


def test_a_sum_grows_by_what_was_usual() -> None:
    board = Leaderboard("x", "X", operator=Operator.SUM)

    assert 60 < median(drawn(board, SPREAD)) < 200  # 500 by four events a player
