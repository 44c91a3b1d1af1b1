"""Every job: its name, when it runs, before whom, and how long at most.

`docs/reference/jobs.md` is made from this module by `laurels jobs --markdown`.
"""

from collections.abc import Awaitable, Callable
from enum import IntEnum
from typing import NamedTuple

from cronsim import CronSim

from laurels.jobs.check import check
from laurels.jobs.export import export
from laurels.jobs.forget import forget
from laurels.jobs.make_room import make_room
from laurels.jobs.reconcile import reconcile
from laurels.jobs.turn_seasons import turn_seasons
from laurels.jobs.workplace import Workplace
from laurels.ports.job_runs import Facts, Outcome
from laurels.rules.instant import from_datetime, to_datetime
from laurels.settings import Settings

MINUTE, HOUR = 60, 3600


class Priority(IntEnum):
    """Who goes first: the numbers are those of Celery's Redis transport."""

    USER_FACING = 0  # somebody waits
    NORMAL = 3
    MAINTENANCE = 6

    @property
    def word(self) -> str:
        """As people read it."""
        return self.name.lower().replace("_", "-")


NearWork = Callable[[Workplace], Awaitable[Outcome]]
HeavyWork = Callable[[Settings, int, Facts], Awaitable[Outcome]]


class Job(NamedTuple):
    """One job. It has either `near` work, which is short or yields and uses what the process has
    open, or `heavy` work, which opens what it needs, and which a server leaves to a process of
    its own. Both may be run again after any part of it was done."""

    name: str
    does: str  # for people
    when: str  # a cron line in UTC; empty: when somebody asks
    rhythm: str  # the same in words
    priority: Priority
    seconds: int  # a run takes no longer
    near: NearWork | None = None
    heavy: HeavyWork | None = None
    is_alone: bool = True  # no two runs of it at once
    for_postgres: bool = False  # there is nothing to do on SQLite
    kept: int | None = 50  # ended runs; None: `forget` decides


JOBS = (
    Job(
        "turn-seasons",
        "Opens the season that follows on one with scores, at its instant.",
        "* * * * *",
        "every minute",
        Priority.NORMAL,
        MINUTE,
        near=lambda place: turn_seasons(place.seasons, place.clock()),
    ),
    Job(
        "reconcile",
        "Holds the ranks of those who have scored since the last look against the journal; an "
        "index that differs is loaded anew.",
        "*/5 * * * *",
        "every 5 minutes",
        Priority.NORMAL,
        5 * MINUTE,
        near=reconcile,
    ),
    Job(
        "make-room",
        "Makes the months of events that come next.",
        "7 */6 * * *",
        "every 6 hours",
        Priority.MAINTENANCE,
        5 * MINUTE,
        near=make_room,
        for_postgres=True,
    ),
    Job(
        "check",
        "Proves entries, submission ids and order from the whole journal, and on PostgreSQL the "
        "index in Redis from the entries, as `laurels check` does.",
        "17 3 * * *",
        "daily, 03:17",
        Priority.MAINTENANCE,
        6 * HOUR,
        heavy=check,
    ),
    Job(
        "export",
        "Writes a leaderboard's events or entries to a file, for whoever has asked in the admin.",
        "",
        "when asked",
        Priority.USER_FACING,
        2 * HOUR,
        heavy=export,
        kept=None,
    ),
    Job(
        "forget",
        "Deletes exports a week after they were made.",
        "43 4 * * *",
        "daily, 04:43",
        Priority.MAINTENANCE,
        10 * MINUTE,
        near=forget,
    ),
)


def jobs_of(settings: Settings) -> dict[str, Job]:
    """Name: job, of those that have something to do here."""
    return {job.name: job for job in JOBS if settings.database_url or not job.for_postgres}


def next_due(job: Job, after: int) -> int | None:
    """The first instant after another at which it is due; None where nobody but people ask.

    >>> from laurels.rules.instant import to_text
    >>> to_text(next_due(JOBS[1], 1_795_000_000_000_000))
    '2026-11-18T11:10:00Z'
    """
    if not job.when:
        return None
    return from_datetime(next(CronSim(job.when, to_datetime(after))))
