"""Where one more stop costs least in a tour: the inner half of our own search, in numba.

Places to insert are only *ranked*: the delay that an insertion causes is taken
to shrink by the waits behind it, and what changes with the hour on the legs
behind is left out, unless someone would be served later than priced so far.
Then the rest of the tour is timed anew. :mod:`routing.solvers.annealing` takes
stops out and puts them back with these.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from routing.solvers.arrays import (
    ARRIVED,
    DUE,
    EARLY,
    HARD,
    JUMP,
    LATE,
    LATEST,
    LEAVE,
    NOWHERE,
    OPENS,
    SERVICE,
    SLOT,
    WAIT,
    WAY,
    WHO,
    Floats,
)
from routing.solvers.driving import Lane, drive, late_euro
from routing.timing import NEVER, Int, service_start

SURE = 0.5
"""Share of an arrival after ``LATEST`` that is reckoned to end as lateness: roads may free up on the way."""


@njit(cache=True, nogil=True)
def bounded(stop: int, size: int, least: NDArray[np.float32], lane: Lane, bounds: Floats) -> int:
    """Fill in what one more stop costs at least after each place of a tour; return the place of the least.

    Parameters
    ----------
    least
        The stop's rows of ``Ground.least``.
    """
    times, euros, rates, limits, facts = lane.times, lane.euros, lane.rates, lane.limits, lane.facts
    fixed = 0.0 if size else rates[0]
    opens, service, early = facts[stop, OPENS], facts[stop, SERVICE], facts[stop, EARLY]
    last = facts[stop, DUE] if facts[stop, HARD] else NEVER
    lowest = 0
    for k in range(size + 1):
        before, behind = times[k, WHO], times[k + 1, WHO]
        metres, begin = least[before, 0], max(opens, times[k, LEAVE] + np.int64(least[before, 1]))
        if begin > last:
            bounds[k : size + 1] = np.inf
            break
        reached = begin + service
        if behind != NOWHERE:
            metres += least[behind, 2]
            reached += np.int64(least[behind, 3])
        bound = fixed - euros[k + 1, WAY] + metres * rates[1] + late_euro(begin - early, limits[3], rates)
        bound += max(0, reached - times[k + 1, ARRIVED] - times[k + 1, WAIT]) * rates[2]
        over = SURE * (reached - times[k + 1, LATEST])
        if over > 0:
            bound += over * rates[4] + (euros[k + 1, JUMP] if over > limits[3] else 0.0)
        bounds[k] = bound
        if bound < bounds[lowest]:
            lowest = k
    return lowest


@njit(cache=True, nogil=True)
def best_place(stop: int, size: int, most: float, first: int, bounds: Floats, lane: Lane) -> tuple[int, float]:
    """Return where one more stop ranks cheapest in a tour and its extra euro; NOWHERE and ``most`` if not below it.

    Parameters
    ----------
    first, bounds
        The most hopeful place, and what each costs at least, see :func:`bounded`.
    """
    found, best = NOWHERE, most
    for row in range(-1, size + 1):
        k = first if row < 0 else row
        if bounds[k] < best and row != first:
            euro = extra(stop, k, size, best, lane)
            if euro < best:
                found, best = k, euro
    return found, best


@njit(cache=True, nogil=True)
def extra(stop: int, k: Int, size: int, most: float, lane: Lane) -> float:
    """Return the extra euro of a stop after place ``k``, infinite as soon as it surely passes ``most``."""
    times, facts, rates = lane.times, lane.facts, lane.rates
    arrived, metres, slot = drive(times[k, LEAVE], times[k, SLOT], times[k, WHO], stop, lane.legs, lane.starts)
    if arrived >= NEVER:
        return np.inf
    begin = service_start(arrived, lane.windows[stop])
    if facts[stop, HARD] and begin > facts[stop, DUE]:
        return np.inf
    euro = metres * rates[1] - lane.euros[k + 1, WAY] + late_euro(begin - facts[stop, EARLY], lane.limits[3], rates)
    if size == 0:
        euro += rates[0]
    leave = begin + facts[stop, SERVICE]
    arrived, metres, slot = drive(leave, slot, stop, times[k + 1, WHO], lane.legs, lane.starts)
    euro += metres * rates[1]
    after = arrived - times[k + 1, LATEST]
    if after <= 0:
        euro += max(0, arrived - times[k + 1, ARRIVED] - times[k + 1, WAIT]) * rates[2]
        return float(euro)
    jump = lane.euros[k + 1, JUMP] if SURE * after > lane.limits[3] else 0.0
    if arrived >= NEVER or euro + SURE * after * rates[4] + jump >= most:
        return np.inf
    return float(euro + delayed(k + 1, size + 1, arrived, slot, most - euro, lane))


@njit(cache=True, nogil=True)
def delayed(k: Int, end: Int, arrived: Int, slot: Int, most: float, lane: Lane) -> float:
    """Return what arriving later at place ``k`` costs from there on, infinite once it passes ``most``."""
    times, euros, facts, limits, rates = lane.times, lane.euros, lane.facts, lane.limits, lane.rates
    euro = 0.0
    while k < end:
        stop = times[k, WHO]
        begin = service_start(arrived, lane.windows[stop])
        if facts[stop, HARD] and begin > facts[stop, DUE]:
            return np.inf
        leave = begin + facts[stop, SERVICE]
        euro += late_euro(begin - facts[stop, EARLY], limits[3], rates) - euros[k, LATE]
        if leave == times[k, LEAVE]:
            return float(euro)
        if euro >= most:
            return np.inf
        arrived, metres, slot = drive(leave, slot, stop, times[k + 1, WHO], lane.legs, lane.starts)
        k += 1
        euro += metres * rates[1] - euros[k, WAY]
    if arrived > limits[1]:
        return np.inf
    over = max(0, arrived - limits[1] + limits[2]) * rates[4]
    return float(euro + over - euros[end, LATE] + (arrived - times[end, ARRIVED]) * rates[2])
