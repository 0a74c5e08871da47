"""The search on days with many rules at once: nothing hidden from check(), nothing dearer than the best plan."""

from dataclasses import replace

import numpy as np
import pytest
from every_plan import cheapest, cheapest_by_rank
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from strategies import days_of_rules

from routing.check import check
from routing.model import Lock
from routing.schedule import schedule
from routing.solvers import SolveOptions
from routing.solvers.cost import plan_cost
from routing.solvers.in_process import solve_here
from routing.solvers.options import Weights
from routing.solvers.tours import Day


@st.composite
def options(draw):
    """Draw what the search is told, with every price that plans can have."""
    weights = Weights(
        balance_eur_per_h2=draw(st.sampled_from([0.0, 0.0, 5.0])),
        compact_eur_per_km=draw(st.sampled_from([0.0, 0.0, 2.0])),
    )
    return SolveOptions(work_limit=1, time_limit_s=60, seed=draw(st.integers(0, 99)), weights=weights)


def planned(problem, matrix, told):
    return schedule(problem, solve_here(problem, matrix, told), matrix)


def without_shortcuts(matrix):
    """Return a matrix on which no way round is quicker than the way, as roads have it: the search relies on that."""
    seconds = matrix.seconds.astype(np.int64)
    for via in range(len(matrix.places)):
        seconds = np.minimum(seconds, seconds[:, :, via, None] + seconds[:, None, via, :])
    return replace(matrix, seconds=seconds.astype(np.int32))


def keepable(problem, matrix):
    """Tell whether locks and facts alone leave a lawful plan: nobody promises that they can be driven."""
    kept = {way.vehicle_id: [visit.stop_id for visit in way.visits] for way in problem.under_way}
    for lock in problem.locks:
        kept[lock.vehicle_id] = list(dict.fromkeys([*kept.get(lock.vehicle_id, []), *lock.stops]))
    return not check(problem, schedule(problem, kept, matrix), matrix)


@settings(max_examples=25)
@given(days_of_rules(max_stops=5), options())
def test_the_search_finds_the_best_of_all_lawful_plans(day, told):
    problem, matrix = day[0], without_shortcuts(day[1])
    best = cheapest(problem, matrix, told)
    assume(best is not None)
    plan = planned(problem, matrix, told)
    assert check(problem, plan, matrix) == []
    assert plan_cost(problem, plan, told).total_eur == pytest.approx(best)


@settings(max_examples=20)
@given(days_of_rules(max_stops=7, max_vehicles=1, min_stops=6) | days_of_rules(max_stops=6, min_stops=6), options())
def test_six_and_seven_stops_are_planned_as_well_as_can_be(day, told):
    problem, matrix = day[0], without_shortcuts(day[1])
    searched = Day(problem, matrix, told)
    best = cheapest_by_rank(searched)
    assume(best is not None)
    found = []
    for seed in range(told.seed, told.seed + 5):  # a short search may end in a dead end; not five of them
        tours = solve_here(problem, matrix, told.model_copy(update={"work_limit": 3, "seed": seed}))
        found.append(searched.rank_all(searched.tours(tours))[1])
    assert min(found) == pytest.approx(best)


@settings(max_examples=30)
@given(days_of_rules(max_stops=8, max_vehicles=3), options())
def test_the_search_hides_no_violation(day, told):
    problem, matrix = day
    assume(keepable(problem, matrix))
    assert check(problem, planned(problem, matrix, told), matrix) == []


@settings(max_examples=30)
@given(days_of_rules(max_stops=8, max_vehicles=3), options())
def test_the_price_of_the_search_is_the_price_of_its_plan(day, told):
    problem, matrix = day
    tours = solve_here(problem, matrix, told)
    searched = Day(problem, matrix, told)
    breaches, euro = searched.rank_all(searched.tours(tours))
    cost = plan_cost(problem, schedule(problem, tours, matrix), told)
    assert (breaches, euro) == (cost.breaches, pytest.approx(cost.total_eur))


def test_seven_stops_with_many_rules_are_planned_as_well_as_can_be(line):
    """Two trips, breaks, a shipment, a lock, hard windows, an optional stop, balance: against all 14,000 tours."""
    stops = [
        line.stop(1, due=9.5, hard=True, demand={"kg": 30}, service_s=3600),
        line.stop(2, kind="pickup", shipment_id="piano", demand={"kg": 30}),
        line.stop(3, optional=True, drop_penalty_eur=25.0, demand={"kg": 30}, service_s=1800),
        line.stop(4, demand={"kg": 30}, service_s=3600, kind="pickup"),
        line.stop(5, due=14, demand={"kg": 20}, service_s=3600),
        line.stop(6, shipment_id="piano", demand={"kg": 30}, opens=11, due=13, hard=True),
        line.stop(7, demand={"kg": 30}, service_s=1800),
    ]
    fast = line.van("a", capacity={"kg": 49}, max_trips=2, reload_s=900, break_rule="arbzg", max_duration_s=35_000)
    heavy = line.van("b", max_stops=1, cost_fixed=40.0, break_rule="eu561", gross_weight_kg=12_000, end=14)
    problem = line.problem(stops, [fast, heavy])
    problem = problem.model_copy(update={"locks": (Lock(vehicle_id="a", stops=("s5", "s4")),)})
    matrix = line.matrix(problem, starts=(0, 9 * 3600, 12 * 3600), factors=(1, 2, 1))
    told = SolveOptions(work_limit=3, time_limit_s=60, weights=Weights(balance_eur_per_h2=1.0))
    plan = planned(problem, matrix, told)
    assert plan_cost(problem, plan, told).total_eur == pytest.approx(cheapest(problem, matrix, told))
    assert any(leg.pause_s for route in plan.routes for leg in route.legs)
    assert any(visit.reload for route in plan.routes for visit in route.visits)
