"""One score with a submission id: durable, once, answered with rank and previous rank."""

from collections.abc import Iterator

from benchmarks.subject import Subject, World


def requests(world: World) -> Iterator[bytes]:
    return submissions(world, world.players)


def submissions(world: World, players: int, query: str = "") -> Iterator[bytes]:
    """Scores of any of the first `players`, each with an id of its own."""
    path = f"{world.path}/scores{query}"
    number = 0
    while True:
        number += 1
        player = f"player-{int(world.random.random() * players) + 1:07}"
        score = world.random.getrandbits(7)
        body = f'{{"player":"{player}","score":{score},"submission_id":"{world.run}-{number}"}}'
        yield world.request("POST", path, body.encode())


SUBJECT = Subject("submit", "submit", requests, statuses=frozenset({201}))
