"""The runner beside the server: what is due runs, and stopping loses nothing."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest

from laurels.jobs import in_process
from laurels.jobs.due import ask_for_due
from laurels.jobs.in_process import Heavy, InProcessRunner
from laurels.jobs.table import jobs_of
from laurels.ports.job_runs import Facts, Outcome
from laurels.rules.errors import Unavailable
from laurels.settings import Settings
from laurels.wiring import Laurels
from tests.jobs.test_perform import row


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_process, "LOOK_SECONDS", 0.01)


@asynccontextmanager
async def running(laurels: Laurels, heavy: Heavy | None = None) -> AsyncIterator[None]:
    more = {} if heavy is None else {"heavy": heavy}
    task = asyncio.create_task(InProcessRunner(laurels, quiet_seconds=0, **more).run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def until(condition: Callable[[], Any]) -> None:
    async with asyncio.timeout(30):
        while not condition():
            await asyncio.sleep(0.01)


def states(laurels: Laurels) -> dict[str, str]:
    with sqlite3.connect(laurels.settings.database) as connection:
        found = dict(connection.execute("SELECT job, state FROM job_runs").fetchall())
    connection.close()
    return found


async def at_once(job: str, settings: Settings, run: int, argument: Facts) -> Outcome:
    return Outcome("At once.")


async def test_what_is_due_runs(laurels: Laurels) -> None:
    await ask_for_due(laurels.runs, jobs_of(laurels.settings))  # none ever was, so all are

    async with running(laurels, at_once):
        await until(lambda: set(states(laurels).values()) == {"done"})

    assert set(states(laurels)) == {"turn-seasons", "reconcile", "check", "forget"}


async def test_a_new_data_set_is_left_alone(laurels: Laurels) -> None:
    """Nothing is due before its first time has come."""
    now, _ = await laurels.runs.asked()

    await ask_for_due(laurels.runs, jobs_of(laurels.settings), now)

    assert states(laurels) == {}


async def test_heavy_work_is_done_beside_the_server(laurels: Laurels) -> None:
    run = await laurels.runs.ask("check")
    assert run is not None

    async with running(laurels):
        await until(lambda: states(laurels)["check"] in ("done", "failed"))

    state, said = row(laurels, run, "state", "said")
    assert (state, said[:10]) == ("done", "All clean:")


async def test_a_failure_leaves_the_runner_running(laurels: Laurels) -> None:
    async def fails(job: str, settings: Settings, run: int, argument: Facts) -> Outcome:
        raise ZeroDivisionError("once")

    first = await laurels.runs.ask("check")
    assert first is not None
    async with running(laurels, fails):
        await until(lambda: states(laurels)["check"] == "failed")
        second = await laurels.runs.ask("forget")
        assert second is not None
        await until(lambda: states(laurels)["forget"] == "done")

    assert row(laurels, first, "said") == ("ZeroDivisionError: once. The log has more.",)


async def test_an_export_does_not_wait_for_a_check(laurels: Laurels) -> None:
    async def heavy(job: str, settings: Settings, run: int, argument: Facts) -> Outcome:
        if job == "check":
            await asyncio.Event().wait()
        return Outcome("Written.")

    await laurels.runs.ask("check")
    async with running(laurels, heavy):
        await until(lambda: states(laurels)["check"] == "running")
        await laurels.runs.ask("export")
        await until(lambda: states(laurels)["export"] == "done")

        assert states(laurels)["check"] == "running"


async def test_a_stop_gives_back_what_is_under_way(laurels: Laurels) -> None:
    async def never(job: str, settings: Settings, run: int, argument: Facts) -> Outcome:
        await asyncio.Event().wait()
        raise AssertionError

    await laurels.runs.ask("check")
    async with running(laurels, never):
        await until(lambda: states(laurels)["check"] == "running")

    assert states(laurels)["check"] == "waiting"
    async with running(laurels, at_once):
        await until(lambda: states(laurels)["check"] == "done")


async def test_a_store_that_is_away_for_a_moment_does_not_end_it(
    laurels: Laurels, monkeypatch: pytest.MonkeyPatch
) -> None:
    there, refused = laurels.runs.hand_out, []

    async def away() -> Any:
        if len(refused) < 3:
            refused.append(1)
            raise Unavailable("away")
        return await there()

    monkeypatch.setattr(laurels.runs, "hand_out", away)
    await laurels.runs.ask("forget")
    async with running(laurels):
        await until(lambda: states(laurels)["forget"] == "done")


async def test_a_run_of_a_job_that_is_no_more_ends_with_a_sentence(laurels: Laurels) -> None:
    run = await laurels.runs.ask("polish")
    assert run is not None
    async with running(laurels):
        await until(lambda: states(laurels)["polish"] == "failed")

    assert row(laurels, run, "said") == ("There is no job 'polish' in this version of Laurels.",)
