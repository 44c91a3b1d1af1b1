"""`laurels migrate`: Django's migrate, with a copy kept before."""

from typing import Any

from django.core.management.base import CommandParser
from django.core.management.commands.migrate import Command as Migrate

from laurels.backoffice.command import QuietCommand
from laurels.backoffice.prepare import prepare
from laurels.settings import load_settings

OF_DJANGO = (  # options that ask for less or more than to prepare the data set
    "app_label",
    "fake",
    "fake_initial",
    "plan",
    "run_syncdb",
    "check_unapplied",
    "prune",
)


class Command(QuietCommand, Migrate):
    """From a terminal and without arguments it prepares the data set as `serve` does."""

    help = (
        "Bring the database up to this version. A copy of it is kept beside it before. "
        "Every command that needs it does this by itself; this one only does nothing else."
    )
    example = "laurels migrate --data /srv/laurels"
    requires_system_checks: tuple[str, ...] = ()  # they open the database, which is yet to come

    def add_arguments(self, parser: CommandParser) -> None:
        """Django's own, and --data."""
        super().add_arguments(parser)
        parser.add_argument("--data", metavar="DIR", help="folder of the data set")

    def handle(self, *args: Any, **options: Any) -> None:
        """What has run, in one line each."""
        if options["verbosity"] == 0 or any(options.get(name) for name in OF_DJANGO):
            super().handle(*args, **options)
            return
        for name in prepare(load_settings()) or ["Nothing to do: the database is up to date."]:
            self.stdout.write(name)
