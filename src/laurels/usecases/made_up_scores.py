"""Believable scores for any leaderboard, to see it move."""

from itertools import pairwise
from math import erf
from random import Random

from laurels.ports.ranking_index import Distribution
from laurels.rules.leaderboard import Column, Leaderboard, Operator
from laurels.rules.score import LARGEST, SMALLEST

MIDDLE = 1000.0  # of a column that nobody has a score in
ENOUGH = 20  # entries whose spread tells what is usual
RECORD = 0.0005  # share of scores that beat the best one


class MadeUpScores:
    """Scores that fit one leaderboard's columns and limits, and what is usual on it: `total`
    entries, spread as they are in its open season. Skilled players do better, whichever end
    is the better one."""

    def __init__(
        self, leaderboard: Leaderboard, total: int, spread: Distribution | None, random: Random
    ) -> None:
        self.leaderboard = leaderboard
        self._total = total
        self._spread = spread if spread is not None and total >= ENOUGH else None
        self._random = random

    def draw(self, skill: float) -> tuple[int, ...]:
        """A score of a player whose skill is normally distributed around 0. O(columns).

        >>> board = Leaderboard("a", "A", (Column(), Column("time")), min_score=5, max_score=9)
        >>> scores = MadeUpScores(board, 0, None, Random(1))
        >>> {5 <= scores.draw(skill)[0] <= 9 for skill in (-3, 0, 3)}
        {True}
        """
        first, *rest = self.leaderboard.columns
        luck = self._random.gauss(0, 0.6)
        values = [self._first(first, skill, luck)]
        values += [_value(column, _size(column, 0.6 * skill + luck)) for column in rest]
        return tuple(values)

    def _first(self, column: Column, skill: float, luck: float) -> int:
        board, spread = self.leaderboard, self._spread
        low, high = board.min_score, board.max_score
        if board.operator is Operator.SUM:
            return self._within(_value(column, self._step(column, 0.6 * skill + luck)))
        share = 0.5 * (1 + erf((0.8 * skill + luck) / 2**0.5))
        if spread is not None:
            return self._within(_quantile(spread, share, column))
        if low is not None and high is not None:
            share = share if column.descending else 1 - share
            return self._within(low + round((high - low) * share))
        value = _value(column, _size(column, 0.6 * skill + luck))
        if low is not None:
            return self._within(low + value)
        return self._within(value if high is None else high - value)

    def _step(self, column: Column, better: float) -> float:
        """What is added to a sum at once: about as much as was usual."""
        usual = MIDDLE / 50
        if self._spread is not None:
            entries, events = self._total, self._spread.events
            usual = abs(self._spread.median) / 10**column.decimals * entries / max(1, events)
        return float(max(usual, 10.0**-column.decimals) * 2 ** (better - 0.2))

    def _within(self, value: int) -> int:
        low, high = self.leaderboard.min_score, self.leaderboard.max_score
        return max(SMALLEST if low is None else low, min(LARGEST if high is None else high, value))


def _size(column: Column, better: float) -> float:
    return float(MIDDLE * 2.0 ** (better if column.descending else -better))


def _value(column: Column, number: float) -> int:
    scaled: int = round(number * 10**column.decimals)
    return max(SMALLEST, min(LARGEST, scaled))


def _quantile(spread: Distribution, share: float, column: Column) -> int:
    """The score that a share of entries stand at or below; a little better than all for the
    highest shares."""
    ends = spread.histogram[0][0], spread.histogram[-1][1]
    worst = ends[0] if column.descending else ends[1]
    known = [(0.0, worst), *((p / 100, value) for p, value in spread.percentiles.items())]
    known.append((1 - RECORD, spread.top))
    for (start, low), (end, high) in pairwise(known):
        if share <= end:
            return low + round((high - low) * (share - start) / (end - start))
    step = max(1, abs(spread.top - spread.percentiles[99]) // 20)
    return spread.top + (step if column.descending else -step)
