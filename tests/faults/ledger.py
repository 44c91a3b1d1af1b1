"""What was sent, what was answered, and what the journal must hold because of it."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.faults.boards import BOARDS, SCORE, Fold, JournalEvent, Place

SENT, TAKEN, REFUSED = "sent", "taken", "refused"  # SENT: no answer came (yet)

EVENTS = """
    SELECT e.sequence, l.slug, p.external_id, e.kind, e.value_1, e.value_2, e.received_at,
           e.submission_id, e.details
    FROM events e JOIN leaderboards l ON l.number = e.leaderboard JOIN players p ON
    p.number = e.player WHERE e.sequence > ? ORDER BY e.sequence
"""


class Item:
    """One score as it was sent, and what became of it as far as its sender knows.

    `token` is in its `duration_ms`, so that the journal's event can be told from all others
    without an id too. `answer` is the first one, where there was one with a rank.
    """

    def __init__(self, board: str, player: str, values: tuple[int, ...], token: int) -> None:
        self.board, self.player, self.values, self.token = board, player, values, token
        self.submission_id: str | None = None
        self.state = SENT
        self.ranked = True
        self.answer: str | None = None

    @property
    def body(self) -> dict[str, Any]:
        """What travels."""
        names = [name for name, _ in BOARDS[self.board].columns]
        body = {
            "player": self.player,
            "score": dict(zip(names, self.values, strict=True)),
            "duration_ms": self.token,
        }
        return body if self.submission_id is None else {**body, "submission_id": self.submission_id}

    def answered(self, receipt: dict[str, Any]) -> None:
        """Note an answer; AssertionError where it is not the first one again."""
        shown = comparable(receipt)
        assert receipt["submission_id"] == self.submission_id
        if self.ranked:
            assert self.answer in (None, shown), f"first {self.answer}, then {shown}"
            self.answer = shown
        self.state = TAKEN

    def told(self) -> list[Place]:
        """What the first answer says of each window."""
        receipt = json.loads(self.answer or "")
        return [
            Place(
                entry["window"],
                tuple(entry["scores"].values()),
                entry["rank"],
                entry["previous_rank"],
                entry["total"],
            )
            for entry in [receipt["entry"], *receipt["other_windows"]]
        ]

    def check_places(self, places: list[Place]) -> None:
        """AssertionError where the answer's ranks are not those counted from the events."""
        if self.answer is not None:
            told = self.told()
            assert told == places, f"told {told}, counted {places}, of {self.body}"


def comparable(receipt: dict[str, Any]) -> str:
    """All of an answer that a repeat must give again, as text."""
    kept = ("sequence", "submission_id", "entry", "other_windows")
    return json.dumps({name: receipt.get(name) for name in kept})


class Ledger:
    """All items by token, and removals by board and player."""

    item_class = Item

    def __init__(self) -> None:
        self.items: dict[int, Item] = {}
        self.removals_sent: Counter[tuple[str, str]] = Counter()
        self.removals_answered: Counter[tuple[str, str]] = Counter()
        self.fold = Fold()
        self.places: dict[int, list[Place]] = {}
        self.counted: Counter[int] = Counter()  # token: events in the journal
        self.removals_counted: Counter[tuple[str, str]] = Counter()

    def item(self, board: str, player: str, values: tuple[int, ...], *, named: bool) -> Item:
        """A new item, about to be sent."""
        item = self.item_class(board, player, values, len(self.items) + 1)
        if named:
            item.submission_id = f"s{item.token}"
        self.items[item.token] = item
        return item

    def named(self, *states: str) -> list[Item]:
        """The items with a submission id in any of the states."""
        return [i for i in self.items.values() if i.submission_id and i.state in states]

    def read(self, database: Path) -> None:
        """Fold the events that are new in a file's journal."""
        self.take(read_events(database, self.fold.sequence))

    def take(self, events: Iterable[JournalEvent]) -> None:
        """Fold the events that follow."""
        for event in events:
            if event.kind != SCORE:
                self.fold.apply(event, placed=False)
                self.removals_counted[event.board, event.player] += 1
                continue
            assert event.token is not None
            item = self.items[event.token]
            assert (event.board, event.player, event.values, event.submission_id) == (
                *(item.board, item.player, item.values, item.submission_id),
            ), f"{event} is not as it was sent: {item.body}"
            self.places[item.token] = self.fold.apply(event, placed=item.ranked)
            self.counted[item.token] += 1

    @property
    def lost(self) -> int:
        """Items that were answered and are not in the journal, and removals likewise."""
        items = sum(i.state == TAKEN and not self.counted[i.token] for i in self.items.values())
        return items + (self.removals_answered - self.removals_counted).total()

    @property
    def doubled(self) -> int:
        """Events too many: of items, and of removals."""
        items = sum(count - 1 for count in self.counted.values())
        return items + (self.removals_counted - self.removals_sent).total()

    def check(self) -> None:
        """AssertionError where journal and answers contradict each other."""
        assert (self.lost, self.doubled) == (0, 0), f"lost {self.lost}, doubled {self.doubled}"
        for item in self.items.values():
            if item.state == REFUSED:
                assert not self.counted[item.token], f"refused, yet in the journal: {item.body}"
            if item.token in self.places and item.ranked:
                self.check_places(item, self.places.pop(item.token))

    def check_places(self, item: Item, places: list[Place]) -> None:
        """AssertionError where an item's answer is not what was counted."""
        item.check_places(places)

    def settle(self) -> None:
        """After a crash: what has no answer and no id is in the journal now, or never."""
        for item in self.items.values():
            if item.state == SENT and item.submission_id is None:
                item.state = TAKEN if self.counted[item.token] else REFUSED
        self.removals_answered = Counter(self.removals_counted)
        self.removals_sent = Counter(self.removals_counted)


def read_events(database: Path, after: int = 0) -> Iterator[JournalEvent]:
    """The journal's events after a sequence, in order, beside whoever writes."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=10)) as connection:
        yield from map(event_of, connection.execute(EVENTS, (after,)))


def event_of(row: tuple[Any, ...]) -> JournalEvent:
    """A row that EVENTS has found."""
    sequence, board, player, kind, one, two, at, id, details = row
    values = tuple(value for value in (one, two) if value is not None)
    token = json.loads(details)["duration_ms"] if details else None
    return JournalEvent(sequence, board, player, kind, values, at, id, token)
