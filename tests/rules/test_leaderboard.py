"""What a valid leaderboard is, and that a refusal names every field to blame."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from laurels.rules.errors import InvalidRequest, UnprocessableScore
from laurels.rules.leaderboard import Column, Leaderboard, Order, Tier, check_leaderboard
from laurels.rules.season import Window

VALID = Leaderboard("f1-2021", "Formula 1, 2021")


def test_a_leaderboard_needs_no_more_than_an_id_and_a_title() -> None:
    check_leaderboard(VALID)


def test_the_largest_leaderboard_is_allowed() -> None:
    names = [f"name-{n}" for n in range(20)]
    check_leaderboard(
        replace(
            VALID,
            id="a" * 64,
            title="t" * 200,
            columns=tuple(Column(name, Order.ASCENDING, 6) for name in names[:5]),
            windows=tuple(Window(name, "0 0 * * *") for name in names[:8]),
            segments=tuple(names[:4]),
            tiers=tuple(Tier(name, Decimal(100)) for name in names),
            min_score=5,
            max_score=5,
        )
    )


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("id", {"id": ""}),
        ("id", {"id": "a" * 65}),
        ("id", {"id": "Formula"}),
        ("id", {"id": "a/b"}),
        ("id", {"id": "a\n"}),
        ("title", {"title": ""}),
        ("title", {"title": "t" * 201}),
        ("columns", {"columns": ()}),
        ("columns", {"columns": tuple(Column(f"c{n}") for n in range(6))}),
        ("columns", {"columns": (Column("a"), Column("a"))}),
        ("columns[1]", {"columns": (Column("a"), Column("Not This"))}),
        ("columns[0].decimals", {"columns": (Column("a", decimals=7),)}),
        ("columns[0].decimals", {"columns": (Column("a", decimals=-1),)}),
        ("windows", {"windows": ()}),
        ("windows", {"windows": (Window("daily"),) * 2}),
        ("windows[0]", {"windows": (Window("hourly"),)}),
        ("windows[1]", {"windows": (Window("daily"), Window("cup", "never"))}),
        ("windows[0]", {"windows": (Window("cup", "0 0 * * *", "Mars/Olympus"),)}),
        ("segments", {"segments": ("a", "b", "c", "d", "e")}),
        ("segments[0]", {"segments": ("a" * 33,)}),
        ("tiers[0]", {"tiers": (Tier("gold"),)}),
        ("tiers[0]", {"tiers": (Tier("gold", Decimal(1), 1),)}),
        ("tiers[0].top_percent", {"tiers": (Tier("gold", Decimal(0)),)}),
        ("tiers[0].top_percent", {"tiers": (Tier("gold", Decimal("100.1")),)}),
        ("min_score", {"min_score": 2, "max_score": 1}),
    ],
)
def test_a_leaderboard_that_is_not_allowed_names_the_field(
    field: str, changes: dict[str, Any]
) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        check_leaderboard(replace(VALID, **changes))

    assert [error.field for error in refusal.value.errors] == [field]


def test_every_field_to_blame_is_named_at_once() -> None:
    with pytest.raises(InvalidRequest) as refusal:
        check_leaderboard(replace(VALID, id="", title="", windows=()))

    assert [error.field for error in refusal.value.errors] == ["id", "title", "windows"]


@pytest.mark.parametrize("value", [-5, 0, 10])
def test_a_score_within_the_limits_is_taken(value: int) -> None:
    replace(VALID, min_score=-5, max_score=10).check_limits((value,))


@pytest.mark.parametrize(
    ("low", "high", "value", "said"),
    [(0, None, -1, "from 0 to any"), (None, 105, 106, "'score' is 10.6; .* from any to 10.5")],
)
def test_a_score_outside_the_limits_is_told_them(
    low: int | None, high: int | None, value: int, said: str
) -> None:
    board = replace(
        VALID, columns=(Column(decimals=0 if high is None else 1),), min_score=low, max_score=high
    )

    with pytest.raises(UnprocessableScore, match=said):
        board.check_limits((value,))


def test_only_the_first_column_has_limits() -> None:
    replace(VALID, columns=(Column("a"), Column("b")), max_score=1).check_limits((1, 99))


def test_what_entries_are_made_of_is_the_definition() -> None:
    renamed = replace(VALID, title="Other", public=False, min_score=1, metadata={"a": 1})

    assert renamed.definition == VALID.definition
    assert replace(VALID, segments=("country",)).definition != VALID.definition
