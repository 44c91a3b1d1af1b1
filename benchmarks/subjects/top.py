"""The first hundred: of a board that stands still, and while scores come in.

Where nothing changes, a page is encoded once and then only sent. Each score makes it new.
"""

from collections.abc import Iterator
from itertools import repeat

from benchmarks.subject import Subject, World
from benchmarks.subjects import submit


def requests(world: World) -> Iterator[bytes]:
    return repeat(world.request("GET", f"{world.path}/entries?limit=100"))


SUBJECT = Subject("top", "top 100, unchanged", requests)
CHANGING = Subject("top", "top 100, changing", requests, beside=submit.SUBJECT)
