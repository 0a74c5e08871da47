"""What was driven and served on past days, set against what the model of each day expects."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri, stdtr

from benchmarks.replay.spreads import log_mean, log_sd
from benchmarks.replay.stamped import Floats, TimesOfDay
from data.history import PastDay
from data.legs import Legs, Observed
from routing.traffic import LearnedTimes

SHORTEST_S = 5
"""Legs expected to be shorter, from door to door, are mostly the rounding of their stamps."""


class Mean(NamedTuple):
    """A mean, its standard error, and the days behind both."""

    value: float
    error: float
    days: int

    @property
    def deviate(self) -> float:
        """How far the mean is from 0: the normal deviate that is as rare as value ÷ error.

        The error is estimated from the days too, so the quotient follows Student's t with a degree of freedom for
        each day but one. On 11 days a t of 3.8 is as rare as a normal deviate of 2.9; on 60 days they hardly differ.
        """
        if self.error == 0:
            return 0.0 if self.value == 0 else float("inf")
        rarity = stdtr(self.days - 1, -abs(self.value) / self.error)
        return float(np.copysign(ndtri(rarity), self.value))


def clustered_mean(values: Floats, days: NDArray[np.int64]) -> Mean:
    """Return a mean with days as its clusters, for what happens on one day shares its traffic."""
    _, day = np.unique(days, return_inverse=True)
    sums, counts = np.bincount(day, values), np.bincount(day)
    mean = float(values.mean())
    error = np.sqrt(((sums - counts * mean) ** 2).sum() * len(sums) / max(len(sums) - 1, 1)) / len(values)
    return Mean(mean, float(error), len(sums))


class Fit(NamedTuple):
    """A model and the numbers of the days that it judges."""

    times: LearnedTimes
    judged: tuple[int, ...]


def fits_of(days: Sequence[PastDay], times_of_day: TimesOfDay) -> tuple[Fit, ...]:
    """Return the models of all days, each once."""
    models = [times_of_day(day.date) for day in days]
    distinct = list({id(times): times for times in models}.values())
    return tuple(Fit(times, tuple(row for row, model in enumerate(models) if model is times)) for times in distinct)


class Residuals(NamedTuple):
    """Legs of the judged days: log of observed minus the log that the model expects, and that log's spread."""

    log: Floats
    deviation: Floats
    tour: NDArray[np.int64]
    slot: NDArray[np.int64]
    zone: NDArray[np.int64]
    day: NDArray[np.int64]

    @property
    def after_tour(self) -> Floats:
        """Residuals less the mean of their tour."""
        counts = np.maximum(np.bincount(self.tour), 1)
        means = np.bincount(self.tour, self.log) / counts
        return self.log - means[self.tour]


def residuals_of(observed: Observed, fits: Sequence[Fit]) -> Residuals:
    """Compare each leg with the log that the model expects of it.

    The mean of a log lies below the log of the mean, by what the spreads of leg,
    tour and day say; without that, the rare long legs would count as a bias
    of all others.
    """
    parts = [_of_fit(observed.on(fit.judged), fit.times) for fit in fits]
    if not parts:
        nothing = np.zeros(0, np.int64)
        return Residuals(np.zeros(0), np.zeros(0), nothing, nothing, nothing, nothing)
    return Residuals(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def _of_fit(observed: Observed, times: LearnedTimes) -> Residuals:
    expected = _expected_s(observed.legs, times)
    legs, expected = observed.legs.only(expected >= SHORTEST_S), expected[expected >= SHORTEST_S]
    limits = [spread.up_to_s for spread in times.legs[:-1]]
    band = np.searchsorted(np.array(limits, np.float64), np.rint(expected), side="left")
    smear = np.array([log_mean(spread) for spread in times.legs])[band]
    smear -= (times.day_log_sd**2 + times.tour_log_sd**2) / 2
    zones = legs.zone_side**2
    by_zone = np.zeros((len(legs), zones))
    np.add.at(by_zone.T, legs.buckets % zones, legs.parts.T)
    day_of_tour = np.array([day for day, _ in legs.tours], np.int64)
    return Residuals(
        log=np.log(np.maximum(legs.observed_s, 1)) - np.log(expected) - smear,
        deviation=np.array([log_sd(spread) for spread in times.legs])[band],
        tour=legs.tour,
        slot=legs.slot,
        zone=by_zone.argmax(axis=1),
        day=day_of_tour[legs.tour],
    )


def _expected_s(legs: Legs, times: LearnedTimes) -> Floats:
    """Return expected seconds of legs, at each slot's pace for the part driven in it, as ``schedule()`` drives them."""
    pace = np.maximum(legs.parts @ times.bucket_factors[legs.buckets], 1e-9)
    left_s = np.array([name[3] for name in legs.names], np.float64)
    now, open_share = left_s.copy(), np.ones(len(legs))
    for slot, ends_s in enumerate((*times.travel.starts_s[1:], np.inf)):
        share = np.minimum(open_share, np.maximum(ends_s - now, 0) / pace[:, slot])
        now += share * pace[:, slot]
        open_share -= share
    return now - left_s


def services_of(observed: Observed, fits: Sequence[Fit]) -> Iterator[tuple[float, float, float]]:
    """Yield the mean of each visit's customer at other visits, its seconds, and those predicted.

    That mean comes from the stamps, not from the model: one that knows no customers must not hide it.
    """
    total: dict[str, int] = {}
    count: dict[str, int] = {}
    for service in observed.services:
        if service.customer_id is not None:
            total[service.customer_id] = total.get(service.customer_id, 0) + service.observed_s
            count[service.customer_id] = count.get(service.customer_id, 0) + 1
    model = {number: fit.times.service for fit in fits for number in fit.judged}
    for service in observed.services:
        name = service.customer_id
        if name is not None and count[name] > 1:
            others = (total[name] - service.observed_s) / (count[name] - 1)
            yield others, service.observed_s, model[service.day].expected_s(name, service.planned_s)
