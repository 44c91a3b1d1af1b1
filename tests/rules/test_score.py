"""Scores are exact from JSON text to 64-bit integer and back."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laurels.rules.errors import InvalidRequest, UnprocessableScore
from laurels.rules.score import LARGEST, SMALLEST, parse_number, parse_score, score_number

scaled = st.integers(SMALLEST, LARGEST)
decimals = st.integers(0, 6)


@given(scaled, decimals)
def test_a_score_written_out_reads_back_as_the_same_integer(value: int, places: int) -> None:
    text = f"{Decimal(value).scaleb(-places):f}".encode()

    assert parse_score(text, places) == value


@given(scaled, decimals, st.integers(-12, 12))
def test_an_exponent_form_reads_as_the_number_it_stands_for(
    value: int, places: int, shift: int
) -> None:
    text = f"{Decimal(value).scaleb(shift):f}e{-shift - places}".encode()

    assert parse_score(text, places) == value


@given(scaled, decimals)
def test_the_number_of_a_score_is_exact(value: int, places: int) -> None:
    number = score_number(value, places)

    assert number * 10**places == value
    assert isinstance(number, int if places == 0 else Decimal)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=7), decimals)
def test_no_score_is_rounded(number: Decimal, places: int) -> None:
    try:
        value = parse_score(f"{number:f}".encode(), places)
    except UnprocessableScore:
        wide = number.scaleb(places)
        assert wide != wide.to_integral_value() or not SMALLEST <= wide <= LARGEST
    else:
        assert Decimal(value).scaleb(-places) == number


@pytest.mark.parametrize(
    ("text", "places", "value"),
    [
        (b"9223372036854775807", 0, LARGEST),
        (b"-9223372036854775808", 0, SMALLEST),
        (b"9223372036854.775807", 6, LARGEST),
        (b"-9223372036854.775808", 6, SMALLEST),
        (b"9007199254740993", 0, 9007199254740993),  # 2**53 + 1, which no double holds
        (b"0.1", 1, 1),
        (b"-0", 0, 0),
        (b"-0.0", 2, 0),
        (b"0e400", 0, 0),
        (b"2.50", 1, 25),
        (b"2.5E+1", 0, 25),
        (b"25000e-3", 0, 25),
        (b"1e18", 0, 10**18),
    ],
)
def test_a_number_is_read_exactly(text: bytes, places: int, value: int) -> None:
    assert parse_score(text, places) == value


@pytest.mark.parametrize(
    ("text", "places"),
    [
        (b"9223372036854775808", 0),
        (b"-9223372036854775809", 0),
        (b"9223372036854.775808", 6),
        (b"0.5", 0),
        (b"1.25", 1),
        (b"1e19", 0),
        (b"1e400", 0),
        (b"1e-400", 6),
        (b"1e99999999999999999999", 0),
        (b"1e-99999999999999999999", 6),
        (b"1" * 65, 0),
        (b"0." + b"1" * 70, 6),
    ],
)
def test_a_number_that_the_column_cannot_take_is_unprocessable(text: bytes, places: int) -> None:
    with pytest.raises(UnprocessableScore) as refusal:
        parse_score(text, places, field="points")

    assert [error.field for error in refusal.value.errors] == ["points"]


@pytest.mark.parametrize(
    "text",
    [
        *(b"", b"-", b"+5", b" 5", b"5\n", b"1_000", b"1_0.5", b"1.", b".5", b"1e", b"--1"),
        *(b"-nan", b"-snan", b"-sNaN12", b"-inf", b"-Infinity", b"true", b"null", b'"5"'),
        *(b"[1]", b"0x1F", "٣".encode(), b"-\xff"),
    ],
)
@pytest.mark.parametrize("places", [0, 2])
def test_what_is_no_number_is_an_invalid_request(text: bytes, places: int) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        parse_score(text, places, field="points")

    assert [error.field for error in refusal.value.errors] == ["points"]


@given(st.binary(max_size=70), decimals)
def test_any_bytes_are_a_score_or_a_clear_no(text: bytes, places: int) -> None:
    try:
        value = parse_score(text, places)
    except (InvalidRequest, UnprocessableScore):
        return
    assert SMALLEST <= value <= LARGEST


@given(st.text("0123456789+-.eE_ naifsN", max_size=30), decimals)
def test_any_near_number_is_a_score_or_a_clear_no(text: str, places: int) -> None:
    try:
        value = parse_score(text.encode(), places)
    except (InvalidRequest, UnprocessableScore):
        return
    assert Decimal(value).scaleb(-places) == Decimal(text)


def test_a_number_outside_a_column_keeps_its_digits() -> None:
    assert parse_number(b"12.50", "top_percent") == Decimal("12.5")
