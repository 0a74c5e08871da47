"""Time rules read against the clock, minute by minute, by an independent reading of what was written."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.clock import datetime_at
from routing.holidays import public_holidays
from routing.matrix import TimeSlots
from routing.roads import PROFILES
from routing.roads.law.conditions import Moment
from routing.roads.law.regimes import day_regimes, legal_rules
from routing.roads.law.time_rules import read_time_rule

WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DAY = 24 * 60


@st.composite
def day_parts(draw):
    """Draw the days a rule names: text, whether it names a day, and what it names in one way of saying it."""
    kind = draw(st.sampled_from(["all", "range", "list", "PH", "list+PH", "months", "dates", "months+range"]))
    first, last = draw(st.integers(0, 6)), draw(st.integers(0, 6))
    some = draw(st.sets(st.integers(0, 6), min_size=1, max_size=3))
    month, until = draw(st.integers(1, 12)), draw(st.integers(1, 12))
    begin, end = draw(st.integers(1, 28)), draw(st.integers(1, 28))
    dash = draw(st.sampled_from(["-", " - ", "–"]))
    row = [(first + step) % 7 for step in range((last - first) % 7 + 1)]
    span = f"{WEEKDAYS[first]}{dash}{WEEKDAYS[last]}"
    listed = draw(st.sampled_from([",", ", "])).join(WEEKDAYS[number] for number in sorted(some))

    def in_months(day):
        number, asked = month, []
        while True:
            asked.append(number)
            if number == until:
                return day.month in asked
            number = number % 12 + 1

    def in_dates(day):
        ordered = (month, begin) <= (until, end)
        after, before = (day.month, day.day) >= (month, begin), (day.month, day.day) <= (until, end)
        return (after and before) if ordered else (after or before)

    months = f"{MONTHS[month - 1]}{dash}{MONTHS[until - 1]}"
    return {
        "all": ("", lambda _: True, ()),
        "range": (span, lambda day: day.weekday() in row, {*row}),
        "list": (listed, lambda day: day.weekday() in some, {*some}),
        "PH": ("PH", lambda day: day in public_holidays(day.year), {"PH"}),
        "list+PH": (
            f"{listed},PH",
            lambda day: day.weekday() in some or day in public_holidays(day.year),
            {*some, "PH"},
        ),
        "months": (months, in_months, (month, until)),
        "dates": (
            f"{MONTHS[month - 1]} {begin:02d}{dash}{MONTHS[until - 1]} {end}",
            in_dates,
            (month, begin, until, end),
        ),
        "months+range": (
            f"{months} {span}",
            lambda day: in_months(day) and day.weekday() in row,
            (month, until, {*row}),
        ),
    }[kind]


@st.composite
def clock_spans(draw):
    """Draw spans of the clock as text and as minutes from 00:00."""
    pairs = draw(st.lists(st.tuples(st.integers(0, DAY - 1), st.integers(1, DAY - 2)), min_size=0, max_size=3))
    texts = [f"{a // 60:02d}:{a % 60:02d}-{b // 60:02d}:{b % 60:02d}" for a, b in pairs]
    minutes = [(a, b if b > a else b + DAY) for a, b in pairs]
    return draw(st.sampled_from([",", ", "])).join(texts), minutes or [(0, DAY)]


@st.composite
def written_rules(draw):
    """Draw a time rule: its text, and per part its days, spans, whether it takes away and how it is joined."""
    text, parts = "", []
    for number in range(draw(st.integers(1, 3))):
        days, names, key = draw(day_parts())
        clock, minutes = draw(clock_spans())
        off = number > 0 and draw(st.booleans())
        said = f"{days} {clock}".strip() or "24/7"
        semicolon = not days or not (parts and parts[-1]["clock"]) or off or draw(st.booleans())
        joint = (";" if semicolon else ",") if parts else ""
        text += f"{joint} {said}{' off' if off else ''}"
        parts.append(
            {"key": key, "clock": clock, "names": names, "minutes": minutes, "off": off, "comma": joint == ","}
        )
    return text, parts


def minutes_of(parts, day):
    """Return the minutes from 00:00 of a day, up to two days on, that begin on it: one by one, part after part."""
    held = set()
    for number, part in enumerate(parts):
        if not part["names"](day):
            continue
        own = {minute for begin, end in part["minutes"] for minute in range(begin, end)}
        if part["off"]:
            held = set() if not part["clock"] else held - own
            continue
        again = any(part["key"] == earlier["key"] and not earlier["off"] for earlier in parts[:number])
        held = held | own if part["comma"] or again else own
    return held


@given(written_rules(), st.dates(date(2025, 1, 1), date(2027, 12, 31)))
def test_every_minute_is_read_as_it_was_written(written, day):
    text, parts = written
    rule = read_time_rule(text)
    today, before = minutes_of(parts, day), minutes_of(parts, day - timedelta(days=1))
    expected = [minute in today or minute + DAY in before for minute in range(DAY)]
    assert [rule.holds(day, minute * 60) for minute in range(DAY)] == expected


@given(written_rules(), st.dates(date(2025, 1, 1), date(2027, 12, 31)))
def test_nothing_changes_but_at_a_border(written, day):
    rule = read_time_rule(written[0])
    borders = rule.borders(day)
    held = [rule.holds(day, minute * 60) for minute in range(DAY)]
    before = rule.holds(day - timedelta(days=1), DAY * 60 - 60)
    changes = {minute * 60 for minute in range(DAY) if held[minute] != (held[minute - 1] if minute else before)}
    assert changes <= borders


@pytest.mark.parametrize(("second", "held"), [(25_199, False), (25_200, True), (32_399, True), (32_400, False)])
def test_a_span_holds_from_its_first_second_to_its_last(second, held):
    assert read_time_rule("07:00-09:00").holds(date(2026, 6, 15), second) is held


@pytest.mark.parametrize("written", ["Mo-Fr", "Fr 18:00-24:00", "Jun"])
def test_what_ends_with_its_day_ends_at_the_midnight_after(written):
    """19 June 2026 is a Friday; 30 June a Tuesday."""
    last = date(2026, 6, 30) if written == "Jun" else date(2026, 6, 19)
    rule = read_time_rule(written)
    assert rule.holds(last, DAY * 60 - 1)
    assert not rule.holds(last + timedelta(days=1), 0)
    assert 0 in rule.borders(last + timedelta(days=1))


@pytest.mark.parametrize(("second", "held"), [(0, False), (2 * 3600 - 1, False), (2 * 3600, True), (6 * 3600, False)])
def test_hours_taken_from_a_night_reach_past_midnight(second, held):
    """The night of Thursday 18 June 2026 without its hours from 23 to 2."""
    rule, friday = read_time_rule("Th 22:00-06:00; Th 23:00-02:00 off"), date(2026, 6, 19)
    assert rule.holds(friday, second) is held
    assert {2 * 3600, 6 * 3600} <= rule.borders(friday)


SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)  # the Sundays on which clocks are set


@pytest.fixture(scope="module")
def crossing(draw_town_once):
    """Return a network of a few streets, a barrier and a turn restriction; its tags are drawn by the tests."""
    streets = {"za": "ref=1", "axb": "lit=yes & hgv=yes", "by": "bicycle=no", "bc": "maxspeed=40", "cd": "", "da": ""}
    rule = {"restriction": "no_left_turn", "from": "za", "via": "a", "to": "axb"}
    drawing = "z--a-x-b--y\n   |   |\n   d---c"
    return draw_town_once(drawing, streets, nodes={"x": "barrier=gate"}, restrictions=[rule]).network


KEYS = {
    "highway": [
        ("motor_vehicle:conditional", "no"),
        ("hgv:conditional", "destination"),
        ("oneway:conditional", "yes"),
        ("maxspeed:conditional", "10"),
        ("maxweight:conditional", "3.5"),
        ("delivery:conditional", "yes"),
    ],
    "barrier": [("access:conditional", "no")],
    "restriction": [("restriction:conditional", "none")],
}


@given(st.data(), st.sampled_from([SPRING, AUTUMN, date(2026, 12, 24), date(2026, 6, 15)]))
@settings(max_examples=15)
def test_the_law_of_a_second_is_that_of_the_regime_it_lies_in(crossing, data, day):
    """Borders are where the law changes, also on the days the clocks are set, and nowhere else."""
    drawn = [dict(tags) for tags in crossing.tag_sets]
    for tags in drawn:
        for key, value in next((kinds for kind, kinds in KEYS.items() if kind in tags), []):
            if data.draw(st.booleans()):
                tags[key] = f"{value} @ ({data.draw(written_rules())[0]})"
    network, lorry = replace(crossing, tag_sets=tuple(drawn)), PROFILES["truck_12t"]
    regimes = day_regimes(network, lorry, day)
    slots = TimeSlots(regimes.starts_s)
    near = {start + shift for start in regimes.starts_s for shift in (-1, 0)}
    asked = near | set(data.draw(st.lists(st.integers(0, 48 * 3600 - 1), max_size=8)))
    for second in sorted(asked - {-1}):
        shown = datetime_at(second, day, "Europe/Berlin")
        clock_s = shown.hour * 3600 + shown.minute * 60 + shown.second
        law = legal_rules(network, lorry, Moment(shown.date(), clock_s))
        assert law.key == regimes.rules[slots.at(second)].key
    assert all(one.key != two.key for one, two in pairwise(regimes.rules))
