"""The arrays of our own search: who is near whom, the least of every leg, and room for the longest tour."""

import numpy as np
import pytest
from hypothesis import given, settings
from numba import typeof
from strategies import days, days_of_rules, ruled_days

from routing.matrix import UNREACHABLE
from routing.solvers import SolveOptions
from routing.solvers.arrays import FAR, SPARE, most_visits, state_of, widened
from routing.solvers.ground import NEAR, ground_of
from routing.solvers.tours import Day


def laid(problem, matrix, **options):
    return ground_of(Day(problem, matrix, SolveOptions(**options)))


def scattered(line, count=300):
    rng = np.random.default_rng(0)
    stops = [
        line.stop(int(place)).model_copy(update={"stop_id": f"s{number}"})
        for number, place in enumerate(rng.integers(1, 60, count))
    ]
    return line.problem(stops, [line.van()])


def test_neighbours_come_by_closeness_and_those_equally_near_in_the_days_order(line):
    problem = scattered(line)
    place = np.array([round((stop.location.lon - 7) * 100) for stop in problem.stops])
    away = np.abs(np.subtract.outer(place, place)).astype(float)
    np.fill_diagonal(away, np.inf)
    expected = np.argsort(away, axis=1, kind="stable")[:, :NEAR]
    assert (laid(problem, line.matrix(problem)).near == expected).all()


def test_several_threads_lay_the_same_ground_as_one(line):
    problem = scattered(line)
    one, two = (laid(problem, line.matrix(problem), cores=cores) for cores in (1, 2))
    assert all((one[row] == two[row]).all() for row in (one._fields.index("arcs"), one._fields.index("near")))


@settings(max_examples=30)
@given(day=days())
def test_an_arc_is_the_least_over_the_hours_and_far_if_never_open(day):
    problem, matrix, _ = day
    if not problem.stops:
        return
    nodes = matrix.rows([*(stop.place for stop in problem.stops), *(depot.place for depot in problem.depots)])
    tables = [table.min(axis=0)[np.ix_(nodes, nodes)] for table in (matrix.metres, matrix.seconds)]
    metres, seconds = (np.where(table == UNREACHABLE, FAR, table) for table in tables)
    assert (laid(problem, matrix).arcs[0] == np.stack([metres.T, seconds.T, metres, seconds], axis=2)).all()


@settings(max_examples=60)
@given(day=days(rules=True))
def test_no_tour_that_keeps_every_rule_has_more_visits_than_there_are_places(day):
    problem, matrix, sequences = day
    arrays = Day(problem, matrix, SolveOptions())
    lawful = [len(visits) for row, visits in enumerate(arrays.tours(sequences)) if arrays.lawful(row, visits)]
    assert max(lawful, default=0) <= most_visits(arrays)


@settings(max_examples=60)
@given(day=ruled_days())
def test_no_ruled_tour_that_keeps_every_rule_has_more_visits_than_there_are_places(day):
    """Tours under way may have broken a limit already, and go on."""
    problem, matrix, sequences = day
    arrays = Day(problem, matrix, SolveOptions())
    lawful = [len(visits) for row, visits in enumerate(arrays.tours(sequences)) if arrays.lawful(row, visits)]
    assert max(lawful, default=0) <= most_visits(arrays)


@pytest.mark.parametrize(
    ("van", "stop"),
    [({"max_stops": 3}, {}), ({"capacity": {"kg": 30}}, {"demand": {"kg": 10}}), ({"end": 9}, {"service_s": 1200})],
)
def test_places_are_made_for_as_many_visits_as_one_van_can_make(line, van, stop):
    problem = line.problem([line.stop(number, **stop) for number in range(1, 50)], [line.van(**van)])
    assert most_visits(Day(problem, line.matrix(problem), SolveOptions())) == 3


def test_a_longer_tour_makes_its_own_places(line):
    problem = line.problem([line.stop(number) for number in range(1, 10)], [line.van(max_stops=1)])
    state = state_of(Day(problem, line.matrix(problem), SolveOptions()), seed=0)
    assert widened(state, 9).times.shape[1] >= 9 + SPARE


@settings(max_examples=100)
@given(days(rules=True) | ruled_days() | days_of_rules())
def test_every_day_has_the_types_that_installing_compiled(line, day):
    """A layout of its own, if only by chance, would have the kernels compiled anew in the middle of a search."""
    usual = line.problem([line.stop(1), line.stop(2)], [line.van()])
    by_hour = Day(usual, line.matrix(usual, starts=(0, 9 * 3600), factors=(1, 2)), SolveOptions())
    searched = Day(day[0], day[1], SolveOptions())
    assert typeof(ground_of(searched)) == typeof(ground_of(by_hour))
    assert typeof(state_of(searched, 0)) == typeof(state_of(by_hour, 0))
