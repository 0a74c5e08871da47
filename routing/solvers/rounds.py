"""The search over the hours of the day: plan, time truly, take each leg's hour from it, plan again."""

import time
from functools import partial

import numpy as np
from numpy.typing import NDArray

from routing.solvers.legs import Legs, effective_legs, likely_departures, planned_departures
from routing.solvers.or_tools import Limits, Listener, Model
from routing.solvers.repair import repaired
from routing.solvers.solution import Outcome
from routing.solvers.tours import Day, Tours

SHARES = (0.4, 0.2, 0.2, 0.2)
"""Part of the limits that each round may use."""


def search(day: Day, deadline: float, start: Tours | None, listener: Listener) -> Outcome:
    """Return the best tours by true times; they keep every hard rule.

    Begins with our own insertion (see :mod:`routing.solvers.repair`), or with
    ``start``; OR-Tools searches on from there, a round per share. Each round
    takes the legs' hours from the best tours so far and ends with a repair at
    true times; the best by true times is kept.

    Parameters
    ----------
    deadline
        Reading of ``time.monotonic`` at which to be done. With a work limit
        it is only a cap; a run that meets it is not repeatable.
    start
        Tours to begin from, whatever they break.
    listener
        Told the best tours of a round, again and again, and the solutions seen so far.
    """
    options = day.options
    best = repaired(day, start if start is not None else [[] for _ in day.vehicles], deadline)
    best_rank = day.rank_all(best)
    listener(best, 0)
    stops = _plannable(day)
    if len(stops) <= 1:
        return Outcome(best, 0, "complete")
    shuffle = np.random.default_rng(options.seed)
    guess = likely_departures(day)
    begun = time.monotonic()
    work = 0
    for number, share in enumerate(SHARES):
        until = deadline
        if options.work_limit is None:
            until = begun + (deadline - begun) * sum(SHARES[: number + 1])
        if until <= time.monotonic():
            continue
        shuffle.shuffle(stops)
        guess = planned_departures(day, best, guess)
        model = Model(day, _legs(day, guess), stops)
        limits = Limits(max(0.0, until - time.monotonic()), _part(options.work_limit, share))
        found = model.search(limits, best, partial(_hear, listener, work))
        if found is None:
            continue
        work += found.solutions
        tours = repaired(day, found.tours, deadline)
        rank = day.rank_all(tours)
        if rank < best_rank:
            best, best_rank = tours, rank
        listener(best, work)
    spent = time.monotonic() >= deadline or options.work_limit is None
    return Outcome(best, work, "time_limit" if spent else "work_limit")


def _plannable(day: Day) -> list[int]:
    """Return the stops that some vehicle may serve at some hour, by number."""
    first = min(vehicle.shift.start_s for vehicle in day.vehicles)
    last = max(vehicle.shift.end_s for vehicle in day.vehicles)
    stops = []
    for number, stop in enumerate(day.stops):
        earliest = stop.service_start_s(first)
        late = stop.hard_window and stop.due_s is not None and earliest > stop.due_s
        if earliest <= last and not late and day.allowed[:, number].any():
            stops.append(number)
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


def _hear(listener: Listener, before: int, tours: Tours, solutions: int) -> None:
    """Tell the tours, with the solutions of earlier rounds counted in."""
    listener(tours, before + solutions)


def _part(work_limit: int | None, share: float) -> int | None:
    """Return a round's part of the work limit."""
    return None if work_limit is None else max(1, round(work_limit * share))
