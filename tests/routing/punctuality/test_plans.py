"""Plans that hold on sampled days."""

import threading

import pytest

from routing.check import check
from routing.punctuality import plan_punctually
from routing.punctuality.curve import Point, most_punctual, non_dominated
from routing.solvers import SolveOptions, solve

OPTIONS = SolveOptions(time_limit_s=60, work_limit=6, cores=1, or_tools=False)


def point(km, late):
    return Point({}, round(km * 1000), float(km), late, late * 5, 0, {})


@pytest.fixture
def tight_day(street_day):
    """`e` at the far end is due soon after its way there: who serves `a` on the way is late on many days."""
    stops = tuple(
        stop.model_copy(update={"windows": (stop.windows[0].model_copy(update={"end_s": 8 * 3600 + 3600}),)})
        if stop.stop_id == "e"
        else stop
        for stop in street_day.stops
    )
    return street_day.model_copy(update={"stops": stops})


@pytest.fixture
def planned(tight_day, street_matrix, late_starts):
    return plan_punctually(tight_day, street_matrix, late_starts, OPTIONS)


def test_a_dearer_plan_is_chosen_where_the_cheapest_is_often_late(planned):
    """One van is cheapest; a second one keeps `e` in time on most days and is worth its way at 50 euro a late stop."""
    assert planned.chosen.expected_late <= min(item.expected_late for item in planned.curve) + 0.5
    assert planned.chosen.expected_eur(OPTIONS) == min(item.expected_eur(OPTIONS) for item in planned.curve)


def test_the_chosen_plan_passes_the_check(planned, tight_day, street_matrix):
    assert check(tight_day, planned.solution.plan, street_matrix) == []


def test_the_same_work_and_seed_give_the_same_plan(planned, tight_day, street_matrix, late_starts):
    again = plan_punctually(tight_day, street_matrix, late_starts, OPTIONS)
    assert again.solution.sequences == planned.solution.sequences
    assert again.curve == planned.curve


def test_a_limit_of_kilometres_is_kept(tight_day, street_matrix, late_starts):
    planned = plan_punctually(tight_day, street_matrix, late_starts, OPTIONS, most_km=lambda km: km)
    assert planned.chosen.distance_km == min(item.distance_km for item in planned.curve)


def test_kilometres_are_measured_by_a_plan_that_knows_no_hours(tight_day, street_matrix, late_starts, monkeypatch):
    given = []

    def noted(problem, matrices, *arguments, **keywords):
        given.append(matrices)
        return solve(problem, matrices, *arguments, **keywords)

    monkeypatch.setattr("routing.punctuality.plans.solve", noted)
    plan_punctually(tight_day, street_matrix, late_starts, OPTIONS, most_km=lambda km: km)
    assert [len(matrix.slots) for matrix in given[0].values()] == [1]


def test_a_cancelled_run_returns_its_best_plan(tight_day, street_matrix, late_starts):
    cancel = threading.Event()
    cancel.set()
    planned = plan_punctually(tight_day, street_matrix, late_starts, OPTIONS, cancel=cancel)
    assert planned.solution.termination == "cancelled"


def test_the_cost_of_the_chosen_plan_is_that_of_its_planned_times(planned):
    assert planned.solution.cost.lateness_s == sum(
        visit.lateness_s for route in planned.solution.plan.routes for visit in route.visits
    )


def test_a_plan_that_is_dearer_and_later_than_another_is_not_on_the_curve():
    assert non_dominated([point(12, 2), point(10, 3), point(11, 4), point(13, 2)]) == (point(10, 3), point(12, 2))


def test_the_most_punctual_plan_keeps_to_its_kilometres():
    curve = [point(10, 3), point(12, 2), point(15, 1)]
    assert most_punctual(curve, 12.5) == point(12, 2)


def test_without_a_plan_within_the_kilometres_the_shortest_is_the_most_punctual():
    assert most_punctual([point(10, 3), point(12, 2)], 9) == point(10, 3)
