"""The runner of the embedded profile: tasks on the server's loop, heavy work in a process of its
own, so that no score waits for it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial

from laurels.jobs.child import in_child
from laurels.jobs.due import ask_for_due
from laurels.jobs.perform import end_unknown, perform
from laurels.jobs.table import Job, Priority, jobs_of
from laurels.jobs.workplace import Workplace
from laurels.ports.job_runs import Claim, Facts, Outcome
from laurels.rules.errors import Unavailable
from laurels.settings import Settings

LOOK_SECONDS = 1.0
QUIET_SECONDS = 15.0  # after a start, before what is overdue begins

log = logging.getLogger(__name__)
Heavy = Callable[[str, Settings, int, Facts], Awaitable[Outcome]]


class InProcessRunner:
    """Looks for runs every second, and makes them. `run` it as a task; cancelled, it gives back
    what is under way, to be run after the next start."""

    def __init__(
        self, place: Workplace, *, heavy: Heavy = in_child, quiet_seconds: float = QUIET_SECONDS
    ) -> None:
        self._place = place
        self._jobs = jobs_of(place.settings)
        self._heavy = heavy
        self._quiet = quiet_seconds
        self._tasks: dict[int, asyncio.Task[None]] = {}
        # One process beside the server for each priority: no export waits for a check.
        self._turns = {priority: asyncio.Semaphore(1) for priority in Priority}

    async def run(self) -> None:
        """Until cancelled."""
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        started, since = loop.time(), self._place.clock()
        try:
            # Before Python 3.12 asyncio.wait_for, which stores use, can swallow a cancellation.
            while task is not None and not task.cancelling():
                try:
                    if loop.time() - started >= self._quiet:
                        now = await ask_for_due(self._place.runs, self._jobs, since)
                        since = min(since, now)  # the clock may have been set back
                    await self._begin()
                except Unavailable as error:
                    log.warning("jobs wait: %s", error)
                except Exception:
                    log.exception("jobs wait")
                await asyncio.sleep(LOOK_SECONDS)
        finally:
            for one in self._tasks.values():
                one.cancel()
            await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    async def _begin(self) -> None:
        for run, name in await self._place.runs.hand_out():
            if run in self._tasks:
                continue
            if job := self._jobs.get(name):
                self._tasks[run] = asyncio.create_task(self._make(job, run))
            else:
                await end_unknown(self._place.runs, run, name)

    async def _make(self, job: Job, run: int) -> None:
        try:
            if job.heavy is None:
                await perform(job, run, self._place.runs, partial(self._near, job))
                return
            async with self._turns[job.priority]:
                await perform(job, run, self._place.runs, partial(self._far, job))
        except Unavailable as error:
            log.warning("job %s, run %d: %s", job.name, run, error)
        except Exception:
            log.exception("job %s, run %d", job.name, run)
        finally:
            self._tasks.pop(run, None)

    async def _near(self, job: Job, claim: Claim) -> Outcome:
        assert job.near is not None
        return await job.near(self._place)

    async def _far(self, job: Job, claim: Claim) -> Outcome:
        return await self._heavy(job.name, self._place.settings, claim.run, claim.argument)
