"""Wrong models on purpose: what the calibration gate must refuse.

Each function takes what was learned and spoils one thing. They serve tests and
benchmarks only.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from benchmarks.replay.spreads import scaled
from benchmarks.replay.variants import changed, wider_days
from routing.traffic import LearnedTimes, ServiceTimes, TravelFactors


def quieter(times: LearnedTimes, share: float) -> LearnedTimes:
    """Keep only ``share`` of all spread: of legs, service, departures, days and tours."""
    late = np.array(times.departure_late_s, np.float64)
    return changed(
        times,
        legs=tuple(scaled(spread, share) for spread in times.legs),
        service=_service(times.service, spread=scaled(times.service.spread, share)),
        departure_late_s=tuple(int(second) for second in np.rint(late.mean() + share * (late - late.mean()))),
        day_log_sd=times.day_log_sd * share,
        tour_log_sd=times.tour_log_sd * share,
    )


def faster(times: LearnedTimes, share: float) -> LearnedTimes:
    """Drive ``share`` faster than learned: every leg takes 1 ÷ (1 + share) of its time."""
    return _with_factors(times, {name: np.array(row) / (1 + share) for name, row in times.travel.factors.items()})


def shifted(times: LearnedTimes, slots: int) -> LearnedTimes:
    """Move the hourly profile by whole slots, around the clock."""
    return _with_factors(times, {name: np.roll(row, slots) for name, row in times.travel.factors.items()})


def flat(times: LearnedTimes) -> LearnedTimes:
    """Give each road class its mean over the slots between 6 and 20 o'clock, all day."""
    starts = np.array(times.travel.starts_s)
    busy = (starts >= 6 * 3600) & (starts < 20 * 3600)
    kept = busy if busy.any() else np.ones_like(busy)
    rows = {name: np.full(len(row), np.array(row)[kept].mean()) for name, row in times.travel.factors.items()}
    return _with_factors(times, rows)


def without_zones(times: LearnedTimes) -> LearnedTimes:
    """Give every zone the geometric mean of all."""
    mean = float(np.exp(np.log(times.zone_factors).mean()))
    return changed(times, zone_factors=(mean,) * len(times.zone_factors))


def flat_service(times: LearnedTimes) -> LearnedTimes:
    """Give every customer the mean of all."""
    means = times.service.mean_s
    mean = float(np.mean(list(means.values()))) if means else 0.0
    return changed(times, service=_service(times.service, mean_s=dict.fromkeys(means, mean)))


FAULTS: Mapping[str, Callable[[LearnedTimes], LearnedTimes]] = {
    "noise_60": lambda times: quieter(times, 0.6),
    "noise_80": lambda times: quieter(times, 0.8),
    "travel_10_faster": lambda times: faster(times, 0.1),
    "profile_shifted": lambda times: shifted(times, 1),
    "profile_shifted_2": lambda times: shifted(times, 2),
    "profile_flat": flat,
    "zones_missing": without_zones,
    "service_flat": flat_service,
}
"""What the gate must refuse, by name."""

REPORTED: Mapping[str, Callable[[LearnedTimes], LearnedTimes]] = {"day_variance_125": lambda t: wider_days(t, 1.25)}
"""What is only reported: too small to be seen in the number of days a firm has."""


def _with_factors(times: LearnedTimes, rows: Mapping[str, Any]) -> LearnedTimes:
    travel = times.travel
    factors = {name: tuple(float(factor) for factor in row) for name, row in rows.items()}
    return changed(
        times,
        travel=TravelFactors(name=travel.name, source=travel.source, starts_s=travel.starts_s, factors=factors),
    )


def _service(service: ServiceTimes, **update: Any) -> ServiceTimes:
    return ServiceTimes(**({name: getattr(service, name) for name in ServiceTimes.model_fields} | update))
