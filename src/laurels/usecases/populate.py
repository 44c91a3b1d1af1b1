"""Fill a leaderboard with made-up players and scores, to measure and to try things at size.

Seeded: event number n is the same in every run, so a stopped run goes on where it was.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from random import Random
from typing import Any

from laurels.ports.players import Players
from laurels.rules.errors import Conflict, LaurelsError
from laurels.rules.leaderboard import Leaderboard
from laurels.rules.player import Card, Player
from laurels.rules.submission import Submission
from laurels.usecases.manage_leaderboards import ManageLeaderboards
from laurels.usecases.read_ranks import ReadRanks
from laurels.usecases.submit_scores import Result, SubmitScores

UNIT = 5_000  # submissions or profiles a commit
LUCK_BITS = 14
IN_FLIGHT = 2  # units: one is made while the other commits
SYLLABLES = "ka lo mi ra ven tor sha el dun fi gre no zu pa sil ky ba rho tel ix mo ja".split()  # noqa: SIM905
COUNTRIES = "US BR IN CN JP DE FR TR MX NG KR PL ID GB ES VN EG PH IT CA UA FI ZA AR".split()  # noqa: SIM905

PAIRS, TRIPLES = (["".join(s).capitalize() for s in product(SYLLABLES, repeat=k)] for k in (2, 3))
NAMES = PAIRS * len(SYLLABLES) + TRIPLES  # as many short ones as long ones
BEHIND = [""] * 1500 + [str(number) for number in range(1, 1000)]  # two of five have a number

Advance = Callable[[int], None]


@dataclass(frozen=True)
class Population:
    """What is asked for: how many players and events, and the seed of all chance."""

    players: int
    events: int
    seed: int = 1

    @property
    def mark(self) -> dict[str, Any]:
        """Kept with the leaderboard: what a later run must repeat to go on with it."""
        return {"players": self.players, "seed": self.seed}


class Populate:
    """Made-up players and scores through the ordinary door, in large units."""

    def __init__(
        self,
        players: Players,
        submit_scores: SubmitScores,
        read_ranks: ReadRanks,
        manage_leaderboards: ManageLeaderboards,
        clock: Callable[[], int],
    ) -> None:
        self._players = players
        self._submit_scores = submit_scores
        self._read_ranks = read_ranks
        self._manage_leaderboards = manage_leaderboards
        self._clock = clock

    async def leaderboard(self, id: str, population: Population) -> Leaderboard:
        """The leaderboard to fill, made where it is missing.

        Conflict when it was not made by this use case, or for another seed or crowd.
        """
        standing = {board.id: board for board in self._manage_leaderboards.all()}.get(id)
        if standing is None:
            mark = {"populate": population.mark}
            return await self._manage_leaderboards.create(
                Leaderboard(id, f"Populated: {population.players:,} players", metadata=mark)
            )
        kept = standing.metadata.get("populate")
        if kept is None:
            raise Conflict(
                f"Leaderboard '{id}' was not made by populate; choose another with --leaderboard."
            )
        if kept != population.mark:
            raise Conflict(
                f"Leaderboard '{id}' was populated with --players {kept['players']} --seed "
                f"{kept['seed']}. Go on with the same, or choose another with --leaderboard."
            )
        return standing

    async def events_done(self, leaderboard: Leaderboard) -> int:
        """How many events earlier runs have made."""
        season = await self._read_ranks.season(leaderboard)
        spread = await self._read_ranks.distribution(season)
        return 0 if spread is None else spread.events

    async def register(
        self, population: Population, advance: Advance, skip: Advance | None = None
    ) -> None:
        """Give every player a name and a country. O(players). `skip` counts those who have."""
        saving = asyncio.create_task(self._save([], advance))
        try:
            for first in range(0, population.players, UNIT):
                numbers = range(first, min(first + UNIT, population.players))
                (last,) = await self._players.find([player_id(numbers[-1])])
                if last is not None:
                    (skip or advance)(len(numbers))
                    continue
                profiles = _profiles(numbers, population.seed, self._clock())
                await asyncio.shield(saving)
                saving = asyncio.create_task(self._save(profiles, advance))
                await asyncio.sleep(0)  # lets it begin; the next are made meanwhile
        finally:  # also after Ctrl+C
            await saving

    async def _save(self, profiles: list[Player], advance: Advance) -> None:
        if profiles:
            await self._players.save_many(profiles)
            advance(len(profiles))

    async def play(
        self, leaderboard: Leaderboard, population: Population, done: int, advance: Advance
    ) -> None:
        """Events `done` to `population.events`. O(events * log players)."""
        flying: deque[asyncio.Task[list[Result]]] = deque()
        try:
            for unit in _units(leaderboard, population, done):
                flying.append(
                    asyncio.create_task(self._submit_scores.submit(leaderboard, unit, ranked=False))
                )
                if len(flying) == IN_FLIGHT:
                    advance(_accepted(await asyncio.shield(flying[0])))
                    flying.popleft()
        finally:  # also after Ctrl+C: what was begun is finished, so the next run knows
            for task in flying:
                advance(_accepted(await task))


def player_id(number: int) -> str:
    """The id of a made-up player."""
    return f"player-{number + 1:07}"


def _units(
    leaderboard: Leaderboard, population: Population, done: int
) -> Iterator[list[Submission]]:
    """The events from `done` on. A unit's chance depends on its number alone."""
    for number in range(done // UNIT, -(-population.events // UNIT)):
        first = number * UNIT
        unit = [
            Submission(leaderboard, player_id(player), (score,))
            for player, score in _plays(number, population)
        ]
        yield unit[max(0, done - first) : population.events - first]


def _plays(number: int, population: Population) -> Iterator[tuple[int, int]]:
    """Player and score of each event of a unit.

    Everyone plays once, in order; then the first ones most, as crowds do. Scores are
    log-normal around a skill that is the player's own.
    """
    random = Random(population.seed * 1_000_003 + number)  # noqa: S311
    draw, luck, pick = random.random, _luck(population.seed), random.getrandbits
    players = population.players
    for event in range(number * UNIT, (number + 1) * UNIT):
        player = event if event < players else int(players * draw() ** 3)
        skill = (player * 2654435761 & 0xFFFFFFFF) / 2**32
        yield player, int((500 + 9500 * skill**4) * luck[pick(LUCK_BITS)])


@lru_cache(maxsize=1)
def _luck(seed: int) -> list[float]:
    """Log-normal factors to pick from: drawing one afresh takes as long as an index move."""
    random = Random(seed)  # noqa: S311
    return [random.lognormvariate(0, 0.6) for _ in range(2**LUCK_BITS)]


def _profiles(numbers: range, seed: int, at: int) -> list[Player]:
    """Profiles by the handful: one draw each for all names, numbers behind them, and countries."""
    random, count = Random(seed * 1_000_003 - numbers.start - 1), len(numbers)  # noqa: S311
    names, behind = random.choices(NAMES, k=count), random.choices(BEHIND, k=count)
    drawn = zip(numbers, names, behind, random.choices(COUNTRIES, k=count), strict=True)
    return [
        Player(Card(0, player_id(number), name + digits, None, None, country), {}, at, at)
        for number, name, digits, country in drawn
    ]


def _accepted(results: list[Result]) -> int:
    for result in results:
        if isinstance(result, LaurelsError):
            raise result
    return len(results)
