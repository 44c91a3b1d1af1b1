"""Rank methods, percentiles and tiers, from counts that an index answers."""

from collections.abc import Sequence
from decimal import Context
from typing import NamedTuple

from laurels.rules.entry import Entry
from laurels.rules.leaderboard import Leaderboard, Tier

_EXACT = Context(prec=100)  # a share has up to 64 digits, a total up to 19


class RankedEntry(NamedTuple):
    """An entry with its place at one instant."""

    player: int  # the player's number
    entry: Entry
    position: int  # entries before this one in board order, from 0
    rank: int  # by the leaderboard's rank method, from 1
    ahead: int  # entries that are better: what percentile and tier count
    total: int  # entries in the season


def percentile(ahead: int, total: int) -> float:
    """The share of entries that stand at or below this one, 0 to 100 with one decimal.

    >>> percentile(ahead=0, total=21), percentile(ahead=20, total=21)
    (100.0, 4.8)
    """
    return round(100 * (total - ahead) / total, 1)


def tier_of(leaderboard: Leaderboard, values: Sequence[int], ahead: int, total: int) -> str | None:
    """The first tier, in the order they are written, that an entry belongs to."""
    for tier in leaderboard.tiers:
        if _belongs(leaderboard, tier, values, ahead, total):
            return tier.name
    return None


def _belongs(
    leaderboard: Leaderboard, tier: Tier, values: Sequence[int], ahead: int, total: int
) -> bool:
    if tier.top_percent is not None:
        return ahead * 100 < _EXACT.multiply(tier.top_percent, total)
    assert tier.score is not None
    first = leaderboard.columns[0]
    return values[0] >= tier.score if first.descending else values[0] <= tier.score
