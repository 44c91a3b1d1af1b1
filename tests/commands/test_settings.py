from pathlib import Path

import pytest

from laurels.backoffice.settings_list import list_settings
from laurels.jobs.table import JOBS
from tests.commands.conftest import Run

PAGE = Path(__file__).parents[2] / "docs/reference/settings.md"


def test_the_reference_page_is_what_the_command_prints(run: Run) -> None:
    assert run("settings", "--markdown").out == PAGE.read_text(), (
        "run `laurels settings --markdown > docs/reference/settings.md`"
    )


def test_every_setting_is_listed_and_one_that_is_set_shows_its_value(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAURELS_PORT", "9123")
    told = run("settings").out
    assert all(setting.variable in told for setting in list_settings())
    assert "9123" in told


def test_an_address_is_listed_without_its_password(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAURELS_REDIS_URL", "redis://:hunter2@cache")
    told = run("settings").out
    assert "redis://…@cache" in told
    assert "hunter2" not in told


def test_the_page_of_jobs_is_what_the_command_prints(run: Run) -> None:
    page = PAGE.with_name("jobs.md")
    assert run("jobs", "--markdown").out == page.read_text(), (
        "run `laurels jobs --markdown > docs/reference/jobs.md`"
    )


def test_every_job_is_listed_with_its_rhythm(run: Run) -> None:
    told = run("jobs").out
    assert all(job.name in told and job.rhythm in told for job in JOBS)
