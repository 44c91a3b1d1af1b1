"""What becomes of a group of submissions: the decision that every journal takes alike.

A journal runs `decide` inside its transaction, between reading what it holds and writing
what comes of it. The decision does no I/O.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from laurels.rules.entry import Entry, apply_score, new
from laurels.rules.errors import Conflict, EntryNotFound, InvalidRequest, LaurelsError
from laurels.rules.leaderboard import Leaderboard
from laurels.rules.submission import (
    Accepted,
    Change,
    EntryKey,
    Event,
    Kind,
    Outcome,
    Replayed,
    Submission,
    Unit,
    is_same_content,
    submission_digest,
)

FindEntry = Callable[[int, int], Entry | None]
FindEvent = Callable[[int], Event | None]
_UNDECIDED = object()


@dataclass(slots=True)
class Decision:
    """What a journal has to write, and what to answer."""

    events: list[Event] = field(default_factory=list)
    entries: dict[EntryKey, Entry | None] = field(default_factory=dict)  # None: removed
    digests: dict[int, Event] = field(default_factory=dict)  # of submission ids

    def take(self, other: "Decision") -> None:
        """Add all of `other`, which was decided after this one."""
        self.events += other.events
        self.entries.update(other.entries)
        self.digests.update(other.digests)


class Decider:
    """Decides a group, unit by unit, in the order of arrival.

    `numbers` are the players' numbers, `find_entry` answers what stood in a season (id) for a
    player (number) before the group, and `find_event` which event a submission digest belongs to.
    """

    def __init__(
        self,
        numbers: Mapping[str, int],
        find_entry: FindEntry,
        find_event: FindEvent,
        next_sequence: int,
        at: int,
    ) -> None:
        self._numbers = numbers
        self._find_entry = find_entry
        self._find_event = find_event
        self._sequence = next_sequence
        self._at = at
        self.group = Decision()

    def decide(self, unit: Unit, digests: Sequence[int | None]) -> list[Outcome]:
        """The outcomes of one unit, in its order; `digests` are the unit's `digests_of`.

        A refused submission leaves nothing behind; in an atomic unit it takes the others
        with it, and the caller sees the refusal among the outcomes.
        O(submissions * seasons).
        """
        first = self._sequence
        part = Decision() if unit.atomic else self.group
        outcomes: list[Outcome] = []
        for submission, digest in zip(unit.submissions, digests, strict=True):
            try:
                outcomes.append(self._decide_one(submission, digest, unit, part))
            except LaurelsError as error:
                outcomes.append(error)
        if unit.atomic:
            if any(isinstance(outcome, LaurelsError) for outcome in outcomes):
                self._sequence = first
            else:
                self.group.take(part)
        return outcomes

    def _decide_one(
        self, submission: Submission, digest: int | None, unit: Unit, part: Decision
    ) -> Outcome:
        leaderboard, player, values, submission_id, played_at, details, kind = submission
        number = self._numbers[player]
        if digest is not None:
            digest, known = self._find_submission(submission, number, digest, part)
            if known is not None:
                return _repeat(known, submission)
        sequence, seasons = self._sequence, unit.seasons
        if kind == Kind.SCORE:
            leaderboard.check_limits(values)  # after repeats: what counted once stays answered
            achieved_at = self._at if played_at is None else played_at
            changes = self._scored(
                seasons, number, part, leaderboard, values, sequence, achieved_at
            )
        else:
            changes = self._removed(seasons, number, part)
            if not changes:
                raise EntryNotFound(player, leaderboard.id)
        event = new(
            Event,
            (
                sequence,
                leaderboard.number,
                number,
                kind,
                values,
                self._at,
                submission_id,
                played_at,
                details,
            ),
        )
        self._sequence = sequence + 1
        part.events.append(event)
        for season, _, _, entry in changes:
            part.entries[season, number] = entry
        if digest is not None:
            part.digests[digest] = event
        return new(Accepted, (event, changes))

    def _scored(
        self,
        seasons: Sequence[int],
        player: int,
        part: Decision,
        leaderboard: Leaderboard,
        values: tuple[int, ...],
        sequence: int,
        achieved_at: int,
    ) -> tuple[Change, ...]:
        changes = []
        for season in seasons:
            standing = self._standing(season, player, part)
            after = apply_score(leaderboard, standing, values, sequence, achieved_at)
            changes.append(new(Change, (season, player, standing, after)))
        return tuple(changes)

    def _removed(self, seasons: Sequence[int], player: int, part: Decision) -> tuple[Change, ...]:
        standing = [(season, self._standing(season, player, part)) for season in seasons]
        return tuple([Change(s, player, entry, None) for s, entry in standing if entry is not None])

    def _standing(self, season: int, player: int, part: Decision) -> Entry | None:
        key = (season, player)
        entry = part.entries.get(key, _UNDECIDED)
        if entry is _UNDECIDED and part is not self.group:
            entry = self.group.entries.get(key, _UNDECIDED)
        if entry is _UNDECIDED:
            return self._find_entry(season, player)
        return cast(Entry | None, entry)

    def _find_submission(
        self, submission: Submission, number: int, digest: int, part: Decision
    ) -> tuple[int, Event | None]:
        """The digest to keep the submission under, and the event that has its id already."""
        id = submission.submission_id
        assert id is not None
        if "\0" in id:  # no store keeps it in a text as it was
            raise InvalidRequest("'submission_id' must not contain U+0000.", field="submission_id")
        name = (submission.leaderboard.number, number, id)
        while True:
            event = (
                part.digests.get(digest)
                or self.group.digests.get(digest)
                or self._find_event(digest)
            )
            if event is None:
                return digest, None
            if (event.leaderboard, event.player, event.submission_id) == name:
                return digest, event
            digest += 1


def digests_of(unit: Unit, numbers: Mapping[str, int]) -> list[int | None]:
    """The digest of each submission's id; None where it has none. O(submissions)."""
    return [
        None
        if s.submission_id is None
        else submission_digest(s.leaderboard.number, numbers[s.player], s.submission_id)
        for s in unit.submissions
    ]


def _repeat(known: Event, submission: Submission) -> Replayed:
    """Conflict where it contradicts the event that it repeats."""
    if is_same_content(known, submission):
        return Replayed(known)
    raise Conflict(
        f"submission_id '{submission.submission_id}' of player '{submission.player}' came before "
        "with another content.",
        field="submission_id",
    )
