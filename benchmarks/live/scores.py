"""The scores that come in while thousands watch: most far from what is shown, some right in it."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from benchmarks.subject import World

A_SECOND = 1_000
SEEN_A_SECOND = 40  # of them, on average, that change what is shown
CONTENDERS = 40  # players who take turns in the top
TOP = 10


class Scored(NamedTuple):
    """A score that a watcher is to see."""

    player: str
    total: int  # the player's, with this score
    sent: float
    answered: float


class Receipt(msgspec.Struct):
    """What matters of the answer to a submission."""

    entry: "Standing"


class Standing(msgspec.Struct):
    """Where it has put its player."""

    player: str
    score: int
    rank: int


def for_the_top(world: World, totals: dict[str, int]) -> Iterator[bytes]:
    """Any player's scores, and between them one that lifts a contender into the first ten, or
    higher among them, at random. `totals` are the contenders'; it is kept up to date."""
    random = world.random
    names = list(totals)

    def lifted() -> tuple[str, int]:
        player = random.choice(names)
        others = sorted((totals[name] for name in names if name != player), reverse=True)
        aim = others[random.randrange(TOP)] + random.randint(1, 9)
        points = max(aim - totals[player], random.randint(1, 9))
        totals[player] += points
        return player, points

    while True:
        yield _request(world, *(lifted() if _is_seen(world) else _anyone(world)))


def for_followed(world: World, players: Sequence[str]) -> Iterator[bytes]:
    """Any player's scores, and between them those of followed players."""
    while True:
        player, points = _anyone(world)
        if _is_seen(world):
            player, points = world.random.choice(players), points + 1
        yield _request(world, player, points)


def seen_in(
    answers: Sequence[tuple[bytes, float, float]], followed: frozenset[str]
) -> list[Scored]:
    """Of (answer, sent, answered), those that someone is shown: of followed players where there
    are such, else those that rank among the first ten."""
    decoder = msgspec.json.Decoder(Receipt)
    found = []
    for answer, sent, answered in answers:
        entry = decoder.decode(answer[answer.index(b"\r\n\r\n") + 4 :]).entry
        if entry.player in followed if followed else entry.rank <= TOP:
            found.append(Scored(entry.player, entry.score, sent, answered))
    return found


def _is_seen(world: World) -> bool:
    return world.random.random() < SEEN_A_SECOND / A_SECOND


def _anyone(world: World) -> tuple[str, int]:
    return world.player(), world.random.getrandbits(7)


def _request(world: World, player: str, points: int) -> bytes:
    body = f'{{"player":"{player}","score":{points}}}'
    return world.request("POST", f"{world.path}/scores", body.encode())
