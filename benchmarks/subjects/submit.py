"""One score with a submission id: durable, once, answered with rank and previous rank."""

from collections.abc import Iterator

from benchmarks.client import request
from benchmarks.subject import Subject, World


def requests(world: World) -> Iterator[bytes]:
    return submissions(world, "one")


def submissions(world: World, board: str) -> Iterator[bytes]:
    """Scores of anyone to a board, each with an id of its own."""
    path = f"/api/v1/leaderboards/{board}/scores"
    number = 0
    while True:
        number += 1
        score = world.random.getrandbits(7)
        body = '{"player":"%s","score":%d,"submission_id":"%s-%d"}'
        yield request("POST", path, (body % (world.player(), score, world.run, number)).encode())


SUBJECT = Subject("submit", requests, statuses=frozenset({201}), rival=528)
