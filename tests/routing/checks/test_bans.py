"""What check() knows of Sundays and holidays without heavy lorries, by the text of StVO § 30."""

from datetime import date, timedelta

import pytest
from hand_timed import Task, hand_timed

from routing.check import check
from routing.checks.bans import _still
from routing.driving_bans import is_banned_day
from routing.model import Done, UnderWay

H = 60
SUNDAY = date(2026, 3, 8)
STATES = ("BB", "BE", "BW", "BY", "HB", "HE", "HH", "MV", "NI", "NW", "RP", "SH", "SL", "SN", "ST", "TH")


def banned(*tasks, day=SUNDAY, start=8 * H, weight=12_000, **fields):
    problem, plan, matrix = hand_timed(
        *tasks, day=day, start=start, gross_weight_kg=weight, break_rule="none", **fields
    )
    return [violation.code for violation in check(problem, plan, matrix)]


def test_stvo_30_3_a_heavy_lorry_on_a_sunday_is_found():
    assert banned(Task(10)) == ["check_driving_ban"]


@pytest.mark.parametrize("weight", [7_500, None])
def test_stvo_30_3_lighter_or_unknown_ones_are_free(weight):
    assert banned(Task(10), weight=weight) == []


def test_stvo_30_3_driving_from_22_o_clock_on_is_free():
    assert banned(Task(10), start=22 * H) == []


def test_stvo_30_3_driving_one_minute_before_is_not():
    assert banned(Task(10), start=22 * H - 1) == ["check_driving_ban"]


def test_stvo_30_3_a_lorry_home_at_the_stroke_of_midnight_is_free():
    assert banned(Task(10), day=SUNDAY - timedelta(days=1), start=24 * H - 10) == []


def test_stvo_30_3_each_drive_after_midnight_is_found():
    assert banned(Task(10), Task(10), Task(1), day=SUNDAY - timedelta(days=1), start=24 * H - 15) == [
        "check_driving_ban",
        "check_driving_ban",
    ]


def test_stvo_30_3_who_stands_still_all_sunday_is_free():
    """Only driving is banned, not being on the way."""
    assert banned(Task(10, 22 * H), home=Task(10), day=SUNDAY - timedelta(days=1), start=23 * H + 50) == []


def test_stvo_30_3_22_o_clock_is_what_the_clock_shows_when_the_clocks_change():
    assert banned(Task(10), day=date(2026, 3, 29), start=21 * H) == []


def test_stvo_30_4_a_holiday_of_the_depots_state_is_found():
    assert banned(Task(10), day=date(2026, 6, 4), state="RP") == ["check_driving_ban"]


def test_stvo_30_4_a_holiday_of_another_state_is_free():
    assert banned(Task(10), day=date(2026, 6, 4), state="HH") == []


YEARS = (1995, 2008, 2016, 2017, 2018, 2019, 2020, 2026, 2038, 2049, 2076, 2099)
"""The earliest and the latest Easter, years that its rule has exceptions for, and those in which the law changed."""


@pytest.mark.parametrize("year", YEARS)
def test_stvo_30_4_both_calendars_name_the_same_days(year):
    """check() reckons Easter itself; plans are made with the library's holidays."""
    days = [date(year, 1, 1) + timedelta(days=number) for number in range(365)]
    for state in (*STATES, None, "XX", "de-by", "DE-RP"):
        assert [day for day in days if _still(day, state)] == [day for day in days if is_banned_day(day, state)]


def test_stvo_30_3_a_drive_that_has_happened_is_a_fact_and_no_breach():
    problem, plan, matrix = hand_timed(Task(10), day=SUNDAY, start=8 * H, gross_weight_kg=12_000, break_rule="none")
    visit = plan.routes[0].visits[0]
    done = Done(stop_id="s0", arrival_s=visit.arrival_s, service_start_s=visit.arrival_s, departure_s=visit.departure_s)
    way = UnderWay(vehicle_id="van", departure_s=plan.routes[0].departure_s, free_s=visit.departure_s, visits=(done,))
    assert check(problem.model_copy(update={"under_way": (way,)}), plan, matrix) == []
