"""Run a PostgreSQL and a Redis from the wheels, for a look at several processes."""

import signal
from threading import Event
from typing import Any

from laurels.backoffice.beside import local_services
from laurels.backoffice.command import LaurelsCommand


class Command(LaurelsCommand):
    """`laurels services`."""

    help = (
        "Run a PostgreSQL and a Redis of the data folder's own until Ctrl+C: for a look at several "
        "processes, without a server installed. What is kept stays in the folder."
    )
    example = """
        laurels services --data look
        . look/services/environment && laurels serve --dev
    """

    def handle(self, *args: Any, **options: Any) -> None:
        """Start both, and wait for a signal."""
        over = Event()
        with local_services(options["data"], self.out, 8000):
            self.out.print("  stop   Ctrl+C")
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, lambda *_: over.set())
            over.wait()
