"""What conditional tags come to: shapes as they stand in OpenStreetMap."""

from datetime import date

import pytest

from routing.roads import PROFILES
from routing.roads.law.conditions import Moment, read_clauses, settle, survey

MONDAY, SATURDAY, SUNDAY = date(2026, 6, 15), date(2026, 6, 20), date(2026, 6, 21)
GERMAN_UNITY = date(2026, 10, 3)  # a Saturday
CORPUS_CHRISTI = date(2026, 6, 4)  # a Thursday
DAYS = {"Mo": MONDAY, "Sa": SATURDAY, "Su": SUNDAY, "Unity": GERMAN_UNITY, "Corpus": CORPUS_CHRISTI}


def at(moment: str, state: str | None = None) -> Moment:
    """Return the moment that ``Mo 07:30`` or ``2026-12-24 07:30`` names."""
    day, clock = moment.split()
    hours, minutes = clock.split(":")
    return Moment(DAYS.get(day) or date.fromisoformat(day), int(hours) * 3600 + int(minutes) * 60, state)


def settled(key: str, text: str, moment: str | None, profile: str = "van", *, ending: bool = False) -> str | None:
    """Return what ``key`` comes to."""
    tags = {f"{key}:conditional": text}
    return settle(tags, PROFILES[profile], at(moment) if moment else None, ending=ending).get(key)


@pytest.mark.parametrize(
    ("key", "text", "holds_at", "fails_at", "value"),
    [
        ("access", "destination @ (06:30-08:30);destination @ (16:30-18:30)", "Mo 16:30", "Mo 08:30", "destination"),
        ("access", "destination @ (06:30-08:30); destination @ (16:30-18:30)", "Mo 06:30", "Mo 06:29", "destination"),
        ("access", "no @ (Mar 15 - Sep 15)", "2026-09-15 23:59", "2026-09-16 00:00", "no"),
        ("access", "no @ (mar 15-Sep 15)", "2026-03-15 00:00", "2026-03-14 23:59", "no"),
        ("access", "no @ (Nov-Mar)", "2026-01-10 12:00", "2026-04-01 00:00", "no"),
        ("access", "no @ (Dec 20-Jan 6)", "2026-01-06 12:00", "2026-01-07 12:00", "no"),
        ("access", "no @ (Dec 24-26)", "2026-12-25 12:00", "2026-12-27 12:00", "no"),
        ("access", "no @ (2026 Mar 01-2026 Apr 30)", "2026-04-30 12:00", "2027-04-30 12:00", "no"),
        ("access", "no @ 2099", "2099-05-05 12:00", "2098-05-05 12:00", "no"),
        ("motor_vehicle", "no @ (22:00-06:00)", "Mo 05:59", "Mo 06:00", "no"),
        ("motor_vehicle", "no @ 22:00-06:00", "Mo 22:00", "Mo 21:59", "no"),
        ("motor_vehicle", "No @ ( 22:00 - 06:00 )", "Mo 23:00", "Mo 12:00", "no"),
        ("motor_vehicle", "no@(22:00-06:00)", "Mo 23:00", "Mo 12:00", "no"),
        ("motor_vehicle", "no @ (22:00–06:00)", "Mo 23:00", "Mo 12:00", "no"),
        ("motor_vehicle", 'no @ "22:00-06:00"', "Mo 23:00", "Mo 12:00", "no"),
        ("motor_vehicle", "no @ (22:00-24:00,00:00-06:00)", "Mo 00:00", "Mo 06:00", "no"),
        ("motor_vehicle", "no @ (00:00-23:59)", "Mo 23:59", None, "no"),
        ("motor_vehicle", "no @ (24/7)", "Su 12:00", None, "no"),
        ("motor_vehicle", "no @ (Fr 22:00-06:00)", "Sa 05:59", "Mo 05:59", "no"),
        ("motor_vehicle", "no @ (Sa-Mo 22:00-06:00)", "Mo 05:00", "Sa 05:00", "no"),
        ("motor_vehicle", "delivery @ (Mo-Fr 06:00-11:00,17:00-19:00;Sa 03:30-19:00)", "Sa 18:00", "Mo 18:00", None),
        ("vehicle", "delivery @ (Mo-Sa 06:00-11:00)", "Sa 10:59", "Su 10:59", "delivery"),
        ("vehicle", "delivery @ (Mo - Sa 6:00 - 11:00)", "Mo 06:00", "Mo 05:59", "delivery"),
        ("vehicle", "delivery @ (Mon-Fri 06:00-11:00)", "Mo 06:00", "Sa 06:00", "delivery"),
        ("vehicle", "yes @ (06:00-11:00); no @ (10:00-12:00)", "Mo 09:59", "Mo 10:00", "yes"),
        ("vehicle", "no @ (Mo-Fr 07:00-09:00, Sa 08:00-12:00)", "Sa 08:00", "Mo 10:00", "no"),
        ("vehicle", "no @ (Mo-Fr 07:00-09:00; Mo-Fr 16:00-18:00)", "Mo 08:00", "Mo 10:00", "no"),
        ("vehicle", "no @ (Mo-Su 07:00-19:00; Sa 07:00-12:00)", "Sa 11:59", "Sa 12:00", "no"),
        ("vehicle", "no @ (Mo,We 10:00-12:00)", "Mo 11:00", "Sa 11:00", "no"),
        ("vehicle", "no @ (Su,PH)", "Unity 00:00", "Mo 12:00", "no"),
        ("vehicle", "no @ (Su,PH 00:00-22:00)", "Su 21:59", "Su 22:00", "no"),
        ("vehicle", "no @ (Mo-Sa 07:00-20:00; PH off)", "Sa 12:00", "Unity 12:00", "no"),
        ("vehicle", "no @ (Mo-Fr 07:00-16:00; SH off)", "Mo 12:00", "Sa 12:00", "no"),
        ("vehicle", "no @ (Jul-Aug Mo-Fr 08:00-18:00)", "2026-07-06 12:00", "2026-09-07 12:00", "no"),
        ("vehicle", "no @ (Apr-Oct: Mo-Fr 08:00-18:00)", "Mo 12:00", "2026-11-09 12:00", "no"),
        ("vehicle", "no @ (Mo-Fr 08:00-18:00; 12:00-13:00 off)", "Mo 11:59", "Mo 12:30", "no"),
        ("hgv", "no @ (Mo-Fr 09:00-15:00, 18:00-07:00; Sa-Su 24 h)", "Su 12:00", "Mo 08:00", "no"),
        ("hgv", "no @ (22:00-06:00 AND weight>7.5)", None, "Mo 23:00", "no"),
        ("maxspeed", "30 @ (22:00-06:00)", "Mo 23:00", "Mo 12:00", "30"),
        ("maxspeed", "30 @ (Mo-Fr 07:00-17:00)", "Mo 12:00", "Sa 12:00", "30"),
        ("maxspeed", "120 @ (06:00-20:00); 100 @ (22:00-06:00)", "Mo 12:00", "Mo 21:00", "120"),
        ("maxspeed", "20 mph @ (08:15-09:15)", "Mo 08:15", "Mo 09:15", "20 mph"),
        ("maxspeed", "DE:urban @ (22:00-06:00)", "Mo 23:00", "Mo 12:00", "DE:urban"),
        ("oneway", "yes @ (Mo-Fr 07:00-09:00)", "Mo 07:00", "Mo 09:00", "yes"),
        ("oneway", "-1 @ (12:00-24:00)", "Mo 12:00", "Mo 11:59", "-1"),
        ("maxweight", "3.5 @ (22:00-06:00)", "Mo 23:00", "Mo 12:00", "3.5"),
        ("restriction", "no_left_turn @ (Mo-Fr 07:00-11:00,16:00-18:30)", "Mo 18:29", "Mo 18:30", "no_left_turn"),
        ("restriction", "only_right_turn @ (Mo-Su 08:00-12:00)", "Su 08:00", "Su 12:00", "only_right_turn"),
    ],
)
def test_a_time_rule_holds_up_to_its_border(key, text, holds_at, fails_at, value):
    if holds_at and value:
        assert settled(key, text, holds_at) == value
    if fails_at:
        assert settled(key, text, fails_at) != value
    assert settled(key, text, None) is None


@pytest.mark.parametrize(
    ("key", "text", "passing", "ending"),
    [
        ("hgv", "destination @ (weight>7.5)", "destination", "destination"),
        ("hgv", "destination @ (weight > 7.5 t)", "destination", "destination"),
        ("hgv", "destination @ weight>7,5", "destination", "destination"),
        ("hgv", "destination @ (weight>7500 kg)", "destination", "destination"),
        ("hgv", "no @ (weight>=12)", "no", "no"),
        ("hgv", "no @ (weight>12)", None, None),
        ("hgv", "no @ (maxweightrating>7.5)", "no", "no"),
        ("hgv", "no @ (length>12 m)", None, None),
        ("hgv", "no @ (height>=3)", "no", "no"),
        ("hgv", "no @ (weight>3.5 AND length>6)", "no", "no"),
        ("hgv", "no @ (weight>3.5); delivery @ delivery", "no", "delivery"),
        ("hgv", "no @ (weight>3.5); yes @ destination", "no", "yes"),
        ("hgv", "no @ (weight>3.5); yes @ (destination AND weight<=7.5)", "no", "no"),
        ("maxweight", "none @ destination", None, "none"),
        ("maxweight", "none @ (destination)", None, "none"),
        ("maxweight", "none @ customers", None, "none"),
        ("motor_vehicle", "yes @ delivery", None, "yes"),
        ("motor_vehicle", "yes @ residents", None, None),
        ("motor_vehicle", "no @ hgv", "no", "no"),
        ("motor_vehicle", "no @ bus", None, None),
        ("maxspeed", "60 @ (weight>7.5)", "60", "60"),
        ("maxspeed", "80 @ trailer", None, None),
    ],
)
def test_a_lorry_of_12_t_is_weighed_and_asked_where_it_goes(key, text, passing, ending):
    assert settled(key, text, None, "truck_12t") == passing
    assert settled(key, text, "Mo 12:00", "truck_12t") == passing
    assert settled(key, text, None, "truck_12t", ending=True) == ending


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("no @ (sunset-sunrise)", "sun"),
        ("no @ (dusk-07:00)", "sun"),
        ('no @ 15.03. bis 15.09. Betretungsverbot Wiesenflächen "Bangser Ried"', "time_rule"),
        ("no @ (week 10-20)", "time_rule"),
        ("no @ (Mo[1] 08:00-10:00)", "time_rule"),
        ("no @ (Mo-Fr 18:00+)", "time_rule"),
        ("no @ (Sa 14:00-Mo 06:00)", "time_rule"),
        ("no @ (Mo-Fr 07:00-16:00 Sa 08:00-12:00)", "time_rule"),
        ("no @ (25:00-99:99)", "time_rule"),
        ("no @ (06:00/19:00)", "time_rule"),
        ("no @ (Mar 15-)", "time_rule"),
        ("no @ (Feb 40)", "time_rule"),
        ("no @ (wet)", "weather"),
        ("no @ snow", "weather"),
        ("no @ (22:00-06:00 AND wet)", "weather"),
        ("no @ (children present)", "unknown_condition"),
        ("no @ (axles>3)", "property"),
        ("no @ (weight>heavy)", "property"),
        ("no @ ()", "no_condition"),
        ("no", "no_condition"),
        ("@ (22:00-06:00)", "no_condition"),
        ("whenever @ (22:00-06:00)", "unknown_value"),
    ],
)
def test_what_is_not_understood_is_counted_and_changes_nothing(text, reason):
    assert settled("access", text, "Mo 23:00") is None
    assert survey([{"access:conditional": text}]) == {reason: 1}


def test_a_clause_not_understood_leaves_the_others():
    text = "no @ (sunset-sunrise); no @ (22:00-06:00)"
    assert settled("access", text, "Mo 23:00") == "no"
    assert survey([{"access:conditional": text}]) == {"sun": 1, "read": 1}


def test_a_limit_is_not_lifted_by_a_value_nobody_knows():
    tags = {"maxweight": "7.5", "maxweight:conditional": "lots @ destination"}
    assert settle(tags, PROFILES["truck_12t"], None, ending=True)["maxweight"] == "7.5"


def test_the_last_clause_that_holds_counts():
    text = "30 @ (00:00-24:00); 50 @ (08:00-10:00); 20 @ (09:00-11:00)"
    assert [settled("maxspeed", text, f"Mo {hour}:30") for hour in ("07", "08", "09", "11")] == ["30", "50", "20", "30"]


def test_delivery_hours_bar_delivery_at_all_others():
    tags = {"motor_vehicle": "delivery", "delivery:conditional": "yes @ (06:00-11:00)"}
    assert settle(tags, PROFILES["van"], at("Mo 12:00"), ending=True)["delivery"] == "no"
    assert "delivery" not in settle(tags, PROFILES["van"], None, ending=True)


def test_holidays_of_a_state_count_only_where_it_is_known():
    tags = {"hgv:conditional": "no @ (PH)"}
    truck = PROFILES["truck_12t"]
    assert settle(tags, truck, at("Corpus 12:00", "RP"), ending=False) == {"hgv": "no"}
    assert settle(tags, truck, at("Corpus 12:00", "BE"), ending=False) == {}
    assert settle(tags, truck, at("Corpus 12:00"), ending=False) == {}


def test_school_holidays_are_taken_for_ordinary_days_and_counted():
    assert survey([{"maxspeed:conditional": "30 @ (Mo-Fr 07:00-17:00; SH off)"}]) == {"read": 1, "school_holidays": 1}
    assert settled("maxspeed", "30 @ (SH 07:00-17:00)", "Mo 12:00") is None


def test_plain_tags_stay_the_same_object():
    tags = {"highway": "residential"}
    assert settle(tags, PROFILES["van"], None, ending=False) is tags


def test_commas_may_part_clauses():
    assert [clause.value for clause in read_clauses("no @ (22:00-06:00), yes @ (06:00-22:00)")] == ["no", "yes"]
