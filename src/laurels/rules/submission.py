"""Submissions, and the events that they become."""

import hashlib
import re
from collections.abc import Sequence
from enum import IntEnum
from typing import NamedTuple

from laurels.rules.entry import Entry
from laurels.rules.errors import InvalidRequest, LaurelsError
from laurels.rules.leaderboard import Leaderboard

LONGEST_SUBMISSION_ID = 128
SUBMISSION_ID = re.compile(rf"[^\x00-\x1f\x7f-\x9f\ud800-\udfff]{{1,{LONGEST_SUBMISSION_ID}}}")


class Kind(IntEnum):
    """What an event does."""

    SCORE = 0
    REMOVAL = 1  # takes the player out of the seasons open at its instant
    ERASURE = 2  # takes the player out of every season


class Submission(NamedTuple):
    """One score (or removal) as it arrives, checked and scaled."""

    leaderboard: Leaderboard
    player: str
    values: tuple[int, ...]
    submission_id: str | None = None
    played_at: int | None = None
    details: str | None = None  # JSON text: game_mode, duration_ms, metadata
    kind: Kind = Kind.SCORE


class Event(NamedTuple):
    """A submission accepted into the journal."""

    sequence: int
    leaderboard: int  # numbers of leaderboard and player
    player: int
    kind: int  # of Kind
    values: tuple[int, ...]
    received_at: int
    submission_id: str | None = None
    played_at: int | None = None
    details: str | None = None

    @property
    def achieved_at(self) -> int:
        """When it was played, as the game says, or else when it arrived."""
        return self.received_at if self.played_at is None else self.played_at


class Change(NamedTuple):
    """What an event did to one season's entry. `entry` is None after a removal."""

    season: int  # its id
    player: int
    previous: Entry | None
    entry: Entry | None


class Accepted(NamedTuple):
    """A submission that is an event now, with its changes in the order of the windows."""

    event: Event
    changes: tuple[Change, ...]


class Replayed(NamedTuple):
    """A submission that was an event already: nothing changed."""

    event: Event


Outcome = Accepted | Replayed | LaurelsError
EntryKey = tuple[int, int]  # season id, player number


class Unit(NamedTuple):
    """Submissions of one request to one leaderboard.

    An atomic unit is taken whole or not at all; a ranked one is answered with ranks.
    """

    submissions: Sequence[Submission]
    seasons: Sequence[int]  # ids of the seasons that they count in
    atomic: bool = False
    ranked: bool = True


def check_submission_id(text: str, field: str) -> None:
    """InvalidRequest unless a game may name a submission so.

    >>> check_submission_id("👩‍🚀 lap 7", "id")
    >>> check_submission_id("", "id")
    Traceback (most recent call last):
    laurels.rules.errors.InvalidRequest: 'id' takes 1 to 128 characters, none of them control \
characters.
    """
    if not SUBMISSION_ID.fullmatch(text):
        raise InvalidRequest(
            f"'{field}' takes 1 to {LONGEST_SUBMISSION_ID} characters, none of them control "
            "characters.",
            field=field,
        )


def submission_digest(leaderboard: int, player: int, submission_id: str) -> int:
    """63 bits that stand for a submission id of a player on a leaderboard.

    Two ids may share a digest, so a journal compares the event that it finds under it and
    goes on to the next digest when it is another's.
    """
    name = f"{leaderboard}/{player}/{submission_id}".encode()
    return int.from_bytes(hashlib.blake2b(name, digest_size=8).digest(), "big") >> 1


def is_same_content(event: Event, submission: Submission) -> bool:
    """Whether a submission repeats an event rather than contradicting it."""
    return (event.kind, event.values, event.played_at, event.details) == (
        submission.kind,
        submission.values,
        submission.played_at,
        submission.details,
    )
