"""A small POST to a route that does nothing: what the HTTP server costs."""

from collections.abc import Iterator
from itertools import repeat

from benchmarks.client import request
from benchmarks.results import NO_OP
from benchmarks.server import PATH
from benchmarks.subject import Subject, World


def requests(_: World) -> Iterator[bytes]:
    return repeat(request("POST", PATH, b'{"player":"player-0000001","score":12}'))


SUBJECT = Subject("no_op", NO_OP, requests)
