"""Instants: whole microseconds since 1970-01-01T00:00:00Z, as `int`.

One integer is what every store keeps and compares exactly; text and `datetime` exist
only at the edges.
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
SECOND = 1_000_000
EARLIEST = (datetime.min.replace(tzinfo=UTC) - EPOCH) // MICROSECOND
LATEST = (datetime.max.replace(tzinfo=UTC) - EPOCH) // MICROSECOND


def from_datetime(moment: datetime) -> int:
    """The instant of an aware `moment`. ValueError outside years 1 to 9999 or without a zone.

    >>> from_datetime(datetime(2021, 3, 28, 17, tzinfo=UTC))
    1616950800000000
    """
    if moment.tzinfo is None:
        raise ValueError("a time needs a zone, for example 2021-03-28T17:00:00Z")
    instant = (moment - EPOCH) // MICROSECOND
    if not EARLIEST <= instant <= LATEST:
        raise ValueError("a time lies between the years 1 and 9999")
    return instant


def to_datetime(instant: int) -> datetime:
    """The aware UTC `datetime` of an instant."""
    return EPOCH + timedelta(microseconds=instant)


def to_text(instant: int) -> str:
    """RFC 3339 in UTC; the fraction is left out where it is zero.

    >>> to_text(1616950800000000)
    '2021-03-28T17:00:00Z'
    >>> to_text(1616950800000250)
    '2021-03-28T17:00:00.000250Z'
    """
    seconds, micros = divmod(instant, SECOND)
    days, seconds = divmod(seconds, 86_400)
    minutes, seconds = divmod(seconds, 60)
    clock = f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"
    return f"{_date(days)}T{clock}.{micros:06}Z" if micros else f"{_date(days)}T{clock}Z"


@lru_cache(maxsize=4096)
def _date(days: int) -> str:
    """The date so many days after 1970-01-01; a page's entries share few of them."""
    return (EPOCH + timedelta(days=days)).date().isoformat()
