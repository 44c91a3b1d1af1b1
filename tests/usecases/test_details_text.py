"""The text of details is the same through every door, and is refused alike."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from laurels.api.schemas import ScoreBody
from laurels.api.views import to_submission
from laurels.ports.score_rows import Row
from laurels.rules.details import Details
from laurels.rules.errors import InvalidRequest
from laurels.rules.leaderboard import Leaderboard
from laurels.rules.submission import Submission
from laurels.usecases.details_text import details_text
from laurels.usecases.import_scores import ImportScores, Layout

BOARD = Leaderboard("cup", "Cup")
LAYOUT = Layout("player", {"score": "score"}, submission_id="submission_id", details="details")

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False,
    allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


def over_http(details: dict[str, Any], submission_id: str | None = None) -> Submission:
    score = {"player": "ann", "score": 1, "submission_id": submission_id, **details}
    return to_submission(BOARD, msgspec.json.decode(json.dumps(score), type=ScoreBody))


def from_a_file(details: str, submission_id: str = "") -> Submission:
    cells = {"player": "ann", "score": "1", "details": details, "submission_id": submission_id}
    return ImportScores(BOARD, LAYOUT, None, "x.csv", 1).read(Row(2, cells))  # type: ignore[arg-type]


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "game_mode": texts,
            "duration_ms": st.integers(0, 2**63 - 1),
            "metadata": st.dictionaries(texts, values, max_size=4),
        },
    )
)
def test_an_exported_score_comes_in_again_as_the_same(details: dict[str, Any]) -> None:
    kept = over_http(details).details

    assert from_a_file(kept or "").details == kept
    assert from_a_file(json.dumps(details)).details == kept
    if details:
        assert kept == msgspec.json.encode(details, order="sorted").decode()


@pytest.mark.parametrize("id", ["👩‍🚀", "lap\u00a07", "x" * 128, "\u2028"])
def test_an_id_that_one_door_takes_the_other_takes_too(id: str) -> None:
    assert over_http({}, id).submission_id == id
    assert from_a_file("", id).submission_id == id


@pytest.mark.parametrize("id", ["x" * 129, "a\x00b", "a\x85b", "\x7f"])
def test_an_id_that_one_door_refuses_the_other_refuses_too(id: str) -> None:
    with pytest.raises((InvalidRequest, msgspec.ValidationError)):
        over_http({}, id)
    with pytest.raises(InvalidRequest, match="'submission_id' takes 1 to 128 characters"):
        from_a_file("", id)


@pytest.mark.parametrize(
    ("details", "told"),
    [
        ({"duration_ms": -1}, "'duration_ms' is -1"),
        ({"duration_ms": 2**63}, "'duration_ms' is 9223372036854775808"),
        ({"game_mode": "x" * 65}, "'game_mode' has 65 characters"),
        ({"metadata": {"x": "y" * 16_384}}, "'metadata' must have at most 16384 bytes"),
    ],
)
def test_what_is_beyond_the_limits_comes_through_no_door(
    details: dict[str, Any], told: str
) -> None:
    with pytest.raises((InvalidRequest, msgspec.ValidationError)):
        over_http(details)
    with pytest.raises(InvalidRequest, match=told):
        from_a_file(json.dumps(details))


def test_no_details_are_no_text() -> None:
    assert details_text(Details()) is None
    assert details_text(Details(metadata={})) == '{"metadata":{}}'
