"""Tables of ratios and quantiles."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from data.spreads import log_moments, quantiles_of, spread_of

RATIOS = arrays(np.float64, st.integers(1, 400), elements=st.floats(0.05, 20))


def between(table):
    return (table[:-1] + table[1:]).mean() / 2


@given(RATIOS)
def test_ratios_ascend_and_have_a_mean_of_one(ratios):
    table = np.array(spread_of(ratios).ratios)
    assert (np.diff(table) >= 0).all()
    assert between(table) == pytest.approx(1, abs=1e-4)


def test_the_least_and_the_most_seen_stay_in():
    """An incident that happened once in a month can happen again."""
    ratios = np.append(np.full(500, 1.0), [0.2, 6.0])
    table = np.array(spread_of(ratios).ratios)
    assert table[-1] / table[0] == pytest.approx(30, rel=1e-3)


def test_a_spread_is_made_as_wide_as_told():
    ratios = np.exp(np.random.default_rng(1).normal(0, 0.2, 2000))
    assert np.sqrt(log_moments(spread_of(ratios, log_sd=0.25))[1]) == pytest.approx(0.25, rel=0.01)


def test_nothing_seen_is_certainty():
    assert spread_of(np.zeros(0), up_to_s=180).ratios == (1.0,)
    assert quantiles_of(np.zeros(0)) == (0,)


def test_quantiles_are_evenly_spaced_from_least_to_most():
    assert quantiles_of(np.arange(101.0), most=5) == (0, 25, 50, 75, 100)
