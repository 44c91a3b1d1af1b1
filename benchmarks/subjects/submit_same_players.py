"""Twice as many clients as usual: all submit for the same twenty players, or for anyone."""

from collections.abc import Iterator

from benchmarks.client import CONNECTIONS
from benchmarks.subject import Subject, World
from benchmarks.subjects import submit

CLIENTS = 2 * CONNECTIONS
PLAYERS = 20


def requests(world: World) -> Iterator[bytes]:
    return submit.submissions(world, min(PLAYERS, world.players))


def _subject(title: str, of: object) -> Subject:
    return Subject("same_players", title, of, "one", frozenset({201}), connections=CLIENTS)  # type: ignore[arg-type]


SPREAD = _subject(f"submit, {CLIENTS} clients, anyone", submit.requests)
SAME = _subject(f"submit, {CLIENTS} clients, {PLAYERS} players", requests)
