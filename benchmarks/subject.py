"""What a subject of the benchmarks is, and what it may ask for."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random

from benchmarks.process import Server
from laurels.usecases.populate import player_id


@dataclass
class World:
    """What the requests are made for: a server with a board of so many players."""

    server: Server
    players: int
    run: str  # names this stretch of load, for ids that never repeat
    random: Random = field(default_factory=lambda: Random(7))

    def player(self) -> str:
        """Anyone."""
        return player_id(int(self.random.random() * self.players))


@dataclass(frozen=True)
class Subject:
    """One thing that is measured."""

    title: str
    requests: Callable[[World], Iterator[bytes]]
    board: str = "one"
    statuses: frozenset[int] = frozenset({200})
    per_request: int = 1  # operations
    rival: int | None = None  # Nakama's CPU microseconds, see benchmarks/README.md
