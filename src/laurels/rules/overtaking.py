"""Who overtook whom between two looks at a season."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from typing import NamedTuple


class Move(NamedTuple):
    """Where a player stood and stands, by order key; None without an entry."""

    player: int  # the player's number
    before: bytes | None
    after: bytes | None


def overtakers(
    before: Mapping[int, bytes], after: Mapping[int, bytes], moves: Iterable[Move]
) -> dict[int, list[int]]:
    """For each followed player who was passed: who stood behind and stands ahead now.

    `before` and `after` hold the order keys of the followed players at both looks; those who
    have none at either were not passed. O(log f) a move for f followed, and O(1) a passing;
    a followed player who fell back is compared with each move.

    >>> was, now = {1: b"m", 2: b"p"}, {1: b"m", 2: b"b"}     # 2 has gained; smaller is better
    >>> overtakers(was, now, [Move(7, b"z", b"c"), Move(8, None, b"n"), Move(2, b"p", b"b")])
    {1: [7, 2]}
    """
    both = [(key, player) for player, key in before.items() if player in after]
    standing = sorted((key, player) for key, player in both if after[player] <= key)
    fallen = [(key, player) for key, player in both if after[player] > key]
    keys = [key for key, _ in standing]
    passed: dict[int, list[int]] = {}
    for player, was, now in moves:
        if now is None:
            continue
        last = len(keys) if was is None else bisect_left(keys, was)
        behind = standing[bisect_right(keys, now) : last]
        behind += [(key, followed) for key, followed in fallen if was is None or was > key]
        for _, followed in behind:
            if followed != player and now < after[followed]:
                passed.setdefault(followed, []).append(player)
    return passed
