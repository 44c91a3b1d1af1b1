"""`laurels` with jobs of the tests beside the real ones, and with short leases.

`python -m tests.jobs.extra_jobs serve`, `worker` or `beat`. Also an application of Celery: `app`.
"""

import asyncio
import os
import sys
from pathlib import Path

from laurels.ports import job_runs

job_runs.LEASE_SECONDS, job_runs.HAND_OUT_SECONDS, job_runs.LATER_SECONDS = 2.0, 2.0, 0.2

from laurels.jobs import due  # noqa: E402

due.LOOK_SECONDS = 0.2

from laurels.jobs import table  # noqa: E402
from laurels.jobs.table import Job, Priority  # noqa: E402
from laurels.jobs.workplace import Workplace  # noqa: E402
from laurels.ports.job_runs import Outcome  # noqa: E402
from laurels.rules.errors import Conflict  # noqa: E402

FOLDER = Path(os.environ.get("TEST_FOLDER", "."))


def note(text: str) -> None:
    with (FOLDER / "notes").open("a") as file:
        file.write(f"{text}\n")


async def slow(place: Workplace) -> Outcome:
    """Waits for a file."""
    note("slow begins")
    while not (FOLDER / "go").exists():
        await asyncio.sleep(0.02)
    note("slow ends")
    return Outcome("Slowly.")


async def refuses(place: Workplace) -> Outcome:
    raise Conflict("Not today.")


def noting(name: str) -> table.NearWork:
    async def work(place: Workplace) -> Outcome:
        note(name)
        return Outcome("Noted.")

    return work


table.JOBS = (
    *table.JOBS,
    Job("slow", "Waits.", "", "", Priority.NORMAL, 60, near=slow),
    Job("refuses", "Refuses.", "", "", Priority.NORMAL, 60, near=refuses),
    Job("brief", "Is brief.", "", "", Priority.NORMAL, 1, near=slow),
    *(
        Job(
            priority.word,
            "Notes.",
            "",
            "",
            priority,
            60,
            near=noting(priority.word),
            is_alone=False,
        )
        for priority in Priority
    ),
)

if __name__ == "__main__":
    from laurels.cli import main

    main(sys.argv)
