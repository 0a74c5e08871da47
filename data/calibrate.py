"""What a firm's own stamps teach: travel by road class and hour, service by customer, and how uncertain both are."""

from collections.abc import Mapping, Sequence
from datetime import date as Date

import numpy as np
from numpy.typing import NDArray

from data.day_effects import NestedSums, Variances
from data.held_out import held_out_errors
from data.history import PastDay, calendar_weeks
from data.legs import BEFORE_LEARNING, STARTS_S, Observed, legs_of, observe
from data.service import fit_service
from data.spreads import log_moments, quantiles_of
from data.travel import fit_travel
from routing.errors import InputError
from routing.progress import Say, silent
from routing.table import TravelTables
from routing.traffic import ROAD_CLASSES, LearnedTimes, TravelFactors

__all__ = ["LEAST_DAYS", "calibrate", "day_factors", "legs_of", "pace"]

LEAST_DAYS = 10
"""Two working weeks: with fewer nothing is learned."""

FEW_WEEKS = 4
"""With fewer calendar weeks it is said that the spread of days is uncertain."""

_ENOUGH_LEGS = 200


def calibrate(
    days: Sequence[PastDay], tables: TravelTables, *, name: str, held_out: bool = True, progress: Say = silent
) -> LearnedTimes:
    """Learn expected times and their spread from past days.

    Parameters
    ----------
    days
        In any order; tours that are not trusted teach nothing.
    tables
        Travel per profile, holding every place of the days.
    name
        Written into every plan that uses what was learned.
    held_out
        Also learn from every other day and measure errors on the rest
        (:mod:`data.held_out`); costs twice as much again.
    progress
        Called with a short text as parts are done.

    Raises
    ------
    InputError
        If fewer than :data:`LEAST_DAYS` days have stamped legs, or a profile has no table.

    Notes
    -----
    A leg belongs to the slot in which it began. The days it was learned from
    are those with stamped legs. See :mod:`data.travel` and :mod:`data.service`.
    """
    observed = observe(days, tables)
    if len(observed.legs) < _ENOUGH_LEGS:
        observed = observe(days, tables, BEFORE_LEARNING)
    seen = _days_with_legs(observed)
    if len(seen) < LEAST_DAYS:
        raise InputError.of("history_too_short", value=str(len(seen)), detail=str(LEAST_DAYS))
    progress("1/3")
    times = _learn(observed, seen, name)
    if _arrivals_missing(days):
        observed = observe(days, tables, times)
        seen = _days_with_legs(observed)
        times = _learn(observed, seen, name)
    progress("2/3")
    if held_out:
        ordered = sorted(days, key=lambda day: day.date)
        errors = held_out_errors(ordered, tables, observed, seen, lambda some, on: _learn(some, on, "held-out"))
        times = times.model_copy(update={"held_out": errors})
    progress("3/3")
    return times


def pace(days: Sequence[PastDay], tables: TravelTables, times: LearnedTimes) -> NDArray[np.float64]:
    """Return travel ÷ free flow on the roads that were driven, and the number of legs, per slot: shape (slots, 2)."""
    legs = observe(days, tables).legs
    driven = legs.parts.sum(axis=0)
    by_slot = driven @ times.bucket_factors[legs.buckets] / max(driven.sum(), 1e-9)
    return np.column_stack([by_slot, np.bincount(legs.slot, minlength=len(by_slot))])


def day_factors(
    days: Sequence[PastDay], tables: TravelTables, times: LearnedTimes
) -> tuple[Mapping[Date, float], Mapping[tuple[Date, str], float]]:
    """Return by how much each day, and each tour besides its day, was slower than expected.

    Best linear unbiased predictions from the legs that were driven, under the
    variances in ``times``, which may come from other days. A tour's other legs
    are expected at the product of both factors; a day or tour without trusted
    legs is missing and 1.
    """
    legs = observe(days, tables).legs
    if not len(legs):
        return {}, {}
    expected = legs.expected_s(times)
    limits = [spread.up_to_s for spread in times.legs[:-1] if spread.up_to_s is not None]
    moments = np.array([log_moments(spread) for spread in times.legs])[np.searchsorted(limits, np.rint(expected))]
    variances = Variances(1.0, times.tour_log_sd**2, times.day_log_sd**2)
    shift = (variances.tour + variances.day) / 2  # factors have a mean of 1, their logs lie below 0
    logs = np.log(np.maximum(legs.observed_s, 5.0) / expected) - moments[:, 0] + shift
    tours, tour = np.unique(legs.tour, return_inverse=True)
    numbers, day = np.unique([legs.tours[number][0] for number in tours], return_inverse=True)
    found = NestedSums.of(logs[:, None], 1 / np.maximum(moments[:, 1], 1e-4), tour, day).effects(np.ones(1), variances)
    by_day = np.exp(found.day + (found.day_variance - variances.day) / 2)
    by_tour = np.exp(found.tour + (found.tour_variance - variances.tour) / 2)
    names = [legs.tours[number] for number in tours]
    return (
        {legs.days[number]: float(factor) for number, factor in zip(numbers, by_day, strict=True)},
        {(legs.days[number], tour_id): float(factor) for (number, tour_id), factor in zip(names, by_tour, strict=True)},
    )


def _days_with_legs(observed: Observed) -> list[int]:
    """Return the numbers of the days on which legs were seen, ascending."""
    return sorted({observed.legs.tours[tour][0] for tour in observed.legs.tour})


def _arrivals_missing(days: Sequence[PastDay]) -> bool:
    """Return whether a visit was left but its arrival not stamped."""
    visits = (visit for day in days for visit in day.visits.values())
    return any(visit.actual_arrival_s is None and visit.actual_departure_s is not None for visit in visits)


def _learn(observed: Observed, seen: Sequence[int], name: str) -> LearnedTimes:
    """Put together what was seen on some days."""
    fit = fit_travel(observed.legs)
    dates = tuple(observed.legs.days[number] for number in seen)
    source = _source(dates, len(observed.legs))
    factors = {road: tuple(np.round(row, 5).tolist()) for road, row in zip(ROAD_CLASSES, fit.factors, strict=True)}
    late = np.array([seconds for _, seconds in observed.departures_late_s], np.float64)
    return LearnedTimes(
        name=name,
        source=source,
        days=dates,
        travel=TravelFactors(name=name, source=source, starts_s=STARTS_S, factors=factors),
        zone_side=observed.legs.zone_side,
        zone_factors=tuple(round(float(zone), 5) for zone in fit.zones),
        day_log_sd=round(float(np.sqrt(fit.variances.day)), 5),
        tour_log_sd=round(float(np.sqrt(fit.variances.tour)), 5),
        legs=fit.spreads,
        service=fit_service(observed.services),
        departure_late_s=quantiles_of(late),
    )


def _source(dates: Sequence[Date], legs: int) -> str:
    """Say in a sentence what was learned from, and whether it is little."""
    weeks = calendar_weeks(dates)
    said = f"Learned from {legs} driven legs on {len(dates)} days in {weeks} weeks, {dates[0]} to {dates[-1]}."
    few = f" Fewer than {FEW_WEEKS} weeks: the spread of days is uncertain."
    return said + few if weeks < FEW_WEEKS else said
