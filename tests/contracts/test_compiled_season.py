"""What only the compiled season promises: memory, bounded work, and no harm from misuse."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from laurels.adapters.memory_season import MemorySeason
from laurels.profiles import new_index
from laurels.rules.entry import Entry, to_row
from laurels.rules.leaderboard import Column, Leaderboard
from tests.compiled import compiled

BOARD = Leaderboard("a", "A")
ENTRY = Entry((1,), 1, 1, 1)
MOST_BYTES = 64  # a player, one column


@pytest.fixture
def season() -> Any:
    return compiled("season").NativeSeason(BOARD)


def test_the_compiled_season_serves_unless_told_otherwise() -> None:
    assert new_index().season_class is compiled("season").NativeSeason
    assert new_index(pure=True).season_class is MemorySeason


def test_without_a_compiler_the_plain_season_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "laurels.native.season", None)

    assert new_index().season_class is MemorySeason


@pytest.mark.parametrize("order", ["growing", "shrinking", "mixed", "equal", "moved about"])
def test_a_player_takes_64_bytes_whatever_the_history(season: Any, order: str) -> None:
    random, count = Random(1), 30_000
    for player in range(count):
        chosen = {"growing": player, "shrinking": -player, "equal": 0}
        value = chosen.get(order, random.randrange(10**6))
        season.place(player, Entry((value,), player, 0, 1))
    if order == "moved about":
        for sequence in range(3 * count):
            entry = Entry((random.randrange(10**6),), count + sequence, 0, 1)
            season.place(random.randrange(count), entry)

    season.check()
    assert season.held / count <= MOST_BYTES


def test_players_far_apart_take_no_more_than_neighbours(season: Any) -> None:
    numbers = Random(1).sample(range(2**32), 30_000)
    season.gather([to_row(player, Entry((n,), n, 0, 1)) for n, player in enumerate(numbers)])
    season.arrange()

    assert season.held / 30_000 <= MOST_BYTES


def test_a_season_of_ten_takes_a_kilobyte(season: Any) -> None:
    for player in range(10):
        season.place(player * 1000, Entry((player,), player, 0, 1))

    assert season.held <= 1100


def test_a_season_that_was_emptied_gives_its_leaves_back(season: Any) -> None:
    for player in range(10_000):
        season.place(player, Entry((player,), player, 0, 1))
    full = season.held
    for player in range(10_000):
        season.place(player, None)
    emptied = season.held
    for player in range(10_000):
        season.place(player + 10_000, Entry((player,), player, 0, 1))

    assert emptied < full * 0.7
    assert season.held < full * 1.1


@pytest.mark.parametrize("leaf", [4, 256])
def test_a_move_touches_no_more_than_a_few_leaves(leaf: int) -> None:
    season = compiled("season").NativeSeason(BOARD, leaf=leaf)
    random, most = Random(1), 0
    for sequence in range(20_000):
        before = season.moved
        season.place(random.randrange(5000), Entry((random.randrange(50),), sequence, 0, 1))
        if random.random() < 0.3:
            season.place(random.randrange(5000), None)
        most = max(most, season.moved - before)

    assert most <= 5 * leaf


@pytest.mark.parametrize("direction", [1, 0])
def test_what_comes_in_order_moves_hardly_anything_else(season: Any, direction: int) -> None:
    for player in range(10_000):
        season.place(player, Entry((-player * direction,), player, 0, 1))

    assert season.moved < 1.2 * 10_000


def wrong_calls() -> Iterator[tuple[str, tuple[Any, ...], type[Exception]]]:
    yield "place", (1, Entry((1, 2), 1, 1, 1)), ValueError
    yield "place", (1, Entry((), 1, 1, 1)), ValueError
    yield "place", (1, Entry((2**63,), 1, 1, 1)), OverflowError
    yield "place", (1, Entry((-(2**63) - 1,), 1, 1, 1)), OverflowError
    yield "place", (1, Entry((1.5,), 1, 1, 1)), TypeError  # type: ignore[arg-type]
    yield "place", (1, Entry((1,), -1, 1, 1)), OverflowError
    yield "place", (1, Entry((1,), 2**64, 1, 1)), OverflowError
    yield "place", (1, Entry((1,), 1, 2**63, 1)), OverflowError
    yield "place", (1, (1,)), ValueError
    yield "place", (1, 5), TypeError
    yield "place", ("ana", ENTRY), TypeError
    yield "place", (-1, ENTRY), OverflowError
    yield "place", (2**32, ENTRY), OverflowError
    yield "place_and_rank", (1, Entry(("x",), 1, 1, 1)), TypeError  # type: ignore[arg-type]
    yield "entry", ("ana",), TypeError
    yield "rank", (None,), TypeError
    yield "standing", (1.5,), TypeError
    yield "page", ("0", 5), TypeError
    yield "page", (0, None), TypeError
    yield "position", (b"short",), ValueError
    yield "position", (None,), TypeError
    yield "position", ("x" * 16,), TypeError
    yield "first_value", (1,), IndexError
    yield "first_value", (0.0,), TypeError
    yield "page", (0.5, 5), TypeError
    yield "place", (1.0, ENTRY), TypeError
    yield "place", (1, Entry((1,), 1.0, 1, 1)), TypeError  # type: ignore[arg-type]
    yield "place", (1, Entry((1,), 1, 1.0, 1)), TypeError  # type: ignore[arg-type]
    yield "place", (1, Entry((1,), 1, 1, 1.0)), TypeError  # type: ignore[arg-type]
    yield "gather", ([(2, 2, 2, 2, 2)],), RuntimeError  # something is placed already


@pytest.mark.parametrize(("name", "given", "error"), list(wrong_calls()))
def test_wrong_arguments_raise_and_change_nothing(
    season: Any, name: str, given: tuple[Any, ...], error: type[Exception]
) -> None:
    season.place(7, ENTRY)
    with pytest.raises(error):
        getattr(season, name)(*given)
    season.check()
    assert list(season.page(0, 9)) == [season.entry(7)]


@pytest.mark.parametrize(
    "row", [(1, 1, 1, 1), (1, 1, 1, 1, None), (1, 1, 1, 1, 2**63), (1, 1, 1, 1, 2.0), 5]
)
def test_a_row_that_is_none_stops_the_load(season: Any, row: Any) -> None:
    with pytest.raises((ValueError, TypeError, OverflowError)):
        season.gather([(9, 9, 9, 9, 9), row])
    season.gather([(8, 8, 8, 8, 8)])
    season.arrange()
    season.check()
    assert [entry.player for entry in season.page(0, 9)] == [8]


def test_a_player_who_is_given_twice_stops_the_load(season: Any) -> None:
    with pytest.raises(ValueError, match="player 3 is given twice"):
        season.gather([(3, 1, 1, 1, 1), (4, 2, 1, 1, 1), (3, 3, 1, 1, 1), (5, 4, 1, 1, 1)])
    season.arrange()
    season.check()
    assert len(season) == 2


def test_a_season_that_loads_answers_nothing(season: Any) -> None:
    season.gather([(3, 1, 1, 1, 1)])
    for ask in ("entry", "rank", "standing"):
        with pytest.raises(RuntimeError):
            getattr(season, ask)(3)
    for call in (lambda: season.page(0, 1), lambda: season.place(1, ENTRY), season.check):
        with pytest.raises(RuntimeError):
            call()
    season.arrange()
    assert season.rank(3) == (1, 0)


def test_rows_that_reach_back_into_the_season_are_refused(season: Any) -> None:
    def rows() -> Iterator[tuple[int, ...]]:
        yield (1, 1, 1, 1, 1)
        season.gather([(2, 2, 2, 2, 2)])

    with pytest.raises(RuntimeError):
        season.gather(rows())


def test_others_get_their_turns_while_a_season_is_arranged(season: Any) -> None:
    random = Random(1)
    season.gather([(n, n, 0, 1, random.randrange(10**6)) for n in range(200_000)])
    begun, before, seen = threading.Event(), season.version, []

    def arrange() -> None:
        begun.set()
        season.arrange()

    interval = sys.getswitchinterval()
    sys.setswitchinterval(60)  # nobody is made to give way: only one who lets go does
    try:
        thread = threading.Thread(target=arrange)
        thread.start()
        begun.wait()
        seen.append(season.version)  # seen from here while the other is at it
        thread.join()
    finally:
        sys.setswitchinterval(interval)
    assert seen == [before]
    assert season.version == before + 1


def test_five_columns_are_compared_in_turn() -> None:
    columns = tuple(Column(f"c{n}") for n in range(5))
    season = compiled("season").NativeSeason(Leaderboard("a", "A", columns=columns))
    for player in range(5):
        values = tuple(int(column >= player) for column in range(5))
        season.place(player, Entry(values, player, 0, 1))
    assert season.page(0, 9).players() == [0, 1, 2, 3, 4]


def test_rows_are_a_sequence_of_ranked_entries(season: Any) -> None:
    for player in range(5):
        season.place(player, Entry((player,), 2**64 - 1 - player, 0, 1))
    rows = season.page(0, 9)

    assert len(rows) == 5
    assert list(rows) == [season.entry(player) for player in (4, 3, 2, 1, 0)]
    assert rows[-1] == rows[4] == season.entry(0)
    assert rows[1:3] == [rows[1], rows[2]]
    assert rows == list(rows)
    assert rows == season.page(0, 9)
    assert rows != season.page(0, 4)
    assert rows != 5
    assert repr(rows) == f"Rows({list(rows)})"
    with pytest.raises(IndexError):
        rows[5]
    with pytest.raises(TypeError):
        hash(rows)


SHORT_OF_MEMORY = """
import resource
from random import Random
from laurels.native.season import NativeSeason
from laurels.rules.entry import Entry
from laurels.rules.leaderboard import Leaderboard, RankMethod

random = Random(1)
season = NativeSeason(Leaderboard("a", "A", rank_method=RankMethod.DENSE))
entries = [Entry((random.randrange(10**6),), n, 0, 1) for n in range(400_000)]
moves = [Entry((random.randrange(10**6),), 10**6 + n, 0, 1) for n in range(20_000)]
used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + 8 * 2**20, -1))
failed = 0
for player, entry in enumerate(entries):
    try:
        season.place(player, entry)
    except MemoryError:
        failed += 1
        if failed == 200:
            break
for player, entry in enumerate(moves):
    try:
        season.place(player, entry)
    except MemoryError:
        failed += 1
for player in range(0, 5000, 2):
    season.place(player, None)
resource.setrlimit(resource.RLIMIT_AS, (-1, -1))
season.check()
print(failed, len(season))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="limits memory as Linux does")
def test_without_memory_a_season_stays_whole() -> None:
    compiled("season")
    ran = subprocess.run(
        [sys.executable, "-c", SHORT_OF_MEMORY], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    failed, left = map(int, ran.stdout.split())
    assert failed >= 200
    assert left > 50_000
