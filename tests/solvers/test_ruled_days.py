"""Random days with many rules at once: prices agree, and nothing unlawful comes back."""

import pytest
from hypothesis import given
from ruled_days import ruled_days

from routing.schedule import schedule
from routing.solvers.cost import plan_cost
from routing.solvers.tours import Day


@given(ruled_days())
def test_a_plan_costs_what_its_tours_are_priced_at(given_day):
    problem, matrix, options, sequences = given_day
    day = Day(problem, matrix, options)
    breaches, euro = day.rank_all(day.tours(sequences))
    cost = plan_cost(problem, schedule(problem, sequences, matrix), options)
    assert (breaches, euro) == (cost.breaches, pytest.approx(cost.total_eur))
