"""Forget what nobody comes for any more."""

from laurels.jobs.workplace import Workplace
from laurels.ports.job_runs import Outcome
from laurels.rules.instant import SECOND

EXPORT_DAYS = 7


async def forget(place: Workplace) -> Outcome:
    """Delete exports a week after they were made: the files first, then their runs."""
    before = place.clock() - EXPORT_DAYS * 86_400 * SECOND
    runs = await place.runs.ended_before("export", before)
    for run in runs:
        await place.exports.remove(run)
    await place.runs.remove(runs)
    return Outcome(f"Deleted {len(runs)} exports." if runs else "Nothing is old.")
