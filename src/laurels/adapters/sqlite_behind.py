"""What is committed and not yet in its place: entries and submission ids are written behind.

The rows of a group belong all over two large tables, a page of the file each, and writing those
pages would be most of what a commit costs. So a commit appends its rows to the table `groups`,
in one piece, and they are held here until their page's turn comes: the page that has waited
longest goes first, with all the rows that came for it since. A start reads `groups` again.
`docs/decisions/0009-rows-are-written-behind.md` has the measurement.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from itertools import takewhile
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec

from laurels.adapters.entry_ids import PLAYERS, entry_id, entry_key, ids_of
from laurels.adapters.sqlite_database import SqliteDatabase
from laurels.adapters.sqlite_rows import insert, insert_entries, json_text
from laurels.rules.decision import Decision
from laurels.rules.entry import Entry
from laurels.rules.submission import EntryKey

ENTRY_PAGE_BITS = 7  # entries of 128 players in a row fill about a page of the file
DIGEST_PAGE_BITS = 51  # digests are spread evenly: 4096 pages, whatever their number
CHUNK = 512  # events whose rows are put in their places together: few statements, short pauses
_NEVER = 2**63
KeptRow = tuple[int, ...]  # id, sequence, achieved_at, events, values; what the collector skips
V = TypeVar("V")


class _Group(msgspec.Struct, array_like=True):
    """The `placed` column of the table `groups`, as JSON."""

    entries: list[KeptRow]
    removed: list[int]  # ids of entries
    digests: list[tuple[int, int]]  # digest of a submission id, sequence


_group = msgspec.json.Decoder(_Group)


class FilePage(NamedTuple, Generic[V]):
    """Rows that lie close to each other, and the sequence that the first of them came with."""

    since: int
    rows: dict[int, V]


class Waiting(Generic[V]):
    """Rows by key that wait for their place, by page; the page that has waited longest first.

    >>> rows = Waiting[str](page_bits=4)
    >>> for key, sequence in [(16, 1), (99, 2), (17, 3)]:
    ...     rows.put(key, f"row {key}", sequence)
    >>> [sorted(page.rows) for page in rows.due(before=2)]
    [[16, 17]]
    """

    def __init__(self, page_bits: int) -> None:
        self._bits = page_bits
        self._pages: dict[int, FilePage[V]] = {}

    def put(self, key: int, row: V, sequence: int) -> None:
        """Let a row wait, in place of an older one with its key. O(1)."""
        page = self._pages.get(key >> self._bits)
        if page is None:
            page = self._pages[key >> self._bits] = FilePage(sequence, {})
        page.rows[key] = row

    def get(self, key: int, default: Any = None) -> Any:
        """The row that waits under a key. O(1)."""
        page = self._pages.get(key >> self._bits)
        return default if page is None else page.rows.get(key, default)

    def all(self) -> dict[int, V]:
        """Every row that waits, by key. O(rows)."""
        # Copies that take one step of the interpreter: the writer's thread may put rows.
        pages = list(self._pages.values())
        return {key: row for page in pages for key, row in page.rows.copy().items()}

    def within(self, starts: Iterable[int], size: int) -> dict[int, dict[int, V]]:
        """By start: the rows with keys from it on until before `start + size`; both are bounds
        of pages, and starts are multiples of the size. O(pages), for any number of starts."""
        found: dict[int, dict[int, V]] = {start: {} for start in starts}
        for number, page in list(self._pages.items()):
            rows = found.get((number << self._bits) // size * size)
            if rows is not None:
                rows.update(page.rows.copy())
        return found

    def due(self, before: int) -> list[FilePage[V]]:
        """The pages that wait since before a sequence. O(these)."""
        return list(takewhile(lambda page: page.since < before, self._pages.values()))

    def placed(self, pages: Sequence[FilePage[V]]) -> None:
        """Forget the longest waiting pages: their rows are in their places. O(pages)."""
        for _ in pages:
            del self._pages[next(iter(self._pages))]


class Due(NamedTuple):
    """The pages that wait since before a sequence."""

    before: int
    entries: list[FilePage[KeptRow | None]]
    digests: list[FilePage[int]]


class Written(NamedTuple):
    """What a transaction has written, which counts once it is committed."""

    last: int  # the group's last sequence
    group: _Group
    placed: Due | None


class SqliteBehind:
    """The rows of one data set that wait, shared by all that read or write their tables.

    They wait for `tail` events, which a start has to read again.
    """

    def __init__(self, database: SqliteDatabase, tail: int = 0) -> None:
        self._database = database
        self._tail = tail
        self._is_loaded = False
        self._placed_before = 0
        self.entries: Waiting[KeptRow | None] = Waiting(ENTRY_PAGE_BITS)  # by id; None: removed
        self.digests: Waiting[int] = Waiting(DIGEST_PAGE_BITS)  # of submission ids: sequences

    async def load(self) -> None:
        """Read what waits. Call once, before anything else. O(tail)."""
        groups = await self._database.read(
            lambda connection: connection.execute(
                "SELECT sequence, placed FROM groups ORDER BY sequence"
            ).fetchall()
        )
        for sequence, placed in groups:
            self._put(sequence, _group.decode(placed))
        self._is_loaded = True

    def entries_of(self, seasons: Sequence[int]) -> dict[int, dict[int, KeptRow | None]]:
        """By season: its entries that wait, by id; None where one is to be removed. O(pages)."""
        rows = self.entries.within([ids_of(season)[0] for season in seasons], PLAYERS)
        return {entry_key(start)[0]: found for start, found in rows.items()}

    def append(
        self, connection: sqlite3.Connection, decision: Decision, accepted: str | None
    ) -> Written:
        """Append what a group came to, with what its answers can be worked out from; and now
        and then put rows in their places that have waited for long. `appended` follows the
        commit.

        O(group), taken over many groups; two statements, and now and then those for what is due.
        """
        assert self._is_loaded, "groups that were not read must not be dropped"
        last = decision.events[-1].sequence
        group = _Group(
            [_row(key, entry) for key, entry in decision.entries.items() if entry is not None],
            [entry_id(*key) for key, entry in decision.entries.items() if entry is None],
            [(digest, event.sequence) for digest, event in decision.digests.items()],
        )
        connection.execute(
            "INSERT INTO groups (sequence, placed, accepted) VALUES (?, ?, ?)",
            (last, json_text(group), accepted),
        )
        due = self._due(last - self._tail)
        if due is not None:
            _place(connection, due)
            connection.execute("DELETE FROM groups WHERE sequence < ?", (due.before,))
        return Written(last, group, due)

    def appended(self, written: Written) -> None:
        """Take note that the transaction of `append` is committed, before another begins.
        O(group + due)."""
        last, group, due = written
        if due is not None:
            self._forget(due)
        self._put(last, group)

    async def settle(self) -> None:
        """Put all rows in their places. One transaction, O(tail). Nothing happens where the
        groups could not be read: what is not known here must stay in them."""
        if not self._is_loaded:
            return

        def transaction(connection: sqlite3.Connection) -> Due:
            due = Due(_NEVER, self.entries.due(_NEVER), self.digests.due(_NEVER))
            _place(connection, due)
            connection.execute(  # what the last group's answers are worked out from has to stay
                "DELETE FROM groups WHERE accepted IS NULL "
                "OR sequence < (SELECT max(sequence) FROM groups)"
            )
            connection.execute("UPDATE groups SET placed = ?", (json_text(_Group([], [], [])),))
            return due

        await self._database.write(transaction, self._forget)

    def _due(self, before: int) -> Due | None:
        """The pages that wait since before a sequence, once it is worth the statements."""
        if before - self._placed_before < min(CHUNK, self._tail):
            return None
        return Due(before, self.entries.due(before), self.digests.due(before))

    def _forget(self, due: Due) -> None:
        self.entries.placed(due.entries)
        self.digests.placed(due.digests)
        self._placed_before = due.before if due.before < _NEVER else 0

    def _put(self, sequence: int, group: _Group) -> None:
        for row in group.entries:
            self.entries.put(row[0], row, sequence)
        for id in group.removed:
            self.entries.put(id, None, sequence)
        for digest, event in group.digests:
            self.digests.put(digest, event, sequence)


def _row(key: EntryKey, entry: Entry) -> KeptRow:
    return (entry_id(*key), entry.sequence, entry.achieved_at, entry.events, *entry.values)


def _place(connection: sqlite3.Connection, due: Due) -> None:
    """Write rows into the tables that they belong to. O(rows)."""
    items = [item for page in due.entries for item in sorted(page.rows.items())]
    rows = [row for _, row in items if row is not None]
    if rows:
        insert_entries(connection, "INSERT OR REPLACE", rows)
    removed = [id for id, row in items if row is None]
    if removed:
        connection.execute(
            "DELETE FROM entries WHERE id IN (SELECT value FROM json_each(?))",
            (json_text(removed),),
        )
    digests = [item for page in due.digests for item in sorted(page.rows.items())]
    if digests:
        insert(connection, "INSERT OR REPLACE INTO submission_ids (digest, sequence)", digests)
