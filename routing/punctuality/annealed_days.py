"""Annealing over sampled days, in numba: lateness is not a buffer here but what the days say.

What a move drives is timed exactly at expected times, which also shows what
it breaks; only where that leaves hope do the days drive it, from the first
changed visit on.
"""

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from routing.punctuality.moves import proposed
from routing.punctuality.sampled_days import CLOSED, Ints, SampledDays
from routing.punctuality.terrain import DUE, HARD, SERVICE, Terrain, driven
from routing.punctuality.working_plan import (
    BEST,
    DRIVING,
    LATE,
    METRES,
    MINUTE,
    PRICE,
    SAME,
    SIZE,
    TEMPERATURE,
    VEHICLE,
    Plan,
    aimed,
    summed,
    taken,
)
from routing.solvers.annealing import drawn
from routing.solvers.arrays import NOWHERE
from routing.timing import NEVER, OPEN_END, Int, service_start

SOFT_S = 240
"""Seconds around the due time over which a visit counts as partly late: a few days stand for all."""

EVER = 2**30
"""Seconds of a day that never ends."""

LEAST_GAIN = 1e-6
"""A best plan must be better by more than rounding."""


@njit(cache=True, nogil=True)
def begun(terrain: Terrain, days: SampledDays, plan: Plan) -> None:
    """Drive every tour of a new plan."""
    for vehicle in range(plan.sizes.shape[0]):
        size = plan.sizes[vehicle]
        plan.trial[0, :size] = plan.visits[vehicle, :size]
        plan.sides[0, VEHICLE], plan.sides[0, SIZE], plan.sides[0, SAME] = vehicle, size, 0
        expected(0, terrain, plan)
        sampled(0, np.inf, terrain, days, plan)
        taken(0, terrain, plan)
    summed(plan)
    plan.sums[BEST] = aimed(plan)


@njit(cache=True, nogil=True)
def annealed(steps: int, terrain: Terrain, days: SampledDays, plan: Plan) -> None:
    """Try moves at one temperature."""
    load = np.zeros(terrain.demand.shape[1], np.int64)
    for _ in range(steps):
        if not proposed(terrain, plan) or not _keeps(terrain, plan, load):
            continue
        allowance = -plan.sums[TEMPERATURE] * math.log(max(1e-12, drawn(plan.chance)))
        if not _worth(allowance, terrain, days, plan):
            continue
        for row in range(2):
            if plan.sides[row, VEHICLE] != NOWHERE:
                taken(row, terrain, plan)
        summed(plan)
        aim = aimed(plan)
        if aim < plan.sums[BEST] - LEAST_GAIN:
            plan.sums[BEST] = aim
            plan.best[:] = plan.visits
            plan.best_sizes[:] = plan.sizes


@njit(cache=True, nogil=True)
def _keeps(terrain: Terrain, plan: Plan, load: Ints) -> bool:
    """Tell whether the tours of a move keep every rule."""
    for row in range(2):
        if plan.sides[row, VEHICLE] == NOWHERE:
            continue
        if plan.sides[1, VEHICLE] != NOWHERE and not _fits(row, terrain, plan, load):
            return False
        if not expected(row, terrain, plan):
            return False
    return True


@njit(cache=True, nogil=True)
def _fits(row: int, terrain: Terrain, plan: Plan, load: Ints) -> bool:
    """Tell whether a vehicle may serve the stops of its trial tour."""
    vehicle = plan.sides[row, VEHICLE]
    load[:] = 0
    fits = True
    for k in range(plan.sides[row, SIZE]):
        stop = plan.trial[row, k]
        fits &= terrain.allowed[vehicle, stop]
        for part in range(load.shape[0]):
            load[part] += terrain.demand[stop, part]
    for part in range(load.shape[0]):
        fits &= load[part] <= terrain.capacity[vehicle, part]
    return bool(fits)


@njit(cache=True, nogil=True)
def _worth(allowance: float, terrain: Terrain, days: SampledDays, plan: Plan) -> bool:
    """Let the days drive a move as long as it may cost no more than is allowed; tell whether it does."""
    most, sure = allowance, 0.0
    for row in range(2):
        vehicle = plan.sides[row, VEHICLE]
        if vehicle != NOWHERE:
            most += plan.figures[vehicle, DRIVING] - plan.trial_figures[row, DRIVING]
            most += plan.figures[vehicle, LATE] * plan.sums[PRICE]
            sure += plan.upto[vehicle, plan.sides[row, SAME]]
    most /= plan.sums[PRICE]
    for row in range(2):
        vehicle = plan.sides[row, VEHICLE]
        if vehicle == NOWHERE:
            continue
        if sure >= most:
            return False
        sure -= plan.upto[vehicle, plan.sides[row, SAME]]
        if not sampled(row, most - sure, terrain, days, plan):
            return False
        sure += plan.trial_figures[row, LATE]
    return True


@njit(cache=True, nogil=True)
def expected(row: int, terrain: Terrain, plan: Plan) -> bool:
    """Drive a trial tour at expected times; tell whether it keeps every rule."""
    vehicle, size = plan.sides[row, VEHICLE], plan.sides[row, SIZE]
    plan.trial_figures[row, :] = 0.0
    if size == 0:
        return True
    profile = terrain.profile[vehicle]
    legs, starts = terrain.legs[profile], terrain.starts[profile]
    limits, rates = terrain.limits[vehicle], terrain.rates[vehicle]
    leave: Int = limits[0]
    origin: Int = terrain.ends[vehicle, 0]
    slot: Int = np.int64(0)
    metres: Int = np.int64(0)
    for k in range(size):
        stop = plan.trial[row, k]
        arrived, way, slot = driven(leave, slot, origin, stop, legs, starts)
        if arrived >= NEVER:
            return False
        begin = service_start(arrived, terrain.windows[stop])
        if terrain.facts[stop, HARD] and begin > terrain.facts[stop, DUE]:
            return False
        leave, origin = begin + terrain.facts[stop, SERVICE], stop
        metres += way
    end, way, slot = driven(leave, slot, origin, terrain.ends[vehicle, 1], legs, starts)
    metres += way
    plan.trial_figures[row, METRES] = metres
    plan.trial_figures[row, DRIVING] = rates[0] + metres * rates[1] + (end - limits[0]) * rates[2]
    return bool(end <= limits[1])


@njit(cache=True, nogil=True)
def sampled(row: int, most: float, terrain: Terrain, days: SampledDays, plan: Plan) -> bool:
    """Let the days drive a trial tour from its first changed visit on; give up once it has ``most`` late stops."""
    vehicle, size, same = plan.sides[row]
    profile, count = terrain.profile[vehicle], days.stays.shape[1]
    starts = terrain.starts[profile, days.first[profile] :]
    left, upto, low = plan.trial_left[row], plan.trial_upto[row], 0
    origin, late = terrain.ends[vehicle, 0], 0.0
    if same == 0:
        left[0] = days.leaves[vehicle]
    else:
        left[same] = plan.left[vehicle, same]
        origin, late = plan.trial[row, same - 1], plan.upto[vehicle, same]
    for k in range(same, size):
        stop = plan.trial[row, k]
        soonest = left[k].min()
        while low < days.seconds.shape[3] - 1 and soonest >= starts[low + 1]:
            low += 1
        ways = days.seconds[profile, origin, stop]
        _served(stop, low, ways, days.factors[vehicle], left[k], left[k + 1], starts, terrain, days)
        upto[k] = late
        late += _late(stop, left[k + 1], terrain.limits[vehicle, 3], plan.sums[MINUTE], terrain, days) / count
        if late >= most:
            return False
        origin = stop
    upto[size] = late
    plan.trial_figures[row, LATE] = late
    return True


@njit(cache=True, nogil=True)
def _served(
    stop: Int,
    low: int,
    ways: NDArray[np.uint16],
    factors: NDArray[np.float32],
    before: NDArray[np.int32],
    after: NDArray[np.int32],
    starts: Ints,
    terrain: Terrain,
    days: SampledDays,
) -> None:
    """Drive to a stop and serve it on each day; no day sets out before the slot ``low``."""
    windows, stays, last = terrain.windows[stop], days.stays[stop], ways.shape[0] - 1
    for day in range(before.shape[0]):
        leave = np.int64(before[day])
        slot = low
        while slot < last and leave >= starts[slot + 1]:
            slot += 1
        while ways[slot, day] == CLOSED and slot < last:
            slot += 1
            leave = starts[slot]
        begin = service_start(leave + np.int64(ways[slot, day] * factors[day]), windows)
        after[day] = min(begin + stays[day], EVER)


@njit(cache=True, nogil=True)
def _late(
    stop: Int, after: NDArray[np.int32], tolerance: Int, minute: float, terrain: Terrain, days: SampledDays
) -> float:
    """Return on how many days a stop is late, with what the minutes count."""
    due, stays, late = terrain.facts[stop, DUE], days.stays[stop], 0.0
    if due >= OPEN_END:
        return 0.0
    for day in range(after.shape[0]):
        over = np.int64(after[day]) - stays[day] - due
        if over - tolerance > -SOFT_S:
            late += min(1.0, (over - tolerance + SOFT_S) / (2.0 * SOFT_S)) + max(0, over) * minute / 60.0
    return late
