"""Ruin and recreate with simulated annealing: the outer half of our own search, in numba.

Each step takes strings of neighbouring visits out of a few tours, puts them
back one by one where they cost least, and keeps the result if it costs no more
than the annealing allows (slack induction by string removals, Christiaens &
Vanden Berghe 2020). How much it allows is drawn first, so that a hopeless step
ends early.

Nothing in here looks at a clock and all chance comes from one generator, so a
run is repeatable bit for bit.
"""

import math

import numpy as np
from numpy.typing import NDArray

from routing.solvers.arrays import (
    BEST,
    FREE,
    MEMBERS,
    NOWHERE,
    OPENING,
    OUTSIDE,
    SAVED,
    STEP,
    TEMPERATURE,
    TOTAL,
    TOURS,
    UNSURE,
    USED,
    WHO,
    Ground,
    State,
)
from routing.solvers.insertion import best_place, extra_at
from routing.solvers.kernels import kernel
from routing.solvers.pairs import gathered, halves_out, worth
from routing.solvers.ruled import ruled_extra
from routing.solvers.ruled_places import partner
from routing.solvers.rules import OFF
from routing.solvers.tour_times import loaded_with, put_aside, put_back, settled, timed
from routing.timing import Int

TRIES = 20
"""Stops outside that a step tries to put into tours at most."""

ORDERS = np.array([0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 4, 4, 5, 5, 6], np.int64)
"""In which order stops are put back, drawn evenly: 0 at random, else by the row before it in ``keys``."""

LEAST_GAIN_EUR = 1e-7
"""A best plan must be better by more than rounding."""

ANEW = 1024
"""Steps after which the plan's euro is added up anew, so that no rounding builds up."""

BROKEN = -2
"""In place of a vehicle: the step can't go on."""

REFUSALS = 3
"""Places tried for a stop in vehicles whose tour then breaks a rule that the ranking doesn't know."""

_PLACE = np.int64(UNSURE)

_SHIFTS = (np.uint64(12), np.uint64(25), np.uint64(27), np.uint64(11))
_SCRAMBLE = np.uint64(2685821657736338717)


@kernel()
def drawn(chance: NDArray[np.uint64]) -> float:
    """Return a number in [0, 1) (xorshift64*, Marsaglia 2003, Vigna 2016)."""
    x = chance[0]
    x ^= x >> _SHIFTS[0]
    x ^= x << _SHIFTS[1]
    x ^= x >> _SHIFTS[2]
    chance[0] = x
    return float((x * _SCRAMBLE) >> _SHIFTS[3]) * 2.0**-53


@kernel()
def chosen(chance: NDArray[np.uint64], size: int) -> int:
    """Return a whole number in [0, size)."""
    return int(drawn(chance) * size)


@kernel()
def loaded(tours: NDArray[np.int64], ground: Ground, state: State) -> bool:
    """Make a plan (as in ``State.best``) the working plan and the best one; tell whether it keeps every rule."""
    vehicle, size, lawful = 0, 0, True
    state.load[:, :] = 0
    state.sums[OPENING] = 1.0
    for stop in tours:
        if stop == NOWHERE:
            state.sizes[vehicle] = size
            lawful &= timed(vehicle, ground, state)
            settled(vehicle, ground, state)
            vehicle += 1
            size = 0
        else:
            size += 1
            state.times[vehicle, size, WHO] = stop
            loaded_with(stop, vehicle, 1, ground, state)
    for row in range(state.counts[MEMBERS]):
        stop = state.members[row]
        if state.home[stop] == NOWHERE:
            state.outside[state.counts[OUTSIDE]] = stop
            state.counts[OUTSIDE] += 1
    state.sums[TOTAL] = summed(ground, state)
    keep(state)
    return lawful


@kernel()
def total(ground: Ground, state: State) -> float:
    """Return the plan's euro; now and then it is added up anew."""
    if state.counts[STEP] % ANEW == 0:
        return summed(ground, state)
    return float(state.sums[TOURS] + left_out(state.counts[OUTSIDE], ground, state))


@kernel()
def summed(ground: Ground, state: State) -> float:
    """Return the plan's euro, added up anew."""
    state.sums[TOURS] = 0.0
    for vehicle in range(state.sizes.shape[0]):
        state.sums[TOURS] += state.price[vehicle]
    return float(state.sums[TOURS] + left_out(state.counts[OUTSIDE], ground, state))


@kernel()
def left_out(count: int, ground: Ground, state: State) -> float:
    """Return the price of the first stops outside."""
    euro = 0.0
    for k in range(count):
        euro += ground.prices[state.outside[k]]
    return euro


@kernel()
def keep(state: State) -> None:
    """Note the working plan as the best one."""
    row = 0
    for vehicle in range(state.sizes.shape[0]):
        for k in range(1, state.sizes[vehicle] + 1):
            state.best[row] = state.times[vehicle, k, WHO]
            row += 1
        state.best[row] = NOWHERE
        row += 1
    state.sums[BEST] = state.sums[TOTAL]


# --- taking out -------------------------------------------------------------


@kernel(joined=True)
def ruined(ground: Ground, state: State) -> bool:
    """Take strings out of tours around a random stop; tell whether the rest keeps every rule."""
    stops, used, settings = state.counts[MEMBERS], state.counts[USED], ground.settings
    if used == 0:
        return True
    longest = min(settings.string, (stops - state.counts[OUTSIDE]) / used)
    strings = int(max(1.0, drawn(state.chance) * (4.0 * settings.removed / (1.0 + longest) - 1.0) + 1.0))
    middle = state.members[chosen(state.chance, stops)]
    stop = middle
    for k in range(-1, ground.near.shape[1]):
        if k >= 0:
            stop = np.int64(ground.near[middle, k])
        vehicle = state.home[stop]
        if vehicle == NOWHERE or state.stamps[vehicle, 1] == state.counts[STEP]:
            continue
        state.stamps[vehicle, 1] = state.counts[STEP]
        put_aside(vehicle, state)
        length = 1 + chosen(state.chance, int(min(float(state.sizes[vehicle]), longest)))
        gone = state.counts[OUTSIDE]
        cut(vehicle, state.place[stop], length, ground, state)
        if ground.ruled[vehicle]:
            halves_out(vehicle, gone, ground, state)
        if not timed(vehicle, ground, state):
            return False
        if state.sizes[vehicle] == 0:
            settled(vehicle, ground, state)
        strings -= 1
        if strings == 0:
            break
    return True


@kernel(joined=True)
def cut(vehicle: int, place: int, length: int, ground: Ground, state: State) -> None:
    """Take a string of visits out of a tour that reaches over ``place``, some with a part in the middle kept.

    Stops that never move stay.
    """
    size, split = state.sizes[vehicle], ground.settings.split
    spared = 0
    if 1 < length < size and drawn(state.chance) < split:
        spared = 1
        while length + spared < size and drawn(state.chance) < split:
            spared += 1
    reach = length + spared
    first = max(1, place - reach + 1)
    first += chosen(state.chance, min(place, size - reach + 1) - first + 1)
    spare = first + chosen(state.chance, length + 1)
    row = first
    for k in range(first, size + 1):
        stop = state.times[vehicle, k, WHO]
        taken = k < first + reach and not spare <= k < spare + spared
        if taken and not ground.rules.fixed[stop]:
            state.outside[state.counts[OUTSIDE]] = stop
            state.counts[OUTSIDE] += 1
            state.home[stop] = NOWHERE
            loaded_with(stop, vehicle, -1, ground, state)
        else:
            state.times[vehicle, row, WHO] = stop
            row += 1
    state.sizes[vehicle] = row - 1


# --- putting back -----------------------------------------------------------


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

    An unused vehicle looks as if it cost the share ``OPENING`` in ``sums`` of what it does.
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
        if state.sums[TOURS] + left_euro >= most:
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
    inside = state.counts[MEMBERS] - state.counts[OUTSIDE]
    if ground.likely.shape[2] and inside >= ground.settings.long * state.counts[USED]:
        home, place = likely_home(stop, ground, state)
        if home != NOWHERE:
            return home, place
    home, place, best, stale = remembered(stop, ground, state)
    opening = state.sums[OPENING]
    for row in range(stale):
        vehicle, skipped = state.stale[row, 0], state.stale[row, 1]
        share = 1.0 if state.sizes[vehicle] else opening
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
                best / share - liked,
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
                home, place, best = vehicle, found, (euro + liked) * share
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
            best / state.sums[OPENING] - liked,
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
            home, place, best = vehicle, np.int64(found), (euro + liked) * state.sums[OPENING]
    return home, place


@kernel()
def ruled_best(
    stop: int, vehicle: int, home: int, place: Int, best: float, ground: Ground, state: State
) -> tuple[int, Int, float]:
    """Look at a ruled vehicle's tour for the best home of a stop, and remember what it costs there."""
    found, euro = ruled_extra(stop, vehicle, best, ground, state)
    state.known[stop, vehicle, 0] = state.versions[vehicle] | (_PLACE if found == NOWHERE else found)
    state.known_euro[stop, vehicle, 1] = euro - ground.liking[ground.kinds[vehicle], stop]
    return (home, place, best) if found == NOWHERE else (vehicle, found, euro)


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


# --- annealing --------------------------------------------------------------


@kernel()
def annealed(steps: int, cooling: float, ground: Ground, state: State) -> None:
    """Make steps; the temperature is multiplied by ``cooling`` at each."""
    for _ in range(steps):
        state.sums[TEMPERATURE] *= cooling
        state.counts[STEP] += 1
        state.counts[SAVED] = 0
        outside, tours_euro = state.counts[OUTSIDE], state.sums[TOURS]
        first = max(0, outside - TRIES)
        for k in range(outside):
            other = k + chosen(state.chance, outside - k) if first else k
            state.outside[k], state.outside[other] = state.outside[other], state.outside[k]
            state.before[k] = state.outside[k]
        accepted = state.sums[TOTAL] - state.sums[TEMPERATURE] * math.log(max(1e-12, drawn(state.chance)))
        most = accepted if ground.settings.early_stop else np.inf
        state.sums[OPENING] = 1.0
        if ground.settings.opening > 0.0 and drawn(state.chance) < ground.settings.opening:
            state.sums[OPENING] = max(0.01, drawn(state.chance))
        lawful = ruined(ground, state)
        if lawful:
            ordered(first, ground, state)
            lawful = recreated(first, most, ground, state)
        euro = total(ground, state)
        if not lawful or euro >= accepted:
            put_back(tours_euro, outside, ground, state)
            continue
        state.sums[TOTAL] = euro
        if euro < state.sums[BEST] - LEAST_GAIN_EUR:
            keep(state)
