"""Whatever is submitted, every rank equals the one counted from the events."""

import asyncio
import tempfile
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from laurels.rules.entry import from_row
from laurels.rules.errors import (
    Conflict,
    EntryNotFound,
    LaurelsError,
    PlayerNotFound,
    SeasonNotFound,
    UnprocessableScore,
)
from laurels.rules.leaderboard import Column, Leaderboard, Operator, Order, RankMethod
from laurels.rules.rank import percentile
from laurels.rules.score import LARGEST
from laurels.rules.season import Season, Window, season_at
from laurels.rules.submission import Submission
from laurels.usecases.submit_scores import Receipt, Result
from laurels.wiring import Laurels
from tests.databases import new_database
from tests.naive_board import NaiveBoard
from tests.usecases import naive_laurels as naive
from tests.usecases.naive_laurels import NaiveLaurels
from tests.usecases.running import DAY, HOUR, MONDAY, Clock, crash, restart, start

WINDOWS = [
    Window("all-time"),
    Window("daily"),
    Window("weekly"),
    Window("cup", "0 */5 * * *", "Europe/Madrid"),
]
NAMES = ("ana", "bo", "cem", "dee")
REFUSALS = {naive.CONFLICT: Conflict, naive.OVERFLOW: UnprocessableScore}
boards = st.builds(
    lambda orders, operator, method, windows: Leaderboard(
        "board",
        "Board",
        tuple(Column(f"c{n}", order) for n, order in enumerate(orders)),
        operator,
        method,
        tuple(windows),
    ),
    st.lists(st.sampled_from(Order), min_size=1, max_size=3),
    st.sampled_from(Operator),
    st.sampled_from(RankMethod),
    st.lists(st.sampled_from(WINDOWS), min_size=1, max_size=3, unique=True),
)
value = st.one_of(st.integers(-2, 2), st.just(LARGEST))
scores = st.lists(
    st.tuples(
        st.integers(0, 1),
        st.sampled_from(NAMES),
        st.tuples(value, value, value),
        st.none() | st.sampled_from("xyz"),
    ),
    min_size=1,
    max_size=4,
)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("submit"), scores),
        st.tuples(st.just("submit"), scores),
        st.tuples(st.just("wait"), st.sampled_from([1, HOUR, 7 * HOUR, DAY, 8 * DAY])),
        st.tuples(st.just("remove"), st.tuples(st.integers(0, 1), st.sampled_from(NAMES))),
        st.tuples(st.just("erase"), st.sampled_from(NAMES)),
        st.tuples(st.sampled_from(["restart", "crash"]), st.none()),
    ),
    min_size=1,
    max_size=12,
)


class Play:
    """The same steps on Laurels and on the naive one; every difference is a failure."""

    def __init__(self, laurels: Laurels, clock: Clock, model: NaiveLaurels, folder: Path) -> None:
        self.laurels, self.clock, self.model, self.folder = laurels, clock, model, folder
        self.boards = list(model.boards.values())
        self.first: dict[int, Receipt] = {}  # by sequence
        self.crashes = count()

    async def step(self, kind: str, what: Any) -> None:
        await getattr(self, kind)(what)
        for board in self.boards:
            for window in board.windows:
                await self.compare(board, window)

    async def submit(self, batch: list[Any]) -> None:
        """All at once, as from several clients: one group, in the order of arrival."""
        submissions = [
            Submission(board, name, values[: len(board.columns)], id)
            for n, name, values, id in batch
            for board in [self.boards[n]]
        ]
        calls = [self.laurels.submit_scores.submit(s.leaderboard, [s]) for s in submissions]
        results = await asyncio.gather(*calls)
        for submission, (result,) in zip(submissions, results, strict=True):
            self.compare_result(submission, result)

    def compare_result(self, submission: Submission, result: Result) -> None:
        expected = self.model.submit(submission, self.clock.now)
        if isinstance(expected, str) and expected in REFUSALS:
            assert isinstance(result, REFUSALS[expected])
            return
        assert isinstance(result, Receipt), result
        if expected == naive.REPLAY:
            assert result == self.first[result.event.sequence]._replace(replayed=True)
            return
        assert result.event.sequence == self.model.sequence
        assert [standing._replace(season=0) for standing in result.standings] == expected
        self.first[result.event.sequence] = result

    async def wait(self, long: int) -> None:
        self.clock.now += long

    async def remove(self, what: tuple[int, str]) -> None:
        board, name = self.boards[what[0]], what[1]
        refusal: type[LaurelsError] | None = PlayerNotFound
        if name in self.model.players:
            gone = self.model.remove(board, name, self.clock.now)
            refusal = EntryNotFound if gone == naive.NO_ENTRY else None
        await refused_with(refusal, self.laurels.manage_players.remove_entry(board, name))

    async def erase(self, name: str) -> None:
        known = name in self.model.players
        if known:
            self.model.erase(name, self.clock.now)
        await refused_with(
            None if known else PlayerNotFound, self.laurels.manage_players.erase(name)
        )

    async def restart(self, _: None) -> None:
        self.laurels = await restart(self.laurels)

    async def crash(self, _: None) -> None:
        killed = self.laurels
        self.laurels = await crash(killed, self.folder / f"crash-{next(self.crashes)}")
        await killed.close()

    async def compare(self, board: Leaderboard, window: Window) -> None:
        read, now = self.laurels.read_ranks, self.clock.now
        current = season_at(window, board.created_at, now).number
        begun = self.model.numbers(board, window)
        seasons = {n: self.model.season(board, window, n) for n in begun | {current}}
        summaries = await read.seasons(board, window.name)
        assert [(s.season.number, s.total, s.open) for s in summaries] == [
            (n, len(seasons[n].entries), n == current) for n in sorted(seasons, reverse=True)
        ]
        for number, counted in seasons.items():
            season = await read.season(board, window.name, number)
            assert season == await read.season(board, window.name, number)
            await self.compare_season(board, season, counted)
        await refused_with(SeasonNotFound, read.season(board, window.name, current + 1))

    async def compare_season(self, board: Leaderboard, season: Season, counted: NaiveBoard) -> None:
        read, rows = self.laurels.read_ranks, counted.ranked()
        page = await read.page(season, 0, 100)
        assert page.total == len(rows) == await read.total(season)
        shown = [(row.card.id, row.ranked._replace(player=0)) for row in page.rows]
        assert shown == [(self.model.names[r.player], r._replace(player=0)) for r in rows]
        assert (await read.page(season, 1, 2)).rows == page.rows[1:3]
        for row in page.rows:
            position, entry = row.ranked.position, row.ranked.entry
            assert await read.entry(board, season, row.card.id) == row
            around = await read.around(board, season, row.card.id, 1)
            fill = max(0, min(position - 1, len(rows) - 3))
            assert around.rows == page.rows[fill : fill + 3]
            key = board.order_key.pack(entry.values, entry.sequence)
            assert (await read.page_after(board, season, key, 9)).rows == page.rows[position + 1 :]
            assert (await read.page_before(board, season, key, 9)).rows == page.rows[:position]
            below = len(rows) - row.ranked.ahead
            assert abs(percentile(row.ranked.ahead, len(rows)) - 100 * below / len(rows)) <= 0.05001
        found, missing = await read.query(season, NAMES)
        assert found == page.rows
        assert set(missing) == set(NAMES) - {row.card.id for row in page.rows}
        self.laurels.index.check()

    async def compare_journal(self) -> None:
        """Index and kept entries equal a rebuild from the journal's own events."""
        events = [event async for part in self.laurels.journal.events() for event in part]
        assert [(e.sequence, e.kind, e.values, e.received_at) for e in events] == [
            (e.sequence, e.kind, e.values, e.at) for e in self.model.events
        ]
        for board in self.boards:
            for season in self.laurels.catalog.seasons(board.number):
                window = board.window(season.window)
                assert window is not None
                parts = self.laurels.journal.entries(season.id)
                kept = [from_row(row)[1] async for part in parts for row in part]
                counted = self.model.season(board, window, season.number)
                assert sorted(kept) == sorted(counted.entries.values())


async def refused_with(refusal: type[LaurelsError] | None, work: Any) -> None:
    """Await something that has to be refused so, or not at all."""
    met: type[LaurelsError] | None = None
    try:
        await work
    except LaurelsError as error:
        met = type(error)
    assert met is refusal


async def play(folder: Path, definitions: list[Leaderboard], todo: list[tuple[str, Any]]) -> None:
    clock = Clock()
    new_database(folder / "data")
    laurels = await start(folder / "data", clock, closed_seasons=1)
    boards = {}
    for n, board in enumerate(definitions):
        board = replace(board, id=f"board-{n}", created_at=MONDAY)
        kept = await laurels.manage_leaderboards.create(board)
        boards[kept.id] = kept
    played = Play(laurels, clock, NaiveLaurels(boards), folder)
    try:
        for step in todo:
            await played.step(*step)
        await played.compare_journal()
    finally:
        await played.laurels.close()


@settings(max_examples=60)
@given(st.tuples(boards, boards), steps)
def test_every_answer_equals_the_one_counted_from_the_events(
    definitions: tuple[Leaderboard, ...], todo: list[tuple[str, Any]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(play(Path(folder), list(definitions), todo))
