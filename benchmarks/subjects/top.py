"""The first hundred."""

from collections.abc import Iterator
from itertools import repeat

from benchmarks.client import request
from benchmarks.subject import Subject, World


def requests(_: World) -> Iterator[bytes]:
    return repeat(request("GET", "/api/v1/leaderboards/one/entries?limit=100"))


SUBJECT = Subject("top 100", requests, rival=1152)
