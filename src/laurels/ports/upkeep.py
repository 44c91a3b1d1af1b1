"""What rebuilding and checking need of the journal's store, beyond serving."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

from laurels.rules.entry import Entry


class PlacedEntry(NamedTuple):
    """An entry and whose it is."""

    season: int  # its id
    player: int
    entry: Entry


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

    async def find_submissions(self, digests: Sequence[int]) -> dict[int, KeptSubmission]:
        """What is kept under submission digests. O(log n) each."""
        ...

    async def count_submissions(self) -> int:
        """How many submission ids are kept. O(n)."""
        ...

    async def replace_entries(
        self, seasons: Sequence[int], entries: Iterable[Sequence[PlacedEntry]]
    ) -> None:
        """Put `entries`, in parts, in the place of all entries of `seasons`: all or nothing.

        Parts in order of season and player are the fastest. One transaction.
        """
        ...
