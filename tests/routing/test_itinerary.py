"""Reloads, facts, bans and optional stops in timed and in simulated plans."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from strategies import ruled_days

from routing.check import check
from routing.delays import Kpis
from routing.errors import UnreachableError
from routing.matrix import UNREACHABLE, Matrix, TimeSlots
from routing.model import Done, Shift, TimeWindow, UnderWay
from routing.schedule import schedule
from routing.simulate import Conditions, simulate
from routing.traffic import DEFAULT_TRAFFIC, LearnedTimes

HOUR = 3600
EIGHT = 8 * HOUR
TIMES = LearnedTimes(name="learned", source="none", days=(), travel=DEFAULT_TRAFFIC, tour_log_sd=0.2)
EXPECTED = Conditions(expected_departure=True, expected_service=True, expected_travel=True)


def van_of(problem, **changes):
    van = problem.vehicles[0].model_copy(update=changes)
    return problem.model_copy(update={"vehicles": (van,)})


@pytest.fixture
def small_van(one_van):
    """A van that holds two of the three stops' loads and may load twice, in a quarter of an hour."""
    return van_of(one_van, capacity={"kg": 60}, max_trips=2, reload_s=900)


@pytest.fixture
def away(one_van):
    """The van has served `a` late and slowly and is free ten minutes after."""
    done = Done(stop_id="a", arrival_s=EIGHT + 1000, service_start_s=EIGHT + 1100, departure_s=EIGHT + 1700)
    way = UnderWay(vehicle_id="van", departure_s=EIGHT + 60, free_s=EIGHT + 2300, visits=(done,))
    return one_van.model_copy(update={"under_way": (way,)})


def test_a_reload_leads_over_the_depot_and_takes_its_time(small_van, street):
    """`a` is left at 08:15, the depot reached at 08:25 and left at 08:40."""
    visit = schedule(small_van, {"van": ["a", "b", "c"]}, street).routes[0].visits[1]
    assert visit.reload is not None
    assert (visit.reload.leg.arrival_s, visit.reload.departure_s, visit.leg.departure_s) == (
        EIGHT + 1500,
        EIGHT + 2400,
        EIGHT + 2400,
    )


def test_a_plan_with_reloads_passes_the_check(small_van, street):
    plan = schedule(small_van, {"van": ["a", "b", "c"]}, street)
    assert check(small_van, plan, street, Kpis.of(plan)) == []


def test_the_ways_to_a_reload_count_as_driven(small_van, street):
    """5 km to a, 5 back, 10 to b, 5 to c, 15 home."""
    assert Kpis.of(schedule(small_van, {"van": ["a", "b", "c"]}, street)).distance_km == 40


def test_the_load_of_a_tour_with_reloads_is_that_of_its_fullest_trip(small_van, street):
    assert schedule(small_van, {"van": ["a", "b", "c"]}, street).routes[0].load == {"kg": 60}


def test_a_pause_lengthens_the_tour(one_van, street):
    tired = van_of(one_van, break_rule="arbzg")
    long = tuple(stop.model_copy(update={"service_s": 3 * HOUR}) for stop in tired.stops)
    tired = tired.model_copy(update={"stops": long})
    with_rule = schedule(tired, {"van": ["a", "b"]}, street)
    without = schedule(van_of(tired, break_rule="none"), {"van": ["a", "b"]}, street)
    assert with_rule.routes[0].duration_s == without.routes[0].duration_s + 30 * 60


def test_what_is_done_is_taken_as_it_happened(away, street):
    visit = schedule(away, {"van": ["a", "b"]}, street).routes[0].visits[0]
    assert (visit.arrival_s, visit.service_start_s, visit.departure_s) == (EIGHT + 1000, EIGHT + 1100, EIGHT + 1700)


def test_a_vehicle_under_way_goes_on_when_it_is_free(away, street):
    assert schedule(away, {"van": ["a", "b"]}, street).routes[0].visits[1].leg.departure_s == EIGHT + 2300


def test_a_vehicle_that_left_keeps_its_departure(away, street):
    plan = schedule(away, {"van": ["a", "b"]}, street, departures={"van": EIGHT + 999})
    assert plan.routes[0].departure_s == EIGHT + 60


def test_a_plan_of_a_vehicle_under_way_passes_the_check(away, street):
    plan = schedule(away, {"van": ["a", "b", "c"]}, street)
    assert check(away, plan, street, Kpis.of(plan)) == []


def test_what_is_done_in_another_order_is_not_taken_as_done(away, street):
    assert schedule(away, {"van": ["b", "a"]}, street).routes[0].visits[0].arrival_s == EIGHT + 2300 + 1200


def test_a_road_driven_though_it_was_shut_is_a_fact(away, street):
    seconds = np.repeat(street.seconds, 2, axis=0)
    seconds[1, 0, 1] = UNREACHABLE
    matrix = Matrix(street.places, TimeSlots((0, EIGHT)), seconds, np.repeat(street.metres, 2, axis=0))
    assert schedule(away, {"van": ["a", "b"]}, matrix).routes[0].visits[0].leg.distance_m == 5000


def test_a_heavy_lorry_leaves_when_the_sunday_ban_ends(one_van, street):
    sunday = van_of(one_van, gross_weight_kg=12_000, shift=Shift(start_s=EIGHT, end_s=24 * HOUR))
    sunday = sunday.model_copy(update={"date": date(2026, 3, 1)})
    assert schedule(sunday, {"van": ["c"]}, street).routes[0].departure_s == 22 * HOUR


def test_an_optional_stop_left_out_is_not_due(one_van, street):
    a = one_van.stops[0].model_copy(update={"optional": True})
    problem = one_van.model_copy(update={"stops": (a, *one_van.stops[1:])})
    plan = schedule(problem, {"van": ["b", "c"]}, street)
    assert (plan.unassigned[0].due, Kpis.of(plan).due_stops, Kpis.of(plan).late_stops) == (False, 1, 0)


def test_an_optional_stop_left_out_is_late_on_no_day(one_van, street):
    a = one_van.stops[0].model_copy(update={"optional": True})
    problem = one_van.model_copy(update={"stops": (a, *one_van.stops[1:])})
    assert simulate(problem, {"van": ["b"]}, street, TIMES, seed=1, scenarios=2).late(problem)[0] == ("b",)


def test_an_optional_stop_served_late_is_late(one_van, street):
    a = one_van.stops[0].model_copy(update={"optional": True})
    problem = one_van.model_copy(update={"stops": (a, *one_van.stops[1:])})
    assert Kpis.of(schedule(problem, {"van": ["b", "c", "a"]}, street)).late_stops == 1


def test_what_is_done_is_not_drawn(away, street):
    driven = simulate(away, {"van": ["a", "b"]}, street, TIMES, seed=1, scenarios=5).routes[0]
    assert driven.departure_s[0].tolist() == [EIGHT + 1700] * 5
    assert len(set(driven.arrival_s[1].tolist())) > 1


def test_breaks_are_as_long_on_every_day_as_planned(one_van, street):
    """The leg after six hours at `a` begins half an hour after them."""
    a = one_van.stops[0].model_copy(update={"service_s": 20_900, "windows": (TimeWindow(start_s=EIGHT + 800),)})
    problem = van_of(one_van.model_copy(update={"stops": (a, *one_van.stops[1:])}), break_rule="arbzg")
    sure = Conditions(expected_service=True, leg_ratios={("stop/a", "stop/c"): 1.0})
    driven = simulate(problem, {"van": ["a", "c"]}, street, TIMES, seed=1, scenarios=4, conditions=sure).routes[0]
    assert (driven.arrival_s[1] - driven.departure_s[0]).tolist() == [1200 + 1800] * 4


@given(ruled_days())
def test_a_ruled_day_as_expected_is_driven_as_planned(day):
    problem, matrix, sequences = day
    try:
        planned = schedule(problem, sequences, matrix)
    except UnreachableError:
        return
    driven = simulate(problem, sequences, matrix, TIMES, seed=1, scenarios=2, conditions=EXPECTED)
    for route, expected in zip(driven.routes, planned.routes, strict=True):
        times = [(visit.arrival_s, visit.service_start_s, visit.departure_s) for visit in expected.visits]
        columns = (route.arrival_s[:, 1], route.service_start_s[:, 1], route.departure_s[:, 1])
        assert [tuple(row) for row in np.stack(columns, axis=1).tolist()] == times
        assert route.end_s.tolist() == [expected.end_s] * 2


@given(ruled_days())
def test_leaving_later_never_means_being_done_earlier_where_nobody_pauses(day):
    """FIFO of tours with reloads. A break rule may turn it round: a shorter leg may spare a break."""
    problem, matrix, sequences = day
    vehicles = tuple(vehicle.model_copy(update={"break_rule": "none"}) for vehicle in problem.vehicles)
    problem = problem.model_copy(update={"vehicles": vehicles, "under_way": ()})
    later = {vehicle.vehicle_id: vehicle.shift.start_s + 777 for vehicle in vehicles}
    early, late = (schedule(problem, sequences, matrix, departures=leave) for leave in (None, later))
    assert all(a.end_s <= b.end_s for a, b in zip(early.routes, late.routes, strict=True))


@given(ruled_days())
def test_a_ruled_day_without_its_rules_is_timed_as_ever(day):
    """Whatever the rules would ask for: without them nothing is put in."""
    problem, matrix, sequences = day
    plain = {"break_rule": "none", "max_trips": 1}
    vehicles = tuple(vehicle.model_copy(update=plain) for vehicle in problem.vehicles)
    plan = schedule(problem.model_copy(update={"vehicles": vehicles, "under_way": ()}), sequences, matrix)
    for route in plan.routes:
        assert all(leg.pause_s == 0 for leg in route.legs)
        assert all(visit.reload is None for visit in route.visits)
