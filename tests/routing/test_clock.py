from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.clock import datetime_at, second_at, wall_clock

BERLIN = "Europe/Berlin"
DAYS = st.sampled_from([date(2026, 3, 2), date(2026, 3, 29), date(2026, 10, 25)])


@given(st.integers(-90_000, 180_000), DAYS)
def test_a_second_and_its_instant_name_each_other(second, day):
    """On days of 23 and of 25 hours too."""
    assert second_at(datetime_at(second, day, BERLIN), day, BERLIN) == second


@pytest.mark.parametrize(
    ("second", "clock"), [(0, "00:00:00"), (8 * 3600 + 61, "08:01:01"), (24 * 3600 + 600, "24:10:00"), (-1, "-1:59:59")]
)
def test_hours_beyond_the_day_belong_to_its_neighbours(second, clock):
    assert wall_clock(second, date(2026, 3, 2), BERLIN) == clock


@pytest.mark.parametrize(("day", "clock"), [(date(2026, 3, 29), "09:00:00"), (date(2026, 10, 25), "07:00:00")])
def test_the_clock_shows_what_hangs_on_the_wall_after_it_was_changed(day, clock):
    assert wall_clock(8 * 3600, day, BERLIN) == clock
