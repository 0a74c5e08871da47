"""Tables of what was seen: ratios with a mean of 1, and quantiles."""

import numpy as np
from numpy.typing import NDArray

from routing.traffic import Spread

_MOST = 1025
"""Points of a table. With 257 the few incidents between its last two points made short legs 10 % too uncertain."""

_LEAST_RATIO = 1e-3


def spread_of(ratios: NDArray[np.float64], *, log_sd: float | None = None, up_to_s: int | None = None) -> Spread:
    """Return observed ÷ expected as evenly spaced quantiles, untrimmed, scaled to a mean of 1.

    Parameters
    ----------
    ratios
        Any number of them; none gives certainty.
    log_sd
        Standard deviation that their logs should have, if it is known better
        than these ratios show it (fitting takes some of it away).
    up_to_s
        Longest expected seconds it holds for.
    """
    if not ratios.size:
        return Spread(up_to_s=up_to_s)
    logs = np.log(np.maximum(ratios, _LEAST_RATIO))
    points = np.quantile(logs, _even(ratios.size))
    points -= points.mean()
    seen = float(np.sqrt(_mean(points**2) - _mean(points) ** 2))
    if log_sd is not None and seen > 0:
        points *= log_sd / seen
    table = np.exp(points)
    even = np.maximum(table / _mean(table), _LEAST_RATIO)
    return Spread(up_to_s=up_to_s, ratios=tuple(round(float(ratio), 6) for ratio in even))


def quantiles_of(values: NDArray[np.float64], most: int = 65) -> tuple[int, ...]:
    """Return evenly spaced quantiles as whole numbers; nothing seen gives 0."""
    if not values.size:
        return (0,)
    return tuple(round(float(value)) for value in np.quantile(values, _even(values.size, most)))


def log_moments(spread: Spread) -> tuple[float, float]:
    """Return mean and variance of a spread's logs, between its quantiles as well."""
    logs = np.log(spread.ratios)
    mean = _mean(logs)
    return mean, max(_mean(logs**2) - mean**2, 0.0)


def _even(count: int, most: int = _MOST) -> NDArray[np.float64]:
    """Return as many evenly spaced probabilities as there are values, within reason."""
    return np.linspace(0, 1, max(2, min(most, count)))


def _mean(points: NDArray[np.float64]) -> float:
    """Return the mean of what lies evenly between quantiles."""
    return float(points[0]) if len(points) == 1 else float((points[:-1] + points[1:]).mean() / 2)
