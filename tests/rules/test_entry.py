"""What a new score does to the standing one."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laurels.rules.entry import Entry, apply_score
from laurels.rules.errors import UnprocessableScore
from laurels.rules.leaderboard import Column, Leaderboard, Operator, Order
from laurels.rules.score import LARGEST, SMALLEST

POINTS, LAPS = Column("points"), Column("laps", Order.ASCENDING)
BOARD = Leaderboard("race", "Race", columns=(POINTS, LAPS))
STANDING = Entry((10, 5), sequence=3, achieved_at=300, events=2)


def board(operator: Operator) -> Leaderboard:
    return replace(BOARD, operator=operator)


@pytest.mark.parametrize("operator", Operator)
def test_a_first_score_is_the_entry(operator: Operator) -> None:
    entry = apply_score(board(operator), None, (7, 1), sequence=9, at=900)

    assert entry == Entry((7, 1), 9, 900, 1)


@pytest.mark.parametrize(
    ("values", "kept"),
    [
        ((11, 9), (11, 9)),  # more points win, whatever the laps
        ((10, 4), (10, 4)),  # equal points, fewer laps
        ((10, 6), (10, 5)),
        ((9, 1), (10, 5)),
    ],
)
def test_best_keeps_the_better_row_as_a_whole(
    values: tuple[int, ...], kept: tuple[int, ...]
) -> None:
    entry = apply_score(board(Operator.BEST), STANDING, values, sequence=9, at=900)

    assert entry.values == kept
    assert entry.events == 3


def test_latest_takes_also_a_worse_score() -> None:
    entry = apply_score(board(Operator.LATEST), STANDING, (1, 99), sequence=9, at=900)

    assert entry == Entry((1, 99), 9, 900, 3)


def test_sum_adds_column_by_column() -> None:
    entry = apply_score(board(Operator.SUM), STANDING, (-4, 2), sequence=9, at=900)

    assert entry == Entry((6, 7), 9, 900, 3)


@pytest.mark.parametrize(
    ("operator", "values"),
    [
        (Operator.BEST, (10, 5)),
        (Operator.BEST, (9, 5)),
        (Operator.LATEST, (10, 5)),
        (Operator.SUM, (0, 0)),
    ],
)
def test_values_that_do_not_change_keep_their_place(
    operator: Operator, values: tuple[int, ...]
) -> None:
    entry = apply_score(board(operator), STANDING, values, sequence=9, at=900)

    assert entry == STANDING._replace(events=3)


@pytest.mark.parametrize(
    ("standing", "added"), [(LARGEST, 1), (SMALLEST, -1), (LARGEST, LARGEST), (SMALLEST, SMALLEST)]
)
def test_a_sum_that_leaves_64_bits_is_refused_and_names_the_column(
    standing: int, added: int
) -> None:
    entry = Entry((0, standing), 1, 1, 1)

    with pytest.raises(UnprocessableScore) as refusal:
        apply_score(board(Operator.SUM), entry, (0, added), sequence=2, at=2)

    assert [error.field for error in refusal.value.errors] == ["score.laps"]


@pytest.mark.parametrize(("standing", "added"), [(LARGEST - 1, 1), (SMALLEST + 1, -1)])
def test_a_sum_may_reach_the_ends_of_64_bits(standing: int, added: int) -> None:
    entry = apply_score(board(Operator.SUM), Entry((standing, 0), 1, 1, 1), (added, 0), 2, 2)

    assert entry.values == (standing + added, 0)


@given(st.lists(st.tuples(st.integers(-5, 5), st.integers(-5, 5)), min_size=1))
def test_best_of_many_is_the_first_of_the_best(scores: list[tuple[int, int]]) -> None:
    entry = None
    for sequence, values in enumerate(scores, 1):
        entry = apply_score(board(Operator.BEST), entry, values, sequence, at=sequence)

    best = min(range(len(scores)), key=lambda n: (-scores[n][0], scores[n][1], n))
    assert entry == Entry(scores[best], best + 1, best + 1, len(scores))
