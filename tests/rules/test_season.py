"""Windows are cut into seasons that touch, whatever the clock of a zone does."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laurels.rules.instant import SECOND, from_datetime, to_text
from laurels.rules.season import Season, Span, Window, season_at, season_from

HOUR = 3600 * SECOND
CRONS = (
    *("0 18 * * 5", "30 2 * * *", "0 0 1 * *", "30 1,2,3 * * *", "*/30 2 * * *"),
    *("0 * * * *", "15 */2 * * *", "0 */3 * * *", "59 23 L * *", "* 2 * * *"),
)
ZONES = (
    *("UTC", "Europe/Madrid", "America/New_York", "America/Havana", "Asia/Kathmandu"),
    "Australia/Lord_Howe",  # half an hour of daylight saving
)
WINDOWS = [Window(name) for name in ("daily", "weekly", "monthly")] + [
    Window("cup", cron, zone) for cron in CRONS for zone in ZONES
]
MADRID = "Europe/Madrid"


def at(text: str) -> int:
    return from_datetime(datetime.fromisoformat(text))


CREATED = at("2026-03-01T00:00:00Z")


def around_changes_of_clocks() -> st.SearchStrategy[int]:
    """Instants near those at which the clocks of the zones change."""
    march, autumn = ("03-08T05", "03-08T07", "03-29T01", "04-04T15"), ("10-03T15", "10-25T01")
    hours = (*march, *autumn, "11-01T05", "11-01T06")
    changes = st.sampled_from([at(f"2026-{hour}:00:00Z") for hour in hours])
    quarters = st.integers(-12, 12).map(lambda n: n * HOUR // 4 + 1)
    return st.builds(int.__add__, changes, quarters | st.integers(-36 * HOUR, 36 * HOUR))


instants = st.one_of(around_changes_of_clocks(), st.integers(at("2025-01-01T00:00:00Z"), 2**51))


@given(st.sampled_from(WINDOWS), around_changes_of_clocks(), st.integers(-72, 72))
def test_consecutive_seasons_touch_and_their_numbers_grow_by_one(
    window: Window, instant: int, hours: int
) -> None:
    first = instant + hours * HOUR
    season = season_at(window, first, instant)

    for _ in range(4):
        assert season.ends_at is not None
        assert season.starts_at < season.ends_at
        following = season_at(window, first, season.ends_at)
        assert following.starts_at == season.ends_at
        assert following.number == season.number + 1
        season = following


@given(st.sampled_from(WINDOWS), instants, st.data())
def test_every_instant_of_a_season_gives_that_season(
    window: Window, instant: int, data: st.DataObject
) -> None:
    season = season_at(window, instant, instant)
    assert season.ends_at is not None

    for inside in (
        season.starts_at,
        season.ends_at - 1,
        data.draw(st.integers(season.starts_at, season.ends_at - 1)),
    ):
        assert season_at(window, instant, inside) == season


@given(st.sampled_from([*WINDOWS, Window("all-time")]), instants)
def test_season_one_is_that_of_the_leaderboards_beginning(window: Window, first: int) -> None:
    season = season_at(window, first, first)

    assert season.number == 1
    assert season.starts_at <= first


@given(st.sampled_from(WINDOWS), around_changes_of_clocks())
def test_before_season_one_numbers_count_down(window: Window, first: int) -> None:
    season = season_at(window, first, first)

    for number in (0, -1, -2):
        season = season_at(window, first, season.starts_at - 1)
        assert season.number == number


def test_the_all_time_season_never_ends() -> None:
    first = at("2021-03-28T17:00:00Z")

    assert season_at(Window("all-time"), first, first + 10**15) == (1, first, None)


@pytest.mark.parametrize(
    ("name", "starts", "ends", "number"),
    [
        ("daily", "2028-02-29T00:00:00Z", "2028-03-01T00:00:00Z", 851),
        ("weekly", "2028-02-28T00:00:00Z", "2028-03-06T00:00:00Z", 123),
        ("monthly", "2028-02-01T00:00:00Z", "2028-03-01T00:00:00Z", 28),
    ],
)
def test_calendar_seasons_begin_at_midnight_utc(
    name: str, starts: str, ends: str, number: int
) -> None:
    created = at("2025-11-01T12:00:00Z")

    season = season_at(Window(name), created, at("2028-02-29T23:59:59.999999Z"))

    assert season.ends_at is not None
    assert (season.number, to_text(season.starts_at), to_text(season.ends_at)) == (
        number,
        starts,
        ends,
    )


def test_weeks_begin_on_monday() -> None:
    for day in range(1, 29):
        season = season_at(Window("weekly"), 0, at(f"2026-02-{day:02}T08:00:00Z"))
        assert datetime.fromtimestamp(season.starts_at / SECOND, UTC).weekday() == 0


def test_a_friday_evening_in_madrid_moves_in_utc_with_the_clock() -> None:
    window = Window("sprint", "0 18 * * 5", MADRID)

    season = season_at(window, CREATED, at("2026-03-28T00:00:00Z"))

    assert season.ends_at is not None
    assert to_text(season.starts_at) == "2026-03-27T17:00:00Z"
    assert to_text(season.ends_at) == "2026-04-03T16:00:00Z"


def test_a_time_that_the_clock_skips_is_due_at_the_skip() -> None:
    window = Window("night", "30 2 * * *", MADRID)

    season = season_at(window, CREATED, at("2026-03-28T12:00:00Z"))

    assert season.ends_at is not None
    assert to_text(season.ends_at) == "2026-03-29T01:00:00Z"


def test_several_skipped_times_make_one_season() -> None:
    window = Window("night", "0,20,40 2 * * *", MADRID)

    before = season_at(window, CREATED, at("2026-03-29T00:59:59Z"))
    after = season_at(window, CREATED, at("2026-03-29T01:00:00Z"))

    assert before.ends_at is not None
    assert after.ends_at is not None
    assert to_text(before.starts_at) == "2026-03-28T01:40:00Z"
    assert after == (before.number + 1, before.ends_at, at("2026-03-30T00:00:00Z"))


def test_a_time_that_the_clock_shows_twice_is_due_once() -> None:
    window = Window("night", "30 1,2,3 * * *", MADRID)

    season = season_at(window, CREATED, at("2026-10-25T01:10:00Z"))  # 02:10 for the second time

    assert season.ends_at is not None
    assert to_text(season.starts_at) == "2026-10-25T00:30:00Z"
    assert to_text(season.ends_at) == "2026-10-25T02:30:00Z"


def test_a_day_that_a_zone_skips_ends_where_the_next_begins() -> None:
    window = Window("day", "0 12 * * *", "Pacific/Apia")  # had no 30 December 2011

    season = season_at(window, 0, at("2011-12-30T09:59:59Z"))

    assert season.ends_at is not None
    assert to_text(season.ends_at) == "2011-12-30T10:00:00Z"


@given(st.sampled_from(WINDOWS[3:]), around_changes_of_clocks(), st.integers(0, 10 * 24))
def test_seasons_are_as_many_as_one_counts_by_walking_along(
    window: Window, first: int, hours: int
) -> None:
    last = first + hours * HOUR
    season, walked = season_at(window, first, first), 1

    while season.ends_at is not None and season.ends_at <= last:
        season, walked = season_at(window, season.ends_at, season.ends_at), walked + 1

    assert season_at(window, first, last).number == walked
    assert season_at(window, last, first).number == 2 - walked


@pytest.mark.parametrize(
    ("zone", "skip"),
    [
        ("America/Scoresbysund", "2024-03-31T01:00:00Z"),  # 23:00 to midnight
        ("America/Havana", "2026-03-08T05:00:00Z"),  # midnight to 1:00
        ("Africa/Monrovia", "1972-01-07T00:44:30Z"),  # midnight to 0:44:30
        ("Pacific/Apia", "2011-12-30T10:00:00Z"),  # a whole day
        ("America/Toronto", "1919-03-31T04:30:00Z"),  # 23:30 to 0:30
    ],
)
@pytest.mark.parametrize("cron", ["* * * * *", "*/20 0,23 * * *", "0 0 * * *", "30 23 * * *"])
def test_a_skip_around_midnight_is_counted_as_by_walking_along(
    zone: str, skip: str, cron: str
) -> None:
    window, first = Window("night", cron, zone), at(skip) - 50 * HOUR
    season = season_at(window, first, first)

    for number in range(2, 2000):
        if season.starts_at > at(skip) + 50 * HOUR:
            break
        assert season.ends_at is not None
        season = season_at(window, season.ends_at, season.ends_at)
        assert season_at(window, first, season.starts_at).number == number


def test_ten_years_of_minutes_are_counted() -> None:
    window = Window("minute", "* * * * *", MADRID)
    minutes = 3652 * 24 * 60

    season = season_at(window, CREATED, CREATED + minutes * 60 * SECOND)

    assert season.number == 1 + minutes - 10 * 60  # the hour that is shown twice counts once


def test_a_season_is_open_up_to_its_end() -> None:
    season = Season(1, 1, "daily", 1, starts_at=10, ends_at=20)

    assert season.is_open(19)
    assert not season.is_open(20)
    assert Season(1, 1, "all-time", 1, starts_at=10, ends_at=None).is_open(2**60)


@pytest.mark.parametrize("cron", CRONS)
def test_a_cron_line_of_five_fields_is_a_window(cron: str) -> None:
    assert Window("cup", cron, MADRID).problem() is None


@pytest.mark.parametrize(
    "cron",
    ["", "@daily", "* * * *", "* * * * * *", "0 0 30 2 *", "60 * * * *", "0 0 * * 8", "a b c d e"],
)
def test_another_cron_line_is_refused(cron: str) -> None:
    problem = Window("cup", cron).problem()

    assert problem is not None
    assert "five fields" in problem


@pytest.mark.parametrize(
    "zone",
    [
        *("", "Europe", "Mars/Olympus", "../passwd", "/etc/passwd", "a\0b", "\ud800", "x" * 999),
        *("localtime", "posixrules", "posix/UTC"),  # files that another machine reads otherwise
    ],
)
def test_what_is_no_time_zone_is_refused(zone: str) -> None:
    problem = Window("cup", "0 0 * * *", zone).problem()

    assert problem is not None
    assert "no time zone" in problem


def test_a_name_says_whether_a_window_needs_a_cron_line() -> None:
    assert Window("weekly").problem() is None
    assert "has a 'cron' line" in (Window("cup").problem() or "")
    assert "another name" in (Window("weekly", "0 0 * * *").problem() or "")


def test_an_hour_of_cron_seasons_covers_an_hour() -> None:
    window, start = Window("minute", "*/5 * * * *"), at("2026-11-21T10:00:00Z")

    numbers = [season_at(window, start, start + n * 60 * SECOND).number for n in range(60)]

    assert numbers == [1 + n // 5 for n in range(60)]
    assert season_at(window, start, start).ends_at == start + timedelta(minutes=5).seconds * SECOND


@pytest.mark.parametrize(
    "window",
    [
        Window("all-time"),
        Window("daily"),
        Window("weekly"),
        Window("monthly"),
        Window("sprint", "0 18 * * 5", "Europe/Madrid"),
    ],
)
def test_seasons_are_numbered_the_same_from_any_known_one(window: Window) -> None:
    first = from_datetime(datetime(2024, 2, 29, 12, tzinfo=UTC))
    instants = [first + days * 86_400_000_000 for days in (0, 3, 40, 400, 800)]
    spans = [season_at(window, first, instant) for instant in instants]

    for n, known in enumerate(spans):
        assert [season_from(window, known, instant) for instant in instants[n:]] == spans[n:]


def test_after_a_season_of_another_calendar_the_next_begins_where_that_ends() -> None:
    known = Span(7, at("2026-11-20T17:00:00Z"), at("2026-11-21T17:00:00Z"))
    window = Window("evening", "0 18 * * *")

    assert season_from(window, known, known.starts_at) == known
    short = season_from(window, known, at("2026-11-21T17:30:00Z"))
    assert short == (8, known.ends_at, at("2026-11-21T18:00:00Z"))
    assert season_from(window, known, at("2026-11-23T17:00:00Z")).number == 10
