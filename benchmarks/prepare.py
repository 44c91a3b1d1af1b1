"""Fill a data set before its server starts: `python -m benchmarks.prepare FOLDER PLAYERS BOARD`.

A process of its own, so that the load generator's stays small.
"""

import asyncio
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

from laurels.rules.leaderboard import Leaderboard, Operator
from laurels.rules.season import Window
from laurels.rules.submission import Submission
from laurels.settings import Settings
from laurels.usecases.populate import Populate, Population, player_id
from laurels.wiring import Laurels, embedded

UNIT = 10_000
# The sum moves an entry with every score; the best would leave most where they are.
BOARDS = {
    "one": Leaderboard("one", "One window", operator=Operator.SUM),
    "three": Leaderboard(
        "three",
        "Three windows",
        operator=Operator.SUM,
        windows=(Window("all-time"), Window("monthly"), Window("weekly")),
    ),
}


async def fill(settings: Settings, players: int, board: str) -> None:
    """A leaderboard with one score of every player, in random order, and their profiles."""
    async with embedded(settings) as laurels:
        await _populate(laurels).register(Population(players, players), lambda _: None)
        leaderboard = await laurels.manage_leaderboards.create(BOARDS[board])
        for unit in _units(leaderboard, players):
            await laurels.submit_scores.submit(leaderboard, unit, ranked=False)


def _populate(laurels: Laurels) -> Populate:
    return Populate(
        laurels.players,
        laurels.submit_scores,
        laurels.read_ranks,
        laurels.manage_leaderboards,
        laurels.clock,
    )


def _units(leaderboard: Leaderboard, players: int) -> Iterator[list[Submission]]:
    random = Random(1)
    numbers = list(range(players))
    random.shuffle(numbers)
    for first in range(0, players, UNIT):
        yield [
            Submission(leaderboard, player_id(number), (int(random.expovariate(0.001)),))
            for number in numbers[first : first + UNIT]
        ]


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "laurels.backoffice.django_settings")
    django.setup()
    from laurels.backoffice.prepare import prepare

    folder, size, name = sys.argv[1:]
    given = Settings(data=str(Path(folder)))
    prepare(given)
    asyncio.run(fill(given, int(size), name))
