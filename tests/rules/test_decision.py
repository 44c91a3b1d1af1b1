"""What becomes of a group of submissions."""

from dataclasses import replace

import pytest

from laurels.rules import decision
from laurels.rules.decision import Decider, digests_of
from laurels.rules.entry import Entry
from laurels.rules.errors import Conflict, EntryNotFound, LaurelsError, UnprocessableScore
from laurels.rules.leaderboard import Leaderboard, Operator
from laurels.rules.score import LARGEST
from laurels.rules.submission import (
    Accepted,
    Event,
    Kind,
    Outcome,
    Replayed,
    Submission,
    Unit,
)

BOARD = Leaderboard("race", "Race", operator=Operator.SUM, number=7)
NUMBERS = {"ana": 1, "bo": 2}
FIRST = 100  # the sequence that the next event gets
SEASONS = (11, 12)


class Store:
    """What a journal holds, in the least form that a decision can be taken from."""

    def __init__(self) -> None:
        self.entries: dict[tuple[int, int], Entry] = {}
        self.digests: dict[int, Event] = {}
        self.next = FIRST

    def decide(self, *units: Unit) -> list[list[Outcome]]:
        """Decide a group and keep what comes of it."""
        decider = Decider(
            NUMBERS, lambda *key: self.entries.get(key), self.digests.get, self.next, at=5_000
        )
        outcomes = [decider.decide(unit, digests_of(unit, NUMBERS)) for unit in units]
        for key, entry in decider.group.entries.items():
            self.entries.pop(key, None)
            if entry is not None:
                self.entries[key] = entry
        self.digests |= decider.group.digests
        sequences = [event.sequence for event in decider.group.events]
        assert sequences == list(range(self.next, self.next + len(sequences)))
        self.next += len(sequences)
        return outcomes

    def one(self, submission: Submission) -> Outcome:
        """Decide one submission alone."""
        ((outcome,),) = self.decide(unit(submission))
        return outcome


@pytest.fixture
def store() -> Store:
    return Store()


def score(value: int, id: str | None = None, player: str = "ana") -> Submission:
    return Submission(BOARD, player, (value,), id)


def unit(*submissions: Submission, atomic: bool = False) -> Unit:
    return Unit(submissions, SEASONS, atomic)


def test_a_score_becomes_an_event_and_an_entry_in_every_season(store: Store) -> None:
    submission = score(5)._replace(played_at=4_000, details='{"car":"rb16b"}')

    outcome = store.one(submission)

    assert isinstance(outcome, Accepted)
    assert outcome.event == Event(FIRST, 7, 1, 0, (5,), 5_000, None, 4_000, '{"car":"rb16b"}')
    assert [(c.season, c.previous, c.entry) for c in outcome.changes] == [
        (season, None, Entry((5,), FIRST, 4_000, 1)) for season in SEASONS
    ]


def test_later_submissions_of_a_group_see_earlier_ones(store: Store) -> None:
    store.decide(unit(score(5), score(6)), unit(score(7)))

    assert store.entries[11, 1] == Entry((18,), FIRST + 2, 5_000, 3)


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize("apart", ["unit", "group", "later"])
def test_a_repeat_is_replayed_and_changes_nothing(store: Store, together: bool, apart: str) -> None:
    submission = score(5, "a")
    if apart == "unit":
        ((first, again),) = store.decide(unit(submission, submission, atomic=together))
    elif apart == "group":
        (first,), (again,) = store.decide(unit(submission), unit(submission, atomic=together))
    else:
        first = store.one(submission)
        ((again,),) = store.decide(unit(submission, atomic=together))

    assert isinstance(first, Accepted)
    assert again == Replayed(first.event)
    assert store.entries[11, 1].values == (5,)


@pytest.mark.parametrize(
    "other",
    [
        score(6, "a"),
        score(5, "a")._replace(played_at=1),
        score(5, "a")._replace(details="{}"),
        score(5, "a")._replace(kind=Kind.REMOVAL, values=()),
    ],
)
def test_the_same_id_with_another_content_is_a_conflict(store: Store, other: Submission) -> None:
    store.one(score(5, "a"))

    outcome = store.one(other)

    assert isinstance(outcome, Conflict)
    assert outcome.errors[0].field == "submission_id"
    assert store.entries[11, 1] == Entry((5,), FIRST, 5_000, 1)


def test_players_and_leaderboards_have_submission_ids_of_their_own(store: Store) -> None:
    elsewhere = score(5, "a")._replace(leaderboard=replace(BOARD, number=8))

    outcomes = store.decide(unit(score(5, "a"), score(6, "a", "bo")), unit(elsewhere))

    assert all(isinstance(o, Accepted) for part in outcomes for o in part)


@pytest.mark.parametrize("alike", [lambda *_: 1, lambda *of: of[1]])
def test_ids_that_share_a_digest_stay_apart(
    store: Store, monkeypatch: pytest.MonkeyPatch, alike: object
) -> None:
    monkeypatch.setattr(decision, "submission_digest", alike)
    different = [score(n, id, who) for n, id in enumerate("abcd") for who in NUMBERS]

    firsts = [store.one(submission) for submission in different[:5]]
    (rest,) = store.decide(unit(*different[5:], *different[5:]))
    again = [store.one(submission) for submission in different]

    firsts += rest[:3]
    assert all(isinstance(outcome, Accepted) for outcome in firsts)
    assert again == [Replayed(o.event) for o in firsts if isinstance(o, Accepted)]
    assert rest[3:] == again[5:]
    assert isinstance(store.one(score(99, "c")), Conflict)


def test_a_refused_submission_leaves_the_others_alone(store: Store) -> None:
    ((a, refused, b),) = store.decide(unit(score(LARGEST), score(1, "x"), score(2, None, "bo")))

    assert isinstance(a, Accepted)
    assert isinstance(refused, UnprocessableScore)
    assert isinstance(b, Accepted)
    assert b.event.sequence == FIRST + 1
    assert store.entries[11, 1] == Entry((LARGEST,), FIRST, 5_000, 1)
    assert not store.digests


def test_an_overflow_in_one_season_is_refused_in_all(store: Store) -> None:
    store.entries[12, 1] = Entry((LARGEST,), 1, 1, 1)

    assert isinstance(store.one(score(1)), UnprocessableScore)
    assert (11, 1) not in store.entries


def test_an_atomic_unit_that_is_refused_leaves_nothing(store: Store) -> None:
    store.one(score(5, "known"))
    before = dict(store.entries), dict(store.digests), store.next

    (outcomes,) = store.decide(unit(score(1, "new"), score(6, "known"), atomic=True))

    assert isinstance(outcomes[1], Conflict)
    assert (store.entries, store.digests, store.next) == before
    assert isinstance(store.one(score(2, "new")), Accepted)  # the id was never taken


def test_a_refused_atomic_unit_leaves_its_neighbours_alone(store: Store) -> None:
    bad = unit(score(1, "id"), Submission(BOARD, "bo", (), kind=Kind.REMOVAL), atomic=True)

    (first,), refused, (last,) = store.decide(unit(score(5)), bad, unit(score(7, "id")))

    assert any(isinstance(outcome, LaurelsError) for outcome in refused)
    assert isinstance(first, Accepted)
    assert isinstance(last, Accepted)
    assert (first.event.sequence, last.event.sequence) == (FIRST, FIRST + 1)
    assert store.entries[11, 1].values == (12,)


def test_a_removal_takes_the_entry_out_and_a_later_score_starts_anew(store: Store) -> None:
    store.one(score(5))

    removed = store.one(Submission(BOARD, "ana", (), kind=Kind.REMOVAL))
    store.one(score(2))

    assert isinstance(removed, Accepted)
    assert [change.entry for change in removed.changes] == [None, None]
    assert store.entries[11, 1] == Entry((2,), FIRST + 2, 5_000, 1)


@pytest.mark.parametrize("kind", [Kind.REMOVAL, Kind.ERASURE])
def test_there_is_nothing_to_take_out_where_there_is_no_entry(store: Store, kind: Kind) -> None:
    assert isinstance(store.one(Submission(BOARD, "ana", (), kind=kind)), EntryNotFound)


def test_a_repeat_stays_answered_where_the_limits_are_narrower_now(store: Store) -> None:
    taken = store.one(score(500, id="g1"))
    assert isinstance(taken, Accepted)
    narrow = replace(BOARD, max_score=100)

    repeat = store.one(score(500, id="g1")._replace(leaderboard=narrow))
    fresh = store.one(score(500, id="g2")._replace(leaderboard=narrow))

    assert repeat == Replayed(taken.event)
    assert isinstance(fresh, UnprocessableScore)
