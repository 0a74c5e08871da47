"""Public holidays against the calendar."""

from datetime import date

from routing.holidays import public_holidays


def test_germany_has_nine_holidays_and_states_have_more():
    counts = {state: len(public_holidays(2026, state)) for state in (None, "", "BY", "BW", "rp", "SN", "DE-BB", "XX")}
    assert counts == {None: 9, "": 9, "BY": 12, "BW": 12, "rp": 11, "SN": 11, "DE-BB": 12, "XX": 9}


def test_a_past_year_has_the_holidays_its_laws_knew():
    """Replays judge past days: the Reformation's 500th year was kept everywhere, other years only in some states."""
    assert [date(year, 10, 31) in public_holidays(year) for year in (2016, 2017, 2018)] == [False, True, False]
    assert [date(year, 10, 31) in public_holidays(year, "HH") for year in (2015, 2018)] == [False, True]


def test_saxony_keeps_the_wednesday_before_the_23rd_of_november():
    assert {day for year in (2022, 2023, 2024) for day in public_holidays(year, "SN") if day.month == 11} == {
        date(2022, 11, 16),
        date(2023, 11, 22),
        date(2024, 11, 20),
    }
