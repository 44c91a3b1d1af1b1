"""International football, 1872 to 2026, against a naive count. Data: CC0,
https://github.com/martj42/international_results.
"""

from collections import Counter

import httpx
import pytest

from tests.realdata.boards import Board
from tests.realdata.data import goals, team_points

Ranked = list[tuple[int, str, int]]  # rank, player, score in board order


@pytest.mark.parametrize("method", ["dense", "competition", "ordinal"])
def test_scorers_of_equal_goals_rank_as_counted(client: httpx.Client, method: str) -> None:
    scorers = goals()
    board = Board(client, f"goals-{method}", operator="sum", rank_method=method)

    board.submit([{"player": scorer, "score": 1} for scorer in scorers])

    assert len(scorers) == 46_934
    assert _ranked(board) == _counted([(scorer, 1) for scorer in scorers], method)


def test_points_of_all_internationals_add_up(client: httpx.Client) -> None:
    points = team_points()
    board = Board(client, "internationals", operator="sum", rank_method="competition")

    board.submit([{"player": team, "score": score} for team, score in points])

    assert len(points) == 99_040
    assert _ranked(board) == _counted(points, "competition")


def _ranked(board: Board) -> Ranked:
    return [(e["rank"], e["player"], e["score"]) for e in board.entries()]


def _counted(scores: list[tuple[str, int]], method: str) -> Ranked:
    """The naive way: add up, sort by total and by who got there first, count."""
    totals: Counter[str] = Counter()
    reached: dict[str, int] = {}
    for sequence, (player, score) in enumerate(scores):
        totals[player] += score
        if score or player not in reached:
            reached[player] = sequence
    ordered = sorted(totals, key=lambda player: (-totals[player], reached[player]))
    ranks: dict[int, int] = {}  # by total, for the methods in which equals share one
    for place, player in enumerate(ordered, 1):
        ranks.setdefault(totals[player], len(ranks) + 1 if method == "dense" else place)
    return [
        (place if method == "ordinal" else ranks[totals[player]], player, totals[player])
        for place, player in enumerate(ordered, 1)
    ]
