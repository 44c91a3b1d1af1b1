"""Scores in batches of 1,000, each with a submission id; an operation is one score."""

from collections.abc import Iterator

from benchmarks.client import request
from benchmarks.subject import Subject, World

SIZE = 1_000


def requests(world: World) -> Iterator[bytes]:
    number = 0
    item = '{"player":"%s","score":%d,"submission_id":"%s-%d"}'
    while True:
        first, number = number, number + SIZE
        items = [
            item % (world.player(), world.random.getrandbits(7), world.run, n)
            for n in range(first, number)
        ]
        body = f"[{','.join(items)}]".encode()
        yield request("POST", "/api/v1/leaderboards/one/scores/batch", body)


SUBJECT = Subject("submit in batches of 1,000", requests, per_request=SIZE)
