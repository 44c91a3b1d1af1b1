"""One run: what its work does, and what is kept of it."""

import asyncio
import logging
import re
import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from laurels.adapters import sqlite_job_runs
from laurels.jobs import perform as module
from laurels.jobs.perform import perform
from laurels.jobs.table import Job, Priority
from laurels.ports.job_runs import Claim, Outcome
from laurels.rules.errors import Conflict, Unavailable
from laurels.wiring import Laurels

JOB = Job("check", "A test's.", "", "", Priority.NORMAL, 60)
Work = Callable[[Claim], Awaitable[Outcome]]


def row(laurels: Laurels, run: int, *columns: str) -> tuple[Any, ...]:
    with sqlite3.connect(laurels.settings.database) as connection:
        statement = f"SELECT {', '.join(columns)} FROM job_runs WHERE id = ?"
        found: tuple[Any, ...] = connection.execute(statement, (run,)).fetchone()
    connection.close()
    return found


async def asked(laurels: Laurels) -> int:
    run = await laurels.runs.ask(JOB.name)
    assert run is not None
    return run


async def made(laurels: Laurels, work: Work, job: Job = JOB) -> tuple[Any, ...]:
    """State and sentence of a new run with some work."""
    run = await asked(laurels)
    assert await perform(job, run, laurels.runs, work)
    return row(laurels, run, "state", "said")


def working(*outcomes: Outcome | Exception) -> Work:
    """Work that comes to one outcome after the other."""
    left = list(outcomes)

    async def work(claim: Claim) -> Outcome:
        outcome = left.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    return work


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FIRST_PAUSE_SECONDS", 0.001)


async def test_its_outcome_is_kept(laurels: Laurels) -> None:
    assert await made(laurels, working(Outcome("All clean."))) == ("done", "All clean.")


async def test_a_bad_outcome_is_a_failure(laurels: Laurels) -> None:
    bad = Outcome("Two differ.", is_good=False)
    assert await made(laurels, working(bad)) == ("failed", "Two differ.")


async def test_each_run_logs_one_line(laurels: Laurels, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="laurels.jobs")
    await made(laurels, working(Outcome("All clean.")))
    (line,) = [record.getMessage() for record in caplog.records]
    assert re.fullmatch(r"job check, run 1: done in \d+\.\d s: All clean\.", line)


@pytest.mark.usefixtures("quick")
async def test_what_is_away_for_a_moment_is_tried_again(laurels: Laurels) -> None:
    away = Unavailable("The database is away.")
    assert await made(laurels, working(away, away, Outcome("Well."))) == ("done", "Well.")


@pytest.mark.usefixtures("quick")
async def test_what_stays_away_fails_with_its_reason(laurels: Laurels) -> None:
    away = [Unavailable("The database is away.") for _ in range(module.TRIES)]
    assert await made(laurels, working(*away)) == ("failed", "The database is away.")


async def test_a_refusal_is_not_tried_again(laurels: Laurels) -> None:
    work = working(Conflict("That cannot be."), Outcome("Well."))
    assert await made(laurels, work) == ("failed", "That cannot be.")


async def test_any_other_error_is_named(laurels: Laurels) -> None:
    state, said = await made(laurels, working(KeyError("window")))
    assert (state, said) == ("failed", "KeyError: 'window'. The log has more.")


async def test_a_run_that_takes_too_long_is_ended(laurels: Laurels) -> None:
    async def work(claim: Claim) -> Outcome:
        await asyncio.Event().wait()
        raise AssertionError

    state, said = await made(laurels, work, JOB._replace(seconds=0.05))
    assert state == "failed"
    assert "took longer than" in said


async def test_a_cancelled_run_is_given_back(laurels: Laurels) -> None:
    begun = asyncio.Event()

    async def work(claim: Claim) -> Outcome:
        begun.set()
        await asyncio.Event().wait()
        raise AssertionError

    run = await asked(laurels)
    task = asyncio.create_task(perform(JOB, run, laurels.runs, work))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert row(laurels, run, "state", "attempts") == ("waiting", 0)


async def test_the_lease_is_renewed_while_it_works(
    laurels: Laurels, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LEASE_SECONDS", 0.03)
    run = await asked(laurels)

    async def work(claim: Claim) -> Outcome:
        before = row(laurels, run, "lease_until")
        async with asyncio.timeout(30):
            while row(laurels, run, "lease_until") == before:
                await asyncio.sleep(0.005)
        return Outcome("Renewed.")

    assert await perform(JOB, run, laurels.runs, work)
    assert row(laurels, run, "said") == ("Renewed.",)


async def test_work_whose_lease_is_lost_is_broken_off(
    laurels: Laurels, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LEASE_SECONDS", 0.03)
    monkeypatch.setattr(sqlite_job_runs, "LEASE_SECONDS", -1)
    begun = asyncio.Event()

    async def work(claim: Claim) -> Outcome:
        begun.set()
        await asyncio.Event().wait()
        raise AssertionError

    run = await asked(laurels)
    task = asyncio.create_task(perform(JOB, run, laurels.runs, work))
    await begun.wait()
    await laurels.runs.hand_out()
    other = await laurels.runs.claim(run, alone=True)

    assert other is not None
    assert not await task
    assert row(laurels, run, "state", "token") == ("running", other.token)


async def test_a_run_that_costs_many_runners_is_given_up(
    laurels: Laurels, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = await asked(laurels)
    with monkeypatch.context() as patch:
        patch.setattr(sqlite_job_runs, "LEASE_SECONDS", -1)
        for _ in range(module.MOST_ATTEMPTS):
            assert await laurels.runs.claim(run, alone=True)
            await laurels.runs.hand_out()

    assert await perform(JOB, run, laurels.runs, working())

    assert row(laurels, run, "state", "said") == (
        "failed",
        "Given up: 3 runners were lost over it.",
    )


async def test_a_claim_that_is_under_way_at_a_stop_is_given_back(
    laurels: Laurels, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, claim = await asked(laurels), laurels.runs.claim
    committed, gate = asyncio.Event(), asyncio.Event()

    async def slowly(run: int, *, alone: bool) -> Claim | None:
        claimed = await claim(run, alone=alone)
        committed.set()
        await gate.wait()
        return claimed

    monkeypatch.setattr(laurels.runs, "claim", slowly)
    task = asyncio.create_task(perform(JOB, run, laurels.runs, working()))
    await committed.wait()
    task.cancel()
    await asyncio.sleep(0)
    gate.set()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert row(laurels, run, "state", "attempts") == ("waiting", 0)


async def test_a_time_out_of_the_work_itself_is_named(laurels: Laurels) -> None:
    state, said = await made(laurels, working(TimeoutError("no answer")))
    assert (state, said) == ("failed", "TimeoutError: no answer. The log has more.")
