"""The definition of one contest, and what a valid one is."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any

from laurels.rules.errors import FieldError, InvalidRequest, UnprocessableScore
from laurels.rules.order_key import OrderKey
from laurels.rules.score import score_number
from laurels.rules.season import Window

MOST_COLUMNS = 5
MOST_DECIMALS = 6
MOST_WINDOWS = 8
MOST_SEGMENTS = 4
MOST_TIERS = 20
LEADERBOARD_ID = re.compile(r"[a-z0-9._-]{1,64}")
NAME = re.compile(r"[a-z0-9._-]{1,32}")


class Order(StrEnum):
    """Which end of a column is the better one."""

    DESCENDING = "descending"
    ASCENDING = "ascending"


class Operator(StrEnum):
    """What a new score does to the standing one."""

    BEST = "best"
    LATEST = "latest"
    SUM = "sum"


class RankMethod(StrEnum):
    """How equal entries are numbered: 1,2,2,4 or 1,2,2,3 or 1,2,3,4."""

    COMPETITION = "competition"
    DENSE = "dense"
    ORDINAL = "ordinal"


@dataclass(frozen=True, slots=True)
class Column:
    """One number that is compared."""

    name: str = "score"
    order: Order = Order.DESCENDING
    decimals: int = 0

    @property
    def descending(self) -> bool:
        """Whether larger is better."""
        return self.order is Order.DESCENDING


@dataclass(frozen=True, slots=True)
class Tier:
    """A named slice: the best `top_percent` of entries, or all whose first column is at
    least as good as `score` (scaled). Exactly one of the two is set."""

    name: str
    top_percent: Decimal | None = None
    score: int | None = None


@dataclass(frozen=True)
class Leaderboard:
    """One contest. `number` is the stores' own short name for it; games use `id`."""

    id: str
    title: str
    columns: tuple[Column, ...] = (Column(),)
    operator: Operator = Operator.BEST
    rank_method: RankMethod = RankMethod.COMPETITION
    windows: tuple[Window, ...] = (Window("all-time"),)
    segments: tuple[str, ...] = ()
    tiers: tuple[Tier, ...] = ()
    public: bool = True
    min_score: int | None = None  # scaled; of a submission's first column
    max_score: int | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)
    created_at: int = 0
    number: int = 0

    @cached_property
    def order_key(self) -> OrderKey:
        """The order of this leaderboard's entries."""
        return OrderKey([column.descending for column in self.columns])

    @property
    def definition(self) -> tuple[object, ...]:
        """What must not change once there are events."""
        return (self.columns, self.operator, self.rank_method, self.windows, self.segments)

    def window(self, name: str) -> Window | None:
        """The window of that name."""
        return next((window for window in self.windows if window.name == name), None)

    def check_limits(self, values: Sequence[int]) -> None:
        """UnprocessableScore when a submission's first column is outside the limits."""
        value, column = values[0], self.columns[0]
        if (self.min_score is not None and value < self.min_score) or (
            self.max_score is not None and value > self.max_score
        ):
            low = "any" if self.min_score is None else self._shown(self.min_score)
            high = "any" if self.max_score is None else self._shown(self.max_score)
            raise UnprocessableScore(
                f"'{column.name}' is {self._shown(value)}; "
                f"'{self.id}' takes scores from {low} to {high}.",
                field="score",
            )

    def _shown(self, value: int) -> str:
        return str(score_number(value, self.columns[0].decimals))


def check_leaderboard(leaderboard: Leaderboard) -> None:
    """InvalidRequest that names every field of a definition that is not allowed."""
    errors = list(_problems(leaderboard))
    if errors:
        raise InvalidRequest(errors[0].message, errors=errors)


def _problems(leaderboard: Leaderboard) -> Iterator[FieldError]:
    if not LEADERBOARD_ID.fullmatch(leaderboard.id):
        yield FieldError("id", "An id has 1 to 64 characters of a-z 0-9 . _ -")
    if not 1 <= len(leaderboard.title) <= 200:
        yield FieldError("title", "A title has 1 to 200 characters.")
    for name, parts, most in (
        ("columns", [c.name for c in leaderboard.columns], MOST_COLUMNS),
        ("windows", [w.name for w in leaderboard.windows], MOST_WINDOWS),
        ("segments", list(leaderboard.segments), MOST_SEGMENTS),
        ("tiers", [t.name for t in leaderboard.tiers], MOST_TIERS),
    ):
        yield from _name_problems(name, parts, most)
    yield from _part_problems(leaderboard)
    low, high = leaderboard.min_score, leaderboard.max_score
    if low is not None and high is not None and low > high:
        yield FieldError("min_score", "'min_score' must not be above 'max_score'.")


def _part_problems(leaderboard: Leaderboard) -> Iterator[FieldError]:
    for index, column in enumerate(leaderboard.columns):
        if not 0 <= column.decimals <= MOST_DECIMALS:
            yield FieldError(f"columns[{index}].decimals", "A column has 0 to 6 decimals.")
    for index, window in enumerate(leaderboard.windows):
        problem = window.problem()
        if problem:
            yield FieldError(f"windows[{index}]", problem)
    for index, tier in enumerate(leaderboard.tiers):
        if (tier.top_percent is None) == (tier.score is None):
            yield FieldError(f"tiers[{index}]", "A tier has either 'top_percent' or 'score'.")
        elif tier.top_percent is not None and not 0 < tier.top_percent <= 100:
            yield FieldError(f"tiers[{index}].top_percent", "A share is above 0 and at most 100.")


def _name_problems(field_name: str, names: list[str], most: int) -> Iterator[FieldError]:
    least = 1 if field_name in ("columns", "windows") else 0
    if not least <= len(names) <= most:
        yield FieldError(field_name, f"'{field_name}' takes {least} to {most} items.")
    if len(set(names)) < len(names):
        yield FieldError(field_name, f"Each name in '{field_name}' must be another.")
    for index, name in enumerate(names):
        if not NAME.fullmatch(name):
            yield FieldError(
                f"{field_name}[{index}]", "A name has 1 to 32 characters of a-z 0-9 . _ -"
            )
