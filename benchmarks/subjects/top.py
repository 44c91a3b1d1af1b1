"""The first hundred."""

from collections.abc import Iterator
from itertools import repeat

from benchmarks.client import request
from benchmarks.subject import Subject, World


def requests(world: World) -> Iterator[bytes]:
    return repeat(request("GET", f"{world.path}/entries?limit=100"))


SUBJECT = Subject("top", "top 100", requests)
