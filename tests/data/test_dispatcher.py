"""The simulated dispatcher keeps the rules and gets better with effort."""

import pytest

from data.samples import dispatch
from routing.delays import Kpis
from routing.schedule import schedule


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
    late = dict.fromkeys((0, 40, 120), 0.0)
    for seed in range(3):
        problem, matrix, habits = day_of(seed, stops=110)
        for effort in late:
            late[effort] += Kpis.of(
                schedule(problem, dispatch(problem, matrix, habits=habits, effort=effort), matrix)
            ).lateness_min
    assert late[0] > late[40] >= late[120]


@pytest.mark.parametrize("effort", [0, 40])
def test_loads_skills_and_numbers_of_stops_are_kept(sample_town_day, effort):
    problem, matrix, habits = sample_town_day
    for vehicle_id, stops in dispatch(problem, matrix, habits=habits, effort=effort).items():
        vehicle = problem.vehicle_by_id[vehicle_id]
        served = [problem.stop_by_id[stop] for stop in stops]
        assert all(stop.skills <= vehicle.skills for stop in served)
        assert all(sum(stop.demand[name] for stop in served) <= vehicle.capacity[name] for name in vehicle.capacity)
