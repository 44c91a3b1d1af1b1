"""One run of a job, from its claim to its outcome: the same for both runners."""

import asyncio
import contextlib
import logging
import random
import time
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from laurels.jobs.table import Job
from laurels.ports.job_runs import LEASE_SECONDS, Claim, JobRuns, Outcome
from laurels.rules.errors import LaurelsError, Unavailable

TRIES = 5
FIRST_PAUSE_SECONDS = 1.0  # doubled after each try
MOST_ATTEMPTS = 3  # runners that a run may cost before it is given up

log = logging.getLogger(__name__)
Work = Callable[[Claim], Awaitable[Outcome]]


async def perform(job: Job, run: int, runs: JobRuns, work: Work) -> bool:
    """Claim a run, do its work, and keep what came of it; False where another has it.

    What is not there just now (Unavailable) is tried again with growing pauses, within the job's
    time. Cancelled, it gives the run back. Unavailable where the run's row cannot be reached:
    it is handed out again later.
    """
    claim = await _claim(job, run, runs)
    if claim is None:
        return False
    started = time.monotonic()
    try:
        outcome = await _while_kept(runs, claim, _outcome(job, claim, work))
    except asyncio.CancelledError:
        await asyncio.shield(runs.give_back(claim))
        raise
    took = time.monotonic() - started
    if outcome is None or not await runs.end(claim, outcome, kept=job.kept):
        log.warning("job %s, run %d: another runner has taken it over", job.name, run)
        return False
    level, state = (logging.INFO, "done") if outcome.is_good else (logging.ERROR, "failed")
    log.log(level, "job %s, run %d: %s in %.1f s: %s", job.name, run, state, took, outcome.said)
    return True


async def end_unknown(runs: JobRuns, run: int, job: str) -> None:
    """End a run of a job that this version does not have: nobody is going to make it."""
    if (claim := await runs.claim(run, alone=False)) is not None:
        said = f"There is no job '{job}' in this version of Laurels."
        await runs.end(claim, Outcome(said, is_good=False), kept=None)


async def _claim(job: Job, run: int, runs: JobRuns) -> Claim | None:
    """Whoever is cancelled while the claim is on its way gives it back."""
    claiming = asyncio.ensure_future(runs.claim(run, alone=job.is_alone))
    try:
        return await asyncio.shield(claiming)
    except asyncio.CancelledError:
        with contextlib.suppress(LaurelsError):
            if (claim := await claiming) is not None:
                await asyncio.shield(runs.give_back(claim))
        raise


async def _while_kept(
    runs: JobRuns, claim: Claim, work: Coroutine[Any, Any, Outcome]
) -> Outcome | None:
    """The work's outcome, with the lease renewed meanwhile; None once that is lost, with the work
    broken off."""
    task, renewed = asyncio.create_task(work), time.monotonic()
    try:
        while not (await asyncio.wait({task}, timeout=LEASE_SECONDS / 3))[0]:
            try:
                if not await runs.keep(claim):
                    return None
                renewed = time.monotonic()
            except Unavailable:
                if time.monotonic() - renewed > LEASE_SECONDS:
                    return None
            if (own := asyncio.current_task()) is not None and own.cancelling():
                raise asyncio.CancelledError  # which `keep` may have swallowed
        return task.result()
    finally:
        if not task.done():
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def _outcome(job: Job, claim: Claim, work: Work) -> Outcome:
    if claim.attempt > MOST_ATTEMPTS:
        lost = claim.attempt - 1
        return Outcome(f"Given up: {lost} runners were lost over it.", is_good=False)
    try:
        async with asyncio.timeout(job.seconds) as limit:
            return await _again_and_again(job, claim, work)
    except LaurelsError as error:
        said = error.detail
    except Exception as error:
        if limit.expired() and isinstance(error, TimeoutError):
            return Outcome(f"It took longer than {job.seconds:,} s, and was ended.", is_good=False)
        log.exception("job %s, run %d", job.name, claim.run)
        said = f"{type(error).__name__}: {error}. The log has more."
    return Outcome(said, is_good=False)


async def _again_and_again(job: Job, claim: Claim, work: Work) -> Outcome:
    pause = FIRST_PAUSE_SECONDS
    for _ in range(TRIES - 1):
        try:
            return await work(claim)
        except Unavailable as error:
            log.warning("job %s, run %d: %s Trying again.", job.name, claim.run, error.detail)
        await asyncio.sleep(pause * random.uniform(0.5, 1))  # noqa: S311
        pause *= 2
    return await work(claim)
