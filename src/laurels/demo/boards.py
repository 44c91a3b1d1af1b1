"""The demo's leaderboards, and what a score on each looks like."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from laurels.demo.people import Persona
from laurels.rules.leaderboard import Column, Leaderboard, Operator, Order, RankMethod, Tier
from laurels.rules.season import Window
from laurels.rules.submission import Submission

RACE_POINTS = (25, 18, 15, 12, 10, 8, 6, 4, 2, 1)

GRAND_PRIX = Leaderboard(
    "grand-prix",
    "Meridian Grand Prix, drivers' season",
    columns=(Column("points", decimals=1), Column("wins")),
    operator=Operator.SUM,
    tiers=(
        Tier("title-contender", top_percent=Decimal(15)),
        Tier("points-finisher", top_percent=Decimal(60)),
    ),
    metadata={"icon": "🏁", "unit": "points"},
)
BEST_LAP = Leaderboard(
    "best-lap",
    "Best lap, Sierra Niebla Ring",
    columns=(Column("seconds", Order.ASCENDING, 3),),
    windows=(Window("all-time"), Window("weekly")),
    tiers=(Tier("gold", score=82_000), Tier("silver", score=84_000), Tier("bronze", score=87_000)),
    min_score=60_000,
    metadata={"icon": "⏱️", "unit": "s"},
)
STARFALL = Leaderboard(
    "starfall",
    "Starfall Arcade",
    windows=(Window("all-time"), Window("daily"), Window("weekly")),
    tiers=(
        Tier("diamond", top_percent=Decimal(1)),
        Tier("gold", top_percent=Decimal(10)),
        Tier("silver", top_percent=Decimal(40)),
        Tier("bronze", top_percent=Decimal(100)),
    ),
    metadata={"icon": "🌠"},
)
QUIZ = Leaderboard(
    "quiz-night",
    "Quiz Night: right answers of 20",
    rank_method=RankMethod.DENSE,
    windows=(Window("all-time"), Window("monthly")),
    min_score=0,
    max_score=20,
    metadata={"icon": "🧠", "unit": "right"},
)


@dataclass(frozen=True)
class Contest:
    """A board that is played all the time: its share of all play and its scores."""

    leaderboard: Leaderboard
    share: float
    players: int  # how many of the people play it, from the first on
    score: Callable[[Random, Persona], int]  # of the only column, scaled


def _starfall(random: Random, player: Persona) -> int:
    return 10 * int(math.exp(random.gauss(6.6 + 0.7 * player.skill, 0.6)))


def _lap(random: Random, player: Persona) -> int:
    return int(1000 * (83.6 - 1.05 * player.skill + random.gammavariate(1.6, 0.7)))


def _quiz(random: Random, player: Persona) -> int:
    return max(0, min(20, round(random.gauss(11 + 2.4 * player.skill, 2.5))))


def _session(random: Random, player: Persona) -> int:
    return random.randrange(1, 40) + int(10 * max(0.0, player.skill))


CONTESTS = (
    Contest(STARFALL, 0.6, 1800, _starfall),
    Contest(BEST_LAP, 0.15, 500, _lap),
    Contest(QUIZ, 0.15, 700, _quiz),
)
SESSIONS = Contest(Leaderboard("global", "Global", operator=Operator.SUM), 0.1, 400, _session)


def play(
    random: Random, contest: Contest, people: Sequence[Persona], at: int | None = None
) -> Submission:
    """One made-up score; the first of the people play much more often than the last."""
    player = people[int(contest.players * random.random() ** 2.2)]
    values = (contest.score(random, player),)
    return Submission(contest.leaderboard, player.id, values, played_at=at)
