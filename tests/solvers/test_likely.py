"""Likely neighbours: near in space and time, and a search that looks at no others still prices its plans right."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import days

from routing.solvers import SolveOptions, likely
from routing.solvers.arrays import Settings
from routing.solvers.ground import ground_of
from routing.solvers.improvement import Budget, Search, never
from routing.solvers.tours import Day

FAR = 10.0**9
"""A time that never comes."""

BEFORE, BEHIND = range(2)


def ground(line, *stops, **vans):
    problem = line.problem(stops, [line.van(**vans)])
    return ground_of(Day(problem, line.matrix(problem), SolveOptions()))


def test_the_nearest_stop_is_the_likeliest(line):
    found = ground(line, line.stop(1), line.stop(2), line.stop(5), line.stop(9)).likely
    assert found[:, 0].tolist() == [[1, 2, 3], [1, 2, 3]]


def test_a_stop_due_in_the_morning_likely_comes_before_one_that_opens_at_noon(line):
    """However near the others are that would have to come the other way round."""
    found = ground(line, line.stop(5, opens=12, due=13), line.stop(4, opens=8, due=9), line.stop(6, opens=16, due=17))
    assert found.likely[BEFORE, 0, 0] == 1
    assert found.likely[BEHIND, 0, 0] == 2


def test_no_more_stops_are_listed_than_asked(line, monkeypatch):
    monkeypatch.setattr(likely, "LIKELY", 2)
    assert ground(line, *(line.stop(place) for place in range(1, 6))).likely.shape == (2, 5, 2)


def test_none_are_listed_for_vehicles_with_rules_of_their_own(line):
    assert ground(line, line.stop(1), line.stop(2), break_rule="arbzg").likely.shape[2] == 0


@given(day=days(rules=True), seed=st.integers(0, 3))
def test_a_search_beside_likely_neighbours_prices_its_plan_right(day, seed):
    problem, matrix, _ = day
    arrays = Day(problem, matrix, SolveOptions())
    search = Search(arrays, ground_of(arrays, Settings(long=0.0)), seed)
    search.begin([[] for _ in arrays.vehicles], never)
    search.anneal(Budget(0.0, FAR, 60), 1.0, never)
    assert arrays.rank_all(search.best) == (0, pytest.approx(search.euro))


def test_a_search_beside_likely_neighbours_finds_the_way_along_a_line(line):
    stops = [line.stop(place) for place in np.random.default_rng(1).permutation(np.arange(1, 13)).tolist()]
    problem = line.problem(stops, [line.van()])
    arrays = Day(problem, line.matrix(problem), SolveOptions())
    search = Search(arrays, ground_of(arrays, Settings(long=0.0)), 0)
    search.begin([[]], never)
    search.anneal(Budget(0.0, FAR, 3000), 1.0, never)
    assert search.euro == pytest.approx(arrays.rank_all([np.argsort([int(s.stop_id[1:]) for s in stops]).tolist()])[1])
