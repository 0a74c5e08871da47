"""Annealing over sampled days, in numba: lateness is not a buffer here but what the days say.

What a move drives is timed exactly at expected times, which also shows what
it breaks; only where that leaves hope do the days drive it, from the first
changed visit on.
"""

import math

import numpy as np

from routing.punctuality.driven_days import SOFT_S, driven_days, served_days
from routing.punctuality.moves import proposed
from routing.punctuality.sampled_days import Ints, SampledDays
from routing.punctuality.terrain import DUE, HARD, SERVICE, Terrain, driven
from routing.punctuality.working_plan import (
    BEST,
    DRIVING,
    LATE,
    LEAVE,
    METRES,
    MINUTE,
    PRICE,
    SAME,
    SIZE,
    SLOT,
    TEMPERATURE,
    VEHICLE,
    WAY,
    Plan,
    aimed,
    floor_eur,
    kept,
    summed,
    taken,
)
from routing.solvers.arrays import NOWHERE
from routing.solvers.chance import drawn
from routing.solvers.kernels import kernel
from routing.timing import NEVER, Int, service_start

LEAST_GAIN = 1e-6
"""A best plan must be better by more than rounding."""


@kernel()
def begun(terrain: Terrain, days: SampledDays, plan: Plan) -> None:
    """Drive every tour of a new plan."""
    for vehicle in range(plan.sizes.shape[0]):
        size = plan.sizes[vehicle]
        for k in range(size):
            plan.trial[0, k] = plan.visits[vehicle, k]
        plan.sides[0, VEHICLE], plan.sides[0, SIZE], plan.sides[0, SAME] = vehicle, size, 0
        expected(0, terrain, plan)
        sampled(0, np.inf, terrain, days, plan)
        taken(0, terrain, plan)
    summed(plan)
    plan.sums[BEST] = aimed(plan)


@kernel(allocates=True)
def annealed(steps: int, terrain: Terrain, days: SampledDays, plan: Plan) -> None:
    """Try moves at one temperature."""
    load = np.zeros(terrain.demand.shape[1], np.int64)
    for _ in range(steps):
        if not proposed(terrain, plan):
            continue
        allowance = -plan.sums[TEMPERATURE] * math.log(max(1e-12, drawn(plan.chance)))
        if not _hopeful(allowance, terrain, plan) or not _keeps(terrain, plan, load):
            continue
        if not _worth(allowance, terrain, days, plan):
            continue
        for row in range(2):
            if plan.sides[row, VEHICLE] != NOWHERE:
                taken(row, terrain, plan)
        summed(plan)
        aim = aimed(plan)
        if aim < plan.sums[BEST] - LEAST_GAIN:
            plan.sums[BEST] = aim
            kept(plan)


@kernel(joined=True)
def _hopeful(allowance: float, terrain: Terrain, plan: Plan) -> bool:
    """Tell whether a move could cost no more than is allowed, if no changed visit were late any more."""
    for row in range(2):
        vehicle = plan.sides[row, VEHICLE]
        if vehicle != NOWHERE:
            avoidable = plan.figures[vehicle, LATE] - plan.upto[vehicle, plan.sides[row, SAME]]
            allowance += plan.figures[vehicle, DRIVING] + avoidable * plan.sums[PRICE] - floor_eur(row, terrain, plan)
    return bool(allowance > 0.0)


@kernel(joined=True)
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


@kernel(joined=True)
def _fits(row: int, terrain: Terrain, plan: Plan, load: Ints) -> bool:
    """Tell whether a vehicle may serve the stops of its trial tour."""
    vehicle = plan.sides[row, VEHICLE]
    for part in range(load.shape[0]):
        load[part] = 0
    fits = True
    for k in range(plan.sides[row, SIZE]):
        stop = plan.trial[row, k]
        fits &= terrain.allowed[vehicle, stop]
        for part in range(load.shape[0]):
            load[part] += terrain.demand[stop, part]
    for part in range(load.shape[0]):
        fits &= load[part] <= terrain.capacity[vehicle, part]
    return bool(fits)


@kernel()
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


@kernel()
def expected(row: int, terrain: Terrain, plan: Plan) -> bool:
    """Drive a trial tour at expected times; tell whether it keeps every rule."""
    vehicle, size = plan.sides[row, VEHICLE], plan.sides[row, SIZE]
    for k in range(plan.trial_figures.shape[1]):
        plan.trial_figures[row, k] = 0.0
    if size == 0:
        return True
    profile, same = terrain.profile[vehicle], plan.sides[row, SAME]
    legs, starts = terrain.legs[profile], terrain.starts[profile]
    limits, rates, clock = terrain.limits[vehicle], terrain.rates[vehicle], plan.trial_clock[row]
    leave: Int = limits[0]
    origin: Int = terrain.ends[vehicle, 0]
    slot: Int = np.int64(0)
    metres: Int = np.int64(0)
    if same > 0:
        origin = plan.trial[row, same - 1]
        leave, slot, metres = (
            plan.clock[vehicle, same, LEAVE],
            plan.clock[vehicle, same, SLOT],
            plan.clock[vehicle, same, WAY],
        )
    clock[same, LEAVE], clock[same, SLOT], clock[same, WAY] = leave, slot, metres
    for k in range(same, size):
        stop = plan.trial[row, k]
        arrived, way, slot = driven(leave, slot, origin, stop, legs, starts)
        if arrived >= NEVER:
            return False
        begin = service_start(arrived, terrain.windows[stop])
        if terrain.facts[stop, HARD] and begin > terrain.facts[stop, DUE]:
            return False
        leave, origin = begin + terrain.facts[stop, SERVICE], stop
        metres += way
        clock[k + 1, LEAVE], clock[k + 1, SLOT], clock[k + 1, WAY] = leave, slot, metres
    end, way, slot = driven(leave, slot, origin, terrain.ends[vehicle, 1], legs, starts)
    metres += way
    plan.trial_figures[row, METRES] = metres
    plan.trial_figures[row, DRIVING] = rates[0] + metres * rates[1] + (end - limits[0]) * rates[2]
    return bool(end <= limits[1])


@kernel()
def sampled(row: int, most: float, terrain: Terrain, days: SampledDays, plan: Plan) -> bool:
    """Let the days drive a trial tour from its first changed visit on; give up once it has ``most`` late stops."""
    vehicle, size, same = plan.sides[row, VEHICLE], plan.sides[row, SIZE], plan.sides[row, SAME]
    profile, count = terrain.profile[vehicle], days.stays.shape[1]
    starts = terrain.starts[profile, days.first[profile] :]
    left, upto, low = plan.trial_left[row], plan.trial_upto[row], 0
    origin, late = terrain.ends[vehicle, 0], 0.0
    before = left[same]
    for day in range(count):
        before[day] = days.leaves[vehicle, day] if same == 0 else plan.left[vehicle, same, day]
    if same > 0:
        origin, late = plan.trial[row, same - 1], plan.upto[vehicle, same]
    for k in range(same, size):
        stop = plan.trial[row, k]
        ways = days.seconds[profile, origin, stop]
        low = driven_days(low, ways, days.factors[vehicle], left[k], left[k + 1], starts)
        upto[k] = late
        served = served_days(stop, left[k + 1], terrain.limits[vehicle, 3], terrain, days)
        late += (served[0] / (2.0 * SOFT_S) + served[1] * plan.sums[MINUTE] / 60.0) / count
        if late >= most:
            return False
        origin = stop
    upto[size] = late
    plan.trial_figures[row, LATE] = late
    return True
