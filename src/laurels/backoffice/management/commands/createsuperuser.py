"""`laurels createsuperuser`: Django's, on a data set that is made ready first."""

from django.contrib.auth.management.commands.createsuperuser import Command as CreateSuperuser
from django.core.management.base import CommandParser

from laurels.backoffice.command import QuietCommand
from laurels.backoffice.prepare import prepare
from laurels.settings import load_settings


class Command(QuietCommand, CreateSuperuser):
    """An account that may do everything in the admin."""

    help = "Make an account for the admin; asks for name and password."
    example = """
        laurels createsuperuser --data /srv/laurels
        DJANGO_SUPERUSER_PASSWORD=... laurels createsuperuser --noinput \\
          --username ada --email ada@example.org
    """

    def add_arguments(self, parser: CommandParser) -> None:
        """Django's own, and --data."""
        super().add_arguments(parser)
        parser.add_argument("--data", metavar="DIR", help="folder of the data set")

    def before(self) -> None:
        """The tables first: Django's command looks into them before it asks."""
        settings = load_settings()
        self.warn_of_other_data(settings)
        prepare(settings)
