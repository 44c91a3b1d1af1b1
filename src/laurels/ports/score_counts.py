"""How many scores are taken, told between the processes that take them."""

from collections.abc import Callable, Mapping
from typing import Protocol

Counts = Mapping[int, int]  # by a leaderboard's number


class ScoreCounts(Protocol):
    """Carries counts to the other processes. Nothing is kept: what is told while one does not
    listen never reaches it."""

    async def tell(self, counts: Counts) -> None:
        """Tell all others. One message; Unavailable where it cannot be sent."""
        ...

    async def listen(self, heard: Callable[[Counts], None]) -> None:
        """From now on call `heard` with what others tell, on this event loop. Once."""
        ...
