"""Values with intervals: the plain bootstrap over days, vectorised.

The day is the unit that is drawn, never the stop: stops of one day share its
traffic. Ratios are sums over days ÷ sums over days, drawn together, so a day
with many stops weighs as much as it does in the headline.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

REPEATS = 2000
LEVEL = 0.95

Statistic = Callable[..., NDArray[np.float64]]
"""From one array of sums per argument (shape of any kind) to the statistic, elementwise."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A value between its bounds: NaN bounds where a single day says it all, three NaN where the data say nothing."""

    value: float
    low: float
    high: float

    @property
    def known(self) -> bool:
        """Whether there is a value at all."""
        return not np.isnan(self.value)

    def document(self) -> dict[str, float | None]:
        """Return ``value``, ``low`` and ``high`` for JSON, ``None`` where unknown."""
        return {name: _or_none(getattr(self, name)) for name in ("value", "low", "high")}


UNKNOWN = Interval(float("nan"), float("nan"), float("nan"))
"""No days, or nothing to divide by."""


def day_bootstrap(
    per_day: Sequence[ArrayLike],
    statistic: Statistic,
    *,
    seed: int = 0,
    repeats: int = REPEATS,
    level: float = LEVEL,
) -> Interval:
    """Return a statistic of sums over days with its percentile interval.

    Parameters
    ----------
    per_day
        One array a quantity, all of shape (days,): what each day adds.
    statistic
        Called with the sums of each quantity, first over all days (0-d
        arrays), then over the drawn days (shape (repeats,)). Where it is not
        finite (nothing to divide by) the draw is left out.
    level
        Probability that lies between the bounds.

    Returns
    -------
    Interval
        :data:`UNKNOWN` without days or where the statistic of all days is not
        finite; without bounds from a single day, for it does not show how days differ.

    Raises
    ------
    ValueError
        If the arrays differ in shape or are not of one dimension.
    """
    arrays = [np.asarray(values, np.float64) for values in per_day]
    if not arrays or any(array.ndim != 1 or array.shape != arrays[0].shape for array in arrays):
        msg = f"one array of shape (days,) a quantity expected, got shapes {[array.shape for array in arrays]}"
        raise ValueError(msg)
    days = arrays[0].size
    if not days:
        return UNKNOWN
    with np.errstate(divide="ignore", invalid="ignore"):
        value = float(statistic(*(array.sum() for array in arrays)))
        if not np.isfinite(value):
            return UNKNOWN
        if days == 1:
            return Interval(value, float("nan"), float("nan"))
        weights = day_weights(days, seed=seed, repeats=repeats)
        drawn = np.asarray(statistic(*(weights @ array for array in arrays)), np.float64)
    finite = drawn[np.isfinite(drawn)]
    if not finite.size:
        return Interval(value, value, value)
    low, high = np.quantile(finite, [(1 - level) / 2, (1 + level) / 2])
    return Interval(value, float(low), float(high))


def day_weights(days: int, *, seed: int = 0, repeats: int = REPEATS) -> NDArray[np.float64]:
    """Return how often each day is drawn, shape (repeats, days); rows sum to ``days``."""
    rng = np.random.default_rng(seed)
    return rng.multinomial(days, np.full(days, 1 / days), size=repeats).astype(np.float64)


def ratio_interval(
    numerators: ArrayLike, denominators: ArrayLike, *, seed: int = 0, repeats: int = REPEATS, level: float = LEVEL
) -> Interval:
    """Return the sum of ``numerators`` ÷ the sum of ``denominators``, both of shape (days,).

    Where a single day has a denominator there are no bounds: every draw that holds it gives the same ratio.
    """
    found = day_bootstrap((numerators, denominators), _ratio, seed=seed, repeats=repeats, level=level)
    return found if np.count_nonzero(denominators) > 1 else replace(found, low=float("nan"), high=float("nan"))


def reduction_interval(
    manual_per_day: ArrayLike,
    optimised_per_day: ArrayLike,
    *,
    seed: int = 0,
    repeats: int = REPEATS,
    level: float = LEVEL,
) -> Interval:
    """Return 1 - optimised ÷ manual, sums over days; positive means fewer late stops.

    Both arrays have shape (days,); days are drawn as pairs. Equal arrays give exactly 0, 0, 0.
    """
    return day_bootstrap((manual_per_day, optimised_per_day), _reduction, seed=seed, repeats=repeats, level=level)


def _ratio(numerator: Any, denominator: Any) -> NDArray[np.float64]:
    return np.asarray(np.divide(numerator, denominator), np.float64)


def _reduction(manual: Any, optimised: Any) -> NDArray[np.float64]:
    return np.asarray(np.divide(np.subtract(manual, optimised), manual), np.float64)


def _or_none(value: float) -> float | None:
    return None if np.isnan(value) else value
