"""The closed forms of nested random effects equal the same with whole matrices."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.day_effects import NestedSums, Variances, estimate_variances

VARIANCES = Variances(0.09, 0.02, 0.01)


def legs(seed, tours, days):
    """Random columns, weights, and who belongs to whom; each day has a tour, each tour a leg."""
    rng = np.random.default_rng(seed)
    day = np.sort(np.concatenate([np.arange(days), rng.integers(0, days, tours)]))
    tour = np.sort(np.concatenate([np.arange(len(day)), rng.integers(0, len(day), 3 * len(day))]))
    return rng.normal(size=(len(tour), 3)), rng.uniform(0.5, 2, len(tour)), tour, day


def covariance(weights, tour, day, variances):
    same_tour = tour[:, None] == tour[None, :]
    same_day = day[tour][:, None] == day[tour][None, :]
    return np.diag(variances.leg / weights) + variances.tour * same_tour + variances.day * same_day


@given(st.integers(0, 1000), st.integers(0, 6), st.integers(1, 4))
def test_information_equals_that_of_the_whole_covariance(seed, tours, days):
    columns, weights, tour, day = legs(seed, tours, days)
    whole = columns.T @ np.linalg.solve(covariance(weights, tour, day, VARIANCES), columns)
    assert NestedSums.of(columns, weights, tour, day).information(VARIANCES) == pytest.approx(whole)


@given(st.integers(0, 1000), st.integers(0, 6), st.integers(1, 4))
def test_log_determinant_differs_by_the_weights_alone(seed, tours, days):
    columns, weights, tour, day = legs(seed, tours, days)
    _, whole = np.linalg.slogdet(covariance(weights, tour, day, VARIANCES))
    found = NestedSums.of(columns, weights, tour, day).log_determinant(VARIANCES)
    assert found - np.log(weights).sum() == pytest.approx(whole)


@given(st.integers(0, 1000), st.integers(0, 6), st.integers(1, 4))
def test_effects_are_the_best_linear_predictions(seed, tours, days):
    columns, weights, tour, day = legs(seed, tours, days)
    inverse = np.linalg.inv(covariance(weights, tour, day, VARIANCES))
    found = NestedSums.of(columns[:, :1], weights, tour, day).effects(np.ones(1), VARIANCES)
    of_tour = VARIANCES.tour * (tour[None, :] == np.arange(len(day))[:, None])
    of_day = VARIANCES.day * (day[tour][None, :] == np.arange(days)[:, None])
    assert found.tour == pytest.approx(of_tour @ inverse @ columns[:, 0])
    assert found.day == pytest.approx(of_day @ inverse @ columns[:, 0])


def test_what_is_still_uncertain_of_an_effect_is_its_conditional_variance():
    columns, weights, tour, day = legs(5, 5, 3)
    inverse = np.linalg.inv(covariance(weights, tour, day, VARIANCES))
    found = NestedSums.of(columns[:, :1], weights, tour, day).effects(np.ones(1), VARIANCES)
    of_tour = VARIANCES.tour * (tour[None, :] == np.arange(len(day))[:, None])
    of_day = VARIANCES.day * (day[tour][None, :] == np.arange(3)[:, None])
    assert found.tour_variance == pytest.approx(VARIANCES.tour - np.diag(of_tour @ inverse @ of_tour.T))
    assert found.day_variance == pytest.approx(VARIANCES.day - np.diag(of_day @ inverse @ of_day.T))


def test_variances_are_found_again():
    rng = np.random.default_rng(2)
    day = np.repeat(np.arange(400), 6)
    tour = np.repeat(np.arange(2400), 12)
    logs = rng.normal(0, 0.2, 400)[day][tour] + rng.normal(0, 0.1, 2400)[tour] + rng.normal(0, 0.3, len(tour))
    sums = NestedSums.of(logs[:, None], np.ones(len(tour)), tour, day)
    found = np.sqrt(estimate_variances(sums, 0.0, Variances()))
    assert found == pytest.approx([0.3, 0.1, 0.2], rel=0.06)


def test_degrees_of_freedom_spent_widen_the_spread_of_legs():
    rng = np.random.default_rng(4)
    logs = rng.normal(0, 0.3, (600, 1))
    sums = NestedSums.of(logs, np.ones(600), np.repeat(np.arange(60), 10), np.repeat(np.arange(20), 3))
    none, many = (estimate_variances(sums, spent, Variances()) for spent in (0.0, 60.0))
    assert many.leg > 1.08 * none.leg
