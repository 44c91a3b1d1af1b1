"""A made-up crowd that plays on a leaderboard, for those who build on Laurels."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from laurels.ports.players import Players
from laurels.rules.errors import LaurelsError, LeaderboardNotFound
from laurels.rules.leaderboard import Leaderboard
from laurels.rules.player import Card, Player
from laurels.rules.submission import Submission
from laurels.usecases.made_up_scores import MadeUpScores
from laurels.usecases.manage_leaderboards import ManageLeaderboards
from laurels.usecases.populate import COUNTRIES, NAMES
from laurels.usecases.read_ranks import ReadRanks
from laurels.usecases.submit_scores import Receipt, SubmitScores

PAUSE_SECONDS = 1.0  # after a refusal: the disk may be full
MOST_AT_ONCE = 500  # scores; what a slow server leaves undone is let go

log = logging.getLogger(__name__)


@dataclass
class Crowd:
    """Who plays where, how many scores a second, and how many of them were accepted."""

    leaderboard: str
    rate: float
    players: int
    played: int = 0


class SimulatePlay:
    """One crowd at a time, which plays through the same door as every game."""

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
        self._playing: asyncio.Task[None] | None = None
        self._turn = asyncio.Lock()  # of those who start and stop
        self._at_play = asyncio.Lock()  # held while scores are on their way
        self.crowd: Crowd | None = None  # the last one

    @property
    def is_running(self) -> bool:
        """Whether a crowd plays now."""
        return self._playing is not None and not self._playing.done()

    async def start(self, crowd: Crowd) -> None:
        """Let a crowd play in place of the one before, until `stop` or until its leaderboard
        is deleted. LeaderboardNotFound."""
        await self._manage_leaderboards.find(crowd.leaderboard)
        async with self._turn:
            await self._stop()
            self.crowd = crowd
            self._playing = asyncio.create_task(self._play_on(crowd))

    async def stop(self) -> None:
        """Let nobody play; no error where nobody does."""
        async with self._turn:
            await self._stop()

    async def _stop(self) -> None:
        if self._playing is not None:
            async with self._at_play:  # what is on its way is stored and counted first
                self._playing.cancel()
            await asyncio.wait({self._playing})

    async def _play_on(self, crowd: Crowd) -> None:
        """Play when scores are due, at random instants."""
        random, loop = Random(), asyncio.get_running_loop()  # noqa: S311
        skills = [random.gauss(0, 1) for _ in range(crowd.players)]
        scores: MadeUpScores | None = None
        due = loop.time()
        while True:
            await asyncio.sleep(max(0.0, due - loop.time()))
            count = 0
            while due <= loop.time() and count < MOST_AT_ONCE:
                due += random.expovariate(crowd.rate)
                count += 1
            due = max(due, loop.time() - PAUSE_SECONDS)
            drawn = [int(crowd.players * random.random() ** 2) for _ in range(count)]
            try:
                board = self._manage_leaderboards.get(crowd.leaderboard)
                if scores is None or scores.leaderboard is not board:
                    scores = await self._scores(board, random)
                async with self._at_play:
                    await self._register(drawn, random)
                    played = [(player_id(n), scores.draw(skills[n])) for n in drawn]
                    crowd.played += await self._submit(board, played)
            except LeaderboardNotFound:
                return
            except LaurelsError as error:
                log.info("the crowd on '%s' pauses: %s", crowd.leaderboard, error)
                await asyncio.sleep(PAUSE_SECONDS)

    async def _submit(self, board: Leaderboard, played: list[tuple[str, tuple[int, ...]]]) -> int:
        """How many scores were accepted."""
        if not played:
            return 0
        submissions = [Submission(board, player, values) for player, values in played]
        results = await self._submit_scores.submit(board, submissions, ranked=False)
        return sum(isinstance(result, Receipt) for result in results)

    async def _scores(self, leaderboard: Leaderboard, random: Random) -> MadeUpScores:
        season = await self._read_ranks.season(leaderboard)
        spread = await self._read_ranks.distribution(season)
        return MadeUpScores(leaderboard, await self._read_ranks.total(season), spread, random)

    async def _register(self, drawn: list[int], random: Random) -> None:
        """Give those who play for the first time a name and a country."""
        numbers = list(dict.fromkeys(drawn))
        found = await self._players.find([player_id(number) for number in numbers])
        now = self._clock()
        unknown = [
            Player(Card(0, player_id(number), *_person(random)), {}, now, now)
            for number, card in zip(numbers, found, strict=True)
            if card is None
        ]
        if unknown:
            await self._players.save_many(unknown)


def player_id(number: int) -> str:
    """The id of one of the crowd."""
    return f"sim-{number + 1:05}"


def _person(random: Random) -> tuple[str, None, None, str]:
    """Display name, user name, picture and country."""
    return random.choice(NAMES), None, None, random.choice(COUNTRIES)
