"""What of a history is read again: only what has come since."""

from itertools import pairwise
from typing import Any

import pytest

from laurels.rules.leaderboard import Leaderboard, Operator
from laurels.rules.season import Window
from laurels.usecases import read_history
from laurels.usecases.read_history import EventsAsked
from laurels.wiring import Laurels
from tests.usecases.running import DAY, Clock, score, submit


class Searches:
    """Where each search of the journal began."""

    def __init__(self, laurels: Laurels, monkeypatch: pytest.MonkeyPatch) -> None:
        self._find = laurels.history.find
        self.began: list[int] = []
        monkeypatch.setattr(laurels.history, "find", self)

    async def __call__(self, span: Any, after: int, *rest: Any, **asked: Any) -> Any:
        self.began.append(after)
        return await self._find(span, after, *rest, **asked)


async def new_board(laurels: Laurels, **fields: Any) -> Leaderboard:
    board = Leaderboard("race", "Race", operator=Operator.SUM, **fields)
    return await laurels.manage_leaderboards.create(board)


async def standings(laurels: Laurels, board: Leaderboard, player: str = "ana") -> list[int]:
    season = await laurels.read_ranks.season(board)
    points = await laurels.read_history.points(board, season, player, 1000)
    return [point.standing for point in points]


async def test_a_history_goes_on_where_it_ended(
    laurels: Laurels, monkeypatch: pytest.MonkeyPatch
) -> None:
    board = await new_board(laurels)
    for value in (1, 2, 3):
        last = await submit(laurels, score(board, "ana", value))
    searches = Searches(laurels, monkeypatch)

    assert await standings(laurels, board) == [1, 3, 6]
    assert await standings(laurels, board) == [1, 3, 6]
    await submit(laurels, score(board, "bo", 9))
    await submit(laurels, score(board, "ana", 4))
    assert await standings(laurels, board) == [1, 3, 6, 10]

    assert searches.began == [0, last.event.sequence, last.event.sequence]


async def test_a_removal_ends_what_was_told(laurels: Laurels) -> None:
    board = await new_board(laurels)
    await submit(laurels, score(board, "ana", 5))
    assert await standings(laurels, board) == [5]
    await laurels.manage_players.remove_entry(board, "ana")
    await submit(laurels, score(board, "ana", 7))

    assert await standings(laurels, board) == [7]


async def test_each_player_and_each_season_has_a_history_of_its_own(
    laurels: Laurels, clock: Clock
) -> None:
    board = await new_board(laurels, windows=(Window("daily"), Window("all-time")))
    for day in range(2):
        for n, player in enumerate(("ana", "bo")):
            await submit(laurels, score(board, player, 10 * day + n + 1))
            assert await standings(laurels, board, player) == [10 * day + n + 1]
        clock.now += DAY
    clock.now -= DAY

    whole = await laurels.read_ranks.season(board, "all-time")
    points = await laurels.read_history.points(board, whole, "bo", 9)
    assert [point.standing for point in points] == [2, 14]
    first = await laurels.read_ranks.season(board, "daily", 1)
    page = await laurels.read_history.events(first, EventsAsked(9))
    assert [event.values[0] for event, _ in page.events] == [1, 2]
    assert page.extent.scores == 2


async def test_only_so_much_is_kept(laurels: Laurels, monkeypatch: pytest.MonkeyPatch) -> None:
    board = await new_board(laurels)
    for player in ("ana", "bo", "dee"):
        await submit(laurels, score(board, player, 1))
    monkeypatch.setattr(read_history, "MOST_TOLD", 2)
    searches = Searches(laurels, monkeypatch)

    for player in ("ana", "bo", "ana", "dee", "ana", "bo"):
        await standings(laurels, board, player)

    assert [began > 0 for began in searches.began] == [n in (2, 4) for n in range(6)]


@pytest.mark.parametrize("scores", [1, 7, 8, 9, 63, 64, 65])
async def test_a_long_history_is_thinned_as_it_is_read(
    laurels: Laurels, monkeypatch: pytest.MonkeyPatch, scores: int
) -> None:
    board = await new_board(laurels)
    monkeypatch.setattr(read_history, "MOST_POINTS", 4)
    searches = Searches(laurels, monkeypatch)

    for value in range(1, scores + 1):
        await submit(laurels, score(board, "ana", 1))
        if value % 5 == 0:  # and goes on from there
            await standings(laurels, board, "ana")
    told = await standings(laurels, board, "ana")

    assert len(told) <= 2 * 4
    assert (told[0], told[-1]) == (1, scores)
    steps = [later - earlier for earlier, later in pairwise(told[:-1])]
    assert len(set(steps)) <= 1, "evenly, but for the last one"
    assert all(began > 0 for began in searches.began[1:]), "nothing is read twice"
