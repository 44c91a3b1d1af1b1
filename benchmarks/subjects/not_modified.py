"""The first hundred for a client that has them already."""

from collections.abc import Iterator
from itertools import repeat

from benchmarks.client import request
from benchmarks.subject import Subject, World


def requests(world: World) -> Iterator[bytes]:
    path = "/api/v1/leaderboards/one/entries?limit=100"
    tag = world.server.get(path).headers["etag"]
    return repeat(request("GET", path, headers=(f"if-none-match: {tag}",)))


SUBJECT = Subject("304 of the top 100", requests, statuses=frozenset({304}))
