"""`laurels beat`: lets workers look for what is due, on Celery."""

from typing import Any

from laurels.backoffice.command import LaurelsCommand
from laurels.jobs.broker import check_broker
from laurels.profiles import extra_scale
from laurels.settings import Settings


class Command(LaurelsCommand):
    """Celery's beat, with the project's application. It keeps nothing."""

    help = (
        "Let workers look for jobs that are due, every two seconds, until Ctrl+C. One is enough; "
        "more do no harm."
    )
    example = "laurels beat"
    stopped = "The beat has stopped."

    def run(self, settings: Settings, options: dict[str, Any]) -> None:
        """Hand over to Celery."""
        check_broker(settings)
        with extra_scale():
            from laurels.jobs.celery_app import app
        self.err.print("Workers look for what is due every two seconds.")
        app.start(["--quiet", "beat", f"--loglevel={settings.log_level}"])
