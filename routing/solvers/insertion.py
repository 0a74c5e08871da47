"""Where one more stop costs least in a tour: the inner half of our own search, in numba.

On roads that take the same time all day the extra euro is exact at once while
nobody is made later, and the rest of the tour is timed anew if someone is. On
roads that change with the hour places are only *ranked*: the delay that an
insertion causes is taken to shrink by the waits behind it, and what changes
with the hour on the legs behind is left out. :mod:`routing.solvers.putting_back`
puts stops back with these.
"""

import numpy as np
from numpy.typing import NDArray

from routing.solvers.arrays import (
    ARRIVED,
    EARLY,
    GAPS,
    JUMP,
    LAST,
    LATE,
    LATEST,
    LEAVE,
    LIMIT,
    METRES_IN,
    METRES_OUT,
    NOWHERE,
    OPENS,
    SECONDS_IN,
    SECONDS_OUT,
    SERVICE,
    SLOT,
    WAIT,
    WAY,
    WHO,
    Floats,
    Ints,
)
from routing.solvers.driving import drive
from routing.solvers.kernels import kernel
from routing.solvers.pricing import late_euro
from routing.timing import NEVER, Int, service_start

SURE = 0.5
"""Share of an arrival after ``LATEST`` that is reckoned to end as lateness: roads may free up on the way."""


@kernel()
def best_place(  # noqa: C901 - one loop over places; parts of it would be calls with twenty arrays
    stop: int,
    vehicle: int,
    size: int,
    profile: int,
    last_slot: int,
    most: float,
    skipped: int,
    times: Ints,
    euros: Floats,
    arcs: NDArray[np.int32],
    legs: NDArray[np.int32],
    starts: Ints,
    facts: Ints,
    windows: Ints,
    limits: Ints,
    rates: Floats,
) -> tuple[int, float]:
    """Return where one more stop ranks cheapest in a tour and its extra euro; NOWHERE and ``most`` if not below it.

    Parameters
    ----------
    last_slot
        The profile's last slot.
    skipped
        Place that is overlooked.
    """
    found, best = NOWHERE, most
    fixed = 0.0 if size else rates[vehicle, 0]
    per_metre, per_second = rates[vehicle, 1], rates[vehicle, 2]
    opens, service, last, early = facts[stop, OPENS], facts[stop, SERVICE], facts[stop, LAST], facts[stop, EARLY]
    gaps = facts[stop, GAPS]
    soonest = opens + service
    sure = 1.0 if last_slot == 0 else SURE
    for k in range(size + 1):
        leave = times[vehicle, k, LEAVE]
        if leave > last:
            break
        limit = times[vehicle, k + 1, LIMIT]
        if limit < soonest:
            continue
        before, behind = times[vehicle, k, WHO], times[vehicle, k + 1, WHO]
        metres = np.int64(arcs[profile, stop, before, METRES_IN])
        if behind != NOWHERE:
            metres += arcs[profile, stop, behind, METRES_OUT]
        euro = fixed + metres * per_metre - euros[vehicle, k + 1, WAY]
        if per_second == 0.0 and euro >= best:
            continue
        arrived = leave + arcs[profile, stop, before, SECONDS_IN]
        begin = max(arrived, opens)
        if gaps:
            begin = service_start(arrived, windows[stop])
        reached = begin + service
        if behind != NOWHERE:
            reached += arcs[profile, stop, behind, SECONDS_OUT]
        if begin > last or reached > limit or k == skipped:
            continue
        euro += max(0, reached - times[vehicle, k + 1, ARRIVED] - times[vehicle, k + 1, WAIT]) * per_second
        if begin > early:
            euro += late_euro(begin - early, limits[vehicle, 3], rates[vehicle, 3], rates[vehicle, 4])
        over = reached - times[vehicle, k + 1, LATEST]
        if euro >= best or (over > 0 and euro + sure * over * rates[vehicle, 4] >= best):
            continue
        if last_slot > 0 or over > 0:
            euro = extra(
                stop,
                k,
                vehicle,
                size,
                profile,
                last_slot,
                best,
                times,
                euros,
                arcs,
                legs,
                starts,
                facts,
                windows,
                limits,
                rates,
            )
        if euro < best:
            found, best = k, euro
    return found, best


@kernel(joined=True)
def extra_at(
    k: Int,
    stop: int,
    vehicle: int,
    profile: int,
    last_slot: int,
    most: float,
    sizes: Ints,
    times: Ints,
    euros: Floats,
    arcs: NDArray[np.int32],
    legs: NDArray[np.int32],
    starts: Ints,
    facts: Ints,
    windows: Ints,
    limits: Ints,
    rates: Floats,
) -> float:
    """Return the extra euro of one more stop after place ``k`` of a tour, infinite unless it ranks below ``most``."""
    leave, limit = times[vehicle, k, LEAVE], times[vehicle, k + 1, LIMIT]
    if leave > facts[stop, LAST] or limit < facts[stop, OPENS] + facts[stop, SERVICE]:
        return np.inf
    before, behind = times[vehicle, k, WHO], times[vehicle, k + 1, WHO]
    metres = np.int64(arcs[profile, stop, before, METRES_IN])
    if behind != NOWHERE:
        metres += arcs[profile, stop, behind, METRES_OUT]
    euro = metres * rates[vehicle, 1] - euros[vehicle, k + 1, WAY]
    if rates[vehicle, 2] == 0.0 and euro >= most:
        return np.inf
    begin = max(leave + arcs[profile, stop, before, SECONDS_IN], facts[stop, OPENS])
    if facts[stop, GAPS]:
        begin = service_start(leave + arcs[profile, stop, before, SECONDS_IN], windows[stop])
    reached = begin + facts[stop, SERVICE]
    if behind != NOWHERE:
        reached += arcs[profile, stop, behind, SECONDS_OUT]
    if begin > facts[stop, LAST] or reached > limit:
        return np.inf
    euro += max(0, reached - times[vehicle, k + 1, ARRIVED] - times[vehicle, k + 1, WAIT]) * rates[vehicle, 2]
    early = facts[stop, EARLY]
    if begin > early:
        euro += late_euro(begin - early, limits[vehicle, 3], rates[vehicle, 3], rates[vehicle, 4])
    over = reached - times[vehicle, k + 1, LATEST]
    if euro >= most or (over > 0 and euro + (1.0 if last_slot == 0 else SURE) * over * rates[vehicle, 4] >= most):
        return np.inf
    if last_slot == 0 and over <= 0:
        return float(euro)
    return extra(
        stop,
        k,
        vehicle,
        int(sizes[vehicle]),
        profile,
        last_slot,
        most,
        times,
        euros,
        arcs,
        legs,
        starts,
        facts,
        windows,
        limits,
        rates,
    )


@kernel()
def extra(
    stop: int,
    k: Int,
    vehicle: int,
    size: int,
    profile: int,
    last_slot: int,
    most: float,
    times: Ints,
    euros: Floats,
    arcs: NDArray[np.int32],
    legs: NDArray[np.int32],
    starts: Ints,
    facts: Ints,
    windows: Ints,
    limits: Ints,
    rates: Floats,
) -> float:
    """Return the extra euro of a stop after place ``k``, infinite as soon as it surely passes ``most``."""
    before, behind = times[vehicle, k, WHO], times[vehicle, k + 1, WHO]
    leave, slot = times[vehicle, k, LEAVE], times[vehicle, k, SLOT]
    arrived, metres, slot = leg(leave, slot, before, stop, profile, last_slot, arcs, legs, starts)
    if arrived >= NEVER:
        return np.inf
    begin = max(arrived, facts[stop, OPENS])
    if facts[stop, GAPS]:
        begin = service_start(arrived, windows[stop])
    if begin > facts[stop, LAST]:
        return np.inf
    leave = begin + facts[stop, SERVICE]
    arrived, more, slot = leg(leave, slot, stop, behind, profile, last_slot, arcs, legs, starts)
    if arrived > times[vehicle, k + 1, LIMIT]:
        return np.inf
    euro = (metres + more) * rates[vehicle, 1] - euros[vehicle, k + 1, WAY]
    euro += late_euro(begin - facts[stop, EARLY], limits[vehicle, 3], rates[vehicle, 3], rates[vehicle, 4])
    if size == 0:
        euro += rates[vehicle, 0]
    over = arrived - times[vehicle, k + 1, LATEST]
    if over <= 0:
        waits = times[vehicle, k + 1, ARRIVED] + times[vehicle, k + 1, WAIT]
        return float(euro + max(0, arrived - waits) * rates[vehicle, 2])
    sure = over if last_slot == 0 else SURE * over
    jump = euros[vehicle, k + 1, JUMP] if sure > limits[vehicle, 3] else 0.0
    if euro + sure * rates[vehicle, 4] + jump >= most:
        return np.inf
    return float(
        euro
        + delayed(
            k + 1,
            vehicle,
            size + 1,
            profile,
            last_slot,
            arrived,
            slot,
            most - euro,
            times,
            euros,
            arcs,
            legs,
            starts,
            facts,
            windows,
            limits,
            rates,
        )
    )


@kernel()
def leg(
    leave: Int,
    slot: Int,
    origin: Int,
    node: Int,
    profile: int,
    last_slot: int,
    arcs: NDArray[np.int32],
    legs: NDArray[np.int32],
    starts: Ints,
) -> tuple[Int, Int, Int]:
    """Drive a leg on either kind of road, an open end included: arrival, metres, slot of the departure."""
    if node == NOWHERE:
        return leave, np.int64(0), slot
    if last_slot > 0:
        return drive(leave, slot, origin, node, profile, last_slot, legs, starts)
    seconds = np.int64(arcs[profile, node, origin, SECONDS_IN])
    return leave + seconds, np.int64(arcs[profile, node, origin, METRES_IN]), slot


@kernel()
def delayed(
    k: Int,
    vehicle: int,
    end: int,
    profile: int,
    last_slot: int,
    arrived: Int,
    slot: Int,
    most: float,
    times: Ints,
    euros: Floats,
    arcs: NDArray[np.int32],
    legs: NDArray[np.int32],
    starts: Ints,
    facts: Ints,
    windows: Ints,
    limits: Ints,
    rates: Floats,
) -> float:
    """Return what arriving later at place ``k`` costs from there on, infinite once it passes ``most``."""
    euro = 0.0
    while k < end:
        stop = times[vehicle, k, WHO]
        begin = max(arrived, facts[stop, OPENS])
        if facts[stop, GAPS]:
            begin = service_start(arrived, windows[stop])
        if begin > facts[stop, LAST]:
            return np.inf
        leave = begin + facts[stop, SERVICE]
        late = late_euro(begin - facts[stop, EARLY], limits[vehicle, 3], rates[vehicle, 3], rates[vehicle, 4])
        euro += late - euros[vehicle, k, LATE]
        if leave == times[vehicle, k, LEAVE]:
            return float(euro)
        if euro >= most:
            return np.inf
        behind = times[vehicle, k + 1, WHO]
        arrived, metres, slot = leg(leave, slot, stop, behind, profile, last_slot, arcs, legs, starts)
        k += 1
        euro += metres * rates[vehicle, 1] - euros[vehicle, k, WAY]
    if arrived > limits[vehicle, 1]:
        return np.inf
    over = max(0, arrived - limits[vehicle, 1] + limits[vehicle, 2]) * rates[vehicle, 4]
    hours = (arrived - times[vehicle, end, ARRIVED]) * rates[vehicle, 2]
    return float(euro + over - euros[vehicle, end, LATE] + hours)
