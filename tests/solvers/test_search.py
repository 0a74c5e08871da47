"""The search as a whole: repeatable, cancellable, never dishonest, near the optimum where that is known."""

import itertools
import threading

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from strategies import days

from routing.check import check
from routing.delays import Kpis
from routing.errors import InputError, SolverError
from routing.schedule import NOT_PLANNED, schedule
from routing.solvers import SolveOptions, plan_cost, portfolio, solve, worker
from routing.solvers.portfolio import Watch
from routing.solvers.reasons import reasons
from routing.solvers.repair import repaired
from routing.solvers.run import searched
from routing.solvers.tours import Day

HOUR = 3600
QUICK = SolveOptions(time_limit_s=60, work_limit=12)


def scattered(line, count, seed, vans=2):
    """Return a day with stops at random places and windows."""
    rng = np.random.default_rng(seed)
    places = rng.integers(1, 9, count)
    hours = rng.integers(8, 14, count)
    stops = [
        line.stop(int(k), opens=float(hour), due=float(hour) + 2).model_copy(update={"stop_id": f"s{n}"})
        for n, (k, hour) in enumerate(zip(places, hours, strict=True))
    ]
    return line.problem(stops, [line.van(f"v{k}") for k in range(vans)])


def cheapest(problem, matrix, options):
    """Try every assignment and order of a small day."""
    ids = [stop.stop_id for stop in problem.stops]
    vans = [vehicle.vehicle_id for vehicle in problem.vehicles]
    best = None
    for order in itertools.permutations(ids):
        for cuts in itertools.combinations_with_replacement(range(len(ids) + 1), len(vans) - 1):
            borders = [0, *cuts, len(ids)]
            tours = {van: order[a:b] for van, a, b in zip(vans, borders[:-1], borders[1:], strict=True)}
            cost = plan_cost(problem, schedule(problem, tours, matrix), options)
            if best is None or cost.rank < best.rank:
                best = cost
    return best


@pytest.mark.parametrize("seed", range(3))
def test_the_optimum_of_a_small_day_is_found(line, seed):
    problem = scattered(line, 5, seed)
    matrix = line.matrix(problem)
    options = SolveOptions(time_limit_s=60, work_limit=60)
    found = solve(problem, matrix, options)
    assert found.cost.total_eur == pytest.approx(cheapest(problem, matrix, options).total_eur)


def test_the_same_seed_and_work_limit_give_the_same_plan(line):
    problem = scattered(line, 20, 1)
    options = SolveOptions(time_limit_s=60, work_limit=40, seed=3)
    assert line.solve(problem, options=options).plan == line.solve(problem, options=options).plan


def test_a_run_that_stops_on_work_is_not_truncated(line):
    solution = line.solve(scattered(line, 20, 1), options=SolveOptions(time_limit_s=60, work_limit=8))
    assert (solution.termination, solution.truncated) == ("work_limit", False)


def test_a_run_that_hits_its_time_cap_first_is_marked(line):
    solution = line.solve(scattered(line, 35, 1), options=SolveOptions(time_limit_s=3, work_limit=10**9))
    assert (solution.termination, solution.truncated) == ("time_limit", True)


def test_progress_is_told(line):
    heard = []
    line.solve(scattered(line, 20, 1), progress=heard.append)
    assert heard
    assert all(news.cost_eur > 0 for news in heard)


def test_a_cancelled_search_returns_a_plan_that_keeps_all_rules(line):
    cancel = threading.Event()
    problem = scattered(line, 30, 2)
    solution = line.solve(
        problem, options=SolveOptions(time_limit_s=300), progress=lambda _: cancel.set(), cancel=cancel
    )
    assert solution.termination == "cancelled"
    assert check(problem, solution.plan, line.matrix(problem)) == []


def test_a_given_start_is_never_made_worse(line):
    problem = scattered(line, 20, 3)
    matrix = line.matrix(problem)
    good = line.solve(problem, options=SolveOptions(time_limit_s=60, work_limit=60))
    again = solve(problem, matrix, SolveOptions(time_limit_s=60, work_limit=1), start=good.sequences)
    assert again.cost.rank <= good.cost.rank


def test_a_start_that_names_unknown_ids_names_them_all(line):
    problem = line.problem([line.stop(1)], [line.van()])
    with pytest.raises(InputError) as caught:
        line.solve(problem, start={"van": ["s1", "s1", "ghost"], "bus": []})
    assert {finding.code for finding in caught.value.findings} == {"unknown_stop", "repeated_stop", "unknown_vehicle"}


def dies(_pipe, _parent):
    """Stand in for an OR-Tools process that is killed."""
    raise SystemExit(7)


def test_a_death_of_the_or_tools_process_costs_nobody_the_plan(line, monkeypatch):
    monkeypatch.setattr(worker, "_work", dies)
    solution = line.solve(scattered(line, 12, 1), options=QUICK.model_copy(update={"or_tools": True}))
    assert (solution.status, solution.termination) == ("all_served", "work_limit")


def has_no_memory(_day, _settings):
    """Stand in for a day that is too large for the machine."""
    raise MemoryError


def test_a_day_too_large_for_the_memory_is_an_error_that_says_so(line, monkeypatch):
    monkeypatch.setattr(portfolio, "ground_of", has_no_memory)
    with pytest.raises(SolverError, match="memory"):
        line.plan(line.problem([line.stop(1)], [line.van()]))


def test_a_buffer_searches_early_and_reports_the_true_lateness(line):
    """With ten minutes of buffer the plan is priced, and called late, by the true windows."""
    problem = line.problem([line.stop(3, due=8.5)], [line.van()])
    solution = line.solve(problem, options=SolveOptions(time_limit_s=60, work_limit=5, due_buffer_s=600))
    assert (Kpis.of(solution.plan).late_stops, solution.cost.late_stops) == (0, 0)


FAR = 10.0**9
"""A deadline that is never met."""


@settings(max_examples=40)
@given(day=days(max_stops=7, rules=True), limit=st.integers(1, 6))
def test_whatever_the_day_the_plan_hides_nothing_from_check(day, limit):
    """Random rules at once; the search itself, without the process around it."""
    problem, matrix, _ = day
    arrays = Day(problem, matrix, SolveOptions(work_limit=limit))
    tours = searched(arrays, None, Watch(FAR, None, lambda _tours, _work: None)).tours
    plan = schedule(problem, arrays.sequences(tours), matrix, reasons=reasons(arrays, tours))
    assert check(problem, plan, matrix, Kpis.of(plan)) == []
    assert NOT_PLANNED not in {reason for item in plan.unassigned for reason in item.reasons}


@given(day=days(max_stops=7, rules=True), buffer_s=st.sampled_from([0, 900]), tolerance_s=st.sampled_from([0, 600]))
def test_tours_are_priced_as_their_plan_is(day, buffer_s, tolerance_s):
    """The kernel that prices moves and the cost of a finished plan are one formula."""
    problem, matrix, sequences = day
    problem = problem.model_copy(update={"tolerance_s": tolerance_s})
    options = SolveOptions(due_buffer_s=buffer_s)
    arrays = Day(problem, matrix, options)
    breaches, euro = arrays.rank_all(arrays.tours(sequences))
    cost = plan_cost(problem, schedule(problem, sequences, matrix), options)
    assert (breaches, euro) == (cost.breaches, pytest.approx(cost.total_eur))


@given(day=days(max_stops=7, rules=True))
def test_mending_a_lawful_plan_never_makes_it_dearer(day):
    problem, matrix, sequences = day
    arrays = Day(problem, matrix, SolveOptions())
    given_tours = arrays.tours(sequences)
    mended = repaired(arrays, given_tours)
    assert arrays.rank_all(mended)[0] == 0
    assert all(arrays.fits(vehicle, visits) for vehicle, visits in enumerate(mended))
    assume(arrays.rank_all(given_tours)[0] == 0)
    assume(all(arrays.fits(vehicle, visits) for vehicle, visits in enumerate(given_tours)))
    assert arrays.rank_all(mended) <= arrays.rank_all(given_tours)
