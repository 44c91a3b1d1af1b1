"""The same on a board with three windows: three entries move, three ranks are answered."""

from collections.abc import Iterator

from benchmarks.subject import Subject, World
from benchmarks.subjects.submit import submissions


def requests(world: World) -> Iterator[bytes]:
    return submissions(world, "three")


SUBJECT = Subject("submit to three windows", requests, "three", frozenset({201}))
