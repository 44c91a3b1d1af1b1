"""Percentiles and tiers, from counts."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laurels.rules.leaderboard import Column, Leaderboard, Order, Tier
from laurels.rules.rank import percentile, tier_of

totals = st.integers(1, 10**9)


@given(totals, st.data())
def test_a_percentile_is_the_share_at_or_below(total: int, data: st.DataObject) -> None:
    ahead = data.draw(st.integers(0, total - 1))

    share = percentile(ahead, total)

    assert 0 <= share <= 100
    assert abs(Decimal(share) - Decimal(100 * (total - ahead)) / total) <= Decimal("0.0500001")


@given(totals)
def test_the_leader_stands_at_a_hundred(total: int) -> None:
    assert percentile(0, total) == 100


@pytest.mark.parametrize(
    ("ahead", "tier"), [(0, "gold"), (9, "gold"), (10, "silver"), (39, "silver"), (40, None)]
)
def test_a_share_of_the_best_makes_a_tier(ahead: int, tier: str | None) -> None:
    board = Leaderboard("a", "A", tiers=(Tier("gold", Decimal(10)), Tier("silver", Decimal(40))))

    assert tier_of(board, (0,), ahead, total=100) == tier


def test_a_tier_of_a_small_share_always_has_the_leader() -> None:
    board = Leaderboard("a", "A", tiers=(Tier("top", Decimal("0.1")),))

    assert tier_of(board, (0,), 0, total=3) == "top"
    assert tier_of(board, (0,), 1, total=3) is None


@pytest.mark.parametrize(
    ("order", "value", "tier"),
    [
        (Order.DESCENDING, 100, "master"),
        (Order.DESCENDING, 99, None),
        (Order.ASCENDING, 100, "master"),
        (Order.ASCENDING, 101, None),
    ],
)
def test_a_score_at_least_as_good_makes_a_tier(order: Order, value: int, tier: str | None) -> None:
    columns = (Column("time", order), Column("other"))
    board = Leaderboard("a", "A", columns=columns, tiers=(Tier("master", score=100),))

    assert tier_of(board, (value, 7), 50, total=100) == tier


def test_tiers_are_tried_in_the_order_they_are_written() -> None:
    tiers = (Tier("everyone", Decimal(100)), Tier("gold", Decimal(10)))

    assert tier_of(Leaderboard("a", "A", tiers=tiers), (0,), 0, total=10) == "everyone"
