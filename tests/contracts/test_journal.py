"""Every journal keeps events durably, in order and once."""

from collections.abc import AsyncIterator
from typing import TypeVar

import pytest

from laurels.ports.journal import Answer
from laurels.rules.entry import Entry, from_row
from laurels.rules.errors import (
    Conflict,
    InvalidRequest,
    LaurelsError,
    Unavailable,
    UnprocessableScore,
)
from laurels.rules.leaderboard import Column, Leaderboard, Operator
from laurels.rules.score import LARGEST, SMALLEST
from laurels.rules.season import Span
from laurels.rules.submission import Accepted, Event, Kind, Outcome, Replayed, Submission, Unit
from tests.contracts.stores import Stores

T = TypeVar("T")
AT = 1_700_000_000_000_000
COLUMNS = tuple(Column(f"c{n}") for n in range(5))


class Game:
    """A leaderboard of two windows on a journal, and short ways to use them."""

    def __init__(self, stores: Stores, board: Leaderboard, seasons: list[int]) -> None:
        self.stores, self.board, self.seasons = stores, board, seasons

    def score(self, value: int, id: str | None = None, player: str = "ana") -> Submission:
        return Submission(self.board, player, (value,), id)

    def unit(self, *submissions: Submission, atomic: bool = False, ranked: bool = True) -> Unit:
        return Unit(submissions, self.seasons, atomic, ranked)

    async def append(self, *units: Unit, answers: tuple[Answer, ...] = ()) -> list[list[Outcome]]:
        """Append a group as the use case does, which knows the players."""
        journal, players = self.stores.journal, self.stores.players
        ids = {s.player for unit in units for s in unit.submissions}
        known = {card.id: card.number for card in await players.find(list(ids)) if card}
        appended = await journal.append(units, known, AT, answers)
        await players.learn(appended.created)
        return appended.outcomes

    async def one(self, submission: Submission) -> Outcome:
        ((outcome,),) = await self.append(self.unit(submission))
        return outcome

    async def entries(self, season: int = 0) -> dict[int, Entry]:
        rows = await everything(self.stores.journal.entries(self.seasons[season]))
        return dict(map(from_row, rows))


async def everything(parts: AsyncIterator[list[T]]) -> list[T]:
    return [item async for part in parts for item in part]


async def new_game(stores: Stores, id: str = "race", columns: int = 1) -> Game:
    board = Leaderboard(id, id, COLUMNS[:columns], Operator.SUM, created_at=AT)
    board = await stores.catalog.add_leaderboard(board)
    seasons = [
        (await stores.catalog.add_season(board.number, window, Span(1, 0, None))).id
        for window in ("all-time", "weekly")
    ]
    return Game(stores, board, seasons)


@pytest.fixture
async def game(stores: Stores) -> Game:
    return await new_game(stores)


async def test_an_event_comes_back_as_it_was_accepted(stores: Stores) -> None:
    game = await new_game(stores, columns=5)
    values = (SMALLEST, LARGEST, 0, -1, 2**53 + 1)
    submission = Submission(
        game.board, "max 🏎 'o\"", values, "ид-\\u0041\\", 5, '{"car":"\\u0000\\"é"}'
    )

    ((outcome,),) = await game.append(game.unit(submission))

    assert isinstance(outcome, Accepted)
    (event,) = await everything(stores.journal.events())
    assert event == outcome.event
    assert event[3:] == (Kind.SCORE, values, AT, submission.submission_id, 5, submission.details)
    assert await game.entries() == {event.player: Entry(values, event.sequence, 5, 1)}


async def test_entries_are_what_the_changes_said(game: Game) -> None:
    scores = [game.score(n, None, f"p{n % 3}") for n in range(7)]

    outcomes = await game.append(game.unit(*scores[:4]), game.unit(*scores[4:]))

    for place, season in enumerate(game.seasons):
        changes = [
            change
            for part in outcomes
            for outcome in part
            if isinstance(outcome, Accepted)
            for change in outcome.changes
            if change.season == season
        ]
        assert await game.entries(place) == {c.player: c.entry for c in changes}


async def test_leaderboards_of_other_widths_share_a_group(stores: Stores) -> None:
    narrow, wide = await new_game(stores, "narrow"), await new_game(stores, "wide", columns=3)

    for _ in range(2):
        await narrow.append(
            narrow.unit(narrow.score(5)), wide.unit(Submission(wide.board, "ana", (1, 2, 3)))
        )

    assert [entry.values for entry in (await narrow.entries()).values()] == [(10,)]
    assert [entry.values for entry in (await wide.entries()).values()] == [(2, 4, 6)]


async def test_events_are_read_in_order_from_a_sequence_on(stores: Stores) -> None:
    race, cup = await new_game(stores, "race"), await new_game(stores, "cup")
    for n in range(4):
        await race.append(race.unit(race.score(n)), cup.unit(cup.score(10 + n)))

    async def values(*of: int | None) -> list[int]:
        return [event.values[0] for event in await everything(stores.journal.events(*of))]

    events = await everything(stores.journal.events())
    assert [event.sequence for event in events] == sorted({event.sequence for event in events})
    assert await values() == [0, 10, 1, 11, 2, 12, 3, 13]
    assert await values(cup.board.number) == [10, 11, 12, 13]
    assert await values(race.board.number, events[3].sequence) == [2, 3]
    assert await values(99) == []


async def test_long_reads_come_in_parts_without_gap_or_repeat(
    game: Game, monkeypatch: pytest.MonkeyPatch
) -> None:
    game.stores.parts(monkeypatch, 3)
    await game.append(game.unit(*(game.score(n, None, f"p{n}") for n in range(7))))
    await game.stores.settle()

    events = [part async for part in game.stores.journal.events()]
    entries = [part async for part in game.stores.journal.entries(game.seasons[0])]

    assert [e.values[0] for part in events for e in part] == list(range(7))
    assert [row[0] for part in entries for row in part] == sorted(
        e.player for part in events for e in part
    )
    assert [len(part) for part in events] == [len(part) for part in entries] == [3, 3, 1]


async def test_a_group_is_on_disk_when_append_returns(game: Game) -> None:
    await game.append(game.unit(game.score(5, "a"), game.score(6)))

    found = await game.stores.crash()

    after = Game(found, game.board, game.seasons)
    assert len(await everything(found.journal.events())) == 2
    assert [entry.values for entry in (await after.entries()).values()] == [(11,)]
    assert isinstance(await after.one(game.score(5, "a")), Replayed)
    await found.close()


async def test_a_restart_goes_on_after_the_last_sequence(game: Game) -> None:
    first = await game.one(game.score(5))
    await game.stores.restart()

    second = await game.one(game.score(6))

    assert isinstance(first, Accepted)
    assert isinstance(second, Accepted)
    assert second.event.sequence == first.event.sequence + 1
    assert second.event.player == first.event.player


@pytest.mark.parametrize("restart", [False, True])
@pytest.mark.parametrize("id", ["a", "ü" * 128, "'; --", '"', "\\u0041", "🏁"])
async def test_a_repeat_is_replayed_and_a_contradiction_refused(
    game: Game, restart: bool, id: str
) -> None:
    first = await game.one(game.score(5, id)._replace(details='{"a": 1}', played_at=3))
    if restart:
        await game.stores.restart()

    again = await game.one(game.score(5, id)._replace(details='{"a": 1}', played_at=3))
    other = await game.one(game.score(5, id))

    assert isinstance(first, Accepted)
    assert again == Replayed(first.event)
    assert isinstance(other, Conflict)
    assert len(await everything(game.stores.journal.events())) == 1
    assert [entry.values for entry in (await game.entries()).values()] == [(5,)]


async def test_an_id_that_not_every_store_can_keep_is_refused(game: Game) -> None:
    outcome = await game.one(game.score(5, "a\0b"))

    assert isinstance(outcome, InvalidRequest)
    assert await everything(game.stores.journal.events()) == []


async def test_ids_that_share_a_digest_stay_apart_on_disk(
    game: Game, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("laurels.rules.decision.submission_digest", lambda *_: 7)
    different = [game.score(n, id, who) for n, id in enumerate("abc") for who in ("ana", "bo")]
    firsts = [await game.one(submission) for submission in different]
    await game.stores.restart()

    (again,) = await game.append(game.unit(*reversed(different)))

    assert again == [Replayed(o.event) for o in reversed(firsts) if isinstance(o, Accepted)]
    assert isinstance(await game.one(game.score(99, "b")), Conflict)
    assert isinstance(await game.one(game.score(99, "d")), Accepted)


async def test_a_refused_submission_leaves_nothing_and_its_neighbours_stay(game: Game) -> None:
    await game.one(game.score(LARGEST))

    (outcomes,) = await game.append(game.unit(game.score(1, "x"), game.score(2, "y", "bo")))

    assert isinstance(outcomes[0], UnprocessableScore)
    assert isinstance(outcomes[1], Accepted)
    assert [e.submission_id for e in await everything(game.stores.journal.events())] == [None, "y"]
    assert isinstance(await game.one(game.score(-1, "x")), Accepted)


async def test_a_refused_atomic_unit_leaves_no_event(game: Game) -> None:
    await game.one(game.score(5, "known"))
    before = await game.entries()

    bad = game.unit(game.score(1, "new"), game.score(6, "known"), atomic=True)
    refused, (good,) = await game.append(bad, game.unit(game.score(0, "good")))

    assert any(isinstance(outcome, LaurelsError) for outcome in refused)
    assert isinstance(good, Accepted)
    ids = [event.submission_id for event in await everything(game.stores.journal.events())]
    assert ids == ["known", "good"]
    assert {p: e.values for p, e in (await game.entries()).items()} == {
        p: e.values for p, e in before.items()
    }


@pytest.mark.parametrize("kind", [Kind.REMOVAL, Kind.ERASURE])
async def test_a_removed_entry_is_gone_and_its_events_stay(game: Game, kind: Kind) -> None:
    await game.one(game.score(5))
    await game.one(game.score(6, None, "bo"))

    await game.one(Submission(game.board, "ana", (), kind=kind))
    await game.stores.restart()

    assert [entry.values for entry in (await game.entries()).values()] == [(6,)]
    kinds = [event.kind for event in await everything(game.stores.journal.events())]
    assert kinds == [Kind.SCORE, Kind.SCORE, kind]


async def test_only_players_that_are_new_are_created(game: Game) -> None:
    unit = game.unit(game.score(1, None, "ana"), game.score(2, None, "bo"))
    first = await game.stores.journal.append([unit], {}, AT, ())

    known = await game.stores.journal.append([unit], first.created, AT, ())
    forgotten = await game.stores.journal.append([unit], {}, AT, ())

    assert first.created.keys() == {"ana", "bo"}
    assert known.created == {}
    assert forgotten.created == first.created
    assert len(await game.entries()) == 2


async def test_a_commit_that_fails_leaves_nothing_and_the_next_works(game: Game) -> None:
    await game.one(game.score(5, "a"))
    before = await everything(game.stores.journal.events())

    with game.stores.refused_commits(), pytest.raises(Unavailable):
        await game.one(game.score(6, "b"))

    assert await everything(game.stores.journal.events()) == before
    outcome = await game.one(game.score(6, "b"))
    assert isinstance(outcome, Accepted)
    assert outcome.event.sequence == before[-1].sequence + 1


async def test_a_group_takes_few_statements_whatever_its_size(game: Game) -> None:
    def group(size: int) -> list[Unit]:
        scores = [game.score(n, f"{size}-{n}", f"{size}-{n % 50}") for n in range(size)]
        return [game.unit(*scores[: size // 2], atomic=True), game.unit(*scores[size // 2 :])]

    await game.one(game.score(1))  # only the first group asks where the sequence stands
    counts = []
    for size in (2, 2000):
        statements: list[str] = []
        await game.stores.statements(statements)
        answers = tuple(Answer(n, b"[]") for n in range(size))
        await game.append(*group(size), answers=answers)
        counts.append(len([s for s in statements if not s.startswith("--")]))

    assert counts[0] <= 14
    assert counts[1] <= 50  # for 2,000 events, as many ids and answers, and 50 entries


async def test_commits_are_synced(game: Game) -> None:
    assert await game.stores.commits_are_synced()


def _skip_where_none_are_owed(game: Game) -> None:
    if not game.stores.owes_answers:
        pytest.skip("other processes go on after a crash: the index cannot be stepped back")


class TestAnswers:
    """What repeats are answered with."""

    async def test_answers_are_kept_with_the_next_group(self, game: Game) -> None:
        body = '[{"é": 1}]'.encode()
        await game.append(game.unit(game.score(1, "a"), game.score(2, "b")))
        await game.append(game.unit(game.score(3)), answers=(Answer(1, body), Answer(2, b"[]")))
        await game.stores.restart()

        assert await game.stores.journal.answers([1, 2, 3]) == {1: body, 2: b"[]"}

    async def test_a_shared_journal_tells_which_are_still_owed(self, game: Game) -> None:
        await game.append(
            game.unit(game.score(1, "a"), game.score(2)),
            game.unit(game.score(3, "b"), ranked=False),
            game.unit(game.score(4, "a"), atomic=True),  # contradicts the first
            game.unit(game.score(5, "c"), atomic=True),
        )
        owed = {} if game.stores.owes_answers else {1: None, 4: None}

        assert await game.stores.journal.answers([1, 2, 3, 4]) == owed

    async def test_a_group_is_unanswered_until_its_answers_are_kept(self, game: Game) -> None:
        _skip_where_none_are_owed(game)
        (accepted,) = await game.append(game.unit(game.score(1, "a"), game.score(2)))

        assert await game.stores.journal.unanswered() == accepted
        await game.stores.journal.keep_answers([Answer(1, b"[]")])

        assert await game.stores.journal.unanswered() == []
        assert await game.stores.journal.answers([1]) == {1: b"[]"}

    async def test_a_crash_finds_the_group_unanswered(self, game: Game) -> None:
        _skip_where_none_are_owed(game)
        accepted = await game.append(
            game.unit(game.score(1, "a")), game.unit(game.score(3), ranked=False)
        )
        found = await game.stores.crash()

        assert await found.journal.unanswered() == [o for part in accepted for o in part]
        await found.close()

    @pytest.mark.parametrize(("id", "ranked"), [(None, True), ("b", False)])
    async def test_a_group_that_is_owed_no_answers_follows(
        self, game: Game, id: str | None, ranked: bool
    ) -> None:
        await game.one(game.score(1, "a"))

        await game.append(game.unit(game.score(2, id), ranked=ranked))

        assert await game.stores.journal.unanswered() == []

    async def test_a_failed_commit_does_not_hide_that_a_group_is_kept(self, game: Game) -> None:
        """Else a restart would take an old group for the last, and its entries for present."""
        await game.one(game.score(1, "a"))
        with game.stores.refused_commits(), pytest.raises(Unavailable):
            await game.one(game.score(2))

        await game.one(game.score(2))

        assert await game.stores.journal.unanswered() == []

    async def test_a_restart_drops_what_an_earlier_run_has_left(self, game: Game) -> None:
        await game.one(game.score(1, "a"))
        await game.stores.restart()

        await game.one(game.score(2))

        assert await game.stores.journal.unanswered() == []


async def test_events_of_old_are_events_still(game: Game) -> None:
    """The fields of an event as they are on disk; a change of the schema must keep them."""
    await game.one(game.score(5, "a"))

    (event,) = await everything(game.stores.journal.events())

    number = game.board.number
    assert event == Event(1, number, event.player, 0, (5,), AT, "a", None, None)
