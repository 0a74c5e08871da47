"""OR-Tools on a day whose travel times change by the hour: in rounds.

OR-Tools knows no hours: a round plans, times truly, and takes each leg's hour
from that for the next round.
"""

import time

import numpy as np
from numpy.typing import NDArray

from routing.solvers.legs import Legs, effective_legs, likely_departures, planned_departures
from routing.solvers.or_tools import Found, Limits, Model
from routing.solvers.repair import repaired
from routing.solvers.tours import Day, Tours

ROUNDS = 2
"""The limits are split evenly over so many rounds."""


def planned(day: Day, start: Tours, deadline: float, solutions: int | None) -> Found:
    """Search in rounds of OR-Tools from given tours on; each round is mended at true times, the best is kept.

    Parameters
    ----------
    deadline
        Reading of ``time.monotonic`` at which to be done.
    solutions
        Solutions to see at most; then the deadline is only a cap.
    """
    best, best_rank = start, day.rank_all(start)
    stops = plannable(day)
    shuffle = np.random.default_rng(day.options.seed)
    guess = likely_departures(day)
    begun, seen = time.monotonic(), 0
    for number in range(ROUNDS if len(stops) > 1 else 0):
        until = deadline if solutions is not None else begun + (deadline - begun) * (number + 1) / ROUNDS
        left = None if solutions is None else max(0, solutions - seen + ROUNDS - number - 1) // (ROUNDS - number)
        if until <= time.monotonic() or left == 0:
            continue
        shuffle.shuffle(stops)
        guess = planned_departures(day, best, guess)
        model = Model(day, _legs(day, guess), stops)
        limits = Limits(max(0.0, until - time.monotonic()), left)
        found = model.search(limits, best)
        if found is None:
            continue
        seen += found.solutions
        tours = repaired(day, found.tours, deadline)
        rank = day.rank_all(tours)
        if rank < best_rank:
            best, best_rank = tours, rank
    return Found(best, seen)


def plannable(day: Day) -> list[int]:
    """Return the stops that some vehicle may serve at some hour, by number."""
    first = min(int(track.limits[0]) for track in day.tracks)
    last = max(int(track.limits[1]) for track in day.tracks)
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
