"""Random days with many rules at once: prices agree, and nothing unlawful comes back."""

import pytest
from hypothesis import given, settings
from ruled_days import ruled_days

from routing.check import check
from routing.schedule import schedule
from routing.solvers.cost import plan_cost
from routing.solvers.in_process import solve_here
from routing.solvers.tours import Day

PAST = {
    "check_shift_end",
    "check_max_duration",
    "check_load_exceeded",
    "check_work_too_long",
    "check_work_unbroken",
    "check_breaks_short",
    "check_driving_too_long",
    "check_driving_unbroken",
}
"""What a vehicle under way may have broken already, or can't help breaking."""


@given(ruled_days())
def test_a_plan_costs_what_its_tours_are_priced_at(given_day):
    problem, matrix, options, sequences = given_day
    day = Day(problem, matrix, options)
    breaches, euro = day.rank_all(day.tours(sequences))
    cost = plan_cost(problem, schedule(problem, sequences, matrix), options)
    assert (breaches, euro) == (cost.breaches, pytest.approx(cost.total_eur))


@given(ruled_days())
@settings(max_examples=40)
def test_nothing_unlawful_comes_back(given_day):
    """But for a lock that no lawful tour can keep: what doesn't fit of it is left out."""
    problem, matrix, options, _ = given_day
    day = Day(problem, matrix, options)
    sequences = solve_here(problem, matrix, options)
    tours = day.tours(sequences)
    assert [day.lawful(vehicle, visits) for vehicle, visits in enumerate(tours)] == [True] * len(tours)
    violations = {violation.code for violation in check(problem, schedule(problem, sequences, matrix), matrix)}
    past = PAST if problem.under_way else set()
    assert violations - past <= ({"check_lock_broken"} if problem.locks else set())
