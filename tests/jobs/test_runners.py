"""What both runners promise, as real processes: beside SQLite, and as Celery's workers."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest

from laurels.rules.leaderboard import Leaderboard
from tests import postgres_server
from tests.jobs.runners import InProcess, OnCelery, Runner, ask, ended, notes, state, until
from tests.redis_server import redis_server


@pytest.fixture(scope="module", params=["in process", "on Celery"])
def runner(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Runner]:
    """One for all tests of a kind."""
    folder: Path = tmp_path_factory.mktemp("runner")
    runner: InProcess | OnCelery
    if request.param == "in process":
        runner = InProcess(folder)
    else:
        redis = redis_server("wheel")
        redis.ask("FLUSHALL")
        runner = OnCelery(folder, postgres_server.postgres(18), redis)
    runner.start()
    yield runner
    runner.stop()


@pytest.fixture(autouse=True)
def from_the_start(runner: Runner) -> Iterator[None]:
    for name in ("notes", "go"):
        (runner.folder / name).unlink(missing_ok=True)
    yield
    (runner.folder / "go").touch()


async def test_what_is_asked_for_is_done(runner: Runner) -> None:
    assert await ended(runner, await ask(runner, "forget")) == ("done", "Nothing is old.")


async def test_a_refusal_is_kept_as_its_sentence(runner: Runner) -> None:
    assert await ended(runner, await ask(runner, "refuses")) == ("failed", "Not today.")


async def test_a_run_ends_with_its_time(runner: Runner) -> None:
    said = "It took longer than 1 s, and was ended."
    assert await ended(runner, await ask(runner, "brief")) == ("failed", said)


async def test_a_whole_data_set_is_checked(runner: Runner) -> None:
    found, said = await ended(runner, await ask(runner, "check"))
    assert (found, said[:10]) == ("done", "All clean:")


async def test_an_export_leaves_a_file(runner: Runner) -> None:
    async with runner.data() as data:
        if not runner.rows("SELECT 1 FROM leaderboards"):  # no server has been there
            await data.catalog.add_leaderboard(Leaderboard("global", "Global"))
    argument = {"leaderboard": "global", "what": "events", "format": "csv"}
    run = await ask(runner, "export", **argument)

    assert await ended(runner, run) == ("done", "0 events, 0.0 MB packed.")

    async with runner.data() as data:
        packed = b"".join([part async for part in data.exports.read(run)])
    assert gzip.decompress(packed).startswith(b"sequence,kind,player,score")


async def test_an_export_of_nothing_says_so(runner: Runner) -> None:
    argument = {"leaderboard": "none", "what": "events", "format": "csv"}
    run = await ask(runner, "export", **argument)

    assert await ended(runner, run) == ("failed", "There is no leaderboard 'none'.")


async def test_of_one_job_two_are_never_under_way(runner: Runner) -> None:
    runs = [await ask(runner, "slow") for _ in range(2)]
    await until(runner, lambda: notes(runner), "the first begins")
    (runner.folder / "go").touch()

    for run in runs:
        assert await ended(runner, run) == ("done", "Slowly.")

    assert notes(runner) == ["slow begins", "slow ends"] * 2


async def test_the_work_of_a_killed_runner_is_done_once_after_all(runner: Runner) -> None:
    run = await ask(runner, "slow")
    await until(runner, lambda: notes(runner), "it begins")

    runner.kill()
    runner.start()
    await until(runner, lambda: len(notes(runner)) == 2, "it begins again")
    (runner.folder / "go").touch()

    assert await ended(runner, run) == ("done", "Slowly.")
    assert notes(runner) == ["slow begins", "slow begins", "slow ends"]


async def test_a_stop_is_clean(runner: Runner) -> None:
    codes = runner.stop()
    runner.start()

    assert set(codes) == {0}
    assert state(runner, await ask(runner, "forget")) == "waiting"
