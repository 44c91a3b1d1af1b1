"""`laurels worker`: makes the runs of jobs, on Celery."""

import warnings
from typing import Any

from django.core.management.base import CommandParser

from laurels.backoffice.command import LaurelsCommand, positive
from laurels.jobs.broker import check_broker
from laurels.profiles import extra_scale
from laurels.settings import Settings


class Command(LaurelsCommand):
    """Celery's worker, with the project's application and what it needs."""

    help = (
        "Run jobs, until Ctrl+C. For several processes over PostgreSQL and Redis; one process "
        "without them runs its jobs itself. `laurels beat` has to run as well."
    )
    example = """
        laurels worker
        laurels worker --concurrency 4
    """
    stopped = "The worker has stopped."

    def add_options(self, parser: CommandParser) -> None:
        """How many runs at once."""
        parser.add_argument(
            "--concurrency",
            type=positive,
            default=3,
            metavar="N",
            help="runs at once, each in a process of its own (3)",
        )

    def run(self, settings: Settings, options: dict[str, Any]) -> None:
        """Hand over to Celery."""
        check_broker(settings)
        with extra_scale():
            from celery.platforms import SecurityWarning

            from laurels.jobs.celery_app import app
        warnings.simplefilter("ignore", SecurityWarning)  # messages are JSON, and root is no worse
        level, slots = f"--loglevel={settings.log_level}", f"--concurrency={options['concurrency']}"
        # Workers have nothing to tell each other: PostgreSQL knows who has which run.
        app.worker_main(["--quiet", "worker", level, slots, "--without-gossip", "--without-mingle"])
