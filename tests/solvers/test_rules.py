"""One claim per rule, on days small enough to see the answer."""

import numpy as np
import pytest

from routing.check import check
from routing.matrix import UNREACHABLE, Matrix
from routing.model import TimeWindow

HOUR = 3600


def served_by(solution):
    return {stop_id: vehicle_id for vehicle_id, stops in solution.sequences.items() for stop_id in stops}


def why(solution):
    return {item.stop_id: {reason.code for reason in item.reasons} for item in solution.plan.unassigned}


def test_stops_on_a_line_are_served_without_a_detour(line):
    problem = line.problem([line.stop(k) for k in (3, 1, 2)], [line.van()])
    assert line.plan(problem).plan.routes[0].distance_m == 30_000


def test_a_stop_due_early_is_served_first(line):
    """Place 2 before place 1, though place 1 lies on the way: its window closes."""
    problem = line.problem([line.stop(1, service_s=3600), line.stop(2, due=8.5)], [line.van()])
    assert line.plan(problem).plan.routes[0].visits[0].stop_id == "s2"


def test_a_soft_window_that_nobody_can_meet_is_served_late(line):
    problem = line.problem([line.stop(9, due=8.5)], [line.van()])
    solution = line.plan(problem)
    assert (solution.plan.routes[0].visits[0].lateness_s, solution.plan.unassigned) == (60 * 60, ())


def test_a_hard_window_that_nobody_can_meet_leaves_the_stop_with_that_reason(line):
    problem = line.problem([line.stop(9, due=8.5, hard=True)], [line.van()])
    assert why(line.plan(problem)) == {"s9": {"reason_window"}}


def test_of_two_windows_the_one_that_is_met_counts(line):
    stop = line.stop(3, windows=(TimeWindow(end_s=8 * HOUR), TimeWindow(start_s=10 * HOUR, end_s=11 * HOUR)))
    visit = line.plan(line.problem([stop], [line.van()])).plan.routes[0].visits[0]
    assert (visit.service_start_s, visit.lateness_s) == (10 * HOUR, 0)


@pytest.mark.parametrize("dimension", ["kg", "units", "l"])
def test_a_full_van_leaves_the_rest_to_another(line, dimension):
    stops = [line.stop(k, demand={dimension: 6}) for k in (1, 2, 3)]
    vans = [line.van(name, capacity={dimension: 12}) for name in ("one", "two")]
    solution = line.plan(line.problem(stops, vans))
    assert sorted(len(visits) for visits in solution.sequences.values()) == [1, 2]


def test_every_load_dimension_binds_on_its_own(line):
    stops = [line.stop(k, demand={"kg": 1, "units": 6}) for k in (1, 2)]
    solution = line.plan(line.problem(stops, [line.van(capacity={"kg": 100, "units": 6})]))
    assert list(why(solution).values()) == [{"reason_full_load"}]


def test_a_load_above_every_capacity_is_named(line):
    problem = line.problem([line.stop(1, demand={"kg": 900})], [line.van(capacity={"kg": 800})])
    (item,) = line.plan(problem).plan.unassigned
    assert item.reasons[0].text("en") == "900 kg exceeds the capacity: van."


def test_only_a_vehicle_with_the_skill_serves(line):
    problem = line.problem(
        [line.stop(1, skills=frozenset({"lift"}))], [line.van("plain"), line.van("lift", skills=frozenset({"lift"}))]
    )
    assert served_by(line.plan(problem)) == {"s1": "lift"}


def test_without_the_skill_in_the_fleet_the_stop_is_left_with_that_reason(line):
    problem = line.problem([line.stop(1, skills=frozenset({"cool"}))], [line.van("a"), line.van("b")])
    (item,) = line.plan(problem).plan.unassigned
    assert [reason.text("en") for reason in item.reasons] == ["Lacks cool: a, b."]


def test_a_forced_vehicle_serves_even_when_another_is_cheaper(line):
    vans = [line.van("near"), line.van("far", cost_per_km=9)]
    problem = line.problem([line.stop(1), line.stop(2, vehicle_id="far")], vans)
    assert served_by(line.plan(problem))["s2"] == "far"


def test_a_shift_is_never_overrun(line):
    problem = line.problem([line.stop(k) for k in (1, 2, 3)], [line.van(end=9)])
    solution = line.plan(problem)
    assert all(route.end_s <= 9 * HOUR for route in solution.plan.routes)
    assert set(why(solution)) == {"s3"}


def test_a_stop_too_far_for_any_shift_says_so(line):
    problem = line.problem([line.stop(30)], [line.van(end=10)])
    assert why(line.plan(problem)) == {"s30": {"reason_shift"}}


def test_max_stops_binds(line):
    solution = line.plan(line.problem([line.stop(k) for k in (1, 2, 3)], [line.van(max_stops=2)]))
    assert list(why(solution).values()) == [{"reason_full_stops"}]


def test_the_stop_of_low_priority_is_left_out(line):
    stops = [line.stop(1, priority=0), line.stop(2, priority=5)]
    solution = line.plan(line.problem(stops, [line.van(max_stops=1)]))
    assert set(why(solution)) == {"s1"}


def test_each_depot_serves_its_own_side(line):
    vans = [line.van("west"), line.van("east", start_depot="yard20", end_depot="yard20")]
    problem = line.problem([line.stop(1), line.stop(19)], vans, depots=(0, 20))
    assert served_by(line.plan(problem)) == {"s1": "west", "s19": "east"}


def test_an_open_end_saves_the_way_home(line):
    problem = line.problem([line.stop(4)], [line.van(end_depot=None)])
    assert line.plan(problem).plan.routes[0].distance_m == 20_000


def test_a_stop_without_a_road_is_left_with_that_reason(line):
    problem = line.problem([line.stop(1), line.stop(2)], [line.van()])
    matrix = line.matrix(problem)
    seconds = matrix.seconds.copy()
    row = matrix.index["stop/s2"]
    seconds[:, :, row] = seconds[:, row, :] = UNREACHABLE
    seconds[:, row, row] = 0
    solution = line.plan(problem, Matrix(matrix.places, matrix.slots, seconds, matrix.metres))
    assert why(solution) == {"s2": {"reason_unreachable"}}


def test_rush_hour_is_planned_around(line):
    """From 9 to 12 the roads take five times as long; at free flow the near stop first would be in time for both."""
    problem = line.problem([line.stop(6, due=9.25), line.stop(1)], [line.van()])
    matrix = line.matrix(problem, starts=(0, 9 * HOUR, 12 * HOUR), factors=(1, 5, 1))
    solution = line.plan(problem, matrix)
    assert [visit.stop_id for visit in solution.plan.routes[0].visits] == ["s6", "s1"]


def test_matrices_of_two_profiles_are_driven_by_their_own_vehicles(line):
    vans = [line.van("van", max_stops=1), line.van("truck", profile="truck_7_5t")]
    problem = line.problem([line.stop(1), line.stop(2)], vans)
    matrices = {"van": line.matrix(problem), "truck_7_5t": line.matrix(problem, factors=(2,))}
    solution = line.plan(problem, matrices)
    assert check(problem, solution.plan, matrices) == []


@pytest.mark.parametrize(("stops", "vans"), [([], ["van"]), ([], [])])
def test_an_empty_day_is_a_plan_without_routes(line, stops, vans):
    solution = line.plan(line.problem(stops, [line.van(name) for name in vans]))
    assert (solution.plan.routes, solution.plan.unassigned, solution.termination) == ((), (), "complete")


def test_without_vehicles_every_stop_says_so(line):
    assert why(line.plan(line.problem([line.stop(1)], []))) == {"s1": {"reason_no_vehicle"}}


def test_more_vehicles_than_stops_leave_some_idle(line):
    solution = line.plan(line.problem([line.stop(1)], [line.van(f"v{k}") for k in range(5)]))
    assert len(solution.plan.routes) == 1


def test_a_matrix_given_as_int64_is_refused_before_any_search(line):
    problem = line.problem([line.stop(1)], [line.van()])
    matrix = line.matrix(problem)
    with pytest.raises(ValueError, match="int32"):
        Matrix(matrix.places, matrix.slots, matrix.seconds.astype(np.int64), matrix.metres)
