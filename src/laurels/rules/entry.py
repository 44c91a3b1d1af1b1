"""Entries, and what a new score does to the standing one."""

from operator import add
from typing import NamedTuple

from laurels.rules.errors import UnprocessableScore
from laurels.rules.leaderboard import Leaderboard, Operator
from laurels.rules.score import LARGEST, SMALLEST

# An entry as stores keep it, flat: player number, sequence, achieved_at, events, then the values
# in order. A store with more columns than the leaderboard may follow up with None.
EntryRow = tuple[int, ...]

new = tuple.__new__  # a NamedTuple's own constructor runs Python code, and takes twice as long


class Entry(NamedTuple):
    """A player's row in a season. Its rank is never part of it."""

    values: tuple[int, ...]  # scaled, one a column
    sequence: int  # of the event that gave these values
    achieved_at: int  # instant of that event
    events: int  # how many events it took


def to_row(player: int, entry: Entry) -> EntryRow:
    """An entry and whose it is, flat.

    >>> to_row(3, Entry((25, 4), sequence=7, achieved_at=1_000, events=2))
    (3, 7, 1000, 2, 25, 4)
    """
    return (player, *entry[1:], *entry.values)


def from_row(row: EntryRow) -> tuple[int, Entry]:
    """Whose a flat entry is, and the entry. O(columns).

    >>> from_row((3, 7, 1000, 2, 25, 4, None))
    (3, Entry(values=(25, 4), sequence=7, achieved_at=1000, events=2))
    """
    player, sequence, achieved_at, events, *values = row
    return player, Entry(tuple([v for v in values if v is not None]), sequence, achieved_at, events)


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
        return new(Entry, (values, sequence, at, 1))
    standing = entry.values
    match leaderboard.operator:
        case Operator.BEST:
            after = values if leaderboard.order_key.is_better(values, standing) else standing
        case Operator.LATEST:
            after = values
        case Operator.SUM:
            after = tuple(map(add, standing, values))
            for value in after:
                if not SMALLEST <= value <= LARGEST:
                    raise _out_of_range(leaderboard, after)
    if after == standing:
        return new(Entry, (standing, entry.sequence, entry.achieved_at, entry.events + 1))
    return new(Entry, (after, sequence, at, entry.events + 1))


def _out_of_range(leaderboard: Leaderboard, values: tuple[int, ...]) -> UnprocessableScore:
    column = next(
        column
        for column, value in zip(leaderboard.columns, values, strict=True)
        if not SMALLEST <= value <= LARGEST
    )
    return UnprocessableScore(
        f"The sum of column '{column.name}' would leave 64 bits.",
        field="score" if len(values) == 1 else f"score.{column.name}",
    )
