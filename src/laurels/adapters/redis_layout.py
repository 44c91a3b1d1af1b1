"""How entries lie in Redis: as the bytes of their order key, and what goes with it.

A *record* is order key, instant and number of events; a *member* of the ordered set is order key
and player; a *row* of an answer is a member with instant and events behind it.
"""

import struct
from collections.abc import Sequence

from laurels.ports.ranking_index import Placement
from laurels.rules.entry import Entry, new
from laurels.rules.leaderboard import Leaderboard, RankMethod
from laurels.rules.rank import RankedEntry

_TAIL = struct.Struct(">qq")
_PLAYER = struct.Struct(">Q")
_MIX = 0x9E3779B97F4A7C15  # an odd number: neighbouring players go to different shards


def player_bytes(player: int) -> bytes:
    """A player's number as it stands in members and records.

    >>> player_bytes(258).hex()
    '0000000000000102'
    """
    return _PLAYER.pack(player)


def shard_of(player: int, shards: int) -> int:
    """Which shard has a player: the same in every process, and about equally many each.

    >>> [shard_of(player, 4) for player in range(8)]
    [0, 2, 0, 3, 1, 0, 2, 1]
    """
    return ((player * _MIX & 2**64 - 1) >> 32) * shards >> 32


class Layout:
    """Bytes of one leaderboard's entries. All methods are O(columns) an entry."""

    def __init__(self, leaderboard: Leaderboard) -> None:
        self.order = leaderboard.order_key
        self.method = leaderboard.rank_method
        self.is_ordinal = self.method is RankMethod.ORDINAL
        self.size = self.order.size  # of a key
        self._member = self.size + _PLAYER.size
        self._row = struct.Struct(f">{self.size}sQqq")

    def record(self, entry: Entry) -> bytes:
        """An entry as it is kept."""
        key = self.order.pack(entry.values, entry.sequence)
        return key + _TAIL.pack(entry.achieved_at, entry.events)

    def bound(self, entry: Entry, player: bytes) -> bytes:
        """What all that is ahead of an entry is smaller than, as its rank counts it."""
        key = self.order.pack(entry.values, entry.sequence)
        return key + player if self.is_ordinal else key[:-8]

    def split(self, rows: bytes) -> list[bytes]:
        """Rows that lie behind each other."""
        size = self._row.size
        return [rows[start : start + size] for start in range(0, len(rows), size)]

    def member(self, row: bytes) -> bytes:
        """A row's order key and player."""
        return row[: self._member]

    def prefix(self, row: bytes) -> bytes:
        """A row's columns."""
        return row[: self.size - 8]

    def ranked(
        self, rows: Sequence[bytes], position: int, rank: int, ahead: int, total: int
    ) -> list[RankedEntry]:
        """Rows next to each other with their places; the first one's are given, `rank` from 0."""
        ranked = []
        dense = self.method is RankMethod.DENSE
        before = None
        for place, row in enumerate(rows, position):
            key, player, achieved_at, events = self._row.unpack(row)
            prefix = key[:-8]
            if self.is_ordinal:
                rank = ahead = place
            elif before is not None and prefix != before:
                ahead = place
                rank = rank + 1 if dense else place
            before = prefix
            entry = new(Entry, (*self.order.unpack(key), achieved_at, events))
            ranked.append(RankedEntry(player, entry, place, rank + 1, ahead, total))
        return ranked


def placement(rank: int, ahead: int, total: int, previous: int | None) -> Placement:
    """Of ranks from 0."""
    return Placement(rank + 1, ahead, total, None if previous is None else previous + 1)
