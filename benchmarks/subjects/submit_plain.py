"""One score without a submission id: durable, answered with both ranks, and counted again when it
is sent again."""

from collections.abc import Iterator

from benchmarks.subject import Subject, World


def requests(world: World) -> Iterator[bytes]:
    while True:
        body = f'{{"player":"{world.player()}","score":{world.random.getrandbits(7)}}}'
        yield world.request("POST", f"{world.path}/scores", body.encode())


SUBJECT = Subject("submit_plain", "submit without an id", requests, statuses=frozenset({201}))
