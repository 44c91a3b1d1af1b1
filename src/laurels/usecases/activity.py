"""How much is played: accepted scores by the minute and by the second, counted in memory."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from laurels.ports.history import History
from laurels.ports.score_counts import Counts, ScoreCounts
from laurels.rules.errors import Unavailable
from laurels.rules.instant import SECOND

MINUTE = 60 * SECOND
MINUTES = 60  # that are told apart
RATE_SECONDS = 10  # that a rate is taken over
TELL_SECONDS = 1.0  # between messages to other processes

log = logging.getLogger(__name__)


class Pace(NamedTuple):
    """How much one leaderboard is played."""

    per_minute: list[int]  # of MINUTES minutes, oldest first; the last one is under way
    last_minute: int  # in the last 60 seconds, the one under way among them
    per_second: float  # over the last RATE_SECONDS


class Activity:
    """Counts of the last hour. Memory: O(leaderboards that were played, by the minute).

    Where `others` take scores too, all tell each other every second, so the counts of one lag
    by that much. What a broken connection swallows is missing for an hour.
    """

    def __init__(
        self, history: History, clock: Callable[[], int], others: ScoreCounts | None = None
    ) -> None:
        self._history = history
        self._clock = clock
        self._others = others
        self._untold: Counter[int] = Counter()
        self._telling: asyncio.Task[None] | None = None
        self._minutes = _Counts(MINUTE, MINUTES)
        self._seconds = _Counts(SECOND, 60)

    def count(self, scores: Mapping[int, int], at: int) -> None:
        """Take note of a group: how many scores of each leaderboard, by its number, were
        accepted at an instant. O(leaderboards of the group)."""
        self._add(scores, at)
        if self._others is not None:
            self._untold.update(scores)
            if self._telling is None:
                self._telling = asyncio.create_task(self._tell(self._others))

    def _add(self, scores: Counts, at: int) -> None:
        self._minutes.add(scores, at)
        self._seconds.add(scores, at)

    async def _tell(self, others: ScoreCounts) -> None:
        await asyncio.sleep(TELL_SECONDS)
        self._telling = None
        untold, self._untold = self._untold, Counter()
        try:
            await others.tell(untold)
        except Unavailable as error:
            log.debug("other processes do not hear of %d scores: %s", untold.total(), error)

    async def recall(self) -> None:
        """Add what the journal has taken in the last hour, until now, and what others take from
        now on. Call once, when the clock goes on from the last event. O(events of that hour), in
        a thread."""
        if self._others is not None:
            await self._others.listen(lambda counts: self._add(counts, self._clock()))
        now = self._clock()
        first, recent = (now // MINUTE - MINUTES + 1) * MINUTE, now - MINUTE
        for leaderboard, at, scores in await self._history.count(first, now, recent):
            self._add({leaderboard: scores}, at)

    async def stop(self) -> None:
        """Tell others nothing more. At the end."""
        if self._telling is not None:
            self._telling.cancel()
            await asyncio.wait({self._telling})

    def of(self, leaderboard: int) -> Pace:
        """What one leaderboard, by its number, was played lately. O(1)."""
        now = self._clock()
        minutes = [slot.get(leaderboard, 0) for slot in self._minutes.newest(MINUTES, now)]
        seconds = [slot.get(leaderboard, 0) for slot in self._seconds.newest(60, now)]
        return Pace(minutes, sum(seconds), _rate(seconds[-RATE_SECONDS - 1 :], now))


def _rate(seconds: list[int], now: int) -> float:
    """Scores a second from the counts of RATE_SECONDS + 1 seconds, the last one under way: of
    the first one the share counts that is not as long ago.

    >>> _rate([10] * 10 + [5], now=SECOND // 2)
    10.0
    """
    gone = now % SECOND / SECOND
    return round((seconds[0] * (1 - gone) + sum(seconds[1:])) / RATE_SECONDS, 1)


class _Counts:
    """Numbers by leaderboard in slots of `width` microseconds, of which `kept` stay.

    >>> counts = _Counts(width=10, kept=2)
    >>> for at in (5, 12, 17):
    ...     counts.add({1: 3}, at)
    >>> list(counts.newest(2, now=19)), list(counts.newest(2, now=25))
    ([{1: 3}, {1: 6}], [{1: 6}, {}])
    """

    def __init__(self, width: int, kept: int) -> None:
        self._width = width
        self._kept = kept
        self._slots: dict[int, dict[int, int]] = {}

    def add(self, numbers: Mapping[int, int], at: int) -> None:
        """Add to the slot of an instant. O(numbers)."""
        slot = self._slots.get(at // self._width)
        if slot is None:
            slot = self._begin(at // self._width)
        for leaderboard, number in numbers.items():
            slot[leaderboard] = slot.get(leaderboard, 0) + number

    def newest(self, count: int, now: int) -> Iterable[dict[int, int]]:
        """The last slots, oldest first; the last one is that of now."""
        last = now // self._width
        return (self._slots.get(number, {}) for number in range(last - count + 1, last + 1))

    def _begin(self, number: int) -> dict[int, int]:
        slot: dict[int, int] = {}
        self._slots = {n: kept for n, kept in self._slots.items() if n > number - self._kept}
        self._slots[number] = slot
        return slot
