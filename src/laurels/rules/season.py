"""Windows and their seasons, computed from an instant.

Season 1 of a window is the one in which the leaderboard was created; seasons before it,
which an import of history can reach, count down: 0, -1, and so on.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo, available_timezones

from cronsim import CronSim, CronSimError

from laurels.rules.instant import EPOCH, MICROSECOND, from_datetime, to_datetime

ALL_TIME, DAILY, WEEKLY, MONTHLY = CALENDAR = ("all-time", "daily", "weekly", "monthly")
_MINUTE, _DAY = timedelta(minutes=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Window:
    """How a leaderboard is cut in time: a calendar window, or a cron line in a time zone."""

    name: str
    cron: str | None = None
    timezone: str = "UTC"

    def problem(self) -> str | None:
        """A sentence that says why this window is not allowed, or None."""
        if self.cron is None:
            if self.name in CALENDAR:
                return None
            return f"A window is one of {', '.join(CALENDAR)}, or has a 'cron' line."
        if self.name in CALENDAR:
            return f"'{self.name}' is a calendar window; give the cron line another name."
        if self.timezone not in _zones():
            return f"'{self.timezone}' is no time zone; for example Europe/Madrid."
        try:
            next(CronSim(self.cron if len(self.cron.split()) == 5 else "", datetime(2000, 1, 1)))
        except (CronSimError, StopIteration):
            return f"'{self.cron}' is no cron line of five fields that comes due, like 0 18 * * 5."
        return None


@lru_cache(maxsize=1)
def _zones() -> set[str]:
    """The names of the tz database, which mean the same on every machine."""
    return available_timezones() - {"localtime"}


class Span(NamedTuple):
    """A season as the calendar gives it: `ends_at` is the first instant after it."""

    number: int
    starts_at: int
    ends_at: int | None


@dataclass(frozen=True, slots=True)
class Season:
    """One instance of a window. `id` is the stores' own; 0 means that nothing is kept yet."""

    id: int
    leaderboard: int  # the leaderboard's number
    window: str
    number: int
    starts_at: int
    ends_at: int | None

    def is_open(self, now: int) -> bool:
        """Whether scores of this instant still count in it."""
        return self.ends_at is None or now < self.ends_at

    def covers(self, instant: int) -> bool:
        """Whether scores of an instant count in it."""
        return self.starts_at <= instant and self.is_open(instant)


def season_at(window: Window, first: int, instant: int) -> Span:
    """The season of `window` that `instant` falls in, where `first` lies in season 1.

    O(1) for calendar windows, O(days between) for cron lines.

    >>> from laurels.rules.instant import from_datetime, to_text
    >>> created = from_datetime(datetime(2026, 11, 4, 9, tzinfo=UTC))       # a Wednesday
    >>> played = from_datetime(datetime(2026, 11, 16, tzinfo=UTC))          # a Monday
    >>> span = season_at(Window("weekly"), created, played)
    >>> span.number, to_text(span.starts_at), to_text(span.ends_at)
    (3, '2026-11-16T00:00:00Z', '2026-11-23T00:00:00Z')
    """
    if window.cron is not None:
        return _cron_season(window, first, instant)
    now, then = to_datetime(instant), to_datetime(first)
    if window.name == DAILY:
        start = _midnight(now)
        return _span((start - _midnight(then)).days, start, start + timedelta(days=1))
    if window.name == WEEKLY:
        start = _monday(now)
        return _span((start - _monday(then)).days // 7, start, start + timedelta(days=7))
    if window.name == MONTHLY:
        start = _midnight(now).replace(day=1)
        end = (start + timedelta(days=31)).replace(day=1)
        months = (now.year - then.year) * 12 + now.month - then.month
        return _span(months, start, end)
    return Span(1, first, None)


def season_from(window: Window, known: "Span | Season", instant: int) -> Span:
    """As `season_at`, counted from a known season that has begun by then: O(days between).

    The season after the known one begins where that ends, also where the calendar by which
    that was computed has changed.
    """
    if known.ends_at is None or instant < known.ends_at:
        return Span(known.number, known.starts_at, known.ends_at)
    number, starts_at, ends_at = season_at(window, known.ends_at, instant)
    return Span(known.number + number, max(starts_at, known.ends_at), ends_at)


def _midnight(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def _monday(moment: datetime) -> datetime:
    return _midnight(moment) - timedelta(days=moment.weekday())


def _span(seasons_later: int, start: datetime, end: datetime) -> Span:
    return Span(1 + seasons_later, from_datetime(start), from_datetime(end))


def _ticks(window: Window, after: datetime, *, reverse: bool = False) -> Iterator[datetime]:
    """Local times, without a zone, at which the cron line is due; `after` is left out."""
    assert window.cron is not None
    return CronSim(window.cron, after, reverse=reverse)


def _due(tick: datetime, zone: ZoneInfo) -> int:
    """The first instant at which the clock of a zone shows a local time or one past it.

    So an hour that the clock repeats counts once, a time that it skips is due at the skip,
    and dues come in the order of their ticks whichever of them one starts from.
    """
    moment = tick.replace(tzinfo=zone).astimezone(UTC)
    if _local(moment, zone) != tick:  # skipped: it lies between the readings before and after
        least = tick.replace(tzinfo=zone, fold=1).astimezone(UTC)
        minutes = range((moment - least) // _MINUTE)
        late = bisect_left(minutes, True, key=lambda m: _local(least + m * _MINUTE, zone) >= tick)
        moment = least + late * _MINUTE
    return (moment - EPOCH) // MICROSECOND


def _local(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None)


class _CronSpan(NamedTuple):
    starts_at: int
    ends_at: int
    tick: datetime  # the local time at which it starts


@lru_cache(maxsize=4096)
def _cron_span(window: Window, instant: int) -> _CronSpan:
    """The season of a cron window that `instant` falls in."""
    zone = ZoneInfo(window.timezone)
    ticks = _ticks(window, _local(to_datetime(instant), zone))
    last = next(tick for tick in ticks if _due(tick, zone) > instant)
    first = next(_ticks(window, last, reverse=True))
    return _CronSpan(_due(first, zone), _due(last, zone), first)


def _cron_season(window: Window, first: int, instant: int) -> Span:
    span, first_span = _cron_span(window, instant), _cron_span(window, first)
    between = _seasons_between(window, *sorted((first_span.tick, span.tick)))
    later = between if span.starts_at >= first_span.starts_at else -between
    return Span(1 + later, span.starts_at, span.ends_at)


@lru_cache(maxsize=4096)
def _line(cron: str) -> tuple[CronSim, list[time]]:
    """A cron line, and the times at which it is due on each day that it is due on."""
    line = CronSim(cron, datetime(2000, 1, 1))
    return line, sorted(time(hour, minute) for hour in line.hours for minute in line.minutes)


def _seasons_between(window: Window, early: datetime, late: datetime) -> int:
    """How many seasons begin after the one of tick `early`, up to the one of tick `late`.

    O(days): where the clock does not change, a day's ticks are as many seasons.
    """
    assert window.cron is not None
    zone, (line, times) = ZoneInfo(window.timezone), _line(window.cron)
    between, dues = 0, {_due(early, zone)}
    day = early.date()
    while day <= late.date():
        if day.month in line.months and line.match_day(day):
            first = bisect_right(times, early.time()) if day == early.date() else 0
            last = bisect_right(times, late.time()) if day == late.date() else len(times)
            if _clock_changes_on(day, zone):  # several skipped ticks are due at once
                dues.update(_due(datetime.combine(day, t), zone) for t in times[first:last])
            else:
                between += last - first
        day += _DAY
    return between + len(dues) - 1


def _clock_changes_on(day: date, zone: ZoneInfo) -> bool:
    """Whether the clock is moved on a local day or at its very beginning or end.

    Two changes that undo each other within a day would go unseen; no zone has had them.
    """
    midnight = datetime.combine(day, time())
    before = (midnight - MICROSECOND).replace(tzinfo=zone)
    after = (midnight + _DAY).replace(tzinfo=zone, fold=1)
    return before.utcoffset() != after.utcoffset()
