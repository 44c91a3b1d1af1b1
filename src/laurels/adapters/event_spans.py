"""Questions about the past, the same for every SQL store: their texts, bounds and answers."""

from collections.abc import Sequence
from typing import Any

from laurels.adapters.event_rows import event_of
from laurels.ports.history import Extent, FoundEvents
from laurels.rules.instant import SECOND

MOST_LOOKED_AT = 500_000  # events a call: others that wait for their turn get it
MOST_COUNTED = 2_000_000  # scores that an hour is told from
LAST = "SELECT coalesce(max(sequence), 0) FROM events"
OF_SPAN = "leaderboard = ? AND received_at >= ? AND received_at < ? AND kind <> 2"  # no erasure
FOUND = (
    "SELECT sequence, leaderboard, player, kind, value_1, value_2, value_3, value_4, value_5, "
    "received_at, NULL, played_at, NULL FROM events "
    f"WHERE sequence > ? AND sequence < ? AND {OF_SPAN} "
    "AND player = coalesce(?, player) ORDER BY sequence"
)
EXTENT = (
    "SELECT count(*) FILTER (WHERE kind = 0), min(sequence), max(sequence), "
    "min(coalesce(played_at, received_at)) FILTER (WHERE kind = 0), "
    "max(coalesce(played_at, received_at)) FILTER (WHERE kind = 0) "
    f"FROM events WHERE sequence > ? AND sequence <= ? AND {OF_SPAN}"
)
COUNTED = (
    "SELECT leaderboard, received_at - received_at % "
    f"CASE WHEN received_at >= ? THEN {SECOND} ELSE {60 * SECOND} END AS at, count(*) FROM events "
    "WHERE sequence >= ? AND sequence <= ? AND received_at >= ? AND received_at < ? "
    "AND kind = 0 GROUP BY leaderboard, at ORDER BY leaderboard, at"
)
RECEIVED = "SELECT received_at FROM events WHERE sequence >= ? ORDER BY sequence LIMIT 1"


class Stretch:
    """The piece of the journal that one call looks at: sequences above `low`, below `high`."""

    def __init__(self, after: int, before: int, last: int, newest: bool) -> None:
        self._low, self._high = max(after, 0), min(before, last + 1)
        self._newest = newest
        self.low, self.high = self._low, self._high
        if newest:
            self.low = max(self._low, self._high - MOST_LOOKED_AT - 1)
        else:
            self.high = min(self._high, self._low + MOST_LOOKED_AT + 1)

    def found(self, rows: Sequence[Sequence[Any]], limit: int) -> FoundEvents:
        """The rows of FOUND as events, and where to go on."""
        events = [event_of(row) for row in rows]
        if len(events) == limit:
            return FoundEvents(events, events[-1].sequence)
        if self._newest:
            return FoundEvents(events, self.low + 1 if self.low > self._low else None)
        return FoundEvents(events, self.high - 1 if self.high < self._high else None)


def sum_of(known: Extent, further: Extent) -> Extent:
    """What two stretches, one after the other, come to."""
    if further.first is None:
        return known._replace(read=further.read)
    if known.first is None:
        return further
    times = [at for at in (*known[4:], *further[4:]) if at is not None]
    return Extent(
        further.read,
        known.scores + further.scores,
        known.first,
        further.last,
        min(times, default=None),
        max(times, default=None),
    )
