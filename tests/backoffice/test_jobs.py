"""Jobs in the admin: how they went, one that somebody wants now, and files."""

import asyncio
import gzip
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from laurels.backoffice.admin import jobs
from laurels.backoffice.models import JobRun, Season
from laurels.jobs.in_process import InProcessRunner
from laurels.jobs.perform import perform
from laurels.jobs.table import jobs_of
from laurels.ports.job_runs import Claim, Outcome
from laurels.settings import Settings
from tests.backoffice.conftest import Running
from tests.backoffice.pages import board_url, change, page

JOBS = "/admin/backoffice/jobrun/"


def run_url(job: str) -> str:
    return reverse("admin:backoffice_jobrun_run", args=(job,))


def made(running: Running, job: str, outcome: Outcome) -> int:
    """A run of a job that came to something."""

    async def make() -> int:
        runs = running.laurels.runs
        run = await runs.ask(job)
        assert run is not None

        async def work(claim: Claim) -> Outcome:
            return outcome

        await perform(jobs_of(running.laurels.settings)[job], run, runs, work)
        return run

    return running.run(make)


@contextmanager
def jobs_are_made(running: Running) -> Iterator[None]:
    """The server's runner, until all that was asked for has ended."""
    runner = InProcessRunner(running.laurels, quiet_seconds=3600)
    task = asyncio.run_coroutine_threadsafe(runner.run(), running.loop)
    yield

    deadline = time.monotonic() + 60
    while JobRun.objects.exclude(state__in=("done", "failed")).exists():
        assert time.monotonic() < deadline, "the runs do not end"
        time.sleep(0.05)
    task.cancel()


def row(admin: Client, job: str) -> dict[str, Any]:
    rows = admin.get(JOBS).context["jobs"]
    return next(row for row in rows if row["name"] == job)


def member(*permissions: str) -> Client:
    user = User.objects.create_user("member", password="x", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(user)
    return client


def test_each_job_says_what_it_does_and_when(admin: Client, running: Running) -> None:
    text = page(admin, JOBS)
    for job in jobs_of(Settings()).values():
        assert job.name in text
        assert job.rhythm in text
    assert "make-room" not in text
    assert row(admin, "check")["ended"] is None


def test_the_last_run_is_told(admin: Client, running: Running) -> None:
    made(running, "check", Outcome("Not so: entries (3).", is_good=False))

    found = row(admin, "check")

    assert (found["ended_state"], found["said"]) == ("failed", "Not so: entries (3).")
    assert re.fullmatch(r"\d+\.\d s", found["took"])
    assert "03:17:00" in found["due"]
    assert "Not so: entries (3)." in page(admin, f"{JOBS}?job=check")
    assert "Not so" not in page(admin, f"{JOBS}?job=forget").partition("result_list")[2]


def test_a_page_of_its_own_for_each_run(admin: Client, running: Running) -> None:
    run = made(running, "forget", Outcome("Nothing is old."))
    assert "Nothing is old." in page(admin, change("jobrun", run))


def test_a_job_can_be_wanted_now(admin: Client, running: Running) -> None:
    answer = admin.post(run_url("forget"), follow=True)

    assert b"forget is asked for." in answer.content
    assert row(admin, "forget")["state"] == "waiting"
    with jobs_are_made(running):
        pass
    assert JobRun.objects.get().asked_by == "root"
    assert row(admin, "forget")["said"] == "Nothing is old."


def test_a_job_that_waits_already_is_not_asked_for_twice(admin: Client, running: Running) -> None:
    admin.post(run_url("forget"))
    answer = admin.post(run_url("forget"), follow=True)

    assert b"forget waits or runs already." in answer.content
    assert JobRun.objects.count() == 1


@pytest.mark.parametrize("job", ["export", "unknown", "make-room"])
def test_what_nobody_can_just_run_is_not_found(admin: Client, running: Running, job: str) -> None:
    assert admin.post(run_url(job)).status_code == 404


def test_a_look_changes_nothing(admin: Client, running: Running) -> None:
    assert admin.get(run_url("forget")).status_code == 405
    assert not JobRun.objects.exists()


def test_those_who_may_only_look_run_nothing(running: Running) -> None:
    client = member("view_jobrun")
    assert "Run now" not in page(client, JOBS)
    assert client.post(run_url("forget")).status_code == 403
    assert not JobRun.objects.exists()


def test_those_without_rights_do_not_see_jobs(running: Running) -> None:
    assert member().get(JOBS).status_code == 403


def test_without_a_server_jobs_are_only_shown(admin: Client) -> None:
    assert "Run now" not in page(admin, JOBS)
    assert admin.post(run_url("forget")).status_code == 403


def exported(admin: Client, running: Running, url: str, **form: str) -> tuple[str, str]:
    """The name and the text of a file that was asked for."""
    path = url.replace("change/", "export/")
    assert "Export" in page(admin, path)
    with jobs_are_made(running):
        answer = admin.post(path, {"_form_submitted": "True", **form})
        assert answer.headers["HX-Redirect"] == f"{JOBS}?job=export"
    run = JobRun.objects.get(job="export")
    assert run.state == "done", run.said
    assert "Download" in page(admin, JOBS)

    answer = admin.get(reverse("admin:backoffice_jobrun_file", args=(run.pk,)))

    async def read() -> bytes:
        return b"".join([part async for part in answer.streaming_content])

    name = answer.headers["Content-Disposition"].partition("filename=")[2]
    return name, gzip.decompress(running.run(read)).decode()


def test_the_events_of_a_leaderboard_are_exported(admin: Client, running: Running) -> None:
    name, text = exported(admin, running, board_url(), what="", format="csv")

    assert name == '"race-events.csv.gz"'
    assert "p-ada,25.5,1,round-1" in text


def test_the_entries_of_a_window_are_exported(admin: Client, running: Running) -> None:
    name, text = exported(admin, running, board_url(), what="weekly", format="ndjson")

    assert name == '"race-entries-weekly-1.ndjson.gz"'
    assert '"rank":1,"player":"p-ada","display_name":"Ada"' in text


def test_a_season_is_exported(admin: Client, running: Running) -> None:
    season = Season.objects.get(leaderboard__slug="race", window="all-time")
    name, text = exported(admin, running, change("season", season.pk), format="csv")

    assert name == '"race-entries-all-time-1.csv.gz"'
    assert "all-time,1,1,p-ada,Ada" in text


def test_a_file_is_for_those_who_may_see_what_is_in_it(running: Running) -> None:
    client = member("view_jobrun", "change_jobrun", "view_leaderboard", "change_leaderboard")
    path = board_url().replace("change/", "export/")
    sent = {"_form_submitted": "True", "what": "", "format": "csv"}

    assert "Export…" not in page(client, board_url())
    assert client.post(path, sent).status_code == 403
    file = reverse("admin:backoffice_jobrun_file", args=(1,))
    assert client.get(file).status_code == 403
    assert not JobRun.objects.exists()


def test_a_file_that_is_gone_says_so(admin: Client, running: Running) -> None:
    run = made(running, "export", Outcome("1 events.", {"name": "race.csv.gz"}))
    file = reverse("admin:backoffice_jobrun_file", args=(run,))

    assert "is not there any more" in admin.get(file, follow=True).content.decode()
    assert admin.get(file.replace(f"/{run}/", "/99/")).status_code == 404


def test_runs_that_nobody_makes_are_told(admin: Client, running: Running) -> None:
    admin.post(run_url("forget"))
    assert "Jobs wait" not in page(admin, JOBS)

    JobRun.objects.update(asked_at=1)

    assert "Jobs wait" in page(admin, JOBS)


def test_the_promise_of_an_export_stands_beside_the_warning_that_nobody_makes_it(
    admin: Client, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "_on_celery", lambda: True)
    assert "Nobody makes jobs" in page(admin, f"{JOBS}?job=export")
