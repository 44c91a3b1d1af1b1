"""The order key: one total order of entries for every back end.

A key is a byte string that sorts best first. Each column gives 8 bytes, big-endian, of
`value + 2**63`, complemented where the column is descending; the 8-byte sequence of the
event that gave the values follows, so equal values are ordered by who got there first.
`docs/explanation/order-key.md` walks through it with numbers.
"""

from collections.abc import Sequence

_BIAS = 2**63
_FLIPPED = 2**63 - 1  # less the value: what flipping all bits of value + 2**63 comes to
_MASK = 2**64 - 1


class OrderKey:
    """Turns column values into keys and back, for one leaderboard's column directions.

    A *prefix* is the columns' part as one unsigned integer of 64 bits a column; a *key* is
    prefix and sequence as bytes. All methods are O(columns).

    >>> order = OrderKey([True])                 # one descending column
    >>> order.pack((25,), sequence=7).hex()
    '7fffffffffffffe60000000000000007'
    >>> order.unpack(order.pack((25,), sequence=7))
    ((25,), 7)
    >>> order.pack((30,), 9) < order.pack((25,), 7) < order.pack((25,), 8)
    True
    """

    __slots__ = ("_descending", "columns", "size")

    def __init__(self, descending: Sequence[bool]) -> None:
        self._descending = tuple(descending)
        self.columns = len(self._descending)
        self.size = 8 * (self.columns + 1)

    def prefix(self, values: Sequence[int]) -> int:
        """The columns as one integer: smaller is better."""
        prefix = 0
        for value, descending in zip(values, self._descending, strict=True):
            prefix = prefix << 64 | (_FLIPPED - value if descending else _BIAS + value)
        return prefix

    def is_better(self, values: Sequence[int], than: Sequence[int]) -> bool:
        """Whether values stand before others. O(columns), and cheap for one column.

        >>> OrderKey([True]).is_better((30,), than=(25,))
        True
        """
        if self.columns == 1:
            return values[0] > than[0] if self._descending[0] else values[0] < than[0]
        return self.prefix(values) < self.prefix(than)

    def values(self, prefix: int) -> tuple[int, ...]:
        """The column values that a prefix stands for."""
        if self.columns == 1:
            return (_FLIPPED - prefix if self._descending[0] else prefix - _BIAS,)
        values = []
        for descending in reversed(self._descending):
            part = prefix & _MASK
            values.append(_FLIPPED - part if descending else part - _BIAS)
            prefix >>= 64
        return tuple(reversed(values))

    @property
    def first_descending(self) -> bool:
        """Whether the first column is descending."""
        return self._descending[0]

    def first_column(self, value: int) -> tuple[int, int]:
        """The range of prefixes whose first column is `value`: the least, and the one past it."""
        first = _FLIPPED - value if self._descending[0] else _BIAS + value
        shift = 64 * (self.columns - 1)
        return first << shift, (first + 1) << shift

    def pack(self, values: Sequence[int], sequence: int) -> bytes:
        """The key of an entry, `8 * (columns + 1)` bytes."""
        return (self.prefix(values) << 64 | sequence).to_bytes(self.size, "big")

    def unpack(self, key: bytes) -> tuple[tuple[int, ...], int]:
        """Values and sequence of a key. ValueError when its length is not `size`."""
        if len(key) != self.size:
            raise ValueError(f"a key of {self.columns} columns has {self.size} bytes")
        number = int.from_bytes(key, "big")
        return self.values(number >> 64), number & _MASK
