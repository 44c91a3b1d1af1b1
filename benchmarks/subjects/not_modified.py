"""The first hundred, asked again by someone who has them: 304, no body."""

from collections.abc import Iterator
from itertools import repeat

from benchmarks.subject import Subject, World


def requests(world: World) -> Iterator[bytes]:
    path = f"{world.path}/entries?limit=100"
    tag = world.server.get(path).headers["etag"]
    return repeat(world.request("GET", path, headers=(f"if-none-match: {tag}",)))


SUBJECT = Subject("not_modified", "304 of the top 100", requests, statuses=frozenset({304}))
