"""Shapes made of a learned spread: narrower, wider, lognormal; all keep a mean of 1."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from routing.draws import quantile_table, stretched
from routing.traffic import Spread

SMOOTH = 1025
"""Quantiles of a spread that is computed."""


def log_mean(spread: Spread) -> float:
    """Return the mean log ratio: below 0, because the mean ratio is 1."""
    return float(np.log(quantile_table(spread)).mean())


def log_sd(spread: Spread) -> float:
    """Return the standard deviation of the log ratio."""
    return float(np.log(quantile_table(spread)).std())


def scaled(spread: Spread, share: float) -> Spread:
    """Return the spread with ``share`` of its log deviations."""
    logs = np.log(np.interp(np.linspace(0, 1, SMOOTH), np.linspace(0, 1, len(spread.ratios)), spread.ratios))
    return _of_mean_one(spread.up_to_s, np.exp(logs.mean() + share * (logs - logs.mean())))


def lognormal(spread: Spread) -> Spread:
    """Return the lognormal spread with the same mean and variance; a certain one stays certain."""
    wanted = float(quantile_table(spread).var())
    if wanted == 0:
        return spread
    deviations = ndtri((np.arange(SMOOTH) + 0.5) / SMOOTH)
    log_deviation = np.sqrt(np.log1p(wanted))
    made = spread
    for _ in range(20):  # the cut tails cost some variance: widen until it is there again
        made = _of_mean_one(spread.up_to_s, np.exp(log_deviation * deviations))
        log_deviation *= np.sqrt(np.log1p(wanted) / np.log1p(quantile_table(made).var()))
    return made


def _of_mean_one(up_to_s: int | None, ratios: NDArray[np.float64]) -> Spread:
    """Return a spread whose drawn ratios have a mean of 1."""
    raw = np.asarray(ratios, np.float64)
    return Spread(up_to_s=up_to_s, ratios=tuple(float(ratio) for ratio in raw / stretched(raw).mean()))
