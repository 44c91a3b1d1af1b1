"""What rebuilding and checking read of every journal's store."""

import pytest

from laurels.ports.upkeep import EventRow, SeasonRows, SubmissionRow, Upkeep
from laurels.rules.leaderboard import Column, Leaderboard, Operator
from laurels.rules.score import LARGEST, SMALLEST
from laurels.rules.season import Span
from laurels.rules.submission import Kind, Submission, Unit
from tests.contracts.stores import Stores

AT = 1_700_000_000_000_000


@pytest.fixture
def upkeep(stores: Stores) -> Upkeep:
    return stores.upkeep


class Game:
    """A leaderboard with one season, and a short way to score."""

    def __init__(self, stores: Stores, board: Leaderboard, season: int) -> None:
        self.stores, self.board, self.season = stores, board, season

    async def append(self, *submissions: Submission) -> None:
        ids = {submission.player for submission in submissions}
        known = await self.stores.players.numbers(ids)
        unit = Unit(submissions, [self.season])
        appended = await self.stores.journal.append([unit], known, AT, ())
        await self.stores.players.learn(appended.created)

    def score(self, *values: int, player: str = "ana", id: str | None = None) -> Submission:
        return Submission(self.board, player, values, id)


async def new_game(stores: Stores, id: str, columns: int = 1) -> Game:
    names = tuple(Column(f"c{n}") for n in range(columns))
    board = Leaderboard(id, id, names, Operator.SUM, created_at=AT)
    board = await stores.catalog.add_leaderboard(board)
    season = await stores.catalog.add_season(board.number, "all-time", Span(1, 0, None))
    return Game(stores, board, season.id)


async def read(upkeep: Upkeep, leaderboard: int | None, columns: int) -> list[EventRow]:
    return [row async for part in upkeep.events(leaderboard, columns) for row in part]


async def test_events_have_as_many_values_as_are_asked_for(stores: Stores, upkeep: Upkeep) -> None:
    narrow, wide = await new_game(stores, "narrow"), await new_game(stores, "wide", columns=5)
    values = (SMALLEST, LARGEST, 0, -1, 2**53 + 1)
    await narrow.append(narrow.score(7))
    await wide.append(Submission(wide.board, "ana", values, played_at=5))
    await narrow.append(Submission(narrow.board, "ana", (), kind=Kind.REMOVAL))
    one, two = narrow.board.number, wide.board.number

    rows = await read(upkeep, None, 5)

    (player,) = {row[2] for row in rows}
    nothing = (None,) * 5
    assert rows == [
        (rows[0][0], one, player, Kind.SCORE, (7, *nothing[1:]), AT, None),
        (rows[1][0], two, player, Kind.SCORE, values, AT, 5),
        (rows[2][0], one, player, Kind.REMOVAL, nothing, AT, None),
    ]
    assert await read(upkeep, two, 2) == [(*rows[1][:4], values[:2], AT, 5)]
    assert [row[4] for row in await read(upkeep, one, 1)] == [(7,), (None,)]


async def test_events_come_in_order_in_parts_of_one_statement_each(
    stores: Stores, upkeep: Upkeep, monkeypatch: pytest.MonkeyPatch
) -> None:
    stores.parts(monkeypatch, 3)
    game = await new_game(stores, "race")
    await game.append(*(game.score(n, player=f"p{n}") for n in range(7)))
    statements: list[str] = []
    await stores.reads(statements, monkeypatch)

    parts = [part async for part in upkeep.events(None, 1)]

    assert [row[4][0] for part in parts for row in part] == list(range(7))
    assert [len(part) for part in parts] == [3, 3, 1]
    assert len(statements) == len(parts) + 1  # the last one finds nothing


async def test_a_walk_can_be_left_before_its_end(
    stores: Stores, upkeep: Upkeep, monkeypatch: pytest.MonkeyPatch
) -> None:
    stores.parts(monkeypatch, 2)
    game = await new_game(stores, "race")
    await game.append(*(game.score(n) for n in range(7)))

    walk = upkeep.events(None, 1)
    first = await anext(walk)
    await walk.aclose()

    assert [row[4] for row in first] == [(0,), (1,)]


async def test_submissions_are_the_events_between_that_have_an_id(
    stores: Stores, upkeep: Upkeep
) -> None:
    race, cup = await new_game(stores, "race"), await new_game(stores, "cup")
    await race.append(race.score(1, id="a"), race.score(2), race.score(3, id="b"))
    await cup.append(cup.score(4, id="a"))
    first, _, third, fourth = await read(upkeep, None, 1)

    kept = [
        SubmissionRow(*event[:3], id) for event, id in ((first, "a"), (third, "b"), (fourth, "a"))
    ]

    assert await upkeep.submissions(None, 0, fourth[0]) == kept
    assert await upkeep.submissions(None, first[0], third[0]) == kept[1:2]
    assert await upkeep.submissions(cup.board.number, 0, fourth[0]) == kept[2:]


async def test_replaced_entries_are_written_many_a_statement(
    stores: Stores, upkeep: Upkeep
) -> None:
    race, cup = await new_game(stores, "race"), await new_game(stores, "cup")
    await race.append(race.score(1))
    await cup.append(cup.score(5))
    before = [row async for part in stores.journal.entries(cup.season) for row in part]
    rows = [(player, 9, AT, 1, player * 10) for player in range(1, 2001)]
    statements: list[str] = []
    await stores.statements(statements)

    await upkeep.replace_entries([race.season], [SeasonRows(race.season, rows)])

    kept = [row[:5] async for part in stores.journal.entries(race.season) for row in part]
    assert kept == rows
    assert [row async for part in stores.journal.entries(cup.season) for row in part] == before
    assert len(statements) < 30, statements
