"""Clock times to seconds and back, on ordinary days and on those when the clocks change."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.clock import ClockError, clock_time, is_timezone
from routing.clock import datetime_at, midnight, second_at, wall_clock

BERLIN = "Europe/Berlin"
ORDINARY = date(2026, 3, 3)
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)

zones = st.sampled_from(
    [BERLIN, "Europe/Helsinki", "America/St_Johns", "America/Havana", "Asia/Kathmandu", "Africa/Cairo"]
)
dates = st.dates(date(2000, 1, 1), date(2037, 12, 31)) | st.sampled_from([SPRING, AUTUMN])
seconds = st.integers(-2 * 86_400, 3 * 86_400)


@given(seconds, dates, zones)
def test_a_second_survives_the_way_to_a_datetime_and_back(second, day, zone):
    assert second_at(datetime_at(second, day, zone), day, zone) == second


@given(seconds, dates, zones)
def test_an_iso_time_with_offset_names_its_second_even_in_the_doubled_hour(second, day, zone):
    text = datetime_at(second, day, zone).isoformat()
    assert clock_time(text).second_of(day, zone) == second


@given(st.integers(0, 47 * 3600 + 3599), dates, zones)
def test_a_written_clock_time_is_read_back_as_written_or_refused(wall_s, day, zone):
    """What the clock shows at the second read is what was written; else the clocks changed over it."""
    text = f"{wall_s // 3600:02d}:{wall_s // 60 % 60:02d}:{wall_s % 60:02d}"
    try:
        second = clock_time(text).second_of(day, zone)
    except ClockError:
        return
    assert wall_clock(second, day, zone) == text


@given(seconds, dates, zones)
def test_later_seconds_are_later_moments(second, day, zone):
    before, after = datetime_at(second, day, zone), datetime_at(second + 1, day, zone)
    assert after.astimezone(UTC) - before.astimezone(UTC) == timedelta(seconds=1)


@pytest.mark.parametrize(
    ("text", "day", "second"),
    [
        ("08:00", ORDINARY, 28_800),
        ("8:05", ORDINARY, 29_100),
        ("08:00:30", ORDINARY, 28_830),
        ("08:00 Uhr", ORDINARY, 28_800),
        ("24:00", ORDINARY, 86_400),
        ("25:30", ORDINARY, 91_800),
        ("08:00", SPRING, 25_200),
        ("08:00", AUTUMN, 32_400),
        ("24:00", SPRING, 82_800),
        ("27:00", SPRING - timedelta(days=1), 93_600),
        ("2026-03-03T08:00", ORDINARY, 28_800),
        ("2026-03-03 08:00", ORDINARY, 28_800),
        ("2026-03-03T07:00:00Z", ORDINARY, 28_800),
        ("2026-03-02T23:00", ORDINARY, -3_600),
    ],
)
def test_a_clock_time_is_so_many_seconds_after_midnight(text, day, second):
    assert clock_time(text).second_of(day, BERLIN) == second


@pytest.mark.parametrize(
    "text",
    [
        "",
        "8",
        "8 Uhr",
        "08:60",
        "48:00",
        "08:00:61",
        "8.30",
        "acht",
        "08:00-10:00",
        "2026-13-01T08:00",
        "0001-01-01T00:00+14:00",
    ],
)
def test_what_is_no_clock_time_is_not_guessed(text):
    assert clock_time(text) is None


@pytest.mark.parametrize(("day", "code"), [(SPRING, "clock_skipped"), (AUTUMN, "clock_twice")])
def test_a_time_over_which_the_clocks_change_is_refused(day, code):
    with pytest.raises(ClockError) as caught:
        clock_time("02:30").second_of(day, BERLIN)
    assert (caught.value.code, caught.value.day) == (code, day)


def test_past_midnight_the_change_of_clocks_of_the_next_day_counts():
    with pytest.raises(ClockError):
        clock_time("26:30").second_of(SPRING - timedelta(days=1), BERLIN)


def test_the_day_starts_at_its_first_instant_where_midnight_is_skipped():
    """In Cairo the clocks jump from 00:00 to 01:00."""
    start = midnight(date(2026, 4, 24), "Africa/Cairo")
    assert start.astimezone(ZoneInfo("Africa/Cairo")) == datetime(2026, 4, 24, 1, tzinfo=ZoneInfo("Africa/Cairo"))


@pytest.mark.parametrize(("name", "known"), [(BERLIN, True), ("Europe/Kaiserslautern", False), ("../../etc", False)])
def test_only_zones_of_the_data_base_are_zones(name, known):
    assert is_timezone(name) is known
