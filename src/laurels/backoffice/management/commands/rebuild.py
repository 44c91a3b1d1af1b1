"""`laurels rebuild`: entries made again from the journal."""

import time
from typing import Any

from django.core.management.base import CommandParser

from laurels.backoffice.collector import collector_off
from laurels.backoffice.command import LaurelsCommand, chosen, counted, run_async
from laurels.backoffice.progress import Progress
from laurels.data_sets import repaired
from laurels.settings import Settings
from laurels.usecases.rebuild_entries import rebuild_entries


class Command(LaurelsCommand):
    """Needs the data set for itself; a kill at any point leaves it as it was, or rebuilt.

    On PostgreSQL others may read meanwhile; where they write, it is refused.
    """

    help = (
        "Drop all entries and make them again from the journal's events. Stop the server first; "
        "on PostgreSQL servers may go on, as long as no scores come. "
        "When it is stopped before the end, the data stay as they were."
    )
    example = """
        laurels rebuild
        laurels rebuild --leaderboard f1-2021 && laurels check --leaderboard f1-2021
    """
    stopped = "Stopped. The entries are as they were, or all made again; to be sure, run it again."

    makes_data = False

    def add_options(self, parser: CommandParser) -> None:
        """One leaderboard or all."""
        parser.add_argument("--leaderboard", metavar="ID", help="only this one")

    def run(self, settings: Settings, options: dict[str, Any]) -> None:
        """Fold, then replace."""
        with collector_off():
            run_async(self._run(settings, options))

    async def _run(self, settings: Settings, options: dict[str, Any]) -> None:
        started = time.monotonic()
        async with repaired(settings) as (data, drop_index):
            boards = chosen(data.catalog, options["leaderboard"])
            total = await data.upkeep.last_sequence()
            with Progress(self.err, "events", total) as progress:
                rebuilt = await rebuild_entries(
                    data.catalog, data.upkeep, boards, drop_index, progress.advance
                )
                progress.advance(total - progress.done)
        self.out.print(
            f"Rebuilt {counted(rebuilt.entries, 'entry', 'entries')} of "
            f"{counted(rebuilt.seasons, 'season')} from {counted(rebuilt.events, 'event')} "
            f"in {time.monotonic() - started:.1f} s.",
            markup=False,
        )
