"""The demo's crowd: plays on in a running server, a handful of scores a second."""

import asyncio
from dataclasses import replace
from random import Random

from laurels.demo.boards import CONTESTS, SESSIONS, Contest, play
from laurels.demo.fill import PEOPLE
from laurels.demo.people import make_people
from laurels.rules.errors import LaurelsError
from laurels.wiring import Laurels

PAUSE_SECONDS = 1.0  # after a refusal: the boards may be gone, or the disk full


class DemoCrowd:
    """Plays on the demo's boards through the same door as every game.

    Run it as a task, `asyncio.create_task(DemoCrowd(laurels).run())`, and cancel it to end it.
    """

    def __init__(self, laurels: Laurels, rate: float = 4.0, seed: int | None = None) -> None:
        self._laurels = laurels
        self._rate = rate  # scores a second, on average
        self._random = Random(seed)
        self._people = make_people(PEOPLE)
        self.played = 0

    async def run(self) -> None:
        """Play until cancelled. A board that is deleted is left alone."""
        while True:
            await asyncio.sleep(self._random.expovariate(self._rate))
            try:
                await self.play_once()
            except LaurelsError:
                await asyncio.sleep(PAUSE_SECONDS)

    async def play_once(self) -> None:
        """One score on one of the boards that are there; none where there is no board."""
        contest = self._draw()
        if contest is not None:
            submission = play(self._random, contest, self._people)
            await self._laurels.submit_scores.submit(contest.leaderboard, [submission])
            self.played += 1

    def _draw(self) -> Contest | None:
        contests = (*CONTESTS, SESSIONS)
        (drawn,) = self._random.choices(contests, [contest.share for contest in contests])
        board = self._laurels.catalog.leaderboard(drawn.leaderboard.id)
        if board is None or len(board.columns) != 1:
            return None
        return replace(drawn, leaderboard=board)
