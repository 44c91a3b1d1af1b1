"""The order key sorts entries as the definition says, byte for byte."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laurels.rules.order_key import OrderKey
from laurels.rules.score import LARGEST, SMALLEST

near = st.sampled_from([SMALLEST, SMALLEST + 1, -256, -1, 0, 1, 255, LARGEST - 1, LARGEST])
value = st.one_of(near, st.integers(-3, 3), st.integers(SMALLEST, LARGEST))
sequence = st.one_of(st.integers(1, 5), st.integers(1, LARGEST))
Row = tuple[tuple[int, ...], int]


@st.composite
def boards(draw: st.DrawFn) -> tuple[list[bool], list[Row]]:
    """Directions of one to five columns, and some entries of such a board."""
    descending = draw(st.lists(st.booleans(), min_size=1, max_size=5))
    values = st.tuples(*[value] * len(descending))
    return descending, draw(st.lists(st.tuples(values, sequence), min_size=2, max_size=8))


def definition(descending: list[bool], row: Row) -> tuple[int, ...]:
    """What the design says: each column in its own direction, then who got there first."""
    values, sequence = row
    return (*(-v if down else v for v, down in zip(values, descending, strict=True)), sequence)


@given(boards())
def test_byte_order_is_the_order_of_the_definition(board: tuple[list[bool], list[Row]]) -> None:
    descending, rows = board
    order = OrderKey(descending)

    by_bytes = sorted(rows, key=lambda row: order.pack(*row))

    assert by_bytes == sorted(rows, key=lambda row: definition(descending, row))


@given(boards())
def test_a_key_carries_values_and_sequence_back(board: tuple[list[bool], list[Row]]) -> None:
    descending, rows = board
    order = OrderKey(descending)

    for row in rows:
        key = order.pack(*row)
        assert len(key) == order.size == 8 * (len(descending) + 1)
        assert order.unpack(key) == row
        assert order.values(order.prefix(row[0])) == row[0]


@given(boards())
def test_the_prefixes_of_a_first_column_lie_together(board: tuple[list[bool], list[Row]]) -> None:
    descending, rows = board
    order = OrderKey(descending)
    first = rows[0][0][0]

    least, past = order.first_column(first)

    for values, _ in rows:
        assert (least <= order.prefix(values) < past) == (values[0] == first)


def test_the_bytes_of_a_key_never_change() -> None:
    """Keys are kept in Redis, so a new version must write the same bytes."""
    order = OrderKey([True, False])

    key = order.pack((25, -1), 7)

    assert key.hex() == "7fffffffffffffe67fffffffffffffff0000000000000007"


def test_a_key_of_another_length_is_refused() -> None:
    order = OrderKey([True])

    with pytest.raises(ValueError, match="16 bytes"):
        order.unpack(bytes(15))


def test_values_of_another_width_are_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        OrderKey([True, True]).pack((1,), 1)
