"""Tours as flat arrays, and where one more stop costs least: the inner half of our own search, in numba.

A tour that was changed is timed and priced whole, by the same euro as
:func:`routing.solvers.pricing.tour_price`; one with a breach is refused.
Places to insert are only *ranked*: the delay that an insertion causes is taken
to shrink by the waits behind it, and what changes with the hour on the legs
behind is left out, unless someone would be served later than priced so far.
Then the rest of the tour is timed anew. :mod:`routing.solvers.annealing` takes
stops out and puts them back with these.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from routing.matrix import UNREACHABLE
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
    OUTSIDE,
    SAVED,
    SERVICE,
    SLOT,
    STEP,
    TOURS,
    VERSION,
    WAIT,
    WAY,
    WHO,
    Floats,
    Ground,
    Ints,
    State,
)
from routing.timing import NEVER, Int, arrival, service_start

SURE = 0.5
"""Share of an arrival after ``LATEST`` that is reckoned to end as lateness: roads may free up on the way."""


class Lane(NamedTuple):
    """One vehicle's part of ground and state: few arrays, for what is called most."""

    times: Ints
    euros: Floats
    limits: Ints
    rates: Floats
    legs: NDArray[np.int32]
    starts: Ints
    windows: Ints
    facts: Ints


@njit(cache=True)
def lane_of(vehicle: int, ground: Ground, state: State) -> Lane:
    """Return a vehicle's lane."""
    profile = ground.profile[vehicle]
    return Lane(
        state.times[vehicle],
        state.euros[vehicle],
        ground.limits[vehicle],
        ground.rates[vehicle],
        ground.legs[profile],
        ground.starts[profile],
        ground.windows,
        ground.facts,
    )


# --- one leg ----------------------------------------------------------------


@njit(cache=True)
def drive(leave: Int, slot: Int, origin: Int, node: Int, legs: NDArray[np.int32], starts: Ints) -> tuple[Int, Int, Int]:
    """Drive a leg: arrival, metres, and the slot that ``leave`` lies in; ``slot`` must not lie after it."""
    last = starts.shape[0] - 1
    while slot < last and leave >= starts[slot + 1]:
        slot += 1
    if node == NOWHERE:
        return leave, np.int64(0), slot
    pace = np.int64(legs[origin, node, slot, 0])
    if pace != UNREACHABLE and (slot == last or leave + pace <= starts[slot + 1]):
        return leave + pace, np.int64(legs[origin, node, slot, 1]), slot
    return crossing(leave, slot, origin, node, legs, starts)


@njit(cache=True)
def crossing(
    leave: Int, slot: Int, origin: Int, node: Int, legs: NDArray[np.int32], starts: Ints
) -> tuple[Int, Int, Int]:
    """Drive a leg that doesn't end in the slot in which it begins."""
    arrived = arrival(leave, origin, node, legs[:, :, :, 0].transpose(2, 0, 1), starts)
    if arrived >= NEVER:
        return NEVER, np.int64(0), slot
    turning = slot
    while legs[origin, node, turning, 0] == UNREACHABLE:
        turning += 1
    return arrived, np.int64(legs[origin, node, turning, 1]), slot


@njit(cache=True)
def leave_by(arrived: Int, slot: Int, origin: Int, node: Int, legs: NDArray[np.int32], starts: Ints) -> Int:
    """Return a departure that surely reaches ``node`` by ``arrived``: the last one unless slots are crossed.

    ``slot`` must not lie after ``arrived``.
    """
    if node == NOWHERE:
        return arrived
    while slot < starts.shape[0] - 1 and arrived > starts[slot + 1]:
        slot += 1
    pace = np.int64(legs[origin, node, slot, 0])
    while slot > 0 and arrived - pace < starts[slot]:
        slot -= 1
        pace = max(pace, np.int64(legs[origin, node, slot, 0]))
    return arrived - pace


@njit(cache=True)
def late_euro(seconds: Int, tolerance: Int, rates: Floats) -> float:
    """Return the euro of service that starts so many seconds after the buffered due time."""
    if seconds <= 0:
        return 0.0
    return float(seconds * rates[4] + (rates[3] if seconds > tolerance else 0.0))


# --- one tour ---------------------------------------------------------------


@njit(cache=True)
def timed(vehicle: int, ground: Ground, state: State) -> bool:
    """Time and price a tour whose visits or size changed; tell whether it keeps every rule."""
    lane = lane_of(vehicle, ground, state)
    size = state.sizes[vehicle]
    lane.times[0, WHO] = ground.ends[vehicle, 0]
    lane.times[size + 1, WHO] = ground.ends[vehicle, 1]
    lawful, euro = priced(size, lane)
    if not lawful:
        return False
    state.load[vehicle, :] = 0
    for k in range(1, size + 1):
        stop = lane.times[k, WHO]
        state.home[stop], state.place[stop] = vehicle, k
        for load in range(ground.demand.shape[1]):
            state.load[vehicle, load] += ground.demand[stop, load]
    slacken(size, lane)
    state.sums[TOURS] += euro - state.price[vehicle]
    state.price[vehicle] = euro
    state.counts[VERSION] += 1
    state.versions[vehicle] = state.counts[VERSION]
    return True


@njit(cache=True)
def priced(size: int, lane: Lane) -> tuple[bool, float]:
    """Time a tour of ``size`` visits: whether it keeps every rule, and its euro."""
    times, euros, limits, rates, facts = lane.times, lane.euros, lane.limits, lane.rates, lane.facts
    leave: Int = limits[0]
    slot: Int = np.int64(0)
    times[0, LEAVE], times[0, SLOT] = leave, slot
    if size == 0:
        times[1, ARRIVED], times[1, LATEST], times[1, WAIT] = leave, limits[1] - limits[2], 0
        euros[1, WAY] = euros[1, LATE] = 0.0
        return True, 0.0
    euro = rates[0]
    for k in range(1, size + 1):
        stop = times[k, WHO]
        arrived, metres, slot = drive(leave, slot, times[k - 1, WHO], stop, lane.legs, lane.starts)
        if arrived >= NEVER:
            return False, 0.0
        begin = service_start(arrived, lane.windows[stop])
        if facts[stop, HARD] and begin > facts[stop, DUE]:
            return False, 0.0
        times[k - 1, SLOT] = slot
        leave = begin + facts[stop, SERVICE]
        times[k, ARRIVED], times[k, LEAVE], times[k, WAIT] = arrived, leave, begin - arrived
        euros[k, WAY] = metres * rates[1]
        euros[k, LATE] = late_euro(begin - facts[stop, EARLY], limits[3], rates)
        euro += euros[k, WAY] + euros[k, LATE]
    arrived, metres, slot = drive(leave, slot, times[size, WHO], times[size + 1, WHO], lane.legs, lane.starts)
    if arrived > limits[1]:
        return False, 0.0
    times[size, SLOT] = slot
    times[size + 1, ARRIVED], times[size + 1, WAIT] = arrived, 0
    times[size + 1, LATEST] = max(arrived, limits[1] - limits[2])
    euros[size + 1, WAY] = metres * rates[1]
    euros[size + 1, LATE] = max(0, arrived - limits[1] + limits[2]) * rates[4]
    return True, euro + euros[size + 1, WAY] + euros[size + 1, LATE] + (arrived - limits[0]) * rates[2]


@njit(cache=True)
def slacken(size: int, lane: Lane) -> None:
    """Settle for each place of a timed tour how late it may be reached at no cost, and the waits from there on."""
    times, euros, facts = lane.times, lane.euros, lane.facts
    euros[size + 1, JUMP] = 0.0
    for k in range(size, 0, -1):
        stop = times[k, WHO]
        begin = times[k, ARRIVED] + times[k, WAIT]
        latest = leave_by(times[k + 1, LATEST], times[k, SLOT], stop, times[k + 1, WHO], lane.legs, lane.starts)
        latest -= facts[stop, SERVICE]
        jump = euros[k + 1, JUMP]
        if facts[stop, EARLY] <= latest:
            latest, jump = facts[stop, EARLY], lane.rates[3]
        if latest < begin:
            latest, jump = begin, 0.0
        if service_start(latest, lane.windows[stop]) > latest:
            latest, jump = times[k, ARRIVED], 0.0  # in a gap between two windows
        times[k, LATEST], euros[k, JUMP] = latest, jump
        times[k, WAIT] += times[k + 1, WAIT]


@njit(cache=True)
def put_aside(vehicle: int, state: State) -> None:
    """Copy a tour, once per step, before it is changed."""
    if state.stamps[vehicle, 0] == state.counts[STEP]:
        return
    state.stamps[vehicle, 0] = state.counts[STEP]
    row = state.counts[SAVED]
    state.counts[SAVED] += 1
    state.kept_heads[row, 0], state.kept_heads[row, 1] = vehicle, state.sizes[vehicle]
    state.kept_heads[row, 2] = state.versions[vehicle]
    state.kept_price[row] = state.price[vehicle]
    copied(state.load[vehicle], state.kept_load[row])
    rows = state.sizes[vehicle] + 2
    for k in range(rows):
        copied(state.times[vehicle, k], state.kept_times[row, k])
        copied(state.euros[vehicle, k], state.kept_euros[row, k])


@njit(cache=True)
def copied(source: NDArray[np.generic], target: NDArray[np.generic]) -> None:
    """Copy one row (a slice assignment would first look for overlaps)."""
    for k in range(source.shape[0]):
        target[k] = source[k]


@njit(cache=True)
def put_back(tours_euro: float, outside: int, state: State) -> None:
    """Undo a step: every tour as it was, its version too, so that what is known of it holds again."""
    for row in range(state.counts[SAVED]):
        vehicle, size = state.kept_heads[row, 0], state.kept_heads[row, 1]
        state.sizes[vehicle], state.versions[vehicle] = size, state.kept_heads[row, 2]
        state.price[vehicle] = state.kept_price[row]
        copied(state.kept_load[row], state.load[vehicle])
        for k in range(size + 2):
            copied(state.kept_times[row, k], state.times[vehicle, k])
            copied(state.kept_euros[row, k], state.euros[vehicle, k])
        for k in range(1, size + 1):
            stop = state.times[vehicle, k, WHO]
            state.home[stop], state.place[stop] = vehicle, k
    state.sums[TOURS] = tours_euro
    state.counts[OUTSIDE] = outside
    for k in range(outside):
        state.outside[k] = state.before[k]
        state.home[state.before[k]] = NOWHERE


# --- one more stop in a tour ------------------------------------------------


@njit(cache=True)
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


@njit(cache=True)
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


@njit(cache=True)
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


@njit(cache=True)
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
