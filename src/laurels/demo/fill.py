"""Tell the demo's history: scores of the last weeks, each in the season it belongs to."""

import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from random import Random

from laurels.demo.boards import CONTESTS, GRAND_PRIX, RACE_POINTS, SESSIONS, Contest, play
from laurels.demo.names import TEAMS
from laurels.demo.people import Persona, make_people
from laurels.rules.details import Details
from laurels.rules.errors import Conflict, LaurelsError
from laurels.rules.instant import SECOND
from laurels.rules.leaderboard import Leaderboard
from laurels.rules.submission import Submission
from laurels.settings import Settings
from laurels.usecases.details_text import details_text
from laurels.usecases.submit_scores import Result
from laurels.wiring import GLOBAL, Laurels, embedded

PEOPLE = 1800
DAY = 24 * 3600 * SECOND
DAYS = 15  # of history, today included
PLAYS_A_DAY = 1000
RACES, DRIVERS, RACE_EVERY = 18, 24, 9 * DAY
SLOTS = 4  # commits a day; a day's plays are spread over it by played_at
MINUTE = 60 * SECOND
MINUTES = 60  # before now, in which the crowd plays as it does while the server runs
PLAYS_A_MINUTE = 240  # of the crowd, give or take: it comes and goes


class HistoryClock:
    """A clock that stands where it is put."""

    def __init__(self, at: int) -> None:
        self.at = at

    def __call__(self) -> int:
        """The instant it stands at."""
        return self.at


async def fill_demo(
    settings: Settings, seed: int = 1, begin: Callable[[], None] = lambda: None
) -> list[str]:
    """Fill a migrated data set that nobody holds; about three seconds.

    Boards that exist are left as they are, so a second call changes nothing. `begin` is
    called where there is something to fill. Returns the ids of the leaderboards that were
    filled. Conflict while another process has the data.
    """
    now = time.time_ns() // 1000
    clock = HistoryClock(now - DAYS * DAY)
    async with embedded(settings, clock) as laurels:
        people = make_people(PEOPLE, seed)
        contests, races = await _new_boards(laurels, now)
        if contests or races:
            begin()
            await laurels.players.save_many([p.profile(clock.at) for p in people])
        if races:
            await _race(laurels, clock, races, people[:DRIVERS], now, Random(seed))
        if contests:
            await _play(laurels, clock, contests, people, now, Random(seed))
        return [contest.leaderboard.id for contest in contests] + [r.id for r in (races,) if r]


async def _new_boards(laurels: Laurels, now: int) -> tuple[list[Contest], Leaderboard | None]:
    """Create what is missing; the contests and the race season that are to be filled."""
    start = now - DAYS * DAY
    contests = [
        replace(contest, leaderboard=board)
        for contest in CONTESTS
        if (board := await _create(laurels, contest.leaderboard, start))
    ]
    standing = laurels.catalog.leaderboard(GLOBAL)
    if standing is not None and not await laurels.catalog.has_events(standing.number):
        contests.append(replace(SESSIONS, leaderboard=standing))
    return contests, await _create(laurels, GRAND_PRIX, now - (RACES + 1) * RACE_EVERY)


async def _create(laurels: Laurels, board: Leaderboard, at: int) -> Leaderboard | None:
    try:
        return await laurels.manage_leaderboards.create(replace(board, created_at=at))
    except Conflict:
        return None


async def _race(
    laurels: Laurels,
    clock: HistoryClock,
    board: Leaderboard,
    drivers: list[Persona],
    now: int,
    random: Random,
) -> None:
    for race in range(1, RACES + 1):
        clock.at = now - (RACES + 1 - race) * RACE_EVERY + random.randrange(6 * 3600 * SECOND)
        finish = sorted(drivers, key=lambda d: -1.1 * d.skill - random.gauss(0, 0.8))
        half = race == 7  # stopped by rain: half points
        submissions = []
        for place, driver in enumerate(finish):
            points = RACE_POINTS[place] * 10 if place < len(RACE_POINTS) else 0
            details = {"race": race, "place": place + 1, "team": TEAMS[drivers.index(driver) // 2]}
            submissions.append(
                Submission(
                    board,
                    driver.id,
                    (points // 2 if half else points, int(place == 0)),
                    f"race-{race}",
                    clock.at,
                    details_text(Details(metadata=details)),
                )
            )
        _accepted(await laurels.submit_scores.submit(board, submissions, ranked=False))


async def _play(
    laurels: Laurels,
    clock: HistoryClock,
    contests: list[Contest],
    people: list[Persona],
    now: int,
    random: Random,
) -> None:
    for start, end, plays_a_day in _slots(now, random):
        clock.at = end
        share = (end - start) / DAY
        for contest in contests:
            plays = int(plays_a_day * contest.share * share) + 1
            times = sorted(random.randrange(start, end) for _ in range(plays))
            submissions = [play(random, contest, people, at) for at in times]
            board = contest.leaderboard
            _accepted(await laurels.submit_scores.submit(board, submissions, ranked=False))


def _slots(now: int, random: Random) -> Iterator[tuple[int, int, float]]:
    """Parts of the days of history, in order, and how many plays a day there are in each; none
    crosses a midnight, the last ends now, and the last hour comes minute by minute."""
    start, busy = now - DAYS * DAY, (now // MINUTE - MINUTES) * MINUTE
    while start < busy:
        end = min(busy, (start // (DAY // SLOTS) + 1) * (DAY // SLOTS))
        yield start, max(start + 1, end - 1), PLAYS_A_DAY
        start = end
    for minute in range(MINUTES + 1):
        start = busy + minute * MINUTE
        ebb = 0.75 + 0.25 * math.sin(minute / 7) + random.uniform(-0.12, 0.12)
        yield start, max(start + 1, min(now, start + MINUTE) - 1), PLAYS_A_MINUTE * 24 * 60 * ebb


def _accepted(results: Sequence[Result]) -> None:
    for result in results:
        if isinstance(result, LaurelsError):
            raise result
