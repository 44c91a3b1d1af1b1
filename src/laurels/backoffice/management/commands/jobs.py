"""`laurels jobs`: every job, when it runs and before whom."""

from typing import Any

from django.core.management.base import CommandParser
from rich.table import Table

from laurels.backoffice.command import LaurelsCommand
from laurels.jobs.table import JOBS, Job
from laurels.settings import Settings

PAGE = """# Jobs

What runs on its own: in the server where there is one process, on [Celery](../how-to/run-jobs.md)
where there are several. Times are UTC. A run that takes longer than its limit is ended. This page
is made by `laurels jobs --markdown`.

| job | runs | priority | limit | at once | does |
|---|---|---|---|---|---|
"""


class Command(LaurelsCommand):
    """How their runs went is in the admin."""

    help = "List every job: when it runs, its priority and its limit. The admin shows its runs."
    example = "laurels jobs"
    uses_data = False

    def add_options(self, parser: CommandParser) -> None:
        """For people, or for the reference page."""
        parser.add_argument(
            "--markdown", action="store_true", help="as the reference page of the documentation"
        )

    def run(self, settings: Settings, options: dict[str, Any]) -> None:
        """Print them."""
        if options["markdown"]:
            rows = [f"| {' | '.join([f'`{job.name}`', *_told(job)])} |\n" for job in JOBS]
            self.stdout.write(PAGE + "".join(rows), ending="")
            return
        table = Table(box=None, header_style="bold", pad_edge=False)
        for name in ("job", "runs", "priority", "limit", "at once", "does"):
            table.add_column(name, no_wrap=name != "does")
        for job in JOBS:
            table.add_row(job.name, *_told(job))
        self.out.print(table)


def _told(job: Job) -> list[str]:
    does = job.does + (" PostgreSQL only." if job.for_postgres else "")
    return [
        job.rhythm,
        job.priority.word,
        _span(job.seconds),
        "one" if job.is_alone else "any",
        does,
    ]


def _span(seconds: int) -> str:
    if seconds % 3600:
        return f"{seconds // 60} min"
    return f"{seconds // 3600} h"
