"""Serve games, spectators and the admin from one process."""

from typing import Any

from django.core.management.base import CommandParser
from msgspec.structs import replace

from laurels.backoffice.command import LaurelsCommand, run_async
from laurels.backoffice.server import serve
from laurels.demo.crowd import DemoCrowd
from laurels.demo.fill import fill_demo
from laurels.settings import Settings

SHOWN = "starfall"  # the demo's board that is busiest


class Command(LaurelsCommand):
    """`laurels serve`."""

    help = "Serve games, spectators and the admin from one process, until Ctrl+C."
    example = """
        laurels serve --dev --demo
        laurels serve --host 0.0.0.0 --port 80 --data /srv/laurels
    """

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

    def run(self, settings: Settings, options: dict[str, Any]) -> None:
        """Serve until told to stop."""
        given = {name: options[name] for name in ("host", "port") if options[name] is not None}
        settings = replace(settings, **given, dev=settings.dev or options["dev"])
        if not options["demo"]:
            serve(settings)
            return
        self.err.print("Filling the demo's leaderboards (once, a few seconds) ...")
        run_async(fill_demo(settings))
        serve(settings, lambda laurels: DemoCrowd(laurels).run(), board=SHOWN)
