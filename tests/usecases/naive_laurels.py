"""Laurels in pure Python: a list of events, and everything counted from it anew."""

from dataclasses import dataclass, field

from laurels.rules.entry import Entry
from laurels.rules.leaderboard import Leaderboard, Operator
from laurels.rules.score import LARGEST, SMALLEST
from laurels.rules.season import Window, season_at
from laurels.rules.submission import Kind, Submission
from laurels.usecases.standings import Standing
from tests.naive_board import NaiveBoard

REPLAY, CONFLICT, OVERFLOW, NO_ENTRY = "replay", "conflict", "overflow", "no entry"


@dataclass(frozen=True)
class NaiveEvent:
    sequence: int
    board: str
    player: int
    kind: Kind
    values: tuple[int, ...]
    at: int


@dataclass
class NaiveLaurels:
    """`players` gives the present number of a name; an erased name gets a new one."""

    boards: dict[str, Leaderboard]
    events: list[NaiveEvent] = field(default_factory=list)
    players: dict[str, int] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    written: dict[str, set[int]] = field(default_factory=dict)  # board: instants
    ids: dict[tuple[str, int, str], Submission] = field(default_factory=dict)
    sequence: int = 0

    def number(self, name: str) -> int:
        if name not in self.players:
            self.players[name] = len(self.names)
            self.names.append(name)
        return self.players[name]

    def numbers(self, board: Leaderboard, window: Window) -> set[int]:
        """The seasons that were begun."""
        instants = self.written.get(board.id, set())
        return {season_at(window, board.created_at, at).number for at in instants}

    def season(self, board: Leaderboard, window: Window, number: int) -> NaiveBoard:
        """A season's entries, from all events."""
        naive = NaiveBoard(board)
        for event in self.events:
            if event.board != board.id:
                continue
            if event.kind == Kind.ERASURE:
                naive.entries.pop(event.player, None)
            elif season_at(window, board.created_at, event.at).number == number:
                naive.entries[event.player] = _after(naive, event)
                if event.kind == Kind.REMOVAL:
                    del naive.entries[event.player]
        return naive

    def now(self, board: Leaderboard, at: int) -> list[NaiveBoard]:
        """The season of each window at an instant."""
        return [
            self.season(board, w, season_at(w, board.created_at, at).number) for w in board.windows
        ]

    def submit(self, submission: Submission, at: int) -> str | list[Standing]:
        """The standings (their seasons left at 0), or what is wrong."""
        board, player = submission.leaderboard, self.number(submission.player)
        self.written.setdefault(board.id, set()).add(at)
        id = (board.id, player, submission.submission_id or "")
        if submission.submission_id is not None and id in self.ids:
            return REPLAY if self.ids[id] == submission else CONFLICT
        before = self.now(board, at)
        if any(_overflows(naive, player, submission.values) for naive in before):
            return OVERFLOW
        self._accept(board, player, Kind.SCORE, submission.values, at)
        if submission.submission_id is not None:
            self.ids[id] = submission
        after = self.now(board, at)
        return [_standing(player, *pair) for pair in zip(before, after, strict=True)]

    def remove(self, board: Leaderboard, name: str, at: int) -> str | None:
        """Take a known player off; or what is wrong."""
        player = self.players[name]
        self.written.setdefault(board.id, set()).add(at)
        if all(player not in naive.entries for naive in self.now(board, at)):
            return NO_ENTRY
        self._accept(board, player, Kind.REMOVAL, (), at)
        return None

    def erase(self, name: str, at: int) -> None:
        """Forget a known player."""
        player = self.players.pop(name)
        for board in self.boards.values():
            seasons = ((w, n) for w in board.windows for n in self.numbers(board, w))
            if any(player in self.season(board, w, n).entries for w, n in seasons):
                self._accept(board, player, Kind.ERASURE, (), at)

    def _accept(
        self, board: Leaderboard, player: int, kind: Kind, values: tuple[int, ...], at: int
    ) -> None:
        self.sequence += 1
        self.events.append(NaiveEvent(self.sequence, board.id, player, kind, values, at))


def _after(naive: NaiveBoard, event: NaiveEvent) -> Entry:
    """The entry of an event's player after it."""
    old, new = naive.entries.get(event.player), event.values
    if old is None:
        return Entry(new, event.sequence, event.at, 1)
    if naive.leaderboard.operator is Operator.SUM:
        new = tuple(a + b for a, b in zip(old.values, event.values, strict=False))
    if naive.leaderboard.operator is Operator.BEST and new:
        new = min(old.values, new, key=naive.goodness)
    if new == old.values:
        return old._replace(events=old.events + 1)
    return Entry(new, event.sequence, event.at, old.events + 1)


def _overflows(naive: NaiveBoard, player: int, values: tuple[int, ...]) -> bool:
    old = naive.entries.get(player)
    if old is None or naive.leaderboard.operator is not Operator.SUM:
        return False
    sums = [a + b for a, b in zip(old.values, values, strict=True)]
    return any(not SMALLEST <= value <= LARGEST for value in sums)


def _standing(player: int, before: NaiveBoard, after: NaiveBoard) -> Standing:
    old, new = before.row(player), after.row(player)
    assert new is not None
    values = new.entry.values
    previous = None if old is None else old.entry.values
    better = previous is None or after.goodness(values) < after.goodness(previous)
    rank = None if old is None else old.rank
    return Standing(0, values, new.rank, new.ahead, new.total, rank, previous, better)
