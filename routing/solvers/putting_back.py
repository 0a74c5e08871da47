"""Putting stops back where they cost least: the second half of a step of our own search, in numba."""

import math

import numpy as np
from numpy.typing import NDArray

from routing.solvers.arrays import FREE, LONG, NOWHERE, OPENING, OUTSIDE, TOUR, TOURS, UNSURE, USED, WHO, Ground, State
from routing.solvers.chance import chosen, drawn
from routing.solvers.insertion import best_place, extra_at
from routing.solvers.kernels import kernel
from routing.solvers.pairs import gathered, worth
from routing.solvers.ruled import ruled_extra
from routing.solvers.ruled_places import partner
from routing.solvers.rules import OFF
from routing.solvers.tour_times import loaded_with, put_aside, settled, timed
from routing.timing import Int

ORDERS = np.array([0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 4, 4, 5, 5, 6], np.int64)
"""In which order stops are put back, drawn evenly: 0 at random, else by the row before it in ``keys``."""

BROKEN = -2
"""In place of a vehicle: the step can't go on."""

REFUSALS = 3
"""Places tried for a stop in vehicles whose tour then breaks a rule that the ranking doesn't know."""

_PLACE = np.int64(UNSURE)


@kernel()
def ordered(first: int, ground: Ground, state: State) -> None:
    """Put the stops outside from ``first`` on in a random order, or in that of a random key."""
    outside, size = state.outside, state.counts[OUTSIDE]
    for k in range(size - 1, first, -1):
        other = first + chosen(state.chance, k - first + 1)
        outside[k], outside[other] = outside[other], outside[k]
    order = ORDERS[chosen(state.chance, ORDERS.shape[0])]
    if order == 0 or not ground.settings.ordering:
        return
    keys = ground.keys[order - 1]
    for k in range(first + 1, size):
        stop = outside[k]
        row = k
        while row > first and keys[outside[row - 1]] > keys[stop]:
            outside[row] = outside[row - 1]
            row -= 1
        outside[row] = stop


@kernel()
def recreated(first: int, most: float, ground: Ground, state: State) -> bool:
    """Put the stops outside from ``first`` on where each costs least; give up once the plan costs ``most``.

    An unused vehicle looks as if it cost the share ``OPENING`` in ``sums`` of what it does, and ``TOUR`` on top.
    """
    size = state.counts[OUTSIDE]
    left, halves = first, 0
    left_euro = left_out(first, ground, state)
    for k in range(first, size):
        stop = state.outside[k]
        mate = partner(stop, ground.rules)
        if mate != NOWHERE and ground.rules.kinds[stop] == OFF:
            state.outside[left] = stop  # comes with its pickup, whenever that is put back
            left += 1
            continue
        vehicle = placed(stop, mate, ground, state)
        if vehicle == BROKEN:
            return False
        if vehicle == NOWHERE:
            state.outside[left] = stop
            left += 1
            left_euro += worth(stop, ground)
        elif mate != NOWHERE:
            halves += 1
        if state.sums[TOURS] + left_euro + state.counts[USED] * state.sums[TOUR] >= most:
            return False
    state.counts[OUTSIDE] = left
    if halves:
        gathered(state)
    return True


@kernel(joined=True)
def placed(stop: int, mate: Int, ground: Ground, state: State) -> int:
    """Put a stop where it costs least, and its mate; return the vehicle, NOWHERE if it is better left out.

    BROKEN is returned if a shipment breaks a rule that its place was thought to keep.
    """
    for _ in range(REFUSALS):
        vehicle, place = best_home(stop, ground, state)
        if vehicle == NOWHERE:
            return NOWHERE
        put_aside(vehicle, state)
        if mate != NOWHERE:
            inserted(mate, vehicle, state.known[mate, vehicle, 0], ground, state)
        inserted(stop, vehicle, place, ground, state)
        if timed(vehicle, ground, state):
            if state.sizes[vehicle] == 1:
                settled(vehicle, ground, state)
            return vehicle
        if mate != NOWHERE:
            return BROKEN
        refused(stop, vehicle, place, ground, state)
    return NOWHERE


@kernel()
def refused(stop: int, vehicle: int, place: Int, ground: Ground, state: State) -> None:
    """Take a stop out again whose tour breaks a rule, and remember that it has no place there."""
    removed(stop, vehicle, place, ground, state)
    timed(vehicle, ground, state)
    state.known[stop, vehicle, 0] = state.versions[vehicle] | _PLACE
    state.known_euro[stop, vehicle, 1] = np.inf


@kernel(joined=True)
def inserted(stop: Int, vehicle: int, place: Int, ground: Ground, state: State) -> None:
    """Put a stop after a place of a tour."""
    for k in range(state.sizes[vehicle], place, -1):
        state.times[vehicle, k + 1, WHO] = state.times[vehicle, k, WHO]
    state.times[vehicle, place + 1, WHO] = stop
    state.sizes[vehicle] += 1
    loaded_with(stop, vehicle, 1, ground, state)


@kernel()
def removed(stop: int, vehicle: int, place: Int, ground: Ground, state: State) -> None:
    """Take back what :func:`inserted` did."""
    for k in range(place + 1, state.sizes[vehicle]):
        state.times[vehicle, k, WHO] = state.times[vehicle, k + 1, WHO]
    state.sizes[vehicle] -= 1
    state.home[stop] = NOWHERE
    loaded_with(stop, vehicle, -1, ground, state)


@kernel(joined=True)
def roomy(
    vehicle: int, stop: int, load: NDArray[np.int64], demand: NDArray[np.int64], capacity: NDArray[np.int64]
) -> bool:
    """Tell whether a stop's demand fits on top of a vehicle's load."""
    room = True
    for row in range(demand.shape[1]):
        room &= load[vehicle, row] + demand[stop, row] <= capacity[vehicle, row]
    return room


@kernel()
def overlooked(blink: float, counts: NDArray[np.int64], chance: NDArray[np.uint64]) -> bool:
    """Tell whether a best place is to be overlooked; how many aren't is drawn in advance."""
    if blink <= 0.0:
        return False
    counts[FREE] -= 1
    if counts[FREE] > 0:
        return False
    counts[FREE] = 1 + int(math.log(max(1e-12, drawn(chance))) / math.log(1.0 - blink))
    return True


@kernel(joined=True)
def best_home(stop: int, ground: Ground, state: State) -> tuple[int, Int]:
    """Return vehicle and place where a stop costs least, NOWHERE if that is dearer than leaving it out.

    What is known of unchanged tours comes first: the better the best so far,
    the sooner a place in the others is seen to be dearer.
    """
    place: Int
    if state.counts[LONG]:
        home, place = likely_home(stop, ground, state)
        if home != NOWHERE:
            return home, place
    home, place, best, stale = remembered(stop, ground, state)
    opening = state.sums[OPENING]
    for row in range(stale):
        vehicle, skipped = state.stale[row, 0], state.stale[row, 1]
        share, more = (1.0, 0.0) if state.sizes[vehicle] else (opening, state.sums[TOUR])
        liked = ground.liking[ground.kinds[vehicle], stop]
        profile = ground.profile[vehicle]
        if ground.ruled[vehicle]:
            home, place, best = ruled_best(stop, vehicle, home, place, best, ground, state)
            continue
        while True:
            found, euro = best_place(
                stop,
                vehicle,
                state.sizes[vehicle],
                profile,
                ground.slots[profile] - 1,
                (best - more) / share - liked,
                skipped,
                state.times,
                state.euros,
                ground.arcs,
                ground.legs,
                ground.starts,
                ground.facts,
                ground.windows,
                ground.limits,
                ground.rates,
            )
            if skipped == NOWHERE and ground.settings.remembering:
                state.known[stop, vehicle, 0] = state.versions[vehicle] | (_PLACE if found == NOWHERE else found)
                state.known_euro[stop, vehicle, 1] = euro
            if found == NOWHERE:
                break
            if skipped != NOWHERE or share < 1.0 or not overlooked(ground.settings.blink, state.counts, state.chance):
                home, place, best = vehicle, found, (euro + liked) * share + more
                break
            skipped = found
    return home, place


@kernel()
def likely_home(stop: int, ground: Ground, state: State) -> tuple[int, Int]:
    """Return where a stop costs least beside those that likely come before and behind it, or in an unused vehicle."""
    place: Int = np.int64(0)
    home, best = NOWHERE, worth(stop, ground)
    for side in range(2):
        for row in range(ground.likely.shape[2]):
            other = ground.likely[side, stop, row]
            vehicle = state.home[other]
            if vehicle == NOWHERE:
                continue
            profile, liked = ground.profile[vehicle], ground.liking[ground.kinds[vehicle], stop]
            euro = liked + extra_at(
                state.place[other] - side,
                stop,
                vehicle,
                profile,
                ground.slots[profile] - 1,
                best - liked,
                state.sizes,
                state.times,
                state.euros,
                ground.arcs,
                ground.legs,
                ground.starts,
                ground.facts,
                ground.windows,
                ground.limits,
                ground.rates,
            )
            if (
                euro < best
                and roomy(vehicle, stop, state.load, ground.demand, ground.capacity)
                and not overlooked(ground.settings.blink, state.counts, state.chance)
            ):
                home, place, best = vehicle, state.place[other] - side, euro
    for row in range(unused(stop, 0, ground, state)):
        vehicle = state.stale[row, 0]
        liked = ground.liking[ground.kinds[vehicle], stop]
        profile = ground.profile[vehicle]
        found, euro = best_place(
            stop,
            vehicle,
            0,
            profile,
            ground.slots[profile] - 1,
            (best - state.sums[TOUR]) / state.sums[OPENING] - liked,
            NOWHERE,
            state.times,
            state.euros,
            ground.arcs,
            ground.legs,
            ground.starts,
            ground.facts,
            ground.windows,
            ground.limits,
            ground.rates,
        )
        if found != NOWHERE:
            home, place = vehicle, np.int64(found)
            best = (euro + liked) * state.sums[OPENING] + state.sums[TOUR]
    return home, place


@kernel()
def ruled_best(
    stop: int, vehicle: int, home: int, place: Int, best: float, ground: Ground, state: State
) -> tuple[int, Int, float]:
    """Look at a ruled vehicle's tour for the best home of a stop, and remember what it costs there."""
    more = 0.0 if state.sizes[vehicle] else state.sums[TOUR]
    found, euro = ruled_extra(stop, vehicle, best - more, ground, state)
    state.known[stop, vehicle, 0] = state.versions[vehicle] | (_PLACE if found == NOWHERE else found)
    state.known_euro[stop, vehicle, 1] = euro - ground.liking[ground.kinds[vehicle], stop]
    return (home, place, best) if found == NOWHERE else (vehicle, found, euro + more)


@kernel(joined=True)
def remembered(stop: int, ground: Ground, state: State) -> tuple[int, int, float, int]:
    """Return the best home by what is known, its euro, and how many vehicles are listed as stale.

    Those are yet to be looked at, some without their best place, which is
    overlooked; an unused one of each kind comes last.
    """
    home, place, best, stale = NOWHERE, NOWHERE, worth(stop, ground), 0
    for row in range(state.counts[USED]):
        vehicle = state.used[row]
        liked = ground.liking[ground.kinds[vehicle], stop]
        if liked == np.inf or not roomy(vehicle, stop, state.load, ground.demand, ground.capacity):
            continue
        key, euro = state.known[stop, vehicle, 0], state.known_euro[stop, vehicle, 1] + liked
        skipped = NOWHERE
        if (key ^ state.versions[vehicle]) & ~_PLACE == 0:
            if euro >= best:
                continue
            if key & _PLACE != _PLACE:
                if not overlooked(ground.settings.blink, state.counts, state.chance):
                    home, place, best = vehicle, key & _PLACE, euro
                    continue
                if ground.ruled[vehicle]:
                    continue
                skipped = key & _PLACE
        state.stale[stale, 0], state.stale[stale, 1] = vehicle, skipped
        stale += 1
    return home, place, best, unused(stop, stale, ground, state)


@kernel()
def unused(stop: int, stale: int, ground: Ground, state: State) -> int:
    """List an unused vehicle of each kind behind the stale ones; return how many are listed then."""
    for kind in range(state.spare.shape[0]):
        if state.spare[kind] > 0 and ground.liking[kind, stop] < np.inf:
            vehicle = state.pool[ground.firsts[kind] + state.spare[kind] - 1]
            if roomy(vehicle, stop, state.load, ground.demand, ground.capacity):
                state.stale[stale, 0], state.stale[stale, 1] = vehicle, NOWHERE
                stale += 1
    return stale


@kernel()
def left_out(count: int, ground: Ground, state: State) -> float:
    """Return the price of the first stops outside."""
    euro = 0.0
    for k in range(count):
        euro += ground.prices[state.outside[k]]
    return euro
