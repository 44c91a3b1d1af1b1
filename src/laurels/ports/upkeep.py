"""What rebuilding and checking need of the journal's store, beyond serving."""

from collections.abc import AsyncIterator, Iterable, Sequence
from typing import NamedTuple, Protocol

from laurels.rules.entry import EntryRow

# What folding takes of an event: sequence, leaderboard, player, kind, values, received_at,
# played_at. After the values of a leaderboard with fewer columns than are read comes None.
EventRow = tuple[int, int, int, int, tuple[int, ...], int, int | None]


class SeasonRows(NamedTuple):
    """Entries of one season."""

    season: int  # its id
    rows: Sequence[EntryRow]


class SubmissionRow(NamedTuple):
    """An event that has a submission id."""

    sequence: int
    leaderboard: int  # numbers of leaderboard and player
    player: int
    submission_id: str


class KeptSubmission(NamedTuple):
    """Where a submission digest leads, and whose submission id lies there."""

    sequence: int
    leaderboard: int | None  # None, as all that follows, where no event has the sequence
    player: int | None
    submission_id: str | None


class Upkeep(Protocol):
    """All methods raise Unavailable when the store cannot be written or read."""

    async def last_sequence(self) -> int:
        """Of the last event; 0 while there is none. O(log events)."""
        ...

    def events(self, leaderboard: int | None, columns: int) -> AsyncIterator[list[EventRow]]:
        """Events in order of sequence, with `columns` values each, in parts; of one
        leaderboard's number, or of all. The next part is read while one is worked on."""
        ...

    async def submissions(
        self, leaderboard: int | None, after: int, until: int
    ) -> list[SubmissionRow]:
        """Events with a submission id, whose sequence is above `after` and not above `until`; of
        one leaderboard's number, or of all. O(events between)."""
        ...

    async def find_submissions(self, digests: Sequence[int]) -> dict[int, KeptSubmission]:
        """What is kept under submission digests. O(log n) each."""
        ...

    async def count_submissions(self, until: int) -> int:
        """How many submission ids are kept, without those of events that were appended after
        sequence `until`. O(n)."""
        ...

    async def replace_entries(self, seasons: Sequence[int], entries: Iterable[SeasonRows]) -> None:
        """Put `entries`, in parts, in the place of all entries of `seasons`: all or nothing.

        Parts in order of season and player are the fastest. One transaction, which waits for the
        next part less than a second, or the database ends it.
        """
        ...
