"""Exact numbers: JSON text to scaled 64-bit integers and back, never through a float.

A column with 2 decimals keeps 12.34 as the integer 1234. Everything inside Laurels
compares and adds such integers.
"""

import re
from decimal import Context, Decimal, InvalidOperation

from laurels.rules.errors import InvalidRequest, UnprocessableScore

SMALLEST = -(2**63)
LARGEST = 2**63 - 1
MOST_DIGITS = 64  # a longer number is noise: 64 bits take 19 digits and a column 6 decimals
_EXACT = Context(prec=2 * MOST_DIGITS)
_JSON_NUMBER = re.compile(rb"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")  # a query says 007 too


def parse_score(text: bytes, decimals: int, field: str = "score") -> int:
    """The scaled integer of a JSON number's text.

    InvalidRequest when the text is no number; UnprocessableScore when it has too many
    decimals or does not fit 64 bits once scaled. O(digits).

    >>> parse_score(b"369.5", 1)
    3695
    >>> parse_score(b"2.5e1", 0)
    25
    """
    if not decimals and len(text) < 19 and text.removeprefix(b"-").isdigit():
        return int(text)
    number = _number(text, field)
    if number and number.adjusted() + decimals > 19:
        raise _out_of_range(field, decimals)
    scaled = _EXACT.scaleb(number, decimals)
    whole = _EXACT.to_integral_value(scaled)
    if whole != scaled:
        raise UnprocessableScore(
            f"'{field}' has more decimals than the {decimals} that the column takes.", field=field
        )
    value = int(whole)
    if not SMALLEST <= value <= LARGEST:
        raise _out_of_range(field, decimals)
    return value


def score_number(value: int, decimals: int) -> int | Decimal:
    """The number that a scaled integer stands for, exact, ready for a JSON encoder.

    >>> score_number(3695, 1)
    Decimal('369.5')
    """
    return value if not decimals else Decimal(value).scaleb(-decimals)


def parse_number(text: bytes, field: str) -> Decimal:
    """A JSON number as an exact Decimal, however it is written. InvalidRequest otherwise."""
    return _number(text, field)


def _number(text: bytes, field: str) -> Decimal:
    if not _JSON_NUMBER.fullmatch(text):
        raise InvalidRequest(f"'{field}' must be a number.", field=field)
    if len(text) > MOST_DIGITS:
        raise UnprocessableScore(
            f"'{field}' is written with more than {MOST_DIGITS} characters.", field=field
        )
    try:
        number = Decimal(text.decode("ascii"))
    except InvalidOperation:
        raise UnprocessableScore(f"'{field}' has an exponent out of reach.", field=field) from None
    if number and number.adjusted() > MOST_DIGITS:
        raise UnprocessableScore(f"'{field}' does not fit 64 bits.", field=field)
    if number and number.adjusted() < -MOST_DIGITS:
        raise UnprocessableScore(f"'{field}' has more decimals than any column takes.", field=field)
    return number if number else Decimal(0)


def _out_of_range(field: str, decimals: int) -> UnprocessableScore:
    low, high = score_number(SMALLEST, decimals), score_number(LARGEST, decimals)
    return UnprocessableScore(f"'{field}' must lie between {low} and {high}.", field=field)
