"""The journal: all events in order, and what is kept beside them to start fast."""

from collections.abc import AsyncIterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple, Protocol

from laurels.rules.entry import EntryRow
from laurels.rules.errors import Unavailable
from laurels.rules.submission import Accepted, Event, Outcome, Unit

_NONE: Mapping[int, int] = MappingProxyType({})


class Appended(NamedTuple):
    """What a group became: outcomes a unit, and the numbers of players that are new.

    Where several processes append, `before` tells for each season that the group has changed
    which event had changed it last, 0 for none.
    """

    outcomes: list[list[Outcome]]
    created: dict[str, int]
    before: Mapping[int, int] = _NONE


class ClockBehind(Unavailable):
    """Another process has received an event later than this one's clock goes. The clock goes on
    from there, so the group can be handed in anew."""


class Answer(NamedTuple):
    """What a submission with an id was answered, as JSON, kept so that a repeat gets it."""

    sequence: int
    body: bytes


class Journal(Protocol):
    """The truth. All methods raise Unavailable when the store cannot be written or read."""

    async def append(
        self,
        units: Sequence[Unit],
        players: Mapping[str, int],
        at: int,
        answers: Sequence[Answer],
    ) -> Appended:
        """Commit a group, received at instant `at`, in one durable transaction.

        When this returns, every accepted event is synced to disk. `players` are the numbers
        of those players that are known; the others are created. `answers` are those given
        to the group before; they are kept in the same transaction. After an exception
        nothing of the group is in the journal. The number of statements grows far
        slower than the group.
        """
        ...

    async def keep_answers(self, answers: Sequence[Answer]) -> None:
        """Keep the answers of the last group when no further group came."""
        ...

    async def answers(self, sequences: Sequence[int]) -> dict[int, bytes | None]:
        """The kept answers to the events of some sequences, in one statement.

        None for one that is owed: its submission was ranked, and another process keeps the
        answer in a moment, or has died before it did. Nothing for one that came without ranks.
        """
        ...

    async def unanswered(self) -> list[Accepted]:
        """The last group, when the process ended before its answers were kept. None where several
        processes append: others go on, and the index cannot be stepped back."""
        ...

    async def last_sequence(self) -> int:
        """Of the last event; 0 where there is none. O(log events)."""
        ...

    async def last_instant(self) -> int:
        """When the last event was received; 0 where there is none. O(log events)."""
        ...

    def entries(self, season: int) -> AsyncIterator[list[EntryRow]]:
        """All entries of a season as flat rows, in parts, in no promised order. Where others
        append meanwhile, each part is of another instant."""
        ...

    async def count_entries(self, seasons: Sequence[int]) -> dict[int, int]:
        """Season id: number of entries. O(entries)."""
        ...

    def events(self, leaderboard: int | None = None, after: int = 0) -> AsyncIterator[list[Event]]:
        """Events in order of sequence, in parts; of one leaderboard's number, or of all."""
        ...


class SeasonState(NamedTuple):
    """What has changed in a season since one event of the journal, as it is after another."""

    sequence: int  # of the last event that touched it; 0 for none
    entries: Sequence[EntryRow]
    removed: Sequence[int] = ()  # numbers of players who have no entry any more


class SharedJournal(Journal, Protocol):
    """A journal that several processes append to, and what their common index is healed by."""

    async def season_heads(self, seasons: Sequence[int]) -> dict[int, int]:
        """By season id, the sequence of the last event that touched it; 0 for none. One look."""
        ...

    def events_of(
        self, leaderboard: int, players: Sequence[int], since: int, before: int
    ) -> AsyncIterator[list[Event]]:
        """The events of some players (numbers) from an instant on and below a sequence, in order,
        in parts. The store walks through all events of that time."""
        ...

    async def changed_entries(self, season: int, after: int) -> SeasonState:
        """The entries of all players with events after a sequence, as they are now.

        All are of one instant. O(events of all leaderboards after it, up to the season's last).
        """
        ...
