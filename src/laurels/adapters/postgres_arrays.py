"""Columns of many rows as PostgreSQL's binary arrays: one parameter a column, whatever the rows.

psycopg writes a list element by element, about a microsecond each; here a whole column is packed
at once, a tenth of that.
"""

import struct
from collections.abc import Sequence

import psycopg
from psycopg.adapt import Buffer, Dumper
from psycopg.pq import Format

_INT8, _TEXT = 20, 25  # type numbers of PostgreSQL
_header = struct.Struct(">iiiii").pack  # dimensions, has nulls, type, length, first index
_NULL = struct.pack(">i", -1)
_length = struct.Struct(">i").pack
_element = struct.Struct(">iq").pack


class Int8Array:
    """A `bigint[]`; elements may be None. O(elements)."""

    __slots__ = ("data",)

    def __init__(self, values: Sequence[int | None]) -> None:
        count = len(values)
        if None in values:
            parts = [_NULL if v is None else _element(8, v) for v in values]
            self.data = _header(1, 1, _INT8, count, 1) + b"".join(parts)
            return
        flat: list[int] = [8] * (2 * count)
        flat[1::2] = values  # type: ignore[assignment]
        self.data = _header(1, 0, _INT8, count, 1) + struct.pack(">" + "iq" * count, *flat)


class TextArray:
    """A `text[]`; elements may be None. O(characters)."""

    __slots__ = ("data",)

    def __init__(self, values: Sequence[str | None]) -> None:
        parts = [_header(1, int(None in values), _TEXT, len(values), 1)]
        for value in values:
            if value is None:
                parts.append(_NULL)
            else:
                text = value.encode()
                parts += _length(len(text)), text
        self.data = b"".join(parts)


class _ArrayDumper(Dumper):
    format = Format.BINARY

    def dump(self, obj: Int8Array | TextArray) -> Buffer:
        """Packed already."""
        return obj.data


class _Int8ArrayDumper(_ArrayDumper):
    oid = 1016


class _TextArrayDumper(_ArrayDumper):
    oid = 1009


psycopg.adapters.register_dumper(Int8Array, _Int8ArrayDumper)
psycopg.adapters.register_dumper(TextArray, _TextArrayDumper)
