"""Who overtook whom, against comparing everyone with everyone."""

from hypothesis import given
from hypothesis import strategies as st

from laurels.rules.overtaking import Move, Passing, overtakers

KEY = st.binary(min_size=2, max_size=2)
PLACES = st.dictionaries(st.integers(0, 30), KEY, max_size=20)
MOVES = st.lists(st.tuples(st.integers(0, 60), st.none() | KEY, st.none() | KEY))


def naive(
    before: dict[int, bytes], after: dict[int, bytes], moves: list[Move], most: int
) -> dict[int, Passing]:
    passed = {}
    for followed in before.keys() & after.keys():
        passers = []
        for player, was, now in moves:
            stood_behind = was is None or was > before[followed]
            stands_ahead = now is not None and now < after[followed]
            if player != followed and stood_behind and stands_ahead:
                passers.append((now, player))
        if passers:
            names = [player for _, player in sorted(passers)]
            passed[followed] = Passing(names[:most], len(names))
    return passed


@given(PLACES, st.dictionaries(st.integers(0, 30), KEY, max_size=5), MOVES, st.integers(1, 4))
def test_they_are_those_who_stood_behind_and_stand_ahead(
    before: dict[int, bytes],
    moved: dict[int, bytes],
    steps: list[tuple[int, bytes | None, bytes | None]],
    most: int,
) -> None:
    after = before | moved
    unique: dict[bytes | None, tuple[int, bytes | None, bytes | None]] = {
        step[2]: step for step in {step[0]: step for step in steps}.values()
    }
    moves = [Move(*step) for step in unique.values()]

    assert overtakers(before, after, moves, most) == naive(before, after, moves, most)


def test_who_loses_points_falls_behind_those_who_stood_still_but_is_not_overtaken() -> None:
    assert overtakers({1: b"c"}, {1: b"m"}, [Move(1, b"c", b"m")], 5) == {}


def test_a_player_who_is_taken_out_overtakes_nobody() -> None:
    assert overtakers({1: b"c"}, {1: b"c"}, [Move(2, b"m", None)], 5) == {}


def test_many_who_pass_many_cost_no_more_than_both_together() -> None:
    followed = {n: n.to_bytes(4, "big") for n in range(1_000_000, 1_020_000)}
    moves = [Move(n, None, n.to_bytes(4, "big")) for n in range(500)]

    passed = overtakers(followed, followed, moves, 5)

    assert len(passed) == 20_000
    assert all(passing == Passing([0, 1, 2, 3, 4], 500) for passing in passed.values())
