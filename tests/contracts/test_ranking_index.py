"""Every ranking index answers as counting by hand does, after any sequence of changes."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from laurels.adapters.memory_ranking_index import LARGE
from laurels.ports.ranking_index import Distribution, Link
from laurels.rules.entry import Entry, EntryRow, to_row
from laurels.rules.leaderboard import Column, Leaderboard, Order, RankMethod
from laurels.rules.rank import RankedEntry
from laurels.rules.score import LARGEST, SMALLEST
from laurels.rules.submission import Change
from tests.contracts.indexes import (
    MEMORY,
    REDIS,
    NewIndex,
    SeasonJournal,
    indexes,
    memory_indexes,
    settled,
)
from tests.naive_board import NaiveBoard

T = TypeVar("T")
SEASON, OTHER = 5, 6
BOARD = Leaderboard("a", "A")
value = st.one_of(st.integers(-2, 2), st.sampled_from([SMALLEST, LARGEST]))
row = st.tuples(value, value, value)
player = st.integers(1, 9)


@pytest.fixture(params=[*MEMORY, *REDIS])
async def new_index(request: pytest.FixtureRequest) -> AsyncIterator[NewIndex]:
    made = indexes(request.param)
    yield made
    await made.close()


@pytest.fixture(params=MEMORY)
def new_memory_index(request: pytest.FixtureRequest) -> NewIndex:
    return memory_indexes(request.param)


async def in_parts(entries: dict[int, Entry]) -> AsyncIterator[list[EntryRow]]:
    items = [to_row(player, entry) for player, entry in sorted(entries.items())]
    for start in range(0, len(items), 2):
        yield items[start : start + 2]


class BoardMachine(RuleBasedStateMachine):
    """Plays changes on an index and on the naive board beside it."""

    new_index: NewIndex

    def __init__(self) -> None:
        super().__init__()
        self.journal = SeasonJournal()
        self.index = type(self).new_index(self.journal)
        self.runner = asyncio.Runner()
        self.sequence = 0
        self.seen: dict[int, list[RankedEntry]] = {}  # version: what it stood for

    def run(self, work: Awaitable[T]) -> T:
        async def awaited() -> T:
            return await work

        return self.runner.run(awaited())

    @initialize(
        orders=st.lists(st.sampled_from(Order), min_size=1, max_size=3),
        method=st.sampled_from(RankMethod),
    )
    def begin(self, orders: list[Order], method: RankMethod) -> None:
        columns = tuple(Column(f"c{n}", order) for n, order in enumerate(orders))
        self.board = replace(BOARD, columns=columns, rank_method=method)
        self.naive = NaiveBoard(self.board)
        self.run(self.index.open(SEASON, self.board))
        self.run(self.index.open(OTHER, self.board))

    def changes(self, wanted: Sequence[tuple[int, Any]]) -> list[Change]:
        changes, standing = [], dict(self.naive.entries)
        for who, values in wanted:
            entry, self.sequence = None, self.sequence + 1
            if values is not None:
                columns = values[: len(self.board.columns)]
                entry = Entry(columns, self.sequence, 1000 + self.sequence, self.sequence % 3 + 1)
            changes.append(Change(SEASON, who, standing.pop(who, None), entry))
            if entry is not None:
                standing[who] = entry
        return changes

    @rule(wanted=st.lists(st.tuples(player, st.none() | row), min_size=1, max_size=4))
    def move_and_rank(self, wanted: list[tuple[int, Any]]) -> None:
        changes = self.changes(wanted)
        expected = [self.naive.place(change.player, change.entry) for change in changes]
        links = self.journal.commit(changes, self.sequence)
        assert self.run(self.index.move_and_rank(changes, links)) == expected

    @rule(wanted=st.lists(st.tuples(player, row), min_size=1, max_size=4), times=st.integers(1, 2))
    def move_again_and_again(self, wanted: list[tuple[int, Any]], times: int) -> None:
        changes = self.changes(wanted)
        links = self.journal.commit(changes, self.sequence)
        for change in changes:
            self.naive.place(change.player, change.entry)
        for _ in range(times):
            self.run(self.index.move(changes, links))

    @rule(who=player)
    def count_another_event(self, who: int) -> None:
        if standing := self.naive.entries.get(who):
            self.sequence += 1
            entry = standing._replace(events=standing.events + 1)
            self.naive.place(who, entry)
            changes = [Change(SEASON, who, standing, entry)]
            self.run(self.index.move(changes, self.journal.commit(changes, self.sequence)))

    @rule()
    def load_anew(self) -> None:
        self.run(self.index.close(SEASON))
        assert not self.index.is_open(SEASON)
        self.run(self.index.open(SEASON, self.board, in_parts(self.naive.entries)))

    @invariant()
    def the_index_is_sound(self) -> None:
        self.run(settled(self.index.check()))

    @invariant()
    def pages_are_the_board(self) -> None:
        if not self.index.is_open(SEASON):
            return
        rows, index = self.naive.ranked(), self.index
        assert self.run(index.total(SEASON)) == len(rows)
        for offset, limit in [(0, 99), (1, 2), (len(rows), 5), (10**30, 5), (2, 0)]:
            page = self.run(index.page(SEASON, offset, limit))
            assert page == rows[offset : offset + limit]

    @invariant()
    def entries_stand_where_they_are_counted(self) -> None:
        if not self.index.is_open(SEASON):
            return
        everyone = self.run(self.index.entries(SEASON, range(11)))
        assert everyone == [self.naive.row(who) for who in range(11)]
        for who in range(11):
            row = self.naive.row(who)
            assert self.run(self.index.entry(SEASON, who)) == row
            for span in (0, 1, 3):
                around = self.run(self.index.around(SEASON, who, span))
                naive = [] if row is None else self.naive.around(row.position, span, span + 1)
                assert around == naive

    @invariant()
    def keys_find_their_places(self) -> None:
        if not self.index.is_open(SEASON):
            return
        for row in self.naive.ranked():
            key = self.board.order_key.pack(row.entry.values, row.entry.sequence)
            behind = self.board.order_key.pack(row.entry.values, 2**64 - 1)
            assert self.run(self.index.position(SEASON, key)) == row.position
            equals = [r for r in self.naive.ranked() if r.entry.values == row.entry.values]
            place = equals[-1].position + 1
            assert self.run(self.index.position(SEASON, behind)) == place
            near = self.run(self.index.around_key(SEASON, behind, 2, 3))
            assert near == self.naive.around(place, 2, 3)

    @invariant()
    def a_version_stands_for_one_state(self) -> None:
        if not self.index.is_open(SEASON):
            return
        version = self.run(self.index.version(SEASON))
        rows = self.naive.ranked()
        assert self.seen.setdefault(version, rows) == rows

    @invariant()
    def scores_are_spread_as_counted(self) -> None:
        if not self.index.is_open(SEASON):
            return
        for buckets in (1, 3, 20):
            spread = self.run(self.index.distribution(SEASON, buckets))
            if not self.naive.entries:
                assert spread is None
                continue
            assert spread is not None
            check_distribution(self.naive.ranked(), spread, buckets)

    @invariant()
    def other_seasons_stay_as_they_are(self) -> None:
        if self.index.is_open(OTHER):
            assert self.run(self.index.total(OTHER)) == 0

    def teardown(self) -> None:
        self.run(type(self).new_index.close())
        self.runner.close()


def check_distribution(rows: list[RankedEntry], spread: Distribution, buckets: int) -> None:
    """Compare with what counting by hand gives."""
    values = [row.entry.values[0] for row in rows]
    total = len(values)
    assert spread.events == sum(row.entry.events for row in rows)
    assert spread.top == values[0]
    for percent, worst in spread.percentiles.items():
        reached = [v for i, v in enumerate(values) if (total - i) * 100 >= percent * total]
        assert worst == reached[-1]
    assert set(spread.percentiles) == {50, 90, 99}
    assert spread.median == spread.percentiles[50]
    assert 1 <= len(spread.histogram) <= buckets
    assert (spread.histogram[0][0], spread.histogram[-1][1]) == (min(values), max(values))
    for (start, end, count), following in zip(
        spread.histogram, [*spread.histogram[1:], None], strict=True
    ):
        assert following is None or following[0] == end
        assert count == sum(start <= v < end or (following is None and v == end) for v in values)
    widths = [end - start for start, end, _ in spread.histogram]
    assert max(widths[:-1], default=0) - min(widths[:-1], default=0) <= 1


def test_an_index_answers_as_counting_by_hand(new_index: NewIndex) -> None:
    machine = type("Machine", (BoardMachine,), {"new_index": new_index})

    run_state_machine_as_test(
        machine,
        settings=settings(max_examples=new_index.examples, stateful_step_count=15, deadline=None),
    )


async def test_a_season_that_was_never_opened_is_not_open(new_index: NewIndex) -> None:
    index = new_index()

    await index.close(SEASON)

    assert not index.is_open(SEASON)


async def test_a_season_is_not_open_while_it_loads(new_index: NewIndex) -> None:
    index, seen = new_index(), []

    async def watched() -> AsyncIterator[list[EntryRow]]:
        seen.append(index.is_open(SEASON))
        yield [to_row(1, Entry((1,), 1, 1, 1))]
        seen.append(index.is_open(SEASON))

    await index.open(SEASON, BOARD, watched())

    assert seen == [False, False]
    assert await index.total(SEASON) == 1


@pytest.mark.parametrize("kind", MEMORY)
async def test_moves_in_a_season_that_is_not_open_are_dropped_where_nobody_shares_it(
    kind: str,
) -> None:
    index = indexes(kind)()

    await index.move([Change(SEASON, 1, None, Entry((1,), 1, 1, 1))], {SEASON: Link(0, 1)})

    assert not index.is_open(SEASON)


async def test_many_moves_leave_other_work_its_turns(new_index: NewIndex) -> None:
    index, turns = new_index(), 0
    await index.open(SEASON, BOARD)
    changes = [Change(SEASON, n, None, Entry((n,), n, n, 1)) for n in range(1, 5001)]

    async def other_work() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    other = asyncio.create_task(other_work())
    await index.move_and_rank(changes, {SEASON: Link(0, 5000)})
    other.cancel()

    assert turns > 5
    assert await index.total(SEASON) == 5000


async def test_the_standing_entry_is_told_without_its_place(new_memory_index: NewIndex) -> None:
    index, entry = new_memory_index(), Entry((1,), 1, 1, 1)
    assert index.standing_of(SEASON) is None
    await index.open(SEASON, BOARD)
    standing = index.standing_of(SEASON)
    assert standing is not None

    await index.move([Change(SEASON, 1, None, entry)])
    await index.close(SEASON)

    assert (standing(1), standing(2)) == (entry, None)  # also when it is dropped meanwhile


async def test_a_season_that_is_closed_is_forgotten_however_large(new_index: NewIndex) -> None:
    index = new_index()

    async def many() -> AsyncIterator[list[EntryRow]]:
        yield [(player, player, 1, 1, player) for player in range(LARGE + 1)]

    await index.open(SEASON, BOARD, many())
    await index.close(SEASON)

    assert not index.is_open(SEASON)
    await index.open(SEASON, BOARD)
    assert await index.total(SEASON) == 0
