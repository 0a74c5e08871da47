"""A rough plan for days too large for the time: lawful, and there before the search is."""

import pytest
from hypothesis import given, settings
from strategies import days, ruled_days

from routing.check import check
from routing.solvers import SolveOptions, portfolio, solve_in_process
from routing.solvers.rough import hurried, rough
from routing.solvers.tours import Day

FAR = 10.0**9


@settings(max_examples=40)
@given(day=days(rules=True))
def test_a_rough_plan_breaks_no_rule(day):
    problem, matrix, _ = day
    arrays = Day(problem, matrix, SolveOptions())
    tours = rough(arrays, [[] for _ in arrays.vehicles], FAR)
    assert all(arrays.lawful(vehicle, visits) for vehicle, visits in enumerate(tours))


@settings(max_examples=40)
@given(day=ruled_days())
def test_a_rough_plan_of_a_day_under_way_goes_on_from_what_is_done(day):
    problem, matrix, _ = day
    arrays = Day(problem, matrix, SolveOptions())
    opening = arrays.opening()
    tours = rough(arrays, opening, FAR)
    assert all(tour[: len(begun)] == begun for tour, begun in zip(tours, opening, strict=True))


def test_a_rough_plan_stops_at_its_deadline(line):
    problem = line.problem([line.stop(number) for number in range(1, 5)], [line.van()])
    assert rough(Day(problem, line.matrix(problem), SolveOptions()), [[]], 0.0) == [[]]


@pytest.mark.parametrize(("limits", "worth"), [({}, False), ({"work_limit": 1}, False), ({"time_limit_s": 1e-6}, True)])
def test_only_with_little_time_for_many_stops_a_rough_plan_is_made(line, limits, worth):
    problem = line.problem([line.stop(number) for number in range(1, 5)], [line.van()])
    assert hurried(Day(problem, line.matrix(problem), SolveOptions(**limits))) == worth


def test_a_day_whose_search_never_begins_has_a_rough_plan(line, monkeypatch):
    monkeypatch.setattr("routing.solvers.rough.SHORT", 0.0)
    monkeypatch.setattr(portfolio.Portfolio, "_laid", lambda _self, _ground: False)
    problem = line.problem([line.stop(number) for number in range(1, 5)], [line.van()])
    solution = solve_in_process(problem, line.matrix(problem), SolveOptions(time_limit_s=60))
    assert (solution.status, check(problem, solution.plan, line.matrix(problem))) == ("all_served", [])
