"""Where a submission has put its player: what the answer to a submission tells."""

from collections.abc import Iterable
from typing import NamedTuple

from laurels.ports.ranking_index import Placement
from laurels.rules.entry import new
from laurels.rules.leaderboard import Leaderboard
from laurels.rules.submission import Change


class Standing(NamedTuple):
    """Where a submission has put its player in one season."""

    season: int  # its id
    values: tuple[int, ...]
    rank: int
    ahead: int
    total: int
    previous_rank: int | None
    previous_values: tuple[int, ...] | None
    improved: bool


def standings_of(
    leaderboard: Leaderboard, placed: Iterable[tuple[Change, Placement | None]]
) -> list[Standing]:
    """What an event is answered with: its changes with their places; removals have none."""
    return [
        _standing(leaderboard, change, placement)
        for change, placement in placed
        if placement is not None
    ]


def _standing(leaderboard: Leaderboard, change: Change, placement: Placement) -> Standing:
    entry, previous = change.entry, change.previous
    assert entry is not None
    is_better = leaderboard.order_key.is_better
    return new(
        Standing,
        (
            change.season,
            entry.values,
            placement.rank,
            placement.ahead,
            placement.total,
            placement.previous_rank,
            None if previous is None else previous.values,
            previous is None or is_better(entry.values, previous.values),
        ),
    )
