"""`laurels populate`: made-up players and scores at any size."""

import time
from typing import Any

from django.core.management.base import CommandError, CommandParser

from laurels.backoffice.command import LaurelsCommand, positive, run_async
from laurels.backoffice.progress import Progress
from laurels.settings import Settings
from laurels.usecases.populate import Populate, Population
from laurels.wiring import Laurels, embedded


class Command(LaurelsCommand):
    """Repeatable: the same seed gives the same scores; a stopped run goes on."""

    help = (
        "Fill a leaderboard with made-up players and scores, to try and measure things at size. "
        "Stop it with Ctrl+C; the same command goes on where it stopped."
    )
    example = """
        laurels populate --players 1000000 --events 5000000
        laurels populate --players 20000 --events 100000 --leaderboard small --seed 7
    """
    stopped = "Stopped. The same command goes on where it stopped."

    def add_options(self, parser: CommandParser) -> None:
        """Size, place and seed."""
        parser.add_argument("--players", type=positive, default=100_000, help="default 100000")
        parser.add_argument(
            "--events", type=positive, help="scores in all; default five for each player"
        )
        parser.add_argument("--leaderboard", default="populate", metavar="ID")
        parser.add_argument("--seed", type=int, default=1, help="of all chance; default 1")
        parser.add_argument(
            "--no-profiles", action="store_true", help="players get no names and countries"
        )

    def run(self, settings: Settings, options: dict[str, Any]) -> None:
        """Players first, then scores."""
        events = options["events"] or 5 * options["players"]
        population = Population(options["players"], events, options["seed"])
        if events < population.players and not options["no_profiles"]:
            raise CommandError(
                f"--events {events} is less than --players {population.players}: "
                "some players would never play. Ask for more events or fewer players."
            )
        run_async(self._run(settings, population, options))

    async def _run(
        self, settings: Settings, population: Population, options: dict[str, Any]
    ) -> None:
        async with embedded(settings) as laurels:
            populate = Populate(
                laurels.players,
                laurels.submit_scores,
                laurels.read_ranks,
                laurels.manage_leaderboards,
                laurels.clock,
            )
            board = await populate.leaderboard(options["leaderboard"], population)
            if not options["no_profiles"]:
                with Progress(self.err, "players", population.players) as progress:
                    await populate.register(population, progress.advance, progress.skip)
            done = await populate.events_done(board)
            started = time.monotonic()
            with Progress(self.err, "events", population.events, min(done, population.events)) as p:
                await populate.play(board, population, done, p.advance)
            await self._report(laurels, options["leaderboard"], p.done - done, started)

    async def _report(self, laurels: Laurels, id: str, made: int, started: float) -> None:
        took = time.monotonic() - started
        season = await laurels.read_ranks.season(laurels.manage_leaderboards.get(id))
        total = await laurels.read_ranks.total(season)
        self.out.print(
            f"'{id}' has {total:,} entries. {made:,} scores in {took:.1f} s: "
            f"{made / max(took, 1e-9):,.0f} a second.",
            markup=False,
        )
