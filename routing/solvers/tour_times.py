"""Whole tours of our own search: timed and priced, put aside and put back, in numba.

A tour that was changed is timed and priced whole, by the same euro as
:func:`routing.solvers.pricing.tour_price`; one with a breach is refused. The
tours of vehicles that keep more rules than the arrays hold (``Ground.ruled``)
are timed and priced by :func:`routing.solvers.ruled.ruled_tour`.
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
    Ground,
    State,
)
from routing.solvers.driving import Lane, drive, lane_of, late_euro, leave_by
from routing.solvers.ruled import ruled_tour
from routing.timing import NEVER, Int, service_start


@njit(cache=True, nogil=True)
def timed(vehicle: int, ground: Ground, state: State) -> bool:
    """Time and price a tour whose visits or size changed; tell whether it keeps every rule."""
    lane = lane_of(vehicle, ground, state)
    size = state.sizes[vehicle]
    lane.times[0, WHO] = ground.ends[vehicle, 0]
    lane.times[size + 1, WHO] = ground.ends[vehicle, 1]
    if ground.ruled[vehicle]:
        lawful, euro = ruled_tour(vehicle, ground, state)
    else:
        lawful, euro = priced(size, lane)
    if not lawful:
        return False
    euro += liked(vehicle, ground, state)
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


@njit(cache=True, nogil=True)
def liked(vehicle: int, ground: Ground, state: State) -> float:
    """Return what having its stops costs a vehicle by ``Ground.liking``."""
    euro, liking = 0.0, ground.liking[ground.kinds[vehicle]]
    for k in range(1, state.sizes[vehicle] + 1):
        euro += liking[state.times[vehicle, k, WHO]]
    return euro


@njit(cache=True, nogil=True)
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


@njit(cache=True, nogil=True)
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


@njit(cache=True, nogil=True)
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


@njit(cache=True, nogil=True)
def copied(source: NDArray[np.generic], target: NDArray[np.generic]) -> None:
    """Copy one row (a slice assignment would first look for overlaps)."""
    for k in range(source.shape[0]):
        target[k] = source[k]


@njit(cache=True, nogil=True)
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
