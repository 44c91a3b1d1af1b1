"""The wall clock, made to never step back."""

import time


class SystemClock:
    """Calls give instants that never decrease, from `floor` on.

    A clock that is set back must not put new events into a season that has ended.
    """

    def __init__(self, floor: int = 0) -> None:
        self._last = floor

    def not_before(self, floor: int) -> int:
        """Go on from `floor` at the earliest; by how many microseconds that is ahead."""
        ahead = floor - self()
        self._last = max(self._last, floor)
        return max(0, ahead)

    def __call__(self) -> int:
        """Now, in microseconds."""
        self._last = max(self._last, time.time_ns() // 1000)
        return self._last
