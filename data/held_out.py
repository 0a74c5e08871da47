"""How well learned times foretell days that they were not learned from."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from data.history import PastDay
from data.legs import Observed
from routing.matrix import UNREACHABLE
from routing.simulate import Conditions, simulate
from routing.table import TravelTables, matrices_of
from routing.traffic import LearnedTimes

_DAYS = 60
"""On so many days at most, evenly chosen, tours are simulated for the error of arrivals; more add little."""

_SCENARIOS = 64

Learn = Callable[[Observed, Sequence[int]], LearnedTimes]
"""Learn from what was seen on the days of these numbers."""


class _Pairs(NamedTuple):
    """Seen and expected seconds."""

    seen: NDArray[np.float64]
    expected: NDArray[np.float64]


def held_out_errors(
    days: Sequence[PastDay], tables: TravelTables, observed: Observed, seen: Sequence[int], learn: Learn
) -> dict[str, float]:
    """Learn from even days and judge by odd ones, and the other way round.

    Parameters
    ----------
    days
        Ascending, as numbered in ``observed``.
    seen
        Numbers of the days with legs, ascending.

    Returns
    -------
    dict
        ``legs_median_abs_pct``, ``legs_mean_abs_pct``: observed against expected seconds of a leg;
        ``legs_bias_pct``: by how much all legs together took longer than expected;
        the same three of ``service``; all in percent of the expected seconds.
        ``arrival_bias_s``, ``arrival_mean_abs_s``: actual - mean simulated arrival, over tours
        simulated as driven from their actual departure. What was never seen is missing.
    """
    parts: dict[str, list[_Pairs]] = {"legs": [], "service": [], "arrival": []}
    judged = set(np.array(seen)[np.unique(np.linspace(0, len(seen) - 1, _DAYS).astype(int))].tolist())
    for some, rest in ((seen[::2], seen[1::2]), (seen[1::2], seen[::2])):
        times = learn(observed.on(some), some)
        other = observed.on(rest)
        parts["legs"].append(_legs(other, times))
        parts["service"].append(_service(other, times))
        parts["arrival"].extend(_arrivals(days[number], tables, times) for number in rest if number in judged)
    errors: dict[str, float] = {}
    for name in ("legs", "service"):
        errors |= _percent(name, _joined(parts[name]))
    late = np.subtract(*_joined(parts["arrival"]))
    if late.size:
        errors["arrival_bias_s"] = round(float(late.mean()), 1)
        errors["arrival_mean_abs_s"] = round(float(np.abs(late).mean()), 1)
    return errors


def _joined(pairs: Sequence[_Pairs]) -> _Pairs:
    seen, expected = ([pair[side] for pair in pairs] for side in (0, 1))
    return _Pairs(np.concatenate([np.zeros(0), *seen]), np.concatenate([np.zeros(0), *expected]))


def _legs(observed: Observed, times: LearnedTimes) -> _Pairs:
    legs = observed.legs.only(~observed.legs.split)
    return _Pairs(legs.observed_s, legs.expected_s(times))


def _service(observed: Observed, times: LearnedTimes) -> _Pairs:
    services = [service for service in observed.services if not service.split]
    expected = [times.service.expected_s(service.customer_id, service.planned_s) for service in services]
    seen = [service.observed_s for service in services]
    return _Pairs(np.array(seen, np.float64), np.array(expected, np.float64))


def _percent(name: str, pairs: _Pairs) -> dict[str, float]:
    """Return median, mean and bias of what was seen against what was expected."""
    known = pairs.expected > 0
    if not known.any():
        return {}
    seen, expected = pairs.seen[known], pairs.expected[known]
    off = np.abs(seen / expected - 1) * 100
    return {
        f"{name}_median_abs_pct": round(float(np.median(off)), 2),
        f"{name}_mean_abs_pct": round(float(off.mean()), 2),
        f"{name}_bias_pct": round(float(seen.sum() / expected.sum() - 1) * 100, 2),
    }


def _arrivals(day: PastDay, tables: TravelTables, times: LearnedTimes) -> _Pairs:
    """Simulate trusted tours as driven; return actual and mean simulated arrivals.

    Means are passed through no window here: waiting makes the mean of arrivals
    another than the arrival at mean times.
    """
    tours = [tour for tour in day.tours if tour.teaches and tour.actual_departure_s is not None]
    simulated = simulate(
        day.problem,
        {tour.tour_id: tour.driven for tour in tours},
        matrices_of(tables, day.problem, times),
        times,
        seed=0,
        scenarios=_SCENARIOS,
        conditions=Conditions(departures={tour.tour_id: tour.actual_departure_s or 0 for tour in tours}),
    )
    pairs = [
        (stamp, arrivals.mean())
        for route in simulated.routes
        for stop_id, arrivals in zip(route.stop_ids, route.arrival_s, strict=True)
        if (stamp := day.visits[stop_id].actual_arrival_s) is not None and arrivals.max() < UNREACHABLE
    ]
    found = np.array(pairs, np.float64).reshape(-1, 2)
    return _Pairs(found[:, 0], found[:, 1])
