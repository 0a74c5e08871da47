"""Past tours simulated beside their own stamps: what the calibration gate compares.

Stamps come from the order that was driven, so that order is simulated, from
the planned start with departures drawn. A visit counts when its tour's stamps are
trusted, its arrival was stamped, and roads lead to it; the same visits make up the
actual and the simulated delay rate.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date as Date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.replay.faults import faster
from benchmarks.replay.spreads import log_sd
from benchmarks.replay.variants import changed
from data.history import PastDay
from routing.matrix import UNREACHABLE
from routing.model import Stop
from routing.simulate import SimulatedRoute, simulate
from routing.table import TravelTables, matrices_of
from routing.traffic import LearnedTimes, ServiceTimes

Floats = NDArray[np.float64]
TimesOfDay = Callable[[Date], LearnedTimes]
"""The model that judges a day: learned from other days."""

THIRDS = 3
_NUDGE = 0.05
_NUDGE_S = 60


@dataclass(frozen=True)
class Arrivals:
    """Stamped visits beside their simulation, one row each, and late stops by day.

    Parameters
    ----------
    day, third, hour
        int64, shape (visits,): number of the day, third of the tour, and hour of
        the simulated mean arrival. (Grouping by the actual hour would
        put late visits among later ones and show a bias where there is none.)
    error_s
        Actual - mean simulated arrival.
    inside
        Whether the actual arrival lies in the simulated 80 % interval.
    due, late
        Shape (days,): due stops, and those late by the stamps.
    simulated_late
        Shape (days, scenarios).
    refit_variance
        Variance of the simulated delay rate because another sample of days would have taught another level.
    """

    day: NDArray[np.int64]
    third: NDArray[np.int64]
    hour: NDArray[np.int64]
    error_s: Floats
    inside: NDArray[np.bool_]
    due: NDArray[np.int64]
    late: NDArray[np.int64]
    simulated_late: NDArray[np.int64]
    refit_variance: float


class _Visit(NamedTuple):
    third: int
    hour: int
    error_s: float
    inside: bool


class _Late(NamedTuple):
    """Late stops of one day: by the stamps, and per scenario."""

    due: int
    actual: int
    simulated: NDArray[np.int64]


def arrivals_of(
    days: Sequence[PastDay],
    tables: TravelTables,
    times_of_day: TimesOfDay,
    *,
    scenarios: int,
    seed: int,
    tolerance_s: int | None = None,
) -> Arrivals:
    """Simulate the driven tours of days and set them beside their stamps.

    Parameters
    ----------
    times_of_day
        Expected times and spreads to judge each day by; must not have seen that day.
    tolerance_s
        Lateness up to which a stop is on time; each day's own unless given.
    """
    visits: list[tuple[int, _Visit]] = []
    lates: list[_Late] = []
    slopes: list[Floats] = []
    for number, day in enumerate(days):
        times = times_of_day(day.date)
        pairs = _simulated(day, tables, times, scenarios=scenarios, seed=seed)
        visits += [(number, visit) for tour in pairs for visit in _visits(tour)]
        lates.append(_late(day, pairs, tolerance_s, scenarios))
        nudged = [
            _late(day, _simulated(day, tables, other, scenarios=scenarios, seed=seed), tolerance_s, scenarios)
            for other in _nudged(times)
        ]
        steps = (_NUDGE, _NUDGE, _NUDGE_S)
        slopes.append(
            np.array(
                [
                    (other.simulated - lates[-1].simulated).mean() / step
                    for other, step in zip(nudged, steps, strict=True)
                ]
            )
        )
    return Arrivals(
        day=np.array([number for number, _ in visits], np.int64),
        third=np.array([visit.third for _, visit in visits], np.int64),
        hour=np.array([visit.hour for _, visit in visits], np.int64),
        error_s=np.array([visit.error_s for _, visit in visits], np.float64),
        inside=np.array([visit.inside for _, visit in visits], np.bool_),
        due=np.array([late.due for late in lates], np.int64),
        late=np.array([late.actual for late in lates], np.int64),
        simulated_late=np.stack([late.simulated for late in lates]) if lates else np.zeros((0, scenarios), np.int64),
        refit_variance=_refit_variance(days, times_of_day, slopes, sum(late.due for late in lates)),
    )


class _Tour(NamedTuple):
    """A simulated tour and the rows of its visits that count."""

    route: SimulatedRoute
    rows: tuple[int, ...]
    actual_s: tuple[int, ...]
    stops: tuple[Stop, ...]


def _simulated(
    day: PastDay, tables: TravelTables, times: LearnedTimes, *, scenarios: int, seed: int
) -> tuple[_Tour, ...]:
    """Simulate the trusted tours of a day as driven."""
    sequences = {tour.tour_id: tour.driven for tour in day.tours if tour.teaches and tour.driven}
    matrices = matrices_of(tables, day.problem, times)
    simulated = simulate(day.problem, sequences, matrices, times, seed=seed, scenarios=scenarios)
    return tuple(_tour(day, route) for route in simulated.routes)


def _tour(day: PastDay, route: SimulatedRoute) -> _Tour:
    """Find the visits of a tour that were stamped and can be reached."""
    stamps = [day.visits[stop_id].actual_arrival_s for stop_id in route.stop_ids]
    reached = route.arrival_s.max(axis=1, initial=0) < UNREACHABLE
    counted = [(row, stamp) for row, stamp in enumerate(stamps) if stamp is not None and reached[row]]
    stops = tuple(day.problem.stop_by_id[route.stop_ids[row]] for row, _ in counted)
    return _Tour(route, tuple(row for row, _ in counted), tuple(stamp for _, stamp in counted), stops)


def _visits(tour: _Tour) -> list[_Visit]:
    """Set the stamps of a tour beside its simulated arrivals."""
    if not tour.rows:
        return []
    simulated = tour.route.arrival_s[list(tour.rows)]
    means = simulated.mean(axis=1)
    low, high = np.quantile(simulated, [0.1, 0.9], axis=1)
    size = len(tour.route.stop_ids)
    return [
        _Visit(row * THIRDS // size, int(mean // 3600), stamp - mean, bool(least <= stamp <= most))
        for row, stamp, mean, least, most in zip(tour.rows, tour.actual_s, means, low, high, strict=True)
    ]


def _late(day: PastDay, tours: Sequence[_Tour], tolerance_s: int | None, scenarios: int) -> _Late:
    """Count late stops among the visits that count."""
    tolerated_s = day.problem.tolerance_s if tolerance_s is None else tolerance_s
    due, actual, simulated = 0, 0, np.zeros(scenarios, np.int64)
    for tour in tours:
        for row, stop in zip(tour.rows, tour.stops, strict=True):
            start_s = day.service_start_s(stop)
            if stop.due_s is None or start_s is None:
                continue
            due += 1
            actual += start_s > stop.due_s + tolerated_s
            simulated += tour.route.service_start_s[row] > stop.due_s + tolerated_s
    return _Late(due, actual, simulated)


def _nudged(times: LearnedTimes) -> tuple[LearnedTimes, LearnedTimes, LearnedTimes]:
    """Return the model with slower travel, with longer service, with later departures."""
    service = times.service
    longer = ServiceTimes(
        mean_s={name: mean * (1 + _NUDGE) for name, mean in service.mean_s.items()},
        factor=service.factor * (1 + _NUDGE),
        spread=service.spread,
    )
    return (
        faster(times, 1 / (1 + _NUDGE) - 1),
        changed(times, service=longer),
        changed(times, departure_late_s=tuple(second + _NUDGE_S for second in times.departure_late_s)),
    )


def _refit_variance(days: Sequence[PastDay], times_of_day: TimesOfDay, slopes: Sequence[Floats], due: int) -> float:
    """Return the variance of the simulated delay rate over refits.

    The level of travel, of service and of departures is known only as well as
    the days of each fit show it; each passes on to the delay rate by its slope.
    """
    if not due:
        return 0.0
    fits: dict[tuple[Date, ...], LearnedTimes] = {}
    total: dict[tuple[Date, ...], Floats] = {}
    for day, slope in zip(days, slopes, strict=True):
        times = times_of_day(day.date)
        fits[times.days] = times
        total[times.days] = total.get(times.days, np.zeros(3)) + slope
    trusted = [tour for day in days for tour in day.tours if tour.teaches]
    tours, visits = len(trusted) / len(days), sum(len(tour.driven) for tour in trusted) / len(days)
    return sum(
        float(((total[seen] / due) ** 2) @ _level_variances(times, tours, visits)) for seen, times in fits.items()
    )


def _level_variances(times: LearnedTimes, tours: float, visits: float) -> Floats:
    """Return variances of the learned log travel, log service and departure seconds, by the fit's own spreads.

    Parameters
    ----------
    tours, visits
        How many there are in a day.
    """
    days = max(len(times.days), 1)
    legs = max(log_sd(spread) for spread in times.legs)
    travel = times.day_log_sd**2 + times.tour_log_sd**2 / max(tours, 1) + legs**2 / max(visits, 1)
    service = log_sd(times.service.spread) ** 2 / max(visits, 1)
    departure = float(np.var(times.departure_late_s)) / max(tours, 1)
    return np.array([travel, service, departure]) / days
