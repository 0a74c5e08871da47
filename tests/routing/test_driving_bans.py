"""Sundays and holidays without heavy lorries, against the text of StVO § 30 (3) and (4)."""

from datetime import date, timedelta

import pytest

from routing.driving_bans import holidays_of_ban, is_banned_day, usable_shift
from routing.model import Shift

HOUR = 3600
STATES = ("BB", "BE", "BW", "BY", "HB", "HE", "HH", "MV", "NI", "NW", "RP", "SH", "SL", "SN", "ST", "TH")
SUNDAY = date(2026, 3, 8)


def lorry_day(one_van, day, *, weight=12_000, state=None, start=8, end=16):
    """Return a day with one lorry, and the lorry."""
    shift = Shift(start_s=start * HOUR, end_s=end * HOUR)
    lorry = one_van.vehicles[0].model_copy(update={"gross_weight_kg": weight, "shift": shift})
    yard = one_van.depots[0].model_copy(update={"state": state})
    return one_van.model_copy(update={"date": day, "vehicles": (lorry,), "depots": (yard,)}), lorry


def hours(one_van, day, **fields):
    """Return the hours in which the lorry may drive."""
    usable = usable_shift(*lorry_day(one_van, day, **fields))
    return None if usable is None else (usable.start_s / HOUR, usable.end_s / HOUR)


def where_banned(day):
    return {state for state in STATES if is_banned_day(day, state)}


def test_stvo_30_3_no_heavy_lorry_drives_on_a_sunday(one_van):
    assert hours(one_van, SUNDAY) is None


def test_stvo_30_3_bans_only_above_7500_kg(one_van):
    assert [hours(one_van, SUNDAY, weight=kg) for kg in (7_500, 7_501)] == [(8, 16), None]


def test_stvo_30_3_a_vehicle_of_unknown_weight_is_not_banned(one_van):
    assert hours(one_van, SUNDAY, weight=None) == (8, 16)


def test_stvo_30_3_sunday_is_free_again_from_22_o_clock(one_van):
    assert hours(one_van, SUNDAY, start=18, end=30) == (22, 30)


def test_stvo_30_3_saturday_night_ends_at_midnight(one_van):
    assert hours(one_van, SUNDAY - timedelta(days=1), start=18, end=30) == (18, 24)


def test_stvo_30_3_a_shift_that_began_the_day_before_keeps_what_lies_before_the_ban(one_van):
    assert hours(one_van, SUNDAY, start=-5, end=12) == (-5, 0)


def test_stvo_30_3_of_two_free_parts_the_longer_is_used(one_van):
    assert hours(one_van, SUNDAY, start=-1, end=26) == (22, 26)


def test_stvo_30_3_22_o_clock_is_what_the_clock_shows_when_the_clocks_change(one_van):
    """On 29 March 2026 an hour is missing: 22:00 comes 21 hours after midnight."""
    assert hours(one_van, date(2026, 3, 29), start=12, end=30) == (21, 30)


def test_stvo_30_3_easter_bans_lorries_from_sunday_to_monday_but_for_two_hours(one_van):
    assert hours(one_van, date(2026, 4, 5), start=8, end=40) == (22, 24)


def test_stvo_30_4_nine_holidays_hold_everywhere():
    named = ["01-01", "04-03", "04-06", "05-01", "05-14", "05-25", "10-03", "12-25", "12-26"]
    assert sorted(day.isoformat()[5:] for day in holidays_of_ban(2026)) == named


def test_stvo_30_4_corpus_christi_holds_in_six_states():
    assert where_banned(date(2026, 6, 4)) == {"BW", "BY", "HE", "NW", "RP", "SL"}


def test_stvo_30_4_reformation_day_holds_in_nine_states():
    assert where_banned(date(2026, 10, 31)) == {"BB", "HB", "HH", "MV", "NI", "SH", "SN", "ST", "TH"}


def test_stvo_30_4_reformation_day_reached_the_north_in_2020():
    assert where_banned(date(2019, 10, 31)) == {"BB", "MV", "SN", "ST", "TH"}


def test_stvo_30_4_all_saints_holds_in_five_states():
    assert where_banned(date(2027, 11, 1)) == {"BW", "BY", "NW", "RP", "SL"}


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2026, 1, 6), "BY"),  # Epiphany
        (date(2027, 3, 8), "BE"),  # Women's Day
        (date(2026, 8, 15), "SL"),  # Assumption
        (date(2025, 9, 20), "TH"),  # Children's Day
        (date(2026, 11, 18), "SN"),  # Repentance Day
    ],
)
def test_stvo_30_4_a_states_own_holiday_bans_nobody(day, state):
    assert not is_banned_day(day, state)


def test_stvo_30_4_the_state_is_that_of_the_start_depot(one_van):
    corpus_christi = date(2026, 6, 4)
    assert [hours(one_van, corpus_christi, state=state) for state in ("DE-RP", "HH", None)] == [None, (8, 16), (8, 16)]


def test_stvo_30_4_a_holiday_tomorrow_ends_the_night_shift_at_midnight(one_van):
    assert hours(one_van, date(2026, 12, 24), start=20, end=30) == (20, 24)
