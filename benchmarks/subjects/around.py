"""A player among five above and five below."""

from collections.abc import Iterator

from benchmarks.subject import Subject, World


def requests(world: World) -> Iterator[bytes]:
    while True:
        yield world.request("GET", f"{world.path}/entries/{world.player()}/around?span=5")


SUBJECT = Subject("around", "around a player, ±5", requests)
