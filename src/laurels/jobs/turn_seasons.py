"""Open seasons at their instants."""

from laurels.ports.job_runs import Outcome
from laurels.usecases.seasons import Seasons


async def turn_seasons(seasons: Seasons, now: int) -> Outcome:
    """Begin the seasons that follow on ones with scores. A help, never a condition: what a score
    or a reader finds not begun begins then."""
    begun = await seasons.turn(now)
    return Outcome(f"Opened {len(begun)}: {', '.join(begun)}." if begun else "None has turned.")
