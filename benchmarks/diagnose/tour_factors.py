"""What a tour's legs had in common on its day: a factor, shrunken by how little its stamps say."""

import numpy as np

from benchmarks.diagnose.observed import Observed
from data.history import PastDay
from routing.traffic import LearnedTimes, Spread


def tour_factors(day: PastDay, observed: Observed, times: LearnedTimes) -> dict[str, float]:
    """Return the expected factor of day and tour by tour id, given the day's driven legs.

    Day, tour and leg effects are normal on the log scale, the first two with
    the model's standard deviations, legs with the moments of their spread; the
    factors have a mean of 1 beforehand, as in :mod:`routing.simulate`. A tour
    without stamps takes what the other tours say of the day.
    """
    day_var, tour_var = times.day_log_sd**2, times.tour_log_sd**2
    expected = -(day_var + tour_var) / 2
    means, trust = _tour_means(observed, times, tour_var)
    said = sum(trust.values())
    shrink = day_var * said / (1 + day_var * said)
    shared = shrink * sum(trust[tour] * (means[tour] - expected) for tour in means) / said if said else 0.0
    shared_var = day_var * (1 - shrink)
    factors = {}
    for tour in day.tours:
        own = tour_var * trust.get(tour.tour_id, 0.0)
        effect = shared + own * (means.get(tour.tour_id, 0.0) - expected - shared)
        variance = tour_var * (1 - own) + (1 - own) ** 2 * shared_var
        factors[tour.tour_id] = float(np.exp(expected + effect + variance / 2))
    return factors


def _tour_means(observed: Observed, times: LearnedTimes, tour_var: float) -> tuple[dict[str, float], dict[str, float]]:
    """Return per tour the weighted mean log ratio and its precision around the day's effect."""
    moments = [_log_moments(spread) for spread in times.legs]
    limits = [np.inf if spread.up_to_s is None else spread.up_to_s for spread in times.legs]
    weights: dict[str, float] = {}
    totals: dict[str, float] = {}
    for leg in observed.legs:
        mean, variance = moments[int(np.searchsorted(limits, leg.expected_s))]
        weights[leg.tour_id] = weights.get(leg.tour_id, 0.0) + 1 / variance
        totals[leg.tour_id] = totals.get(leg.tour_id, 0.0) + (float(np.log(leg.ratio)) - mean) / variance
    means = {tour: totals[tour] / weights[tour] for tour in weights}
    return means, {tour: 1 / (tour_var + 1 / weights[tour]) for tour in weights}


def _log_moments(spread: Spread) -> tuple[float, float]:
    """Return mean and variance of the log of a spread's ratios, scaled to a mean of 1."""
    places = (np.arange(256) + 0.5) / 256
    ratios = np.interp(places, np.linspace(0, 1, len(spread.ratios)), spread.ratios)
    logs = np.log(ratios / ratios.mean())
    return float(logs.mean()), max(float(logs.var()), 1e-6)
