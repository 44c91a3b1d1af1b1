"""Serve games, spectators and the admin from one process."""

from typing import Any

from django.core.management.base import CommandParser
from msgspec.structs import replace

from laurels.backoffice.beside import local_services
from laurels.backoffice.command import LaurelsCommand, run_async
from laurels.backoffice.server import STOPPED, listen, serve
from laurels.demo.crowd import DemoCrowd
from laurels.demo.fill import fill_demo
from laurels.settings import Settings, SettingsError, allowed

SHOWN = "starfall"  # the demo's board that is busiest
PORTS = range(65536)
FIRST_PORT = 8000


class Command(LaurelsCommand):
    """`laurels serve`."""

    help = "Serve games, spectators and the admin from one process, until Ctrl+C."
    example = """
        laurels serve --dev --demo
        laurels serve --host 0.0.0.0 --port 80 --data /srv/laurels
        laurels serve --dev --with-local-services --port 8001
    """

    stopped = STOPPED

    def add_options(self, parser: CommandParser) -> None:
        """Options that stand before the settings of the same name."""
        parser.add_argument(
            "--dev", action="store_true", help="clients on this machine need no key"
        )
        parser.add_argument("--demo", action="store_true", help="a demo that plays on")
        parser.add_argument("--host", help="address to listen on (LAURELS_HOST, 127.0.0.1)")
        parser.add_argument(
            "--port", type=int, help="port to listen on, 0 for a free one (LAURELS_PORT, 8000)"
        )

        parser.add_argument(
            "--with-local-services",
            action="store_true",
            help="on a PostgreSQL and a Redis of the data folder's own, for a look",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """With the servers that are asked for around it."""
        if not options["with_local_services"]:
            super().handle(*args, **options)
            return
        port = (options["port"] or FIRST_PORT) + 1
        with local_services(options["data"], self.out, port, dev=options["dev"]):
            super().handle(*args, **options)

    def run(self, settings: Settings, options: dict[str, Any]) -> None:
        """Serve until told to stop."""
        given = {name: options[name] for name in ("host", "port") if options[name] is not None}
        if given.get("port", 0) not in PORTS:
            raise SettingsError(f"--port is '{given['port']}'; it takes {allowed('port')}.")
        here = settings.jobs_in_server or options["with_local_services"]
        dev = settings.dev or options["dev"]
        settings = replace(settings, **given, dev=dev, jobs_in_server=here)
        with listen(settings) as listener:  # before the demo is filled, which takes a while
            if not options["demo"]:
                serve(settings, listener)
                return
            run_async(fill_demo(settings, begin=self._say_filling))
            serve(settings, listener, lambda laurels: DemoCrowd(laurels).run(), board=SHOWN)

    def _say_filling(self) -> None:
        self.err.print("Filling the demo's leaderboards (once, a few seconds) ...")
