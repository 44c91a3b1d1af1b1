"""Jobs on Celery: `laurels worker` and `laurels beat`, or `celery -A laurels.jobs.celery_app`.

A message only names a run. Which runs there are, and who works on one, is kept in PostgreSQL:
so a message that is lost or comes twice, and a worker or a beat too many, change nothing.
"""

import asyncio
import logging
import ssl
from contextlib import AsyncExitStack
from functools import partial
from typing import Any

from celery import Celery, signals

from laurels.jobs.broker import check_broker, queue_of
from laurels.jobs.due import LOOK_SECONDS, ask_for_due
from laurels.jobs.perform import end_unknown, perform
from laurels.jobs.table import JOBS, Job, Priority, jobs_of
from laurels.ports.job_runs import Claim, Outcome
from laurels.rules.errors import LaurelsError, Unavailable
from laurels.settings import SettingsError, load_settings
from laurels.workshop import Workshop, workshop

STALE_SECONDS = 10.0  # a look that no worker has taken by then is dropped
HARD_SECONDS = 60  # beyond its time, after which a job's process is killed
LONGEST = max(job.seconds for job in JOBS)

log = logging.getLogger(__name__)
settings = load_settings()
if settings.log_level == "info":  # each run logs a line of its own
    for chatty in ("celery.worker.strategy", "celery.app.trace", "celery.beat"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
try:
    QUEUE = queue_of(settings)
except LaurelsError as error:
    raise SystemExit(str(error)) from None
app = Celery("laurels", broker=settings.broker)
if settings.broker.startswith("rediss:") and "ssl_cert_reqs" not in settings.broker:
    app.conf.broker_use_ssl = {"ssl_cert_reqs": ssl.CERT_REQUIRED}
app.conf.update(
    accept_content=["json"],
    task_serializer="json",
    task_ignore_result=True,
    task_default_queue=QUEUE,
    task_default_priority=int(Priority.NORMAL),
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,  # what is more urgent must not wait behind what was fetched
    worker_max_tasks_per_child=2000,
    worker_send_task_events=True,  # for Flower
    task_send_sent_event=True,
    broker_connection_retry_on_startup=True,
    broker_transport_options={
        "priority_steps": [int(priority) for priority in Priority],
        "visibility_timeout": LONGEST + 10 * HARD_SECONDS,
        "socket_keepalive": True,
    },
    beat_scheduler="laurels.jobs.beat:QuietScheduler",
    beat_schedule={
        "look": {
            "task": "laurels.look",
            "schedule": LOOK_SECONDS,
            "options": {"expires": STALE_SECONDS, "priority": int(Priority.USER_FACING)},
        }
    },
)


class _Worker:
    """What one worker process keeps open from task to task."""

    def __init__(self) -> None:
        self._runner = asyncio.Runner()
        self._stack = AsyncExitStack()
        self._place: Workshop | None = None

    def run(self, work: Any) -> None:
        """Run `work(place)` to its end; what is not there now is for a later task."""
        try:
            self._runner.run(self._run(work))
        except LaurelsError as error:
            log.warning("jobs wait: %s", error)

    async def _run(self, work: Any) -> None:
        if self._place is None:
            self._place = await self._stack.enter_async_context(workshop(settings))
        await self._place.confirm()
        await self._place.catalog.refresh()
        await work(self._place)


_worker: _Worker | None = None


def _run(work: Any) -> None:
    global _worker
    _worker = _worker or _Worker()
    _worker.run(work)


@app.task(name="laurels.look")  # type: ignore[untyped-decorator]
def look() -> None:
    """Ask for what is due, and tell workers of all runs that wait."""
    _run(_look)


async def _look(place: Workshop) -> None:
    jobs = jobs_of(settings)
    await ask_for_due(place.runs, jobs)
    for run, name in await place.runs.hand_out():
        if job := jobs.get(name):
            app.send_task(f"laurels.{name}", [run], priority=int(job.priority))
        else:
            await end_unknown(place.runs, run, name)


def _task(job: Job) -> None:
    def make(run: int) -> None:
        _run(partial(_make, job, run))

    make.__doc__ = job.does
    app.task(name=f"laurels.{job.name}", time_limit=job.seconds + HARD_SECONDS)(make)


async def _make(job: Job, run: int, place: Workshop) -> None:
    async def work(claim: Claim) -> Outcome:
        if job.near is not None:
            return await job.near(place)
        assert job.heavy is not None
        return await job.heavy(settings, claim.run, claim.argument)

    await perform(job, run, place.runs, work)


for _job in JOBS:
    _task(_job)


@signals.worker_init.connect(weak=False)  # type: ignore[untyped-decorator]
@signals.beat_init.connect(weak=False)  # type: ignore[untyped-decorator]
def refuse_what_cannot_work(**_: object) -> None:
    """End the start with a sentence."""
    try:
        check_broker(settings)
    except (SettingsError, Unavailable) as error:
        raise SystemExit(str(error)) from None
