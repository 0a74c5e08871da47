"""The search over the hours of the day: plan, time truly, take each leg's hour from it, plan again."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.solvers.legs import Legs, effective_legs, likely_departures, planned_departures
from routing.solvers.or_tools import Incumbent, Limits, Model
from routing.solvers.repair import repaired
from routing.solvers.tours import Day, Tours

SHARES = (0.4, 0.2, 0.2, 0.2)
"""Part of the limits that each round may use where travel times change over the day."""


@dataclass(frozen=True)
class Outcome:
    """Tours at the end of a search, the solutions it saw, and what ended it."""

    tours: Tours
    work: int
    out_of_time: bool


def search(day: Day, deadline: float, start: Tours | None, listener: Callable[[Incumbent], None]) -> Outcome:
    """Return the best tours by true times; they keep every hard rule.

    Parameters
    ----------
    deadline
        Reading of ``time.monotonic`` at which to be done.
    start
        Tours to begin from.
    listener
        Told of each new best of a round, in that round's own times.
    """
    stops = _order(day)
    best = repaired(day, start if start is not None else [[] for _ in day.vehicles])
    best_rank = _rank(day, best)
    guess = likely_departures(day)
    shares = SHARES if _hours_matter(day) else (1.0,)
    warm = best if start is not None else None
    work = 0
    begun = time.monotonic()
    for number, share in enumerate(shares):
        if warm is not None:
            guess = planned_departures(day, warm, guess)
        until = min(deadline, begun + (deadline - begun) * sum(shares[: number + 1]))
        seconds = until - time.monotonic()
        if seconds <= 0:
            return Outcome(best, work, out_of_time=True)
        limits = Limits(seconds, _part(day.options.work_limit, share))
        found = Model(day, _legs(day, guess), stops).search(limits, warm, listener)
        if found is None:
            continue
        work += found.solutions
        warm = repaired(day, found.tours)
        rank = _rank(day, warm)
        if rank < best_rank:
            best, best_rank = warm, rank
        warm = best
    return Outcome(best, work, out_of_time=time.monotonic() >= deadline)


def _order(day: Day) -> list[int]:
    """Return the stops that some vehicle may serve, in an order drawn by the seed (0: as given)."""
    first = min(vehicle.shift.start_s for vehicle in day.vehicles)
    last = max(vehicle.shift.end_s for vehicle in day.vehicles)
    stops = []
    for number, stop in enumerate(day.stops):
        earliest = stop.service_start_s(first)
        late = stop.hard_window and stop.due_s is not None and earliest > stop.due_s
        if earliest <= last and not late and any(day.allows(v, stop) for v in range(len(day.vehicles))):
            stops.append(number)
    if day.options.seed:
        np.random.default_rng(day.options.seed).shuffle(stops)
    return stops


def _legs(day: Day, leaves: NDArray[np.int64]) -> list[Legs]:
    """Return the legs per vehicle; vehicles of the same matrix and shift start share theirs."""
    shared: dict[tuple[int, int], Legs] = {}
    found = []
    for number, vehicle in enumerate(day.vehicles):
        key = id(day.matrices[number]), vehicle.shift.start_s
        if key not in shared:
            shared[key] = effective_legs(day, number, leaves)
        found.append(shared[key])
    return found


def _rank(day: Day, tours: Tours) -> tuple[int, float]:
    """Rank tours by breaches, then euro, stops left out included."""
    ranks = [day.rank(vehicle, visits) for vehicle, visits in enumerate(tours)]
    served = {number for visits in tours for number in visits}
    outside = sum(
        day.options.weights.unassigned(stop.priority) for number, stop in enumerate(day.stops) if number not in served
    )
    return sum(rank[0] for rank in ranks), sum(rank[1] for rank in ranks) + outside


def _hours_matter(day: Day) -> bool:
    """Tell whether any matrix differs between its time slots."""
    return any((matrix.seconds != matrix.seconds[:1]).any() for matrix in {id(m): m for m in day.matrices}.values())


def _part(work_limit: int | None, share: float) -> int | None:
    """Return a round's part of the work limit."""
    return None if work_limit is None else max(1, round(work_limit * share))
