"""Expected travel learned from driven legs: factors by road class, hour and zone, and what is left over.

The log of a leg's seconds is explained by the log of a mixture: the sum over
the parts of its way of free-flow seconds x factor of class and slot x factor
of zone. A few Gauss-Newton steps fit it: each part's share of the expected
seconds is its derivative. Effects are ridged: a class with little data takes
the level of all roads; an hour the default profile's shape at the firm's level
and what the hours beside it add to that.

What is fitted are means, not medians: each log is raised by what the spread of
legs of its length lifts a mean above, and in the end the expected seconds are
scaled to sum to the observed ones. Nothing is trimmed, for incidents are part
of what a plan has to expect.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from data.day_effects import Effects, Floats, NestedSums, Variances, degrees_spent, estimate_variances, solve
from data.legs import STARTS_S, Legs
from data.spreads import spread_of
from routing.traffic import DEFAULT_TRAFFIC, ROAD_CLASSES, Spread

_CLASSES, _SLOTS = len(ROAD_CLASSES), len(STARTS_S)
_HOURS = np.log(DEFAULT_TRAFFIC.factors["tertiary"])
"""What hours are thought to be like beforehand: the default profile at its plain weight."""

_STEPS = 4
_SHORTEST_S = 5.0
"""Logs are taken of no less: stamps to the minute may show a leg of no seconds.

Legs shorter than that on free roads teach nothing, or doors side by side would look like incidents.
"""

_BANDS_S = (180, 480)
_LEAST_LEGS = 200
"""A band of leg lengths with fewer is joined to the next."""

_SLOT_SD, _CLASS_SD, _CLASS_SLOT_SD, _ZONE_SD = 0.3, 0.2, 0.1, 0.15
_STEP_SD, _CLASS_STEP_SD = 0.12, 0.08
"""How far effects may differ in the log, from none and from one slot to the next, before anything is seen: our
assumption, mild against a month of legs."""


@dataclass(frozen=True, eq=False)
class TravelFit:
    """What legs taught.

    Parameters
    ----------
    factors
        Expected seconds ÷ free flow, shape (classes, slots).
    zones
        Factor per zone.
    variances
        Of the logs.
    spreads
        Of single legs, by expected seconds.
    """

    factors: Floats
    zones: Floats
    variances: Variances
    spreads: tuple[Spread, ...]


class _Design(NamedTuple):
    """Logs of expected seconds and how they change with each effect."""

    log_s: Floats
    columns: Floats


class _Bands(NamedTuple):
    """Legs by length: number of each leg's band, upper limits, and per band relative variance and lift of the mean."""

    of: NDArray[np.int64]
    limits: tuple[int | None, ...]
    variance: Floats
    lift: Floats


def fit_travel(legs: Legs) -> TravelFit:
    """Fit factors, variances and spreads.

    Legs whose time had to be split count for the factors; for level and spread
    only if hardly any others are there.
    """
    long_enough = legs.parts.sum(axis=1) >= _SHORTEST_S
    legs = legs.only(long_enough) if long_enough.any() else legs
    whole = ~legs.split if (~legs.split).sum() >= max(_LEAST_LEGS, 0.1 * len(legs)) else np.ones(len(legs), np.bool_)
    logs = np.log(np.maximum(legs.observed_s, _SHORTEST_S))
    free = np.maximum(legs.parts.sum(axis=1), 1.0)
    effects = np.zeros(_size(legs))
    effects[0] = np.log(legs.observed_s.sum() / free.sum())
    penalty = _penalty(legs.zone_side**2)
    variances = Variances()
    bands = _one_band(len(legs))
    residuals = np.zeros(len(legs))
    for step in range(_STEPS):
        design = _design(legs, effects)
        working = logs + bands.lift[bands.of] - design.log_s + design.columns @ effects
        weights = 1 / bands.variance[bands.of]
        sums = _sums(legs, np.column_stack([design.columns, working]), weights)
        effects = solve(sums, penalty, variances)
        unexplained = working - design.columns @ effects
        spent = degrees_spent(sums, penalty, variances) * whole.mean()
        variances = estimate_variances(_sums(legs, unexplained[:, None], weights, whole), spent, variances)
        residuals = unexplained - _of_legs(legs, sums.effects(np.append(-effects, 1.0), variances))
        if step < _STEPS - 1:
            bands = _bands(np.exp(design.log_s), residuals, whole)
    expected = np.exp(_design(legs, effects).log_s)
    level = legs.observed_s[whole].sum() / expected[whole].sum()
    factors, zones = _factors(effects, legs.zone_side**2)
    return TravelFit(factors * level, zones, variances, _spreads(residuals, bands, whole, variances))


def _size(legs: Legs) -> int:
    """Return the number of effects: level, slots, classes, classes x slots, zones."""
    return 1 + _SLOTS + _CLASSES + _CLASSES * _SLOTS + legs.zone_side**2


def _factors(effects: Floats, zones: int) -> tuple[Floats, Floats]:
    """Return the factors by class and slot, and by zone, that belong to effects on the log."""
    level, slots, classes, both, zone = np.split(effects, np.cumsum([1, _SLOTS, _CLASSES, _CLASSES * _SLOTS]))
    by_class = level + _HOURS + slots[None, :] + classes[:, None] + both.reshape(_CLASSES, _SLOTS)
    return np.exp(by_class), np.exp(zone[:zones])


def _design(legs: Legs, effects: Floats) -> _Design:
    """Return the log of each leg's expected seconds and its derivatives."""
    zones = legs.zone_side**2
    factors, zone_factors = _factors(effects, zones)
    by_class, by_zone = np.divmod(legs.buckets, zones)
    seconds = legs.parts * factors[by_class][:, legs.slot].T * zone_factors[by_zone]
    total = seconds.sum(axis=1)
    shares = seconds / total[:, None]
    rows = np.arange(len(legs))
    slot = np.zeros((len(legs), _SLOTS))
    slot[rows, legs.slot] = 1.0
    classes = shares @ (by_class[:, None] == np.arange(_CLASSES))
    both = np.zeros((len(legs), _CLASSES, _SLOTS))
    both[rows, :, legs.slot] = classes
    zone = shares @ (by_zone[:, None] == np.arange(zones))
    ones = np.ones((len(legs), 1))
    return _Design(np.log(total), np.hstack([ones, slot, classes, both.reshape(len(legs), -1), zone]))


def _penalty(zones: int) -> Floats:
    """Return the inverse of the effects' covariance as thought beforehand; the level is free."""
    steps = np.diff(np.eye(_SLOTS), axis=0)
    beside = steps.T @ steps
    size = 1 + _SLOTS + _CLASSES + _CLASSES * _SLOTS + zones
    penalty = np.zeros((size, size))
    blocks = (
        np.full((1, 1), 1e-6),
        np.eye(_SLOTS) / _SLOT_SD**2 + beside / _STEP_SD**2,
        np.eye(_CLASSES) / _CLASS_SD**2,
        np.kron(np.eye(_CLASSES), np.eye(_SLOTS) / _CLASS_SLOT_SD**2 + beside / _CLASS_STEP_SD**2),
        np.eye(zones) / _ZONE_SD**2,
    )
    at = 0
    for block in blocks:
        penalty[at : at + len(block), at : at + len(block)] = block
        at += len(block)
    return penalty


def _sums(legs: Legs, columns: Floats, weights: Floats, keep: NDArray[np.bool_] | None = None) -> NestedSums:
    """Sum over legs, all or some, with tours and days numbered without gaps."""
    keep = np.ones(len(legs), np.bool_) if keep is None else keep
    tours, tour = np.unique(legs.tour[keep], return_inverse=True)
    days = np.array([legs.tours[number][0] for number in tours], np.int64)
    return NestedSums.of(columns[keep], weights[keep], tour, np.unique(days, return_inverse=True)[1])


def _of_legs(legs: Legs, found: Effects) -> Floats:
    """Return the effect of day and tour on each leg."""
    tours, tour = np.unique(legs.tour, return_inverse=True)
    days = np.array([legs.tours[number][0] for number in tours], np.int64)
    both = found.tour + found.day[np.unique(days, return_inverse=True)[1]]
    effect: Floats = both[tour]
    return effect


def _one_band(legs: int) -> _Bands:
    return _Bands(np.zeros(legs, np.int64), (None,), np.ones(1), np.zeros(1))


def _bands(expected_s: Floats, residuals: Floats, whole: NDArray[np.bool_]) -> _Bands:
    """Group legs by length; short ones vary more.

    Parameters
    ----------
    residuals
        Logs of observed ÷ expected without effects of day and tour; their level is of no matter.
    """
    limits = _limits(expected_s[whole])
    of = np.searchsorted(np.array(limits[:-1], np.float64), expected_s).astype(np.int64)
    variance, lift = np.ones(len(limits)), np.zeros(len(limits))
    for band in range(len(limits)):
        seen = residuals[whole & (of == band)]
        around = seen - seen.mean() if seen.size else np.zeros(1)
        variance[band], lift[band] = max(float((around**2).mean()), 1e-6), np.log(np.exp(around).mean())
    return _Bands(of, limits, variance / variance[of[whole]].mean(), lift)


def _limits(expected_s: Floats) -> tuple[int | None, ...]:
    """Return the upper limits of the bands, the last without one, each with enough legs."""
    limits: list[int] = []
    below = 0
    for limit in _BANDS_S:
        count = int((expected_s <= limit).sum())
        if count - below >= _LEAST_LEGS and len(expected_s) - count >= _LEAST_LEGS:
            limits.append(limit)
            below = count
    return (*limits, None)


def _spreads(residuals: Floats, bands: _Bands, whole: NDArray[np.bool_], variances: Variances) -> tuple[Spread, ...]:
    """Return the spread of single legs per band, as wide as the variances say (fitting takes some of it away)."""
    return tuple(
        spread_of(
            np.exp(residuals[whole & (bands.of == band)]),
            log_sd=float(np.sqrt(variances.leg * bands.variance[band])),
            up_to_s=limit,
        )
        for band, limit in enumerate(bands.limits)
    )
