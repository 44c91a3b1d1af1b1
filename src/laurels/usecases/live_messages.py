"""What watchers are told. One message object serves all who are shown the same.

Rows are bytes already, as the `Show` of whoever serves them wrote them: two looks at a row
differ exactly when those bytes do. `written` is for the forms that a message takes on its way:
each is made once, however many watchers it goes to.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from laurels.rules.leaderboard import Leaderboard
from laurels.rules.season import Season
from laurels.usecases.read_ranks import Row


class Show(Protocol):
    """Writes what a watcher sees."""

    def row(self, leaderboard: Leaderboard, row: Row) -> bytes:
        """An entry with its place."""
        ...

    def absent(self, player: str) -> bytes:
        """A followed player without an entry."""
        ...


class Shown(NamedTuple):
    """A row as watchers see it."""

    player: str
    text: bytes
    row: Row | None  # None without an entry


@dataclass(slots=True, eq=False)
class TopChange:
    """What is different in the top: rows that entered or changed, and who left."""

    rows: Sequence[Shown]
    left: Sequence[str]
    written: dict[str, bytes] = field(default_factory=dict, init=False)

    def __bool__(self) -> bool:
        return bool(self.rows or self.left)


NO_CHANGE = TopChange((), ())


@dataclass(slots=True, eq=False)
class Message:
    """The base of all. Versions grow from one message of a board to the next."""

    version: int
    written: dict[str, bytes] = field(default_factory=dict, init=False)


@dataclass(slots=True, eq=False)
class Snapshot(Message):
    """All that a watcher is shown."""

    leaderboard: str
    season: Season
    total: int
    top: Sequence[Shown]
    players: Sequence[Shown]


@dataclass(slots=True, eq=False)
class TopChanged(Message):
    """What has changed since the last message, followed players among it; `top` and `followed`
    are all of both as they are now."""

    total: int
    change: TopChange
    players: Sequence[Shown]
    top: Sequence[Shown]
    followed: Sequence[Shown]


class Passer(NamedTuple):
    """Someone who stood behind a followed player and stands ahead now. Messages are kept for a
    while, so it is no more than is told."""

    player: str
    display_name: str | None
    rank: int


@dataclass(slots=True, eq=False)
class Overtaken(Message):
    """A followed player was passed."""

    player: str
    rank: int
    previous_rank: int
    by: Sequence[Passer]  # the best placed of them
    count: int


@dataclass(slots=True, eq=False)
class SeasonTurned(Message):
    """One season has ended and the next begun."""

    closed: Season
    opened: Season


@dataclass(slots=True, eq=False)
class Ping(Message):
    """Nothing has happened for a while, and the connection is there."""

    at: int


def top_change(before: Sequence[Shown], now: Sequence[Shown]) -> TopChange:
    """What turns one top into another. O(rows).

    >>> a, b, c = (Shown(id, id.encode(), None) for id in "abc")
    >>> change = top_change([a, b], [c, a])
    >>> [row.player for row in change.rows], change.left
    (['c'], ['b'])
    """
    was = {row.player: row.text for row in before}
    rows = [row for row in now if was.pop(row.player, None) != row.text]
    kept = {row.player for row in now}
    return TopChange(rows, [player for player in was if player not in kept])
