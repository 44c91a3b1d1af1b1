"""What a subject of the benchmarks is, and what it may ask for."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from random import Random

from benchmarks.client import CONNECTIONS, request
from benchmarks.process import Service
from laurels.usecases.populate import player_id


@dataclass
class World:
    """What the requests are made for: a server with a board of so many players."""

    server: Service
    board: str
    players: int
    run: str  # names this stretch of load, for ids that never repeat
    random: Random  # another in each stretch, the same in each run

    @property
    def path(self) -> str:
        """Of the leaderboard."""
        return f"/api/v1/leaderboards/{self.board}"

    def player(self) -> str:
        """Anyone."""
        return player_id(int(self.random.random() * self.players))

    def request(
        self, method: str, path: str, body: bytes = b"", headers: tuple[str, ...] = ()
    ) -> bytes:
        """A whole request as it travels, with the key where the server asks for one."""
        return request(method, path, body, (*self.server.headers, *headers))


@dataclass(frozen=True)
class Subject:
    """One thing that is measured under load: each connection sends when its answer is there."""

    name: str  # as in ONLY=
    title: str
    requests: Callable[[World], Iterator[bytes]]
    board: str = "one"
    statuses: frozenset[int] = frozenset({200})
    per_request: int = 1  # operations
    connections: int = CONNECTIONS
    beside: "Subject | None" = None  # comes in meanwhile; what it costs is taken off

    def on(self, board: str) -> "Subject":
        """The same on another leaderboard."""
        return replace(self, board=board)
