"""Expected time on site per customer, shrunken towards the planned one, and its spread."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from data.legs import Service
from data.spreads import spread_of
from routing.traffic import ServiceTimes

Floats = NDArray[np.float64]


def fit_service(services: Sequence[Service]) -> ServiceTimes:
    """Learn service times from what was seen on site.

    Notes
    -----
    A customer's mean observed ÷ expected is drawn towards 1, the more the
    fewer visits there are and the more visits of one customer differ (James &
    Stein; variances from sums of squares within and between customers). The
    spread comes from each visit over what the other visits predict for it, so
    it holds what a new visit will meet. Where all planned times are 0 the mean
    observed one stands in for them.
    """
    if not services:
        return ServiceTimes()
    seconds = np.array([service.observed_s for service in services], np.float64)
    planned = _planned(services, seconds)
    factor = float(max(seconds.sum() / planned.sum(), 1e-3))
    ratios = seconds / (planned * factor)
    groups = _groups(services)
    within, between = _variances(ratios, list(groups.values()))
    means: dict[str, float] = {}
    others = np.ones(len(ratios))
    for customer, rows in groups.items():
        mean = _shrunken(ratios[rows].sum(), len(rows), within, between)
        means[customer] = round(float(mean * factor * planned[rows].mean()), 1)
        without = ratios[rows].sum() - ratios[rows]
        others[rows] = _shrunken(without, len(rows) - 1, within, between)
    whole = np.array([not service.split for service in services], np.bool_)
    known = whole if whole.any() else ~whole
    return ServiceTimes(
        mean_s=dict(sorted(means.items())),
        factor=round(factor, 4),
        spread=spread_of((ratios / np.maximum(others, 0.05))[known]),
    )


def _planned(services: Sequence[Service], seconds: Floats) -> Floats:
    """Return planned seconds, the mean where none were planned."""
    planned = np.array([service.planned_s for service in services], np.float64)
    instead = planned[planned > 0].mean() if (planned > 0).any() else max(float(seconds.mean()), 1.0)
    return np.where(planned > 0, planned, instead)


def _groups(services: Sequence[Service]) -> dict[str, NDArray[np.int64]]:
    """Return the rows of each known customer."""
    rows: dict[str, list[int]] = defaultdict(list)
    for row, service in enumerate(services):
        if service.customer_id is not None:
            rows[service.customer_id].append(row)
    return {customer: np.array(found, np.int64) for customer, found in rows.items()}


def _variances(ratios: Floats, groups: Sequence[NDArray[np.int64]]) -> tuple[float, float]:
    """Return the variance of visits around their customer's mean, and of customers around each other."""
    counts = np.array([len(rows) for rows in groups], np.float64)
    spare = counts.sum() - len(groups)
    if len(groups) < 2 or spare < 1:  # noqa: PLR2004 - differences need two
        return float(ratios.var()) or 1.0, 0.0
    means = np.array([ratios[rows].mean() for rows in groups])
    squares = sum(float(((ratios[rows] - mean) ** 2).sum()) for rows, mean in zip(groups, means, strict=True))
    within = max(squares / spare, 1e-9)
    overall = float((counts * means).sum() / counts.sum())
    spread = float((counts * (means - overall) ** 2).sum())
    size = counts.sum() - (counts**2).sum() / counts.sum()
    return within, max((spread - (len(groups) - 1) * within) / size, 0.0)


def _shrunken(total: Floats | float, count: int, within: float, between: float) -> Floats | float:
    """Return the expected mean of a customer whose ``count`` ratios sum to ``total``."""
    return 1 + between * (total - count) / (count * between + within)
