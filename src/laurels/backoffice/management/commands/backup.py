"""`laurels backup`: a copy of the data set in one file."""

import time
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from laurels.backoffice.command import LaurelsCommand
from laurels.data_sets import copy_data
from laurels.settings import Settings


class Command(LaurelsCommand):
    """Copies one instant, so a server may run and write meanwhile."""

    help = (
        "Copy the database to FILE, whole and as it is at one instant, also while a server "
        "runs. FILE must not be there yet, and is there only once it is complete."
    )
    example = """
        laurels backup monday.sqlite3
        laurels backup /mnt/backups/laurels-$(date +%F).sqlite3 --data /srv/laurels
    """
    stopped = "Stopped. There is no copy."
    migrates = False  # what is there is copied, of whatever version

    makes_data = False

    def add_options(self, parser: CommandParser) -> None:
        """Where to."""
        parser.add_argument("file", metavar="FILE", help="the copy")

    def run(self, settings: Settings, options: dict[str, Any]) -> None:
        """Copy, and say how much."""
        started, file = time.monotonic(), Path(options["file"])
        copy_data(settings, file)
        size, took = file.stat().st_size, time.monotonic() - started
        self.out.print(
            f"'{file}' holds all of '{settings.data}': {size / 1e6:,.1f} MB in {took:.1f} s.",
            markup=False,
        )
