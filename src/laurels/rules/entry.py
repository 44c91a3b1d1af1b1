"""Entries, and what a new score does to the standing one."""

from typing import NamedTuple

from laurels.rules.errors import UnprocessableScore
from laurels.rules.leaderboard import Leaderboard, Operator
from laurels.rules.score import LARGEST, SMALLEST


class Entry(NamedTuple):
    """A player's row in a season. Its rank is never part of it."""

    values: tuple[int, ...]  # scaled, one a column
    sequence: int  # of the event that gave these values
    achieved_at: int  # instant of that event
    events: int  # how many events it took


def apply_score(
    leaderboard: Leaderboard,
    entry: Entry | None,
    values: tuple[int, ...],
    sequence: int,
    at: int,
) -> Entry:
    """The entry after a score of `values` at `sequence`.

    Values that do not change keep their sequence: who got there first stays ahead.
    UnprocessableScore when a sum leaves 64 bits. O(columns).
    """
    if entry is None:
        return Entry(values, sequence, at, 1)
    standing = entry.values
    match leaderboard.operator:
        case Operator.BEST:
            order = leaderboard.order_key
            after = values if order.prefix(values) < order.prefix(standing) else standing
        case Operator.LATEST:
            after = values
        case Operator.SUM:
            after = tuple(map(int.__add__, standing, values))
            _check_range(leaderboard, after)
    if after == standing:
        return Entry(standing, entry.sequence, entry.achieved_at, entry.events + 1)
    return Entry(after, sequence, at, entry.events + 1)


def _check_range(leaderboard: Leaderboard, values: tuple[int, ...]) -> None:
    for column, value in zip(leaderboard.columns, values, strict=True):
        if not SMALLEST <= value <= LARGEST:
            field = "score" if len(values) == 1 else f"score.{column.name}"
            raise UnprocessableScore(
                f"The sum of column '{column.name}' would leave 64 bits.", field=field
            )
