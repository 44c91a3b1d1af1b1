"""The leaderboards of the fault tests, and their entries folded from events in the plainest way.

Nothing here is of the code under test: an event is a row of the journal, an entry a tuple in
a dictionary, a rank a count of those who are better.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

ALL_TIME, DAILY, HOURLY = "all-time", "daily", "hourly"
WINDOWS = {ALL_TIME: "", DAILY: "%Y-%m-%d", HOURLY: "%Y-%m-%dT%H"}  # how a season begins
SCORE, REMOVAL = 0, 1


class Board(NamedTuple):
    """A leaderboard as these tests define it; each column has a name and whether less is better."""

    id: str
    operator: str
    method: str
    columns: tuple[tuple[str, bool], ...]

    @property
    def definition(self) -> dict[str, Any]:
        """The body that makes it."""
        return {
            "id": self.id,
            "operator": self.operator,
            "rank_method": self.method,
            "windows": [ALL_TIME, DAILY, {"name": HOURLY, "cron": "0 * * * *"}],
            "columns": [
                {"name": name, "order": "ascending" if less else "descending"}
                for name, less in self.columns
            ],
        }

    def better_first(self, values: Sequence[int]) -> tuple[int, ...]:
        """What sorts the better values first."""
        return tuple(
            value if less else -value for value, (_, less) in zip(values, self.columns, strict=True)
        )


BOARDS = {
    board.id: board
    for board in (
        Board("best", "best", "competition", (("points", False),)),
        Board("sum", "sum", "dense", (("points", False), ("penalty", True))),
        Board("latest", "latest", "ordinal", (("seconds", True), ("wins", False))),
    )
}


def season_of(window: str, instant: int) -> str:
    """The season of a window that an instant in microseconds is in."""
    return datetime.fromtimestamp(instant // 1_000_000, UTC).strftime(WINDOWS[window])


class JournalEvent(NamedTuple):
    """A row of the journal."""

    sequence: int
    board: str
    player: str
    kind: int
    values: tuple[int, ...]
    received_at: int
    submission_id: str | None
    token: int | None  # the number that these tests give each score


class Standing(NamedTuple):
    """An entry: its values, the event that gave them, and how many events it took."""

    values: tuple[int, ...]
    sequence: int
    events: int


class Place(NamedTuple):
    """What an answer must say of one window."""

    window: str
    values: tuple[int, ...]
    rank: int
    previous_rank: int | None
    total: int


class Row(NamedTuple):
    """A row of a page."""

    rank: int
    player: str
    values: tuple[int, ...]
    events: int


class Fold:
    """All entries of all seasons, after the events that were applied in their order.

    `clocks_differ` is by how many microseconds an event may be older than the one before.
    """

    def __init__(self, clocks_differ: int = 0) -> None:
        self.seasons: dict[tuple[str, str, str], dict[str, Standing]] = defaultdict(dict)
        self.sequence = 0
        self.instant = 0  # of the last event
        self._clocks_differ = clocks_differ

    def season(self, board: str, window: str, key: str | None = None) -> dict[str, Standing]:
        """The entries of a season by player; of the last event's without a key."""
        return self.seasons[board, window, season_of(window, self.instant) if key is None else key]

    def apply(self, event: JournalEvent, *, placed: bool) -> list[Place]:
        """Count an event; with `placed`, tell where it has put its player in each window."""
        assert event.sequence > self.sequence, "sequences grow"
        assert event.received_at >= self.instant - self._clocks_differ, "instants never step back"
        self.sequence, self.instant = event.sequence, event.received_at
        board, places = BOARDS[event.board], []
        for window in WINDOWS:
            entries = self.season(event.board, window)
            if event.kind == REMOVAL:
                entries.pop(event.player, None)
                continue
            before = entries.get(event.player)
            previous = rank(board, entries, event.player) if placed and before else None
            entries[event.player] = after = scored(board, before, event)
            if placed:
                now = rank(board, entries, event.player)
                places.append(Place(window, after.values, now, previous, len(entries)))
        return places

    def table(self, board: str, window: str, key: str | None = None) -> list[Row]:
        """A season in board order."""
        definition, entries = BOARDS[board], self.season(board, window, key)
        order = sorted(entries, key=lambda player: place(definition, entries[player]))
        return [
            Row(rank(definition, entries, p), p, entries[p].values, entries[p].events)
            for p in order
        ]


def scored(board: Board, standing: Standing | None, event: JournalEvent) -> Standing:
    """What a score makes of a standing."""
    if standing is None:
        return Standing(event.values, event.sequence, 1)
    values = {
        "best": min(standing.values, event.values, key=board.better_first),
        "latest": event.values,
        "sum": tuple(a + b for a, b in zip(standing.values, event.values, strict=True)),
    }[board.operator]
    sequence = standing.sequence if values == standing.values else event.sequence
    return Standing(values, sequence, standing.events + 1)


def place(board: Board, standing: Standing) -> tuple[int, ...]:
    """What sorts entries."""
    return (*board.better_first(standing.values), standing.sequence)


def rank(board: Board, entries: dict[str, Standing], player: str) -> int:
    """One more than those who are better, as the leaderboard counts them."""
    mine = place(board, entries[player])
    if board.method == "ordinal":
        return 1 + sum(place(board, other) < mine for other in entries.values())
    columns = [board.better_first(other.values) for other in entries.values()]
    better = [c for c in columns if c < mine[:-1]]
    return 1 + len(set(better) if board.method == "dense" else better)
