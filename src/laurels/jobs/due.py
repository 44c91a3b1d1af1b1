"""Which jobs are due: the one look that the in-process runner and Celery's beat both take."""

from collections.abc import Mapping

from laurels.jobs.table import Job, next_due
from laurels.ports.job_runs import JobRuns

LOOK_SECONDS = 2.0  # between looks that workers take


async def ask_for_due(runs: JobRuns, jobs: Mapping[str, Job], since: int = 0) -> int:
    """Ask for a run of each job that has come due since it was asked for last; one that never
    was counts from `since`. However many look at once, one run comes of it. What came due
    several times while nobody looked runs once. The instant comes back."""
    now, asked = await runs.asked()
    for job in jobs.values():
        due = next_due(job, asked.get(job.name, since))
        if due is not None and due <= now:
            await runs.ask(job.name, unless_since=due)
    return now
