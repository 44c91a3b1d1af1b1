"""What a check looks at, and what it finds."""

from dataclasses import dataclass, field
from typing import NamedTuple

MOST_DIFFERENCES = 20  # kept of each fact


class Difference(NamedTuple):
    """Something that is not as the journal says. Empty text where a part does not apply."""

    leaderboard: str
    season: str
    player: int | None
    expected: str
    found: str


@dataclass
class Fact:
    """One thing that must hold, how often it was looked at, and where it did not."""

    name: str
    looked_at: int = 0
    wrong: int = 0
    differences: list[Difference] = field(default_factory=list)
    unseen: str = ""  # why it could not be looked at, as a sentence

    def differ(self, difference: Difference) -> None:
        """Count a difference, and keep the first ones."""
        self.wrong += 1
        if len(self.differences) < MOST_DIFFERENCES:
            self.differences.append(difference)
