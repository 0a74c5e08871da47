"""The waterfall takes every late minute apart and puts them together again without a rest."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from past_days import HOUR, MONDAY, past_days, told_day, visit

from benchmarks.diagnose.ledger import ledger
from benchmarks.diagnose.waterfall import COLUMNS, PARTS, waterfall
from data.history import History, PastDay, PastTour
from routing.delays import lateness_s
from routing.matrix import UNREACHABLE, Matrix, TimeSlots
from routing.model import Depot, Location, Problem, Shift, Stop, TimeWindow, Vehicle
from routing.traffic import ServiceTimes

PLAIN = ServiceTimes()


def matrix_of(problem, seconds):
    """Return a matrix in which every leg takes as long."""
    n = len(problem.places)
    array = np.full((1, n, n), seconds, np.int32)
    return Matrix(places=tuple(problem.places), slots=TimeSlots((0,)), seconds=array, metres=array)


@pytest.fixture
def day():
    """Two stops, 600 s a leg, 300 s on site: b is due at 06:30 and planned for 06:25."""
    depot = Depot(depot_id="d", location=Location(lon=7.7, lat=49.4))
    vehicle = Vehicle(vehicle_id="t", start_depot="d", end_depot="d", shift=Shift(start_s=6 * HOUR, end_s=9 * HOUR))
    a = Stop(stop_id="a", location=Location(lon=7.71, lat=49.4), service_s=300)
    b = Stop(
        stop_id="b", location=Location(lon=7.72, lat=49.4), service_s=300, windows=(TimeWindow(end_s=6 * HOUR + 1800),)
    )
    problem = Problem(date=MONDAY, depots=(depot,), vehicles=(vehicle,), stops=(a, b))
    tour = PastTour("t", "van", ("a", "b"), ("a", "b"), 6 * HOUR, 6 * HOUR + 400)
    visits = {
        "a": visit("a", arrival=6 * HOUR + 1100, departure=6 * HOUR + 1500, row=2),
        "b": visit("b", arrival=6 * HOUR + 2150, departure=6 * HOUR + 2400, row=3),
    }
    return PastDay(problem, (tour,), visits, planned_at_s=5 * HOUR)


def only_row(day, matrix, service=PLAIN):
    found = waterfall([(day, matrix, service)])
    assert len(found.rows) == 1
    return found.rows.iloc[0]


@settings(max_examples=60, deadline=None)
@given(past_days())
def test_the_parts_of_every_late_stop_sum_to_its_lateness_to_the_second(drawn):
    day, matrix = drawn
    found = waterfall([(day, matrix, PLAIN)])
    assert found.closing_error_s == 0
    for row in found.rows.itertuples():
        stop = day.problem.stop_by_id[row.order_id]
        assert row.lateness_s == lateness_s(day.service_start_s(stop), stop.due_s) > 0
        assert sum(getattr(row, part) for part in PARTS) == row.lateness_s


@settings(max_examples=40, deadline=None)
@given(past_days())
def test_every_late_stop_of_the_ledger_is_taken_apart_or_listed_with_a_reason(drawn):
    day, matrix = drawn
    found = waterfall([(day, matrix, PLAIN)])
    named = [*found.rows["order_id"], *found.unexplained["order_id"]]
    rows = ledger(History(days=(day,))).rows
    assert sorted(named) == sorted(rows.loc[rows["late"], "order_id"])


def test_each_cause_gets_its_own_seconds(day):
    """By hand: 400 s late start, 100 s longer at a, 50 s longer leg; 300 s of slack were planned."""
    row = only_row(day, matrix_of(day.problem, 600))
    assert {part: row[part] for part in PARTS} == {
        "born_late_s": 0,
        "departure_s": 100,
        "deviation_s": 0,
        "knock_on_s": 100,
        "own_leg_s": 50,
        "own_service_s": 100,
    }
    assert row["lateness_s"] == 350


def test_a_plan_that_was_late_from_the_start_is_born_late(day):
    row = only_row(day, matrix_of(day.problem, 1000))
    assert row["born_late_s"] == 2 * 1000 + 300 - 1800


def test_a_changed_order_is_deviation(day):
    """Stop b planned first would have been on time at expected times; driven second it is late."""
    swapped = replace(day, tours=(replace(day.tours[0], planned=("b", "a"), actual_departure_s=6 * HOUR),))
    row = only_row(swapped, matrix_of(day.problem, 900))
    assert (row["born_late_s"], row["deviation_s"]) == (0, 2 * 900 + 300 - 1800)


def test_a_stop_added_after_planning_is_deviation_not_born_late(day):
    added = replace(day, tours=(replace(day.tours[0], planned=("a",)),))
    row = only_row(added, matrix_of(day.problem, 1000))
    assert (row["born_late_s"], row["departure_s"]) == (0, 0)
    assert row["deviation_s"] > 0


def test_expected_service_is_the_learned_one_not_the_planned(day):
    service = ServiceTimes(factor=2.0)
    row = only_row(day, matrix_of(day.problem, 1000), service)
    assert row["born_late_s"] == 2 * 1000 + 600 - 1800


def test_a_missing_stamp_before_the_stop_is_filled_in_and_marked(day):
    visits = {**day.visits, "a": visit("a", arrival=None, departure=6 * HOUR + 1500)}
    row = only_row(replace(day, visits=visits), matrix_of(day.problem, 600))
    assert row["estimated"]
    assert sum(row[part] for part in PARTS) == row["lateness_s"] == 350


def test_nothing_is_marked_as_filled_in_where_all_stamps_are_there(day):
    assert not only_row(day, matrix_of(day.problem, 600))["estimated"]


def test_a_late_stop_that_no_tour_drove_to_says_so(day):
    changed = replace(day, tours=(replace(day.tours[0], driven=("a",)),))
    found = waterfall([(changed, matrix_of(day.problem, 600), PLAIN)])
    assert (len(found.rows), list(found.unexplained["reason"])) == (0, ["not_driven"])


def test_a_failed_stop_with_stamps_that_cannot_be_trusted_says_so(day):
    """It is late as one without a stamp; a delivered one on such a tour can't be judged at all."""
    visits = {**day.visits, "b": replace(day.visits["b"], status="failed")}
    failed = replace(day, visits=visits, tours=(replace(day.tours[0], trusted=False),))
    found = waterfall([(failed, matrix_of(day.problem, 600), PLAIN)])
    assert (len(found.rows), list(found.unexplained["reason"])) == (0, ["stamps_not_trusted"])
    delivered = waterfall([(replace(failed, visits=day.visits), matrix_of(day.problem, 600), PLAIN)])
    assert (len(delivered.rows), len(delivered.unexplained)) == (0, 0)


def test_a_failed_stop_without_a_stamp_is_listed_not_explained(day):
    visits = {**day.visits, "b": visit("b", status="failed", row=3)}
    found = waterfall([(replace(day, visits=visits), matrix_of(day.problem, 600), PLAIN)])
    assert found.unexplained.to_dict("records")[0]["reason"] == "no_stamp"


def test_a_way_the_map_does_not_know_is_listed_not_a_crash(day):
    """Firms drive through yards; the map has no expected time for that."""
    found = waterfall([(day, matrix_of(day.problem, UNREACHABLE), PLAIN)])
    assert list(found.unexplained["reason"]) == ["leg_unreachable"]


def test_stops_within_the_tolerance_are_not_taken_apart(day):
    matrix = matrix_of(day.problem, 600)
    assert len(waterfall([(day, matrix, PLAIN)], tolerance_s=349).rows) == 1
    assert waterfall([(day, matrix, PLAIN)], tolerance_s=350).rows.empty


def test_a_history_without_lateness_has_an_empty_waterfall():
    punctual = told_day(MONDAY, [-10, -5])
    found = waterfall([(punctual, matrix_of(punctual.problem, 60), PLAIN)])
    assert tuple(found.rows.columns) == COLUMNS
    assert (found.rows.empty, found.closing_error_s, set(found.totals_s.values())) == (True, 0, {0})


def test_a_reload_that_was_planned_and_driven_is_born_late_not_carried_on(day):
    """Over the depot, 600 s there, b is reached after 2700 s, planned and driven alike: 900 s late by plan."""
    problem = day.problem
    van = problem.vehicles[0].model_copy(update={"max_trips": 2, "reload_s": 600, "capacity": {"kg": 1}})
    stops = tuple(stop.model_copy(update={"demand": {"kg": 1}}) for stop in problem.stops)
    visits = {
        "a": visit("a", arrival=6 * HOUR + 600, departure=6 * HOUR + 900, row=2),
        "b": visit("b", arrival=6 * HOUR + 2700, departure=6 * HOUR + 3000, row=3),
    }
    twice = problem.model_copy(update={"vehicles": (van,), "stops": stops})
    told = replace(day, problem=twice, visits=visits, tours=(replace(day.tours[0], actual_departure_s=6 * HOUR),))
    row = only_row(told, matrix_of(twice, 600))
    assert {part: row[part] for part in PARTS if row[part]} == {"born_late_s": 900}
