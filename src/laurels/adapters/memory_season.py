"""One season's ranking index in memory: an ordered list of whole numbers.

Each entry is one `int` in a SortedList: the order key (columns, then sequence) with a slot
number below it. Slots are dense, so everything else about an entry lies in flat arrays by
slot, out of the garbage collector's sight. `docs/explanation/ranking-index.md` tells more.
"""

import secrets
from array import array
from collections.abc import Iterable

from sortedcontainers import SortedDict, SortedList

from laurels.ports.ranking_index import Distribution, Placement
from laurels.rules.distribution import spread
from laurels.rules.entry import Entry, EntryRow
from laurels.rules.leaderboard import Leaderboard, RankMethod
from laurels.rules.rank import RankedEntry

SLOT_BITS = 32
LOW_BITS = 64 + SLOT_BITS  # below the columns: sequence and slot
_SLOT = 2**SLOT_BITS - 1
_SEQUENCE = 2**64 - 1


class MemorySeason:
    """Entries of one season in board order. Costs are for n entries."""

    def __init__(self, leaderboard: Leaderboard) -> None:
        self._order = leaderboard.order_key
        self._method = leaderboard.rank_method
        self._keys: SortedList[int] = SortedList()
        self._slots: dict[int, int] = {}  # player number: slot
        self._key_at: list[int] = []  # by slot; the same int objects as in _keys
        self._player_at = array("q")
        self._achieved_at = array("q")
        self._events_at = array("q")
        self._free: list[int] = []
        # Only dense ranks need to know the distinct columns: prefix -> number of entries.
        self._prefixes: SortedDict[int, int] | None = (
            SortedDict() if self._method is RankMethod.DENSE else None
        )
        self.events = 0
        # A season that is loaded again may hold something else: no version may stand for both.
        self.version = secrets.randbits(62)

    def __len__(self) -> int:
        return len(self._slots)

    def gather(self, rows: Iterable[EntryRow]) -> None:
        """Take entries of players that are not here yet; `arrange` follows the last. O(n)."""
        end = 4 + self._order.columns
        for row in rows:
            player, sequence, achieved_at, events = row[:4]
            slot = len(self._key_at)
            prefix = self._order.prefix(row[4:end])
            key = (prefix << 64 | sequence) << SLOT_BITS | slot
            self._slots[player] = slot
            self._key_at.append(key)
            self._player_at.append(player)
            self._achieved_at.append(achieved_at)
            self._events_at.append(events)
            self.events += events
            self._count_prefix(key >> LOW_BITS, 1)

    def arrange(self) -> None:
        """Put all that was gathered in order, at once. O(n log n)."""
        self._keys = SortedList(self._key_at)
        self.version += 1

    def place(self, player: int, entry: Entry | None) -> None:
        """Put a player's entry in its place, or take it out where None. O(log n)."""
        self.version += 1
        if entry is None:
            self._remove(player)
            return
        slot = self._slots.get(player)
        if slot is None:
            slot = self._new_slot(player)
            key = self._key(entry, slot)
        else:
            key = self._key(entry, slot)
            self.events -= self._events_at[slot]
            if key != self._key_at[slot]:
                self._leave(self._key_at[slot])
        if key != self._key_at[slot]:
            self._keys.add(key)
            self._key_at[slot] = key
            self._count_prefix(key >> LOW_BITS, 1)
        self._achieved_at[slot] = entry.achieved_at
        self._events_at[slot] = entry.events
        self.events += entry.events

    def place_and_rank(self, player: int, entry: Entry | None) -> Placement | None:
        """As `place`; and the placement, where there is an entry. O(log n)."""
        before = self.rank(player)
        self.place(player, entry)
        after = self.rank(player)
        if after is None:
            return None
        return Placement(*after, len(self), None if before is None else before[0])

    def standing(self, player: int) -> Entry | None:
        """A player's entry without its place. O(1)."""
        slot = self._slots.get(player)
        return None if slot is None else self._entry(self._key_at[slot])

    def entry(self, player: int) -> RankedEntry | None:
        """A player's entry with its place. O(log n)."""
        slot = self._slots.get(player)
        if slot is None:
            return None
        key = self._key_at[slot]
        rank, ahead, position = self._rank(key)
        return RankedEntry(player, self._entry(key), position, rank, ahead, len(self))

    def rank(self, player: int) -> tuple[int, int] | None:
        """A player's rank and how many are ahead. O(log n)."""
        slot = self._slots.get(player)
        return None if slot is None else self._rank(self._key_at[slot])[:2]

    def page(self, offset: int, limit: int) -> list[RankedEntry]:
        """Up to `limit` entries from a position on. O(log n + limit)."""
        keys = list(self._keys.islice(offset, offset + limit))
        if not keys:
            return []
        rank, ahead, _ = self._rank(keys[0])
        rows, total = [], len(self)
        ordinal, dense = self._method is RankMethod.ORDINAL, self._method is RankMethod.DENSE
        before = keys[0] >> LOW_BITS
        for position, key in enumerate(keys, offset):
            prefix = key >> LOW_BITS
            if ordinal:
                rank, ahead = position + 1, position
            elif prefix != before:
                ahead = position
                rank = rank + 1 if dense else position + 1
            before = prefix
            player = self._player_at[key & _SLOT]
            rows.append(RankedEntry(player, self._entry(key), position, rank, ahead, total))
        return rows

    def around(self, position: int, above: int, below: int) -> list[RankedEntry]:
        """`above` entries before a position and `below` from it on; where the board ends
        on one side, the other gives more. O(log n + above + below)."""
        size = above + below
        offset = max(0, min(position - above, len(self) - size))
        return self.page(offset, size)

    def position(self, key: bytes) -> int:
        """How many entries have a smaller order key. O(log n)."""
        position: int = self._keys.bisect_left(int.from_bytes(key, "big") << SLOT_BITS)
        return position

    def distribution(self, buckets: int) -> Distribution | None:
        """How the first column is spread; None without entries. O(buckets * log n)."""
        return spread(self, buckets)

    def first_value(self, position: int) -> int:
        """The first column of the entry at a position. O(log n)."""
        return self._order.values(self._keys[position] >> LOW_BITS)[0]

    def below(self, value: int) -> int:
        """How many entries have a first column less than `value`. O(log n)."""
        least, past = self._order.first_column(value)
        descending = self._order.first_descending
        better: int = self._keys.bisect_left((past if descending else least) << LOW_BITS)
        return len(self) - better if descending else better

    def check(self) -> None:
        """AssertionError, with what is held, where the parts contradict each other. O(n)."""
        try:
            self._check()
        except AssertionError:
            print(f"keys={list(self._keys)} slots={self._slots} key_at={self._key_at}")
            print(f"players={self._player_at} free={self._free} prefixes={self._prefixes}")
            raise

    def _check(self) -> None:
        self._keys._check()
        assert len(self._keys) == len(self._slots) == len(self._key_at) - len(self._free)
        assert len(self._key_at) == len(self._player_at) == len(self._achieved_at)
        for player, slot in self._slots.items():
            assert self._player_at[slot] == player, f"slot {slot} is not of player {player}"
            assert self._key_at[slot] & _SLOT == slot, f"key of slot {slot} names another"
            assert self._key_at[slot] in self._keys, f"key of slot {slot} is not in order"
        assert self.events == sum(self._events_at[slot] for slot in self._slots.values())
        if self._prefixes is not None:
            counts: dict[int, int] = {}
            for key in self._keys:
                counts[key >> LOW_BITS] = counts.get(key >> LOW_BITS, 0) + 1
            assert counts == dict(self._prefixes)

    def _key(self, entry: Entry, slot: int) -> int:
        prefix = self._order.prefix(entry.values)
        return (prefix << 64 | entry.sequence) << SLOT_BITS | slot

    def _entry(self, key: int) -> Entry:
        slot = key & _SLOT
        return Entry(
            self._order.values(key >> LOW_BITS),
            key >> SLOT_BITS & _SEQUENCE,
            self._achieved_at[slot],
            self._events_at[slot],
        )

    def _rank(self, key: int) -> tuple[int, int, int]:
        """Rank, entries ahead, and position of a key that is here."""
        prefix = key >> LOW_BITS
        position = self._keys.bisect_left(key)
        if self._method is RankMethod.ORDINAL:
            return position + 1, position, position
        ahead = self._keys.bisect_left(prefix << LOW_BITS)
        if self._prefixes is not None:
            return self._prefixes.bisect_left(prefix) + 1, ahead, position
        return ahead + 1, ahead, position

    def _new_slot(self, player: int) -> int:
        if self._free:
            slot = self._free.pop()
            self._player_at[slot] = player
        else:
            slot = len(self._key_at)
            self._key_at.append(-1)
            self._player_at.append(player)
            self._achieved_at.append(0)
            self._events_at.append(0)
        self._slots[player] = slot
        return slot

    def _remove(self, player: int) -> None:
        slot = self._slots.pop(player, None)
        if slot is None:
            return
        self._leave(self._key_at[slot])
        self._key_at[slot] = -1
        self.events -= self._events_at[slot]
        self._events_at[slot] = 0
        self._free.append(slot)

    def _leave(self, key: int) -> None:
        self._keys.remove(key)
        self._count_prefix(key >> LOW_BITS, -1)

    def _count_prefix(self, prefix: int, change: int) -> None:
        if self._prefixes is None:
            return
        count = self._prefixes.get(prefix, 0) + change
        if count:
            self._prefixes[prefix] = count
        else:
            del self._prefixes[prefix]
