"""Values with intervals by drawing days."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.intervals import Interval, day_bootstrap, ratio_interval, reduction_interval

counts = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=2, max_size=30)


@given(counts)
def test_identical_plans_reduce_exactly_nothing(days):
    manual = [first for first, _ in days]
    found = reduction_interval(manual, manual, repeats=50)
    assert not found.known or found == Interval(0.0, 0.0, 0.0)


@given(counts, st.integers(0, 99))
def test_the_same_seed_draws_the_same_days(days, seed):
    manual, optimised = zip(*days, strict=True)
    first = reduction_interval(manual, optimised, seed=seed, repeats=50)
    second = reduction_interval(manual, optimised, seed=seed, repeats=50)
    assert first.document() == second.document()


def test_a_ratio_weighs_days_by_their_stops():
    assert ratio_interval([1, 0], [10, 90]).value == 0.01


def test_fewer_late_stops_are_a_positive_reduction():
    assert reduction_interval([10, 10], [5, 8]).value == 0.35


def test_days_without_a_late_stop_say_nothing_about_a_reduction():
    assert not reduction_interval([0, 0], [0, 0]).known


@pytest.mark.parametrize("days", [([3], [10]), ([3, 0, 0], [10, 0, 0])])
def test_a_single_day_has_a_ratio_without_bounds(days):
    """No width at all would tell of a certainty that one day can't give."""
    assert ratio_interval(*days).document() == {"value": 0.3, "low": None, "high": None}


def test_a_sum_over_a_single_day_has_no_bounds():
    assert day_bootstrap(([7.0],), lambda total: total).document() == {"value": 7.0, "low": None, "high": None}


def test_no_days_have_no_ratio():
    assert not ratio_interval([], []).known


def test_an_unknown_interval_is_empty_in_json():
    assert ratio_interval([], []).document() == {"value": None, "low": None, "high": None}


def test_arrays_of_different_days_are_refused():
    with pytest.raises(ValueError, match="shape"):
        ratio_interval([1, 2], [1])


def test_a_mean_of_days_is_covered_about_as_often_as_the_level_says():
    """The bounds must mean what they say: 95 % of 300 worlds, give or take three standard errors."""
    rng = np.random.default_rng(5)
    worlds = rng.poisson(4, (300, 60))
    found = [ratio_interval(world, np.ones(60), seed=1, repeats=400) for world in worlds]
    assert 0.91 <= np.mean([interval.low <= 4 <= interval.high for interval in found]) <= 0.985


def test_a_statistic_of_several_sums_is_drawn_with_the_same_days():
    days = np.arange(1.0, 9.0)
    assert day_bootstrap((days, days), lambda a, b: a - b) == Interval(0.0, 0.0, 0.0)
