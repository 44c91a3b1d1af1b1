"""Who overtook whom, against comparing everyone with everyone."""

from hypothesis import given
from hypothesis import strategies as st

from laurels.rules.overtaking import Move, overtakers

KEY = st.binary(min_size=1, max_size=1)
PLACES = st.dictionaries(st.integers(0, 30), KEY, max_size=20)


def naive(
    before: dict[int, bytes], after: dict[int, bytes], moves: list[Move]
) -> dict[int, list[int]]:
    passed: dict[int, list[int]] = {}
    for followed in before:
        if followed not in after:
            continue
        for player, was, now in moves:
            stood_behind = was is None or was > before[followed]
            stands_ahead = now is not None and now < after[followed]
            if player != followed and stood_behind and stands_ahead:
                passed.setdefault(followed, []).append(player)
    return passed


@given(PLACES, PLACES, st.lists(st.tuples(st.integers(0, 30), st.none() | KEY, st.none() | KEY)))
def test_they_are_those_who_stood_behind_and_stand_ahead(
    before: dict[int, bytes],
    after: dict[int, bytes],
    steps: list[tuple[int, bytes | None, bytes | None]],
) -> None:
    moves = [Move(*step) for step in {step[0]: step for step in steps}.values()]

    assert overtakers(before, after, moves) == naive(before, after, moves)


def test_who_loses_points_falls_behind_those_who_stood_still_but_is_not_overtaken() -> None:
    assert overtakers({1: b"c"}, {1: b"m"}, [Move(1, b"c", b"m")]) == {}


def test_a_player_who_is_taken_out_overtakes_nobody() -> None:
    assert overtakers({1: b"c"}, {1: b"c"}, [Move(2, b"m", None)]) == {}
