"""The search of a day: a first filling by our own search, rounds of OR-Tools, then our own search again.

OR-Tools knows no hours: a round plans, times truly, and takes each leg's hour
from that for the next round. The improvement search knows them and gets most
of the time; OR-Tools, which models every rule on its own, sees to it that the
search begins from more than its own ideas.
"""

import time
from functools import partial

import numpy as np
from numpy.typing import NDArray

from routing.solvers.improvement import improved
from routing.solvers.legs import Legs, effective_legs, likely_departures, planned_departures
from routing.solvers.or_tools import Limits, Listener, Model
from routing.solvers.repair import inserted, repaired
from routing.solvers.solution import ITERATIONS, Outcome
from routing.solvers.tours import Day, Tours

SHARES = (0.1, 0.1)
"""Part of the limits that each round of OR-Tools may use; the rest is the improvement's."""

FILLING = 1000
"""Iterations that make the first tours; they don't count as work."""


def search(day: Day, deadline: float, start: Tours | None, listener: Listener) -> Outcome:
    """Return the best tours by true times; they keep every hard rule.

    Begins with a short run of our own search, or with ``start`` once
    :mod:`routing.solvers.repair` has mended it. OR-Tools searches on from
    there, a round per share, each on the legs' hours of the best tours so far
    and each mended at true times. The rest of the limits goes to
    :func:`routing.solvers.improvement.improved`. The best by true times is kept.

    Parameters
    ----------
    deadline
        Reading of ``time.monotonic`` at which to be done. With a work limit
        it is only a cap; a run that meets it is not repeatable.
    start
        Tours to begin from, whatever they break.
    listener
        Told the best tours of a round, again and again, and the work done so far.
    """
    options = day.options
    best = _first(day, deadline) if start is None else repaired(day, start, deadline)
    listener(best, 0)
    stops = _plannable(day)
    if len(stops) <= 1:
        return Outcome(best, 0, "complete")
    best, work = _rounds(day, stops, best, deadline, listener)
    rest = None if options.work_limit is None else max(0, options.work_limit - work)
    if rest != 0 and time.monotonic() < deadline:
        counted = _Counted(listener, work)
        iterations = None if rest is None else rest * ITERATIONS
        best = improved(day, best, iterations=iterations, deadline=deadline, seed=options.seed, listener=counted.hear)
        best = best if not day.outside(best) else inserted(day, best, deadline)
        work = counted.work
        listener(best, work)
    spent = time.monotonic() >= deadline or options.work_limit is None
    return Outcome(best, work, "time_limit" if spent else "work_limit")


def _first(day: Day, deadline: float) -> Tours:
    """Return tours good enough to begin from, in a fraction of a second."""
    empty: Tours = [[] for _ in day.vehicles]
    return improved(day, empty, iterations=FILLING, deadline=deadline, seed=day.options.seed)


class _Counted:
    """Passes on the improvement's news with its iterations as work, on top of the work before."""

    def __init__(self, listener: Listener, before: int) -> None:
        self._listener = listener
        self._before = before
        self.work = before

    def hear(self, tours: Tours, iterations: int) -> None:
        """Count and pass on."""
        self.work = self._before + iterations // ITERATIONS
        self._listener(tours, self.work)


def _rounds(day: Day, stops: list[int], best: Tours, deadline: float, listener: Listener) -> tuple[Tours, int]:
    """Search in rounds of OR-Tools from the best tours on; return the best and the solutions seen."""
    options = day.options
    best_rank = day.rank_all(best)
    shuffle = np.random.default_rng(options.seed)
    guess = likely_departures(day)
    begun = time.monotonic()
    work = 0
    for number, share in enumerate(SHARES):
        until = deadline
        solutions = None
        if options.work_limit is None:
            until = begun + (deadline - begun) * sum(SHARES[: number + 1])
        else:
            solutions = min(max(1, round(options.work_limit * share)), max(0, options.work_limit - work))
        if until <= time.monotonic() or solutions == 0:
            continue
        shuffle.shuffle(stops)
        guess = planned_departures(day, best, guess)
        model = Model(day, _legs(day, guess), stops)
        limits = Limits(max(0.0, until - time.monotonic()), solutions)
        found = model.search(limits, best, partial(_hear, listener, work))
        if found is None:
            continue
        work += found.solutions
        tours = repaired(day, found.tours, until)
        rank = day.rank_all(tours)
        if rank < best_rank:
            best, best_rank = tours, rank
        listener(best, work)
    return best, work


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
