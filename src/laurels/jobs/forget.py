"""Forget what nobody comes for any more."""

from pathlib import Path

from laurels.jobs.export import remove_leftovers
from laurels.jobs.workplace import Workplace
from laurels.ports.job_runs import Outcome
from laurels.rules.errors import Unavailable
from laurels.rules.instant import SECOND

EXPORT_DAYS = 7


async def forget(place: Workplace) -> Outcome:
    """Delete exports a week after they were made: the files first, then their runs. One that
    cannot be deleted keeps none of the others; it is Unavailable at the end."""
    before = place.clock() - EXPORT_DAYS * 86_400 * SECOND
    gone, refused = [], None
    for run in await place.runs.ended_before("export", before):
        try:
            await place.exports.remove(run)
        except Unavailable as error:
            refused = error
        else:
            gone.append(run)
    await place.runs.remove(gone)
    remove_leftovers(Path(place.settings.data))
    if refused is not None:
        raise refused
    return Outcome(f"Deleted {len(gone)} exports." if gone else "Nothing is old.")
