"""Public holidays against the calendar."""

from datetime import date

from routing.holidays import easter, public_holidays


def test_easter_falls_as_the_calendars_say():
    years = {1961: (4, 2), 1999: (4, 4), 2024: (3, 31), 2025: (4, 20), 2026: (4, 5), 2038: (4, 25), 2285: (3, 22)}
    assert {year: (easter(year).month, easter(year).day) for year in years} == years


def test_germany_has_nine_holidays_and_states_have_more():
    counts = {state: len(public_holidays(2026, state)) for state in ("", "BY", "BW", "RP", "SN", "DE-BB", "XX")}
    assert counts == {"": 9, "BY": 13, "BW": 12, "RP": 11, "SN": 11, "DE-BB": 12, "XX": 9}


def test_saxony_keeps_the_wednesday_before_the_23rd_of_november():
    assert {day for year in (2022, 2023, 2024) for day in public_holidays(year, "SN") if day.month == 11} == {
        date(2022, 11, 16),
        date(2023, 11, 22),
        date(2024, 11, 20),
    }
