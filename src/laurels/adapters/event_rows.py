"""Events as rows of the table, the same in every SQL store."""

from collections.abc import Sequence
from typing import Any

from laurels.rules.submission import Event

EVENT_COLUMNS = (
    "sequence, leaderboard, player, kind, value_1, value_2, value_3, value_4, value_5, "
    "received_at, submission_id, played_at, details"
)


def event_of(row: Sequence[Any]) -> Event:
    """The event of a row of EVENT_COLUMNS."""
    sequence, leaderboard, player, kind = row[:4]
    return Event(sequence, leaderboard, player, kind, values_of(row[4:9]), *row[9:])


def values_of(columns: Sequence[int | None]) -> tuple[int, ...]:
    """The values of a row, which has more columns than the leaderboard may have."""
    return tuple([value for value in columns if value is not None])
