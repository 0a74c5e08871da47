"""Why a stop is left out: the very rule that binds, on the very vehicles."""

from datetime import date

import pytest

from routing.check import check
from routing.messages import MESSAGES
from routing.model import Lock
from routing.solvers import SolveOptions
from routing.solvers.reasons import reasons
from routing.solvers.tours import Day

LAW = {"break_rule": "arbzg"}
SATURDAY = date(2026, 2, 28)


def told(line, problem, tours=None):
    """Return codes and values of the reasons of the last stop."""
    day = Day(problem, line.matrix(problem), SolveOptions())
    found = reasons(day, tours or [[] for _ in day.vehicles])
    return [(reason.code, reason.value) for reason in found[problem.stops[-1].stop_id]]


def test_a_drive_longer_than_the_law_allows_breaks_the_law_alone(line):
    problem = line.problem([line.stop(33)], [line.van(start=0, end=24, **LAW)])
    assert told(line, problem) == [("reason_law", "ArbZG")]


def test_a_drive_beyond_the_longest_hours_is_too_long_alone(line):
    problem = line.problem([line.stop(6)], [line.van(max_duration_s=3600)])
    assert told(line, problem) == [("reason_duration", "2:05 h")]


def test_a_ban_that_begins_within_the_shift_leaves_fewer_hours(line):
    """A lorry of twelve tonnes on a Saturday night: Sunday begins at midnight."""
    problem = line.problem([line.stop(10)], [line.van(start=22, end=30, gross_weight_kg=12_000)])
    assert told(line, problem.model_copy(update={"date": SATURDAY})) == [("reason_ban_hours", "22:00–24:00")]


def test_a_ban_that_leaves_no_room_in_the_tour_is_named(line):
    stops = [line.stop(3, service_s=3600), line.stop(2, service_s=3600)]
    problem = line.problem(stops, [line.van(start=22, end=30, gross_weight_kg=12_000)])
    assert told(line, problem.model_copy(update={"date": SATURDAY}), [[0]]) == [("reason_ban_hours", "22:00–24:00")]


def test_a_tour_full_by_the_law_names_it(line):
    stops = [line.stop(1, service_s=19_000), line.stop(2, service_s=16_000)]
    problem = line.problem(stops, [line.van(start=6, end=22, **LAW)])
    assert told(line, problem, [[0]]) == [("reason_full_law", "ArbZG")]


def test_a_tour_as_long_as_it_may_be_names_its_hours(line):
    problem = line.problem([line.stop(1, service_s=1800), line.stop(9)], [line.van(max_duration_s=11_700)])
    assert told(line, problem, [[0]]) == [("reason_full_duration", "3:15 h")]


def test_a_tour_full_by_its_windows_names_no_law(line):
    stops = [line.stop(1, service_s=7200, due=8.2, hard=True), line.stop(2, due=8.5, hard=True)]
    problem = line.problem(stops, [line.van(**LAW)])
    assert told(line, problem, [[0]]) == [("reason_full_time", "")]


def test_a_trip_without_room_for_a_pickup_names_the_load(line):
    stops = [line.stop(1, demand={"kg": 8}, kind="pickup"), line.stop(2, demand={"kg": 8}, kind="pickup")]
    problem = line.problem(stops, [line.van(capacity={"kg": 10})])
    assert told(line, problem, [[0]]) == [("reason_full_load", "8 kg")]


def shipment(line, **delivery):
    goods = {"shipment_id": "x", "demand": {"kg": 5}}
    return [line.stop(2, **goods, **delivery), line.stop(1, kind="pickup", **goods)]


def test_a_half_whose_other_half_lacks_a_skill_says_so(line):
    problem = line.problem(shipment(line, skills=frozenset({"crane"})), [line.van()])
    assert told(line, problem) == [("reason_other_half", "s2")]


def test_a_half_whose_other_half_misses_its_window_says_so(line):
    problem = line.problem(shipment(line, due=8.1, hard=True), [line.van()])
    assert told(line, problem) == [("reason_other_half", "s2")]


def test_a_half_bound_to_another_vehicle_by_the_other_half_says_so(line):
    problem = line.problem(shipment(line, vehicle_id="b"), [line.van("a"), line.van("b", max_stops=1)])
    assert told(line, problem) == [("reason_other_half", "s2"), ("reason_full_stops", "1")]


def test_vehicles_that_may_serve_the_same_stops_are_told_apart_by_what_they_lack(line):
    """Neither may carry the shipment, so they are alike to the search, yet each lacks another skill."""
    crane, lift = frozenset({"crane"}), frozenset({"lift"})
    halves = [
        line.stop(2, shipment_id="x", skills=lift),
        line.stop(1, shipment_id="x", skills=crane, kind="pickup"),
    ]
    problem = line.problem(halves, [line.van("a", skills=crane), line.van("b", skills=lift)])
    assert told(line, problem) == [("reason_other_half", "s2"), ("reason_skills", "crane")]


def locked(line):
    """A whole tour that the roads alone make too long for its second window."""
    stops = [line.stop(9, due=10, hard=True), line.stop(1, due=10, hard=True)]
    problem = line.problem(stops, [line.van("a"), line.van("b")])
    return problem.model_copy(update={"locks": (Lock(vehicle_id="a", stops=("s9", "s1"), extent="whole"),)})


def test_a_lock_that_the_roads_make_impossible_is_the_reason(line):
    solution = line.plan(locked(line))
    assert {reason.code for item in solution.plan.unassigned for reason in item.reasons} == {
        "reason_lock_kept_out",
        "reason_locked",
    }


def test_a_lock_that_was_not_kept_is_never_hidden(line):
    problem = locked(line)
    violations = check(problem, line.plan(problem).plan, line.matrix(problem))
    assert [violation.code for violation in violations] == ["check_lock_broken"]


@pytest.mark.parametrize("code", [code for code in MESSAGES if code.startswith("reason_")])
def test_every_reason_ends_with_the_vehicles_concerned(code):
    if code != "reason_no_vehicle":
        assert all("{detail}" in wording for wording in MESSAGES[code])
