"""What pages about the past read of every journal's store."""

import itertools

import pytest

from laurels.adapters import event_spans
from laurels.ports.history import EventSpan, Extent, History, ScoreCount
from laurels.rules.leaderboard import Leaderboard
from laurels.rules.season import Span
from laurels.rules.submission import Kind, Submission, Unit
from tests.contracts.stores import Stores

NEVER = 2**63 - 1
SECOND = 1_000_000
MINUTE = 60 * SECOND
AT = 1_700_000_040 * SECOND  # a whole minute
_ids = itertools.count()


@pytest.fixture
def history(stores: Stores) -> History:
    return stores.history


class Game:
    """A leaderboard, and a short way to score at an instant."""

    def __init__(self, stores: Stores, board: Leaderboard, season: int) -> None:
        self.stores, self.board, self.season = stores, board, season

    @property
    def always(self) -> EventSpan:
        return EventSpan(self.board.number, -NEVER, NEVER)

    async def play(
        self, *values: int, at: int = AT, player: str = "ana", kind: Kind = Kind.SCORE
    ) -> None:
        """A score of one player for each value, or a removal without value."""
        found = await self.stores.players.numbers({player})
        each = [(value,) for value in values] or [()]
        submissions = [
            Submission(self.board, player, value, f"{next(_ids)}", details="{}", kind=kind)
            for value in each
        ]
        units = [Unit(submissions, [self.season])]
        appended = await self.stores.journal.append(units, found, at, ())
        await self.stores.players.learn(appended.created)

    async def number(self, player: str) -> int:
        return (await self.stores.players.numbers({player}))[player]


async def new_game(stores: Stores, id: str) -> Game:
    board = await stores.catalog.add_leaderboard(Leaderboard(id, id, created_at=AT))
    season = await stores.catalog.add_season(board.number, "all-time", Span(1, 0, None))
    return Game(stores, board, season.id)


@pytest.fixture
async def game(stores: Stores) -> Game:
    return await new_game(stores, "race")


async def values(
    history: History, span: EventSpan, after: int = 0, before: int = NEVER, **asked: object
) -> list[int]:
    found = await history.find(span, after, before, 100, **asked)  # type: ignore[arg-type]
    return [event.values[0] for event in found.events]


async def test_events_of_one_leaderboard_come_in_either_order(
    stores: Stores, game: Game, history: History
) -> None:
    cup = await new_game(stores, "cup")
    for n in range(4):
        await game.play(n)
        await cup.play(10 + n)

    assert await values(history, game.always) == [0, 1, 2, 3]
    assert await values(history, cup.always, newest=True) == [13, 12, 11, 10]
    assert await values(history, game.always, 1, 7) == [1, 2]
    assert await values(history, game.always, 1, 7, newest=True) == [2, 1]
    assert await values(history, game.always, NEVER, NEVER) == []
    assert await values(history, EventSpan(99, -NEVER, NEVER)) == []


async def test_an_event_is_whole_but_for_what_is_the_games_own(
    game: Game, history: History
) -> None:
    await game.play(7)

    (event,) = (await history.find(game.always, 0, NEVER, 9)).events

    number = await game.number("ana")
    assert event == (1, game.board.number, number, Kind.SCORE, (7,), AT, None, None, None)


async def test_events_of_one_player(game: Game, history: History) -> None:
    await game.play(1, 2)
    await game.play(3, player="bo")
    await game.play(4)

    assert await values(history, game.always, player=await game.number("ana")) == [1, 2, 4]
    assert await values(history, game.always, player=await game.number("bo"), newest=True) == [3]
    assert await values(history, game.always, player=99) == []


async def test_only_what_was_received_in_the_span(game: Game, history: History) -> None:
    for n in range(5):
        await game.play(n, at=AT + n)
    span = EventSpan(game.board.number, AT + 1, AT + 4)

    assert await values(history, span) == [1, 2, 3]
    found = await history.extent(span, Extent())
    assert found == Extent(5, 3, 2, 4, AT + 1, AT + 3)


async def test_removals_are_events_and_erasures_are_none(game: Game, history: History) -> None:
    await game.play(5)
    await game.play(kind=Kind.REMOVAL)
    await game.play(6)
    await game.play(kind=Kind.ERASURE)

    found = await history.find(game.always, 0, NEVER, 9)

    assert [event.kind for event in found.events] == [Kind.SCORE, Kind.REMOVAL, Kind.SCORE]
    assert (await history.extent(game.always, Extent()))[:4] == (4, 2, 1, 3)


@pytest.mark.parametrize("newest", [False, True])
async def test_a_limit_tells_where_to_go_on(game: Game, history: History, newest: bool) -> None:
    await game.play(*range(7))
    seen: list[int] = []
    place: int | None = NEVER if newest else 0

    while place is not None:
        span = (0, place) if newest else (place, NEVER)
        found = await history.find(game.always, *span, 3, newest=newest)
        assert len(found.events) <= 3
        seen += [event.values[0] for event in found.events]
        place = found.reached

    assert seen == (list(range(6, -1, -1)) if newest else list(range(7)))


@pytest.mark.parametrize("newest", [False, True])
async def test_a_search_gives_up_after_a_bounded_number_and_tells_where_to_go_on(
    game: Game, history: History, newest: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    await game.play(-1, player="bo")
    await game.play(*range(8))
    await game.play(-2, player="bo")
    monkeypatch.setattr(event_spans, "MOST_LOOKED_AT", 3)
    seen: list[int] = []
    place: int | None = NEVER if newest else 0
    calls = 0

    while place is not None:
        span = (0, place) if newest else (place, NEVER)
        player = await game.number("bo")
        found = await history.find(game.always, *span, 9, player=player, newest=newest)
        seen += [event.values[0] for event in found.events]
        place, calls = found.reached, calls + 1

    assert seen == ([-2, -1] if newest else [-1, -2])
    assert calls == 4  # ten events, three at a time


async def test_an_extent_goes_on_from_what_is_known(
    stores: Stores, game: Game, history: History
) -> None:
    nothing = await history.extent(game.always, Extent())
    assert nothing == Extent()
    await game.play(1, 2, at=AT + 5)
    first = await history.extent(game.always, nothing)
    await (await new_game(stores, "cup")).play(9)
    still = await history.extent(game.always, first)
    await game.play(3, at=AT + 3)
    await game.play(kind=Kind.REMOVAL, at=AT + 9)

    last = await history.extent(game.always, still)

    assert first == Extent(2, 2, 1, 2, AT + 5, AT + 5)
    assert still == first._replace(read=3)
    assert last == Extent(5, 3, 1, 5, AT + 3, AT + 5) == await history.extent(game.always, Extent())


async def test_scores_are_counted_by_minute_and_lately_by_second(
    stores: Stores, game: Game, history: History
) -> None:
    cup = await new_game(stores, "cup")
    await game.play(1, 2, at=AT - MINUTE)  # before
    await game.play(1, 2, 3, at=AT)
    await game.play(4, at=AT + 59 * SECOND)
    await cup.play(5, at=AT + 59 * SECOND)
    await game.play(6, at=AT + MINUTE + 1)
    await game.play(kind=Kind.REMOVAL, at=AT + MINUTE + 1)
    await game.play(7, 8, at=AT + MINUTE + SECOND)
    await game.play(9, at=AT + MINUTE + 2 * SECOND)  # behind
    one, two, late = game.board.number, cup.board.number, AT + MINUTE

    counts = await history.count(AT, AT + MINUTE + 2 * SECOND, late)

    assert counts == [
        ScoreCount(one, AT, 4),
        ScoreCount(one, late, 1),
        ScoreCount(one, late + SECOND, 2),
        ScoreCount(two, AT, 1),
    ]
    assert await history.count(late + MINUTE, NEVER, late) == []


async def test_of_very_many_scores_the_newest_are_counted(
    game: Game, history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    await game.play(*range(9))
    monkeypatch.setattr(event_spans, "MOST_COUNTED", 4)

    assert await history.count(0, NEVER, NEVER) == [ScoreCount(game.board.number, AT, 4)]


async def test_an_empty_journal_has_no_past(game: Game, history: History) -> None:
    assert await history.count(0, NEVER, 0) == []
    assert await history.find(game.always, 0, NEVER, 5) == ([], None)
