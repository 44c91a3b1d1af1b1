"""For the textbook service only: a submit that is not answered with ranks, which it counts."""

from collections.abc import Iterator

from benchmarks.subject import Subject, World
from benchmarks.subjects.submit import submissions


def requests(world: World) -> Iterator[bytes]:
    return submissions(world, world.players, "?ranks=false")


SUBJECT = Subject("submit", "submit, no ranks answered", requests, statuses=frozenset({201}))
