"""What pages about the past need of the journal's store: events found again, and counted."""

from typing import NamedTuple, Protocol

from laurels.rules.submission import Event


class EventSpan(NamedTuple):
    """The events of one leaderboard that were received in a span of time, but for erasures."""

    leaderboard: int  # its number
    since: int
    until: int  # the first instant after it


class Extent(NamedTuple):
    """What the events of a span come to, as far as the journal was `read`: a sequence."""

    read: int = 0
    scores: int = 0
    first: int | None = None  # sequences of the first and the last event
    last: int | None = None
    first_at: int | None = None  # the earliest and the latest instant that a score was achieved at
    last_at: int | None = None


class FoundEvents(NamedTuple):
    """Some events in the order asked for, and the sequence from which to go on where there may
    be more."""

    events: list[Event]
    reached: int | None


class ScoreCount(NamedTuple):
    """How many scores a leaderboard, by its number, took in the minute or second of an
    instant."""

    leaderboard: int
    at: int
    scores: int


class History(Protocol):
    """Reads that no score waits for. All methods raise Unavailable when the store cannot be
    read, or when too many of them wait already."""

    async def find(
        self,
        span: EventSpan,
        after: int,
        before: int,
        limit: int,
        *,
        player: int | None = None,
        newest: bool = False,
    ) -> FoundEvents:
        """Up to `limit` events with a sequence above `after` and below `before`, in order, or
        with `newest` the other way round; of one player's number, or of all. Without their
        submission ids and details.

        O(events between, of all leaderboards), but never more than a bounded number: few events,
        or none, can come with a place to go on from.
        """
        ...

    async def extent(self, span: EventSpan, known: Extent) -> Extent:
        """What the events of a span come to; `known` is what an earlier call has answered.
        O(events since then, of all leaderboards)."""
        ...

    async def count(self, since: int, until: int, fine: int) -> list[ScoreCount]:
        """The scores that were received since an instant and until before another: by the
        minute, and from `fine` on by the second.

        Expects that events are in order of time. O(log events + events between), of which the
        oldest are left out where there are very many.
        """
        ...
