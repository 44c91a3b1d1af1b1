"""Celery's side: what the broker loses, who goes first, and what cannot be a broker."""

import logging
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from celery import Celery
from celery.beat import SchedulingError

from laurels.jobs.beat import QuietScheduler
from laurels.jobs.broker import check_broker
from laurels.jobs.table import Priority
from laurels.settings import Settings, SettingsError
from tests import postgres_server
from tests.jobs.runners import OnCelery, ask, ended, notes, until
from tests.postgres_server import PostgresServer
from tests.redis_server import RedisServer, redis_cluster, redis_server


@pytest.fixture(scope="session")
def postgres() -> PostgresServer:
    return postgres_server.postgres(18)


@pytest.fixture(scope="session")
def redis() -> RedisServer:
    return redis_server("wheel")


@pytest.fixture(scope="module")
def one_slot(
    postgres: PostgresServer, redis: RedisServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[OnCelery]:
    """A worker that makes one run at a time."""
    redis.ask("FLUSHALL")
    runner = OnCelery(tmp_path_factory.mktemp("one"), postgres, redis, "--concurrency", "1")
    runner.start()
    yield runner
    runner.stop()


@pytest.fixture(autouse=True)
def from_the_start(request: pytest.FixtureRequest) -> None:
    if "one_slot" in request.fixturenames:
        for name in ("notes", "go"):
            (request.getfixturevalue("one_slot").folder / name).unlink(missing_ok=True)


async def test_what_somebody_waits_for_goes_first(one_slot: OnCelery) -> None:
    slow = await ask(one_slot, "slow")
    await until(one_slot, lambda: notes(one_slot), "the only slot is taken")
    order = [Priority.MAINTENANCE, Priority.NORMAL, Priority.USER_FACING]
    runs = [await ask(one_slot, priority.word) for priority in order]

    (one_slot.folder / "go").touch()
    for run in (slow, *runs):
        assert (await ended(one_slot, run))[0] == "done"

    assert notes(one_slot)[2:] == ["user-facing", "normal", "maintenance"]


async def test_a_broker_that_has_lost_everything_loses_no_run(
    one_slot: OnCelery, redis: RedisServer
) -> None:
    slow = await ask(one_slot, "slow")
    await until(one_slot, lambda: notes(one_slot), "it begins")
    runs = [await ask(one_slot, "normal") for _ in range(3)]

    redis.ask("FLUSHALL")
    (one_slot.folder / "go").touch()

    for run in (slow, *runs):
        assert (await ended(one_slot, run))[0] == "done"
    assert notes(one_slot) == ["slow begins", "slow ends", *["normal"] * 3]


async def test_a_killed_process_of_a_worker_costs_its_run_nothing(one_slot: OnCelery) -> None:
    run = await ask(one_slot, "slow")
    await until(one_slot, lambda: notes(one_slot), "it begins")

    for child in _children(one_slot.pids()[0]):
        os.kill(child, signal.SIGKILL)
    await until(one_slot, lambda: len(notes(one_slot)) == 2, "it begins again")
    (one_slot.folder / "go").touch()

    assert (await ended(one_slot, run))[0] == "done"
    assert notes(one_slot) == ["slow begins", "slow begins", "slow ends"]


async def test_servers_can_make_the_jobs_of_postgresql(
    tmp_path: Path, postgres: PostgresServer, redis: RedisServer
) -> None:
    """Two of them, and no worker: each run is still made once."""
    runner = OnCelery(tmp_path, postgres, redis, LAURELS_JOBS_IN_SERVER="true")
    serve = ["tests.jobs.extra_jobs", "serve", "--port", "0"]
    runner.commands(serve, serve)
    runner.start()
    try:
        runs = [await ask(runner, "normal") for _ in range(6)]
        checked = await ended(runner, await ask(runner, "check"))
        assert {await ended(runner, run) for run in runs} == {("done", "Noted.")}
    finally:
        runner.stop()

    assert checked[0] == "done"
    assert notes(runner) == ["normal"] * 6


def _children(pid: int) -> list[int]:
    return [int(n) for n in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def refused(command: str, **settings: str) -> str:
    """What a command says that does not start."""
    inherited = {n: v for n, v in os.environ.items() if not n.startswith("LAURELS_")}
    done = subprocess.run(
        [sys.executable, "-m", *command.split()],
        env={**inherited, **{f"LAURELS_{name.upper()}": value for name, value in settings.items()}},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1, done
    return done.stdout + done.stderr


def test_one_process_needs_no_worker(tmp_path: Path) -> None:
    said = refused("laurels worker", data=str(tmp_path))
    assert "`laurels serve` runs its jobs itself" in said


def test_a_cluster_is_refused_as_broker(tmp_path: Path, postgres: PostgresServer) -> None:
    url = postgres.new_database()
    settings = Settings(database_url=url, redis_url=redis_cluster().url)

    with pytest.raises(SettingsError) as refusal:
        check_broker(settings)
    where = {"data": str(tmp_path), "database_url": url, "redis_url": settings.redis_url}
    said = refused("celery -A laurels.jobs.celery_app worker", **where)

    assert "LAURELS_REDIS_URL is a Redis Cluster, which Celery cannot use" in str(refusal.value)
    assert "Set LAURELS_BROKER_URL to a stand-alone Redis" in str(refusal.value)
    assert str(refusal.value) in said
    assert "Traceback" not in said


async def test_ranks_on_a_cluster_and_a_broker_beside_it(
    tmp_path: Path, postgres: PostgresServer, redis: RedisServer
) -> None:
    """With Celery's own command, as the documentation prints it."""
    runner = OnCelery(tmp_path, postgres, redis, LAURELS_BROKER_URL=redis.url)
    runner.use(LAURELS_REDIS_URL=redis_cluster().url)
    application = ["celery", "-A", "laurels.jobs.celery_app"]
    runner.commands([*application, "worker", "--concurrency=2"], [*application, "beat"])
    runner.start()
    try:
        run = await ask(runner, "reconcile")
        assert await ended(runner, run) == ("done", "0 entries of 0 events are right.")
    finally:
        runner.stop()


def test_beat_says_once_that_its_broker_is_away(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="laurels.jobs")
    beat = QuietScheduler(app=Celery("test", set_as_current=False), lazy=True)
    refusals = [SchedulingError("away"), SchedulingError("away"), None, None]

    def send(*arguments: object, **options: object) -> None:
        if refusal := refusals.pop(0):
            raise refusal

    monkeypatch.setattr(beat, "apply_async", send)
    for _ in range(4):
        beat.apply_entry(None)

    assert [record.getMessage() for record in caplog.records] == [
        "jobs wait: the broker does not answer (away)",
        "the broker answers again",
    ]


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("rediss://db.example.com", "CERT_REQUIRED"),
        ("rediss://db.example.com?ssl_cert_reqs=none", "False"),
        ("redis://db.example.com", "False"),
    ],
)
def test_a_broker_on_tls_is_verified_unless_its_address_says_otherwise(url: str, told: str) -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-c"),
            "from laurels.jobs.celery_app import app; print(app.conf.broker_use_ssl)",
        ],
        env={"PATH": "/usr/bin:/bin", "LAURELS_BROKER_URL": url},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert told in done.stdout, done


async def test_a_worker_speaks_only_of_jobs(one_slot: OnCelery) -> None:
    await ended(one_slot, await ask(one_slot, "normal"))
    assert "job normal, run" in one_slot.log()
    assert "SecurityWarning" not in one_slot.log()
    assert "[config]" not in one_slot.log()
