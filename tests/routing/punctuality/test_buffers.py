"""How early each stop is aimed at."""

import pytest

from routing.punctuality.buffers import aiming, buffers_of
from routing.schedule import schedule
from routing.simulate import simulate
from routing.solvers import SolveOptions, solve


@pytest.fixture
def buffers(street_day, street_matrix, late_starts):
    tours = {"van": ("a", "b", "c", "d", "e")}
    run = simulate(street_day, tours, street_matrix, late_starts, seed=3, scenarios=200)
    return buffers_of(street_day, schedule(street_day, tours, street_matrix), run)


def test_a_stop_has_the_buffer_that_nine_days_in_ten_need(buffers):
    """Leaving up to ten minutes late shifts everything by up to ten minutes, nine times in ten by less than nine."""
    assert buffers["a"] == pytest.approx(540, abs=40)


def test_a_stop_that_is_never_due_has_no_buffer(buffers):
    assert set(buffers) == {"a", "b", "d", "e"}


def test_using_up_a_whole_buffer_costs_half_a_late_stop():
    options = aiming(SolveOptions(), {"a": 600, "b": 1200}, 30.0)
    assert options.weights.late_eur_per_min * 15 == pytest.approx(15.0)
    assert options.weights.late_eur_per_stop == 0


def test_the_search_reads_the_buffers_of_single_stops():
    options = aiming(SolveOptions(), {"a": 300}, 10.0)
    assert options.buffer_s("a") == 300


def test_what_a_plan_costs_is_told_without_its_buffers(street_day, street_matrix):
    options = SolveOptions(time_limit_s=60, work_limit=1, or_tools=False, buffers_s={"a": 3600})
    found = solve(street_day, street_matrix, options)
    assert found.cost.lateness_eur == 0
