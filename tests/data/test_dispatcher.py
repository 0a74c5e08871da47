"""The simulated dispatcher keeps the rules, leaves nobody out without need, and gets better with effort."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import days

from data.samples import EFFORTS, dispatch, habits_of_day
from data.samples.tours import ordinary
from routing.check import check
from routing.delays import Kpis
from routing.errors import UnreachableError
from routing.matrix import Matrix, TimeSlots
from routing.schedule import schedule


def planned(problem, matrix, **options):
    habits = habits_of_day(problem)
    return schedule(problem, dispatch(problem, matrix, habits=habits, **options), matrix)


def test_the_same_seed_gives_the_same_plan(sample_town_day):
    problem, matrix, habits = sample_town_day
    plans = [dispatch(problem, matrix, habits=habits, effort=20, seed=3) for _ in range(2)]
    assert plans[0] == plans[1]


def test_no_stop_is_left_out_when_there_is_room(sample_town_day):
    problem, matrix, habits = sample_town_day
    plan = schedule(problem, dispatch(problem, matrix, habits=habits), matrix)
    assert plan.unassigned == ()


def test_effort_lowers_lateness(day_of):
    """On the sum over a few days; a single day may have luck."""
    late = dict.fromkeys(EFFORTS, 0.0)
    for seed in range(3):
        problem, matrix, habits = day_of(seed, stops=110)
        for effort in late:
            plan = schedule(problem, dispatch(problem, matrix, habits=habits, effort=effort), matrix)
            late[effort] += Kpis.of(plan).lateness_min
    assert list(late.values()) == sorted(late.values(), reverse=True)
    assert late[0] > late[120]


@given(day=days(rules=True, closed=True), effort=st.sampled_from([0, 5, 30]), seed=st.integers(0, 9))
def test_a_plan_by_hand_breaks_no_rule_on_the_travel_times_that_he_reckons_with(day, effort, seed):
    """On ordinary travel times; rush hours may still surprise him."""
    problem, matrix, _ = day
    known = ordinary(matrix, problem.vehicles)
    assert check(problem, planned(problem, known, effort=effort, seed=seed), known) == []


@settings(max_examples=40)
@given(day=days(rules=True, closed=True), effort=st.sampled_from([0, 15]))
def test_a_stop_is_left_out_only_if_no_vehicle_can_take_it(day, effort):
    """Every place in every tour is tried: each one must break a rule."""
    problem, matrix, _ = day
    known = ordinary(matrix, problem.vehicles)
    plan = planned(problem, known, effort=effort)
    tours = {vehicle.vehicle_id: plan.sequences.get(vehicle.vehicle_id, ()) for vehicle in problem.vehicles}
    for item in plan.unassigned:
        for vehicle_id, tour in tours.items():
            for place in range(len(tour) + 1):
                changed = tours | {vehicle_id: (*tour[:place], item.stop_id, *tour[place:])}
                try:
                    fits = not check(problem, schedule(problem, changed, known), known)
                except UnreachableError:
                    continue
                assert not fits, (item.stop_id, vehicle_id, place)


def test_rush_hours_are_unknown_to_him(sample_town_day):
    """Two days with the same mean travel times get the same plan, however the hours differ."""
    problem, matrix, habits = sample_town_day
    flat = ordinary(matrix, problem.vehicles)
    assert dispatch(problem, flat, habits=habits) == dispatch(problem, matrix, habits=habits)


def test_customers_stay_with_their_van_where_nothing_speaks_against_it(sample_town_day):
    problem, matrix, habits = sample_town_day
    tours = dispatch(problem, matrix, habits=habits, effort=0)
    usual = [
        habits.vehicle_of[problem.stop_by_id[stop].customer_id] == vehicle
        for vehicle, stops in tours.items()
        for stop in stops
    ]
    assert sum(usual) / len(usual) > 0.7


def test_a_road_open_for_part_of_the_day_counts_with_its_open_hours():
    """Else a closed hour would make the mean meaningless."""
    import numpy as np

    from routing.matrix import UNREACHABLE
    from routing.model import Shift, Vehicle

    seconds = np.array([[[0, UNREACHABLE], [100, 0]], [[0, 300], [200, 0]]], np.int32)
    matrix = Matrix(places=("a", "b"), slots=TimeSlots((0, 36_000)), seconds=seconds, metres=seconds.copy())
    van = Vehicle(vehicle_id="v", start_depot="a", end_depot="a", shift=Shift(start_s=32_400, end_s=39_600))
    assert ordinary(matrix, [van]).seconds.tolist() == [[[0, 300], [150, 0]]]


@pytest.mark.parametrize("effort", EFFORTS)
def test_every_effort_serves_the_same_customers(sample_town_day, effort):
    problem, matrix, habits = sample_town_day
    tours = dispatch(problem, matrix, habits=habits, effort=effort)
    assert sorted(stop for stops in tours.values() for stop in stops) == sorted(problem.stop_by_id)
