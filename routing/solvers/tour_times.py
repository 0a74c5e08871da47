"""Whole tours of our own search: timed and priced, put aside and put back, in numba.

A tour that was changed is timed and priced whole, by the same euro as
:func:`routing.solvers.pricing.tour_price`; one with a breach is refused. The
tours of vehicles that keep more rules than the arrays hold (``Ground.ruled``)
are timed and priced by :func:`routing.solvers.ruled.ruled_tour`.

What is called most takes single arrays: handing over a whole state costs as
much as pricing a short tour.
"""

import numpy as np
from numpy.typing import NDArray

from routing.solvers.arrays import (
    ARRIVED,
    EARLY,
    EUROS,
    GAPS,
    JUMP,
    LAST,
    LATE,
    LATEST,
    LEAVE,
    LIMIT,
    METRES_IN,
    NOWHERE,
    OPENS,
    OUTSIDE,
    SAVED,
    SECONDS_IN,
    SECONDS_OUT,
    SERVICE,
    SLOT,
    STEP,
    TIMES,
    TOURS,
    UNSURE,
    USED,
    WAIT,
    WAY,
    WHO,
    Floats,
    Ground,
    Ints,
    State,
)
from routing.solvers.driving import drive, leave_by
from routing.solvers.kernels import kernel
from routing.solvers.pricing import late_euro
from routing.solvers.ruled import ruled_tour
from routing.timing import NEVER, Int, service_start

_MIX = (np.int64(-7046029254386353131), np.int64(-4417276706812531889), np.int64(1609587929392839161))
_FOLD = np.int64(29)
_ROOM = np.int64(UNSURE)


@kernel(joined=True)
def timed(vehicle: int, ground: Ground, state: State) -> bool:
    """Time and price a tour whose visits or size changed; tell whether it keeps every rule."""
    size, profile = state.sizes[vehicle], ground.profile[vehicle]
    state.times[vehicle, 0, WHO] = ground.ends[vehicle, 0]
    state.times[vehicle, size + 1, WHO] = ground.ends[vehicle, 1]
    if ground.ruled[vehicle]:
        lawful, euro = ruled_tour(vehicle, ground, state)
    elif size == 0:
        lawful, euro = True, idle(vehicle, ground, state)
    elif ground.slots[profile] == 1:
        lawful, euro = priced(
            vehicle,
            size,
            profile,
            state.times,
            state.euros,
            ground.arcs,
            ground.facts,
            ground.windows,
            ground.limits,
            ground.rates,
        )
    else:
        lawful, euro = priced_by_hour(vehicle, size, profile, ground, state)
    if not lawful:
        return False
    slackened(
        vehicle,
        size,
        profile,
        ground.slots[profile] - 1,
        state.times,
        state.euros,
        ground.arcs,
        ground.legs,
        ground.starts,
        ground.facts,
        ground.windows,
        ground.rates,
    )
    euro += noted(vehicle, size, state.times, state.home, state.place, state.versions, ground.liking, ground.kinds)
    state.sums[TOURS] += euro - state.price[vehicle]
    state.price[vehicle] = euro
    return True


@kernel(joined=True)
def idle(vehicle: int, ground: Ground, state: State) -> float:
    """Time a tour without visits; it costs nothing."""
    times, limits = state.times, ground.limits
    leave = limits[vehicle, 0]
    times[vehicle, 0, LEAVE], times[vehicle, 0, SLOT] = leave, 0
    times[vehicle, 1, ARRIVED], times[vehicle, 1, WAIT] = leave, 0
    times[vehicle, 1, LATEST], times[vehicle, 1, LIMIT] = limits[vehicle, 1] - limits[vehicle, 2], limits[vehicle, 1]
    for column in range(EUROS):
        state.euros[vehicle, 1, column] = 0.0
    return 0.0


@kernel()
def priced(
    vehicle: int,
    size: int,
    profile: int,
    times: Ints,
    euros: Floats,
    arcs: NDArray[np.int32],
    facts: Ints,
    windows: Ints,
    limits: Ints,
    rates: Floats,
) -> tuple[bool, float]:
    """Time a tour on roads that take the same time all day: whether it keeps every rule, and its euro."""
    leave = limits[vehicle, 0]
    per_metre, tolerance = rates[vehicle, 1], limits[vehicle, 3]
    times[vehicle, 0, LEAVE] = leave
    before = times[vehicle, 0, WHO]
    euro = rates[vehicle, 0]
    for k in range(1, size + 1):
        stop = times[vehicle, k, WHO]
        arrived = leave + arcs[profile, stop, before, SECONDS_IN]
        begin = max(arrived, facts[stop, OPENS])
        if facts[stop, GAPS]:
            begin = service_start(arrived, windows[stop])
        if begin > facts[stop, LAST]:
            return False, 0.0
        leave = begin + facts[stop, SERVICE]
        times[vehicle, k, ARRIVED], times[vehicle, k, LEAVE] = arrived, leave
        times[vehicle, k, WAIT] = begin - arrived
        way = arcs[profile, stop, before, METRES_IN] * per_metre
        euro += way
        late = 0.0
        if begin > facts[stop, EARLY]:
            late = late_euro(begin - facts[stop, EARLY], tolerance, rates[vehicle, 3], rates[vehicle, 4])
            euro += late
        euros[vehicle, k, WAY], euros[vehicle, k, LATE] = way, late
        before = stop
    arrived, way = leave, 0.0
    node = times[vehicle, size + 1, WHO]
    if node != NOWHERE:
        arrived += arcs[profile, node, before, SECONDS_IN]
        way = arcs[profile, node, before, METRES_IN] * per_metre
    if arrived > limits[vehicle, 1]:
        return False, 0.0
    return True, euro + finished(vehicle, size, arrived, way, times, euros, limits, rates)


@kernel(joined=True)
def finished(
    vehicle: int, size: int, arrived: Int, way: float, times: Ints, euros: Floats, limits: Ints, rates: Floats
) -> float:
    """Note the end of a tour; return the euro of the last leg, of an overrun and of the hours."""
    over = max(0, arrived - limits[vehicle, 1] + limits[vehicle, 2]) * rates[vehicle, 4]
    times[vehicle, size + 1, ARRIVED], times[vehicle, size + 1, WAIT] = arrived, 0
    times[vehicle, size + 1, LATEST] = max(arrived, limits[vehicle, 1] - limits[vehicle, 2])
    times[vehicle, size + 1, LIMIT] = limits[vehicle, 1]
    euros[vehicle, size + 1, WAY], euros[vehicle, size + 1, LATE] = way, over
    return float(way + over + (arrived - limits[vehicle, 0]) * rates[vehicle, 2])


@kernel()
def priced_by_hour(vehicle: int, size: int, profile: int, ground: Ground, state: State) -> tuple[bool, float]:
    """Time a tour on roads that change with the hour: whether it keeps every rule, and its euro."""
    times, euros, facts, limits, rates = state.times, state.euros, ground.facts, ground.limits, ground.rates
    legs, starts, last = ground.legs, ground.starts, ground.slots[profile] - 1
    leave: Int = limits[vehicle, 0]
    slot: Int = np.int64(0)
    times[vehicle, 0, LEAVE] = leave
    euro = rates[vehicle, 0]
    for k in range(1, size + 1):
        stop = times[vehicle, k, WHO]
        arrived, metres, slot = drive(leave, slot, times[vehicle, k - 1, WHO], stop, profile, last, legs, starts)
        if arrived >= NEVER:
            return False, 0.0
        begin = max(arrived, facts[stop, OPENS])
        if facts[stop, GAPS]:
            begin = service_start(arrived, ground.windows[stop])
        if begin > facts[stop, LAST]:
            return False, 0.0
        times[vehicle, k - 1, SLOT] = slot
        leave = begin + facts[stop, SERVICE]
        times[vehicle, k, ARRIVED], times[vehicle, k, LEAVE] = arrived, leave
        times[vehicle, k, WAIT] = begin - arrived
        way = metres * rates[vehicle, 1]
        late = late_euro(begin - facts[stop, EARLY], limits[vehicle, 3], rates[vehicle, 3], rates[vehicle, 4])
        euros[vehicle, k, WAY], euros[vehicle, k, LATE] = way, late
        euro += way + late
    arrived, way = leave, 0.0
    node = times[vehicle, size + 1, WHO]
    if node != NOWHERE:
        arrived, metres, slot = drive(leave, slot, times[vehicle, size, WHO], node, profile, last, legs, starts)
        way = metres * rates[vehicle, 1]
    if arrived > limits[vehicle, 1]:
        return False, 0.0
    times[vehicle, size, SLOT] = slot
    return True, euro + finished(vehicle, size, arrived, way, times, euros, limits, rates)


@kernel()
def slackened(
    vehicle: int,
    size: int,
    profile: int,
    last: int,
    times: Ints,
    euros: Floats,
    arcs: NDArray[np.int32],
    legs: NDArray[np.int32],
    starts: Ints,
    facts: Ints,
    windows: Ints,
    rates: Floats,
) -> None:
    """Settle for each place of a timed tour how late it may be reached, at no cost and at all, and the waits behind."""
    euros[vehicle, size + 1, JUMP] = 0.0
    jump = 0.0
    latest, limit = times[vehicle, size + 1, LATEST], times[vehicle, size + 1, LIMIT]
    waits = np.int64(0)
    behind = times[vehicle, size + 1, WHO]
    for k in range(size, 0, -1):
        stop = times[vehicle, k, WHO]
        waited = times[vehicle, k, WAIT]
        begin = times[vehicle, k, ARRIVED] + waited
        if behind != NOWHERE:
            seconds = arcs[profile, stop, behind, SECONDS_OUT]
            limit -= seconds
            if last == 0:
                latest -= seconds
            else:
                latest = leave_by(latest, times[vehicle, k, SLOT], stop, behind, profile, last, legs, starts)
        service = facts[stop, SERVICE]
        limit = min(facts[stop, LAST], limit - service)
        latest -= service
        if facts[stop, EARLY] <= latest:
            latest, jump = facts[stop, EARLY], rates[vehicle, 3]
        if latest < begin:
            latest, jump = begin, 0.0
        if facts[stop, GAPS] and service_start(latest, windows[stop]) > latest:
            latest, jump = times[vehicle, k, ARRIVED], 0.0  # in a gap between two windows
        waits += waited
        times[vehicle, k, LATEST], times[vehicle, k, LIMIT], times[vehicle, k, WAIT] = latest, limit, waits
        euros[vehicle, k, JUMP] = jump
        behind = stop


@kernel()
def noted(
    vehicle: int,
    size: int,
    times: Ints,
    home: Ints,
    place: Ints,
    versions: Ints,
    liking: Floats,
    kinds: Ints,
) -> float:
    """Note where a tour's stops are and the key of its order; return what having them costs by ``Ground.liking``."""
    key = np.int64(1)
    euro = 0.0
    kind = kinds[vehicle]
    before = np.int64(-1)
    for k in range(1, size + 1):
        stop = times[vehicle, k, WHO]
        home[stop], place[stop] = vehicle, k
        mixed = (before * _MIX[0] ^ (stop + 1) * _MIX[1]) * _MIX[2]
        key += mixed ^ (mixed >> _FOLD)
        euro += liking[kind, stop]
        before = stop
    versions[vehicle] = key & ~_ROOM
    return euro


@kernel()
def loaded_with(stop: Int, vehicle: int, sign: int, ground: Ground, state: State) -> None:
    """Add a stop's demand to a vehicle's load, or take it off with a ``sign`` of -1."""
    for load in range(ground.demand.shape[1]):
        state.load[vehicle, load] += sign * ground.demand[stop, load]


@kernel()
def settled(vehicle: int, ground: Ground, state: State) -> None:
    """Keep the lists of used and unused vehicles in step with a tour's size."""
    busy, count = state.sizes[vehicle] > 0, state.counts[USED]
    if busy == (state.used_at[vehicle] < count):
        return
    kind = ground.kinds[vehicle]
    exchanged(vehicle, count if busy else count - 1, state.used, state.used_at)
    state.counts[USED] += 1 if busy else -1
    first, spare = ground.firsts[kind], state.spare[kind]
    exchanged(vehicle, first + (spare - 1 if busy else spare), state.pool, state.pool_at)
    state.spare[kind] += -1 if busy else 1


@kernel()
def exchanged(vehicle: int, row: int, line: Ints, at: Ints) -> None:
    """Let a vehicle change places with the one at a row of a list."""
    other, left = line[row], at[vehicle]
    line[row], line[left] = vehicle, other
    at[vehicle], at[other] = row, left


@kernel()
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
    for load in range(state.load.shape[1]):
        state.kept_load[row, load] = state.load[vehicle, load]
    copied(vehicle, row, state.sizes[vehicle] + 2, state.times, state.euros, state.kept_times, state.kept_euros)


@kernel()
def copied(vehicle: int, row: int, places: int, times: Ints, euros: Floats, times_to: Ints, euros_to: Floats) -> None:
    """Copy the rows of a tour."""
    for k in range(places):
        for column in range(TIMES):
            times_to[row, k, column] = times[vehicle, k, column]
        for column in range(EUROS):
            euros_to[row, k, column] = euros[vehicle, k, column]


@kernel()
def put_back(tours_euro: float, outside: int, ground: Ground, state: State) -> None:
    """Undo a step: every tour as it was, its version too, so that what is known of it holds again."""
    for row in range(state.counts[SAVED]):
        vehicle, size = state.kept_heads[row, 0], state.kept_heads[row, 1]
        state.sizes[vehicle], state.versions[vehicle] = size, state.kept_heads[row, 2]
        state.price[vehicle] = state.kept_price[row]
        for load in range(state.load.shape[1]):
            state.load[vehicle, load] = state.kept_load[row, load]
        copied(row, vehicle, size + 2, state.kept_times, state.kept_euros, state.times, state.euros)
        for k in range(1, size + 1):
            stop = state.times[vehicle, k, WHO]
            state.home[stop], state.place[stop] = vehicle, k
        settled(vehicle, ground, state)
    state.sums[TOURS] = tours_euro
    state.counts[OUTSIDE] = outside
    for k in range(outside):
        state.outside[k] = state.before[k]
        state.home[state.before[k]] = NOWHERE
