"""Single moves priced over sampled days."""

import numpy as np
import pytest

from routing.punctuality import working_plan
from routing.punctuality.annealed_days import annealed, begun
from routing.punctuality.curve import Sampler
from routing.punctuality.sampled_days import SEED, sampled_days
from routing.simulate import simulate
from routing.solvers import SolveOptions
from routing.solvers.tours import Day

OPTIONS = SolveOptions(time_limit_s=60, work_limit=1, or_tools=False)
TOURS = [[4, 3, 2], [1, 0]]


@pytest.fixture
def plan(terrain, days):
    plan = working_plan.plan_of(TOURS, terrain, days, seed=1)
    plan.sums[working_plan.PRICE] = 5.0
    plan.sums[working_plan.MOST_METRES] = np.inf
    plan.sums[working_plan.TEMPERATURE] = 20.0
    begun(terrain, days, plan)
    return plan


def driven(plan):
    return [plan.visits[vehicle, :size].tolist() for vehicle, size in enumerate(plan.sizes)]


def test_tours_leave_their_stops_as_the_simulation_has_it(plan, day, days, street_day, street_matrix, late_starts):
    run = simulate(
        street_day, day.sequences(TOURS), street_matrix, late_starts, seed=SEED, scenarios=days.stays.shape[1]
    )
    assert np.abs(plan.left[0, 1:4] - run.routes[0].departure_s).max() <= 1


def test_a_tour_costs_what_the_search_says_of_it(plan, day):
    free = day.options.weights.model_copy(update={"late_eur_per_stop": 0, "late_eur_per_min": 0})
    priced = Day(day.problem, day.matrices[0], OPTIONS.model_copy(update={"weights": free}))
    assert plan.sums[working_plan.DRIVING] == pytest.approx(priced.rank_all(TOURS)[1])


def test_moves_lose_no_stop_and_serve_none_twice(plan, terrain, days):
    annealed(2000, terrain, days, plan)
    assert sorted(stop for tour in driven(plan) for stop in tour) == [0, 1, 2, 3, 4]


def test_figures_kept_through_many_moves_are_those_of_the_tours_as_they_are(plan, terrain, days):
    annealed(2000, terrain, days, plan)
    anew = working_plan.plan_of(driven(plan), terrain, days, seed=1)
    anew.sums[working_plan.PRICE], anew.sums[working_plan.MOST_METRES] = 5.0, np.inf
    begun(terrain, days, anew)
    assert plan.sums[:3] == pytest.approx(anew.sums[:3])


def test_what_tours_cost_at_least_is_kept_through_many_moves(plan, terrain, days):
    annealed(2000, terrain, days, plan)
    anew = working_plan.plan_of(driven(plan), terrain, days, seed=1)
    begun(terrain, days, anew)
    for vehicle, size in enumerate(plan.sizes):
        assert plan.floor[vehicle, size + 1] == pytest.approx(anew.floor[vehicle, size + 1])


@pytest.mark.parametrize("tour", [[4, 3, 2], [4, 0, 2], [0, 4, 3, 2], [4, 3], [1], [2, 3, 4]])
def test_no_tour_of_a_move_costs_less_than_its_legs_at_least(plan, terrain, tour):
    kept = 1 if tour[0] == TOURS[0][0] else 0
    plan.trial[0, : len(tour)] = tour
    plan.sides[0] = 0, len(tour), kept
    assert working_plan.floor_eur(0, terrain, plan) == pytest.approx(
        sum(
            working_plan.least_eur(0, origin, node, terrain)
            for origin, node in zip([terrain.ends[0, 0], *tour], [*tour, terrain.ends[0, 1]], strict=True)
        )
        + terrain.rates[0, 0]
    )


def test_the_best_plan_is_no_worse_than_the_first(plan, terrain, days):
    before = plan.sums[working_plan.BEST]
    annealed(2000, terrain, days, plan)
    assert plan.sums[working_plan.BEST] < before


def test_days_that_do_not_fit_into_memory_are_not_drawn(
    monkeypatch, street_day, street_matrix, late_starts, day, terrain
):
    monkeypatch.setattr("routing.punctuality.sampled_days.MOST_BYTES", 10)
    assert sampled_days(Sampler(street_day, street_matrix, late_starts, OPTIONS), late_starts, day, terrain) is None
