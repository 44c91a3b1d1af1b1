"""Make room for the events of the months to come, ahead of time."""

from laurels.ports.event_months import EventMonths, Month
from laurels.rules.instant import from_datetime, to_datetime

MONTHS_AHEAD = 3


def months_from(instant: int, count: int) -> list[Month]:
    """The month of an instant and those that follow, `count` in all.

    >>> [month.name for month in months_from(1_795_000_000_000_000, 3)]
    ['2026_11', '2026_12', '2027_01']
    """
    months = []
    start = to_datetime(instant).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    for _ in range(count):
        later = start.month == 12
        after = start.replace(year=start.year + later, month=1 if later else start.month + 1)
        months.append(Month(f"{start:%Y_%m}", from_datetime(start), from_datetime(after)))
        start = after
    return months


async def make_room_for_events(store: EventMonths, now: int) -> list[str]:
    """This month and the next three have a place of their own; the names of those made now.

    Run it daily; again is no error. What it could not make yet goes to a common place meanwhile.
    """
    return [month.name for month in months_from(now, 1 + MONTHS_AHEAD) if await store.make(month)]
