"""How a season's scores are spread."""

import itertools

import pytest

from tests.api.boards import Board
from tests.api.conftest import MakeBoard


def test_a_season_without_entries_has_no_figures(board: Board) -> None:
    assert board.get("/stats") == {
        "total": 0,
        "events": 0,
        "top_score": None,
        "median": None,
        "percentiles": {"50": None, "90": None, "99": None},
        "histogram": [],
    }


def test_figures_of_a_hundred_scores(board: Board) -> None:
    board.batch([{"player": f"p{n}", "score": n} for n in range(1, 101)])
    board.submit("p1", 0)

    stats = board.get("/stats")

    assert (stats["total"], stats["events"], stats["top_score"]) == (100, 101, 100)
    assert stats["median"] == stats["percentiles"]["50"]
    for share, score in stats["percentiles"].items():
        at_or_below = sum(n <= score for n in range(1, 101))
        assert at_or_below >= int(share)
        assert sum(n <= score - 1 for n in range(1, 101)) < int(share)
    assert set(stats["percentiles"]) == {"50", "90", "99"}


@pytest.mark.parametrize("scores", [[5], [2, 5], [2, 2, 5], list(range(50)), [-(2**63), 2**63 - 1]])
def test_the_buckets_hold_every_score_once(board: Board, scores: list[int]) -> None:
    board.batch([{"player": f"p{n}", "score": score} for n, score in enumerate(scores)])

    buckets = board.get("/stats")["histogram"]

    assert (buckets[0]["from"], buckets[-1]["to"]) == (min(scores), max(scores))
    for bucket, following in itertools.pairwise(buckets):
        assert bucket["to"] == following["from"] > bucket["from"]
        held = sum(bucket["from"] <= score < bucket["to"] for score in scores)
        assert bucket["count"] == held
    assert sum(bucket["count"] for bucket in buckets) == len(scores)
    assert len(buckets) <= 20


def test_the_smallest_is_the_top_where_the_column_ascends(make_board: MakeBoard) -> None:
    board = make_board(columns=[{"name": "seconds", "order": "ascending", "decimals": 2}])
    board.batch([{"player": f"p{n}", "score": 60 + n / 4} for n in range(10)])

    stats = board.get("/stats")

    assert stats["top_score"] == 60
    # At or below in rank: at least half of the ten are no faster than the median.
    assert stats["median"] == 61.25
    assert (stats["histogram"][0]["from"], stats["histogram"][-1]["to"]) == (60, 62.25)
    assert sum(bucket["count"] for bucket in stats["histogram"]) == 10


def test_figures_are_of_the_window_that_is_asked_for(make_board: MakeBoard) -> None:
    board = make_board(windows=["all-time", "daily"])
    board.submit("ann", 5)

    assert board.get("/stats", window="daily", season=1)["total"] == 1
