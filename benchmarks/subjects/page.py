"""A hundred entries from anywhere on the board."""

from collections.abc import Iterator

from benchmarks.subject import Subject, World


def requests(world: World) -> Iterator[bytes]:
    while True:
        offset = int(world.random.random() * (world.players - 100))
        yield world.request("GET", f"{world.path}/entries?limit=100&offset={offset}")


SUBJECT = Subject("page", "page of 100, anywhere", requests)
