"""The compiled season answers as the plain one does, through any history and at every edge."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from random import Random
from typing import Any

import pytest

from laurels.adapters.memory_season import MemorySeason
from laurels.adapters.season_index import SeasonIndex
from laurels.rules.entry import Entry, to_row
from laurels.rules.leaderboard import Column, Leaderboard, Order, RankMethod
from laurels.rules.score import LARGEST, SMALLEST
from tests.compiled import compiled
from tests.contracts.indexes import TINY

NewSeason = Callable[[Leaderboard], Any]
SIZES = [
    TINY,
    {"leaf": 7, "fanout": 5, "chunk_bits": 4, "segment": 8, "run": 4},
    {"leaf": 16, "fanout": 8, "chunk_bits": 3, "segment": 16, "run": 10},
    {},
]
SPANS = [1, 2, 5, 1000, LARGEST]
BOARD = Leaderboard("a", "A")


@pytest.fixture(params=["memory", "compiled", "compiled, tiny"])
def new_season(request: pytest.FixtureRequest) -> NewSeason:
    if request.param == "memory":
        return MemorySeason
    sizes = TINY if request.param == "compiled, tiny" else {}
    return partial(compiled("season").NativeSeason, **sizes)


class Play:
    """Random changes on both classes, compared in all their answers."""

    def __init__(self, seed: int) -> None:
        self.random = random = Random(seed)
        orders = random.choices(list(Order), k=random.randint(1, 5))
        columns = tuple(Column(f"c{n}", order) for n, order in enumerate(orders))
        self.board = replace(
            BOARD, columns=columns, rank_method=list(RankMethod)[seed % len(RankMethod)]
        )
        self.sizes = SIZES[seed // 3 % len(SIZES)]
        self.compiled = compiled("season").NativeSeason(self.board, **self.sizes)
        self.plain = MemorySeason(self.board)
        self.span = random.choice(SPANS)
        self.players = random.sample(range(2**32), random.choice([3, 30, 300]))
        self.sequence = 0

    def new_entry(self) -> Entry:
        random = self.random
        self.sequence += 1
        values = tuple(random.randint(-self.span, self.span) for _ in self.board.columns)
        if self.span == LARGEST and random.random() < 0.5:
            values = tuple(random.choice([SMALLEST, LARGEST]) for _ in values)
        sequence = self.sequence if random.random() < 0.9 else 2**64 - self.sequence
        instant = random.choice([SMALLEST, LARGEST, 5])
        return Entry(values, sequence, instant, random.randrange(9))

    def load(self) -> None:
        """Some of the players, in parts."""
        known = self.players[: self.random.choice([0, 1, len(self.players)])]
        rows = [(*to_row(player, self.new_entry()), None, None) for player in known]
        for season in (self.compiled, self.plain):
            season.gather(rows[:5])
            season.gather(iter(rows[5:]))
            season.arrange()

    def change(self) -> None:
        """Place, take out, or count another event."""
        player, entry = self.random.choice(self.players), None
        if self.random.random() < self.share:
            entry = self.new_entry()
        elif self.random.random() < 0.2 and (standing := self.plain.standing(player)):
            entry = standing._replace(events=standing.events + 1)
        if self.random.random() < 0.5:
            placed = self.compiled.place_and_rank(player, entry)
            assert placed == self.plain.place_and_rank(player, entry)
        else:
            self.compiled.place(player, entry)
            self.plain.place(player, entry)

    def compare(self) -> None:
        one, other, random = self.compiled, self.plain, self.random
        assert (len(one), one.events) == (len(other), other.events)
        player = random.choice(self.players)
        for ask in ("entry", "rank", "standing"):
            assert getattr(one, ask)(player) == getattr(other, ask)(player)
        offset = random.randrange(len(other) + 3)
        assert one.page(offset, 7) == other.page(offset, 7)
        assert one.around(offset, 3, 4) == other.around(offset, 3, 4)
        assert one.distribution(7) == other.distribution(7)
        key = self.board.order_key.pack(self.new_entry().values, random.choice([0, 2**64 - 1]))
        assert one.position(key) == other.position(key)

    def run(self, steps: int) -> None:
        self.load()
        for step in range(steps):
            if step % 50 == 0:  # seasons grow, shrink, are emptied, and grow again
                self.share = self.random.choice([0, 0.2, 0.5, 0.9])
            self.change()
            self.compare()
            self.compiled.check()
        assert self.compiled.page(0, 10**30) == self.plain.page(0, 10**30)


@pytest.mark.parametrize("seed", range(60))
def test_both_seasons_answer_alike(seed: int) -> None:
    Play(seed).run(300)


@pytest.mark.parametrize("method", RankMethod)
def test_thousands_of_equal_entries_are_ranked_as_one(
    new_season: NewSeason, method: RankMethod
) -> None:
    season = new_season(replace(BOARD, rank_method=method))
    season.gather([to_row(player, Entry((5,), player, 0, 1)) for player in range(1, 3001)])
    season.arrange()

    season.place(1500, Entry((9,), 5000, 0, 1))
    season.place(1501, Entry((1,), 5001, 0, 1))
    season.check()

    first, last = season.entry(1), season.entry(3000)
    ordinal, dense = method is RankMethod.ORDINAL, method is RankMethod.DENSE
    assert (first.position, last.position) == (1, 2998)
    assert (first.rank, last.rank) == ((2, 2999) if ordinal else (2, 2))
    assert season.rank(1501) == ((3 if dense else 3000), 2999)


def test_a_season_whose_scores_wander_keeps_its_bounds() -> None:
    random = Random(0)
    season = compiled("season").NativeSeason(BOARD, **TINY)
    for step in range(3000):
        if step % 100 == 0:
            share = random.choice([0.2, 0.4, 0.5, 0.6, 0.95])
            around, wide = random.randrange(1000), random.choice([20, 100, 1000])
        player = random.randrange(150)
        entry = Entry((around + random.randrange(wide),), step, 0, 1)
        season.place(player, entry if random.random() < share else None)
        season.check()


@pytest.mark.parametrize("direction", [1, -1])
def test_a_season_that_grows_in_order_is_in_order(new_season: NewSeason, direction: int) -> None:
    season = new_season(BOARD)
    for player in range(500):
        season.place(player, Entry((direction * player,), player, 0, 1))

    season.check()
    assert [row.player for row in season.page(0, 500)] == list(range(500))[::-direction]


def test_a_season_that_was_emptied_is_filled_again(new_season: NewSeason) -> None:
    season = new_season(BOARD)
    for turn in range(3):
        for player in range(300):
            season.place(player, Entry((player * 7 % 300,), turn * 300 + player, 0, 1))
        for player in range(300):
            season.place(player, None)
            season.check()
        assert (len(season), season.events, list(season.page(0, 9))) == (0, 0, [])


def test_nothing_to_load_is_an_empty_season(new_season: NewSeason) -> None:
    season = new_season(BOARD)
    season.gather([])
    season.arrange()

    season.check()
    assert (len(season), season.distribution(5)) == (0, None)
    assert season.place_and_rank(1, Entry((1,), 1, 1, 1)) == (1, 0, 1, None)


def test_a_player_who_has_no_entry_is_nowhere(new_season: NewSeason) -> None:
    season = new_season(BOARD)
    season.place(1, Entry((1,), 1, 1, 1))
    for player in (0, 2, 2**32 - 1, 2**40, -1):
        assert season.entry(player) is season.rank(player) is season.standing(player) is None
        season.place(player, None)
    assert len(season) == 1


def test_a_kept_page_stays_as_it_was(new_season: NewSeason) -> None:
    season: SeasonIndex = new_season(BOARD)
    for player in range(20):
        season.place(player, Entry((player,), player, 0, 1))
    page = season.page(0, 20)
    before = list(page)
    for player in range(20):
        season.place(player, None)
    assert list(page) == before
