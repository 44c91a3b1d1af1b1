"""Scores in batches, each with a submission id; an operation is one score."""

from collections.abc import Callable, Iterator

from benchmarks.client import CONNECTIONS
from benchmarks.subject import Subject, World

SIZES = (1, 10, 100, 1_000, 10_000)
IN_FLIGHT = 40_000  # scores; more would only wait


def _requests(size: int) -> Callable[[World], Iterator[bytes]]:
    def requests(world: World) -> Iterator[bytes]:
        number = 0
        item = '{"player":"%s","score":%d,"submission_id":"%s-%d"}'
        while True:
            first, number = number, number + size
            items = [
                item % (world.player(), world.random.getrandbits(7), world.run, n)
                for n in range(first, number)
            ]
            body = f"[{','.join(items)}]".encode()
            yield world.request("POST", f"{world.path}/scores/batch", body)

    return requests


SUBJECTS = [
    Subject(
        "batch",
        f"submit in batches of {size:,}",
        _requests(size),
        per_request=size,
        connections=min(CONNECTIONS, IN_FLIGHT // size),
    )
    for size in SIZES
]
THOUSAND = SUBJECTS[3]
