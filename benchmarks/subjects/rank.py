"""A player's entry with its rank."""

from collections.abc import Iterator

from benchmarks.subject import Subject, World


def requests(world: World) -> Iterator[bytes]:
    while True:
        yield world.request("GET", f"{world.path}/entries/{world.player()}")


SUBJECT = Subject("rank", "rank of a player", requests)
