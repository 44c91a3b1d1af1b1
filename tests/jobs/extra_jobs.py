"""`laurels` with jobs of the tests beside the real ones, and with short leases.

`python -m tests.jobs.extra_jobs serve`, `worker` or `beat`.
"""

import asyncio
import os
import sys
from pathlib import Path

from laurels.jobs import due, table
from laurels.jobs.table import Job, NearWork, Priority
from laurels.jobs.workplace import Workplace
from laurels.ports.job_runs import Outcome
from laurels.rules.errors import Conflict

LEASE = 6.0  # seconds; a loaded machine may hold a runner up for some of them
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


def noting(name: str) -> NearWork:
    async def work(place: Workplace) -> Outcome:
        note(name)
        return Outcome("Noted.")

    return work


def install() -> None:
    """For this process."""
    from laurels.adapters import postgres_job_runs, sqlite_job_runs
    from laurels.jobs import perform

    for module in (sqlite_job_runs, postgres_job_runs):
        module.LEASE_SECONDS, module.HAND_OUT_SECONDS, module.LATER_SECONDS = LEASE, 2.0, 0.2
    perform.LEASE_SECONDS = LEASE
    due.LOOK_SECONDS = 0.2
    table.JOBS = (
        *table.JOBS,
        Job("slow", "Waits.", "", "", Priority.NORMAL, 60, near=slow),
        Job("refuses", "Refuses.", "", "", Priority.NORMAL, 60, near=refuses),
        Job("brief", "Is brief.", "", "", Priority.NORMAL, 1, near=slow),
        *(
            Job(p.word, "Notes.", "", "", p, 60, near=noting(p.word), is_alone=False)
            for p in Priority
        ),
    )


if __name__ == "__main__":
    install()
    from laurels.cli import main

    main(sys.argv)
