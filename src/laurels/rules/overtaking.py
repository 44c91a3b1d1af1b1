"""Who overtook whom between two looks at a season."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple


class Move(NamedTuple):
    """Where a player stood and stands, by order key; None without an entry."""

    player: int  # the player's number
    before: bytes | None
    after: bytes | None


class Passing(NamedTuple):
    """By whom someone was passed: the best placed, best first, and how many in all."""

    best: list[int]
    total: int


def overtakers(
    before: Mapping[int, bytes], after: Mapping[int, bytes], moves: Iterable[Move], most: int
) -> dict[int, Passing]:
    """For each followed player who was passed: who stood behind and stands ahead now, the best
    `most` of them by name.

    `before` and `after` hold the order keys of the followed players at both looks; those who
    have none at either were not passed. O((f + m) log f) for f followed who stood still and m
    moves, whoever passed whom; a followed player who moved is compared with each move.

    >>> was, now = {1: b"m", 2: b"p"}, {1: b"m", 2: b"b"}     # 2 has gained; smaller is better
    >>> moves = [Move(7, b"z", b"c"), Move(8, None, b"n"), Move(2, b"p", b"b")]
    >>> overtakers(was, now, moves, most=5)
    {1: Passing(best=[2, 7], total=2)}
    """
    best_first = sorted((move for move in moves if move.after is not None), key=_after)
    movers = {move.player for move in best_first}
    both = [(key, player) for player, key in before.items() if player in after]
    stood = sorted(
        (was, player) for was, player in both if after[player] == was and player not in movers
    )
    passed = _passed_standing(stood, best_first, most)
    for was, player in both:
        if (now := after[player]) != was or player in movers:
            passers = [
                move.player
                for move in best_first
                if move.player != player
                and (move.before is None or move.before > was)
                and _after(move) < now
            ]
            if passers:
                passed[player] = Passing(passers[:most], len(passers))
    return passed


def _passed_standing(
    stood: Sequence[tuple[bytes, int]], best_first: Sequence[Move], most: int
) -> dict[int, Passing]:
    """For those who stood still: a move passes a run of them, so runs are counted by their ends,
    and names given from the best move on to those in its run who have too few yet."""
    keys = [key for key, _ in stood]
    rises = [0] * (len(stood) + 1)  # of the count, from each place on
    names: list[list[int]] = [[] for _ in stood]
    wanting = list(range(len(stood) + 1))  # the next place, from each on, with too few names
    for move in best_first:
        first = bisect_right(keys, _after(move))
        end = len(keys) if move.before is None else bisect_left(keys, move.before)
        if first >= end:
            continue
        rises[first] += 1
        rises[end] -= 1
        place = _find(wanting, first)
        while place < end:
            names[place].append(move.player)
            if len(names[place]) == most:
                wanting[place] = place + 1
            place = _find(wanting, place + 1)
    passed, count = {}, 0
    for (_, player), rise, best in zip(stood, rises[:-1], names, strict=True):
        count += rise
        if count:
            passed[player] = Passing(best, count)
    return passed


def _find(next_one: list[int], place: int) -> int:
    """The end of a chain of places, which is shorter the next time."""
    end = place
    while next_one[end] != end:
        end = next_one[end]
    while next_one[place] != end:
        next_one[place], place = end, next_one[place]
    return end


def _after(move: Move) -> bytes:
    assert move.after is not None
    return move.after
