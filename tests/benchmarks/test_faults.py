"""Models changed or spoilt on purpose: each in one respect, and no other."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.replay.faults import FAULTS, faster, flat, flat_service, quieter, shifted, without_zones
from benchmarks.replay.spreads import log_sd, lognormal, scaled
from benchmarks.replay.variants import wider_days, with_parametric_form
from routing.draws import quantile_table
from routing.traffic import DEFAULT_TRAFFIC, LearnedTimes, ServiceTimes, Spread

ratios = st.lists(st.floats(0.3, 4), min_size=2, max_size=40).map(lambda row: Spread(ratios=tuple(sorted(row))))
SPREAD = Spread(ratios=tuple(np.exp(np.random.default_rng(1).normal(0, 0.3, 200)).cumsum() / 60))


@pytest.fixture
def times():
    return LearnedTimes(
        name="learned",
        source="test",
        days=(),
        travel=DEFAULT_TRAFFIC,
        zone_factors=(0.9, 1.1, 1.0, 1.2, 0.8, 1.0, 1.0, 1.0, 1.05),
        day_log_sd=0.1,
        tour_log_sd=0.05,
        legs=(SPREAD,),
        service=ServiceTimes(mean_s={"a": 100, "b": 300}, spread=SPREAD),
        departure_late_s=(-100, 0, 100, 400),
    )


@given(ratios, st.floats(0.1, 1.5))
def test_a_scaled_spread_has_that_share_of_the_deviations(spread, share):
    assert log_sd(scaled(spread, share)) == pytest.approx(share * log_sd(spread), rel=0.02, abs=1e-6)


@given(ratios)
def test_a_lognormal_spread_keeps_the_variance(spread):
    """The judge doubts the form of the spread, not its size."""
    assert quantile_table(lognormal(spread)).var() == pytest.approx(quantile_table(spread).var(), rel=0.01, abs=1e-9)


def test_less_noise_keeps_the_mean_departure(times):
    assert np.mean(quieter(times, 0.6).departure_late_s) == pytest.approx(np.mean(times.departure_late_s), abs=1)


def test_faster_travel_divides_every_factor(times):
    assert faster(times, 0.1).bucket_factors * 1.1 == pytest.approx(times.bucket_factors)


def test_a_shifted_profile_has_the_same_factors_at_other_hours(times):
    moved = shifted(times, 1).travel.factors["primary"]
    assert moved[1:] == times.travel.factors["primary"][:-1]


def test_a_flat_profile_knows_no_hours(times):
    assert all(len(set(row)) == 1 for row in flat(times).travel.factors.values())


def test_missing_zones_are_all_alike(times):
    assert len(set(without_zones(times).zone_factors)) == 1


def test_flat_service_gives_everybody_the_mean(times):
    assert flat_service(times).service.mean_s == {"a": 200, "b": 200}


def test_wider_days_multiply_the_variance(times):
    assert wider_days(times, 1.25).day_log_sd ** 2 == pytest.approx(1.25 * times.day_log_sd**2)


def test_the_parametric_form_changes_spreads_only(times):
    other = with_parametric_form(times)
    assert other.legs != times.legs
    assert other.service.mean_s == times.service.mean_s
    assert other.travel == times.travel


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_reaches_the_travel_or_service_that_is_simulated(name, times):
    """Cached tables of the right model must not survive in the spoilt one."""
    times.bucket_factors  # noqa: B018 - fills the cache
    spoilt = FAULTS[name](times)
    same_travel = np.array_equal(spoilt.bucket_factors, times.bucket_factors)
    assert not same_travel or spoilt.service != times.service
