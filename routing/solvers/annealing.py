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
from numba import njit
from numpy.typing import NDArray

from routing.solvers.arrays import (
    BEST,
    LOOK,
    NOWHERE,
    OUTSIDE,
    SAVED,
    STEP,
    TEMPERATURE,
    TOTAL,
    TOURS,
    WHO,
    Ground,
    State,
)
from routing.solvers.driving import lane_of
from routing.solvers.insertion import best_place, bounded
from routing.solvers.pairs import gathered, halves_out, worth
from routing.solvers.ruled import ruled_extra
from routing.solvers.ruled_places import partner
from routing.solvers.rules import OFF
from routing.solvers.tour_times import put_aside, put_back, timed
from routing.timing import Int

STRING = 10
"""Longest string taken out of a tour."""

REMOVED = 10
"""Stops taken out by a step, on average."""

BLINK = 0.01
"""Share of tours overlooked when a stop is put back."""

SPLIT = 0.5
"""Share of strings with a visit kept in the middle, and of one more being kept."""

TRIES = 20
"""Stops outside that a step tries to put into tours at most."""

ORDERS = np.array([0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 4, 4, 5, 5, 6], np.int64)
"""In which order stops are put back, drawn evenly: 0 at random, else by the row before it in ``keys``."""

LEAST_GAIN_EUR = 1e-7
"""A best plan must be better by more than rounding."""

_SHIFTS = (np.uint64(12), np.uint64(25), np.uint64(27), np.uint64(11))
_SCRAMBLE = np.uint64(2685821657736338717)


@njit(cache=True, nogil=True)
def drawn(chance: NDArray[np.uint64]) -> float:
    """Return a number in [0, 1) (xorshift64*, Marsaglia 2003, Vigna 2016)."""
    x = chance[0]
    x ^= x >> _SHIFTS[0]
    x ^= x << _SHIFTS[1]
    x ^= x >> _SHIFTS[2]
    chance[0] = x
    return float((x * _SCRAMBLE) >> _SHIFTS[3]) * 2.0**-53


@njit(cache=True, nogil=True)
def chosen(chance: NDArray[np.uint64], size: int) -> int:
    """Return a whole number in [0, size)."""
    return int(drawn(chance) * size)


@njit(cache=True, nogil=True)
def loaded(tours: NDArray[np.int64], ground: Ground, state: State) -> bool:
    """Make a plan (as in ``State.best``) the working plan and the best one; tell whether it keeps every rule."""
    vehicle, size, lawful = 0, 0, True
    for stop in tours:
        if stop == NOWHERE:
            state.sizes[vehicle] = size
            lawful &= timed(vehicle, ground, state)
            vehicle += 1
            size = 0
        else:
            size += 1
            state.times[vehicle, size, WHO] = stop
    for stop in range(state.home.shape[0]):
        if state.home[stop] == NOWHERE:
            state.outside[state.counts[OUTSIDE]] = stop
            state.counts[OUTSIDE] += 1
    state.sums[TOTAL] = total(ground, state)
    keep(state)
    return lawful


@njit(cache=True, nogil=True)
def total(ground: Ground, state: State) -> float:
    """Return the plan's euro, added up anew so that no rounding builds up."""
    state.sums[TOURS] = 0.0
    for vehicle in range(state.sizes.shape[0]):
        state.sums[TOURS] += state.price[vehicle]
    return float(state.sums[TOURS] + left_out(state.counts[OUTSIDE], ground, state))


@njit(cache=True, nogil=True)
def left_out(count: int, ground: Ground, state: State) -> float:
    """Return the price of the first stops outside."""
    euro = 0.0
    for k in range(count):
        euro += ground.prices[state.outside[k]]
    return euro


@njit(cache=True, nogil=True)
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


@njit(cache=True, nogil=True)
def ruined(ground: Ground, state: State) -> bool:
    """Take strings out of tours around a random stop; tell whether the rest keeps every rule."""
    stops = state.home.shape[0]
    used = 0
    for size in state.sizes:
        used += size > 0
    if used == 0:
        return True
    longest = min(float(STRING), (stops - state.counts[OUTSIDE]) / used)
    strings = int(max(1.0, drawn(state.chance) * (4.0 * REMOVED / (1.0 + longest) - 1.0) + 1.0))
    middle = chosen(state.chance, stops)
    stop = middle
    for k in range(-1, ground.near.shape[1]):
        if k >= 0:
            stop = ground.near[middle, k]
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
        strings -= 1
        if strings == 0:
            break
    return True


@njit(cache=True, nogil=True)
def cut(vehicle: int, place: int, length: int, ground: Ground, state: State) -> None:
    """Take a string of visits out of a tour that reaches over ``place``, some with a part in the middle kept.

    Stops that never move stay.
    """
    size = state.sizes[vehicle]
    spared = 0
    if 1 < length < size and drawn(state.chance) < SPLIT:
        spared = 1
        while length + spared < size and drawn(state.chance) < SPLIT:
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
        else:
            state.times[vehicle, row, WHO] = stop
            row += 1
    state.sizes[vehicle] = row - 1


# --- putting back -----------------------------------------------------------


@njit(cache=True, nogil=True)
def ordered(first: int, ground: Ground, state: State) -> None:
    """Put the stops outside from ``first`` on in a random order, or in that of a random key."""
    outside, size = state.outside, state.counts[OUTSIDE]
    for k in range(size - 1, first, -1):
        other = first + chosen(state.chance, k - first + 1)
        outside[k], outside[other] = outside[other], outside[k]
    order = ORDERS[chosen(state.chance, ORDERS.shape[0])]
    if order == 0:
        return
    keys = ground.keys[order - 1]
    for k in range(first + 1, size):
        stop = outside[k]
        row = k
        while row > first and keys[outside[row - 1]] > keys[stop]:
            outside[row] = outside[row - 1]
            row -= 1
        outside[row] = stop


@njit(cache=True, nogil=True)
def recreated(first: int, most: float, ground: Ground, state: State) -> bool:
    """Put the stops outside from ``first`` on where each costs least; give up once the plan costs ``most``."""
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
        vehicle, place = best_home(stop, ground, state)
        if vehicle == NOWHERE:
            state.outside[left] = stop
            left += 1
            left_euro += worth(stop, ground)
        else:
            put_aside(vehicle, state)
            if mate != NOWHERE:
                inserted(mate, vehicle, state.known[mate, vehicle, 1], state)
                halves += 1
            inserted(stop, vehicle, place, state)
            if not timed(vehicle, ground, state):
                return False
        if state.sums[TOURS] + left_euro >= most:
            return False
    state.counts[OUTSIDE] = left
    if halves:
        gathered(state)
    return True


@njit(cache=True, nogil=True)
def inserted(stop: Int, vehicle: int, place: Int, state: State) -> None:
    """Put a stop after a place of a tour."""
    for k in range(state.sizes[vehicle], place, -1):
        state.times[vehicle, k + 1, WHO] = state.times[vehicle, k, WHO]
    state.times[vehicle, place + 1, WHO] = stop
    state.sizes[vehicle] += 1


@njit(cache=True, nogil=True)
def roomy(load: NDArray[np.int64], demand: NDArray[np.int64], capacity: NDArray[np.int64]) -> bool:
    """Tell whether a demand fits on top of a load."""
    room = True
    for row in range(demand.shape[0]):
        room &= load[row] + demand[row] <= capacity[row]
    return room


@njit(cache=True, nogil=True)
def twin(vehicle: int, ground: Ground, state: State) -> bool:
    """Tell whether a vehicle is unused and one of its kind was looked at for this stop; from then on one was."""
    if state.sizes[vehicle] > 0:
        return False
    seen = state.stamps[ground.kinds[vehicle], 2] == state.counts[LOOK]
    state.stamps[ground.kinds[vehicle], 2] = state.counts[LOOK]
    return bool(seen)


@njit(cache=True, nogil=True)
def best_home(stop: int, ground: Ground, state: State) -> tuple[int, Int]:
    """Return vehicle and place where a stop costs least, NOWHERE if that is dearer than leaving it out.

    What is known of unchanged tours comes first: the better the best so far,
    the sooner a place in the others is seen to be dearer.
    """
    state.counts[LOOK] += 1
    sizes, versions = state.sizes, state.versions
    known, known_euro = state.known[stop], state.known_euro[stop]
    home, best, stale = NOWHERE, worth(stop, ground), 0
    place: Int = NOWHERE
    for vehicle in range(sizes.shape[0]):
        if (
            not ground.allowed[ground.kinds[vehicle], stop]
            or twin(vehicle, ground, state)
            or drawn(state.chance) < BLINK
        ):
            continue
        if not roomy(state.load[vehicle], ground.demand[stop], ground.capacity[vehicle]):
            continue
        if known[vehicle, 0] != versions[vehicle] or (known[vehicle, 1] == NOWHERE and known_euro[vehicle] < best):
            state.stale[stale] = vehicle
            stale += 1
        elif known_euro[vehicle] < best:
            home, place, best = vehicle, known[vehicle, 1], known_euro[vehicle]
    hopeful(stop, stale, ground, state)
    for row in range(stale):
        vehicle = state.stale[row]
        if known[vehicle, 0] == versions[vehicle] and known_euro[vehicle] >= best:
            continue
        found, euro = place_in(vehicle, stop, best, ground, state)
        known[vehicle, 0], known[vehicle, 1], known_euro[vehicle] = versions[vehicle], found, euro
        if found != NOWHERE:
            home, place, best = vehicle, found, euro
    return home, place


@njit(cache=True, nogil=True)
def place_in(vehicle: int, stop: int, best: float, ground: Ground, state: State) -> tuple[Int, float]:
    """Return where a stop costs least in a tour and its extra euro; NOWHERE and ``best`` if not below it."""
    if ground.ruled[vehicle]:
        return ruled_extra(stop, vehicle, best, ground, state)
    lane, hope = lane_of(vehicle, ground, state), state.hopes[vehicle]
    return best_place(stop, state.sizes[vehicle], best, hope, state.bounds[vehicle], lane)


@njit(cache=True, nogil=True)
def hopeful(stop: int, stale: int, ground: Ground, state: State) -> None:
    """Bound what a stop costs in each stale tour, and move the most hopeful tour to the front."""
    front, least_euro = 0, np.inf
    for row in range(stale):
        vehicle = state.stale[row]
        least, bounds = ground.least[ground.profile[vehicle], stop], state.bounds[vehicle]
        hope = bounded(stop, state.sizes[vehicle], least, lane_of(vehicle, ground, state), bounds)
        state.hopes[vehicle] = hope
        if bounds[hope] < least_euro:
            front, least_euro = row, bounds[hope]
    if stale:
        state.stale[0], state.stale[front] = state.stale[front], state.stale[0]


# --- annealing --------------------------------------------------------------


@njit(cache=True, nogil=True)
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
        most = state.sums[TOTAL] - state.sums[TEMPERATURE] * math.log(max(1e-12, drawn(state.chance)))
        lawful = ruined(ground, state)
        if lawful:
            ordered(first, ground, state)
            lawful = recreated(first, most, ground, state)
        if not lawful:
            put_back(tours_euro, outside, state)
            continue
        state.sums[TOTAL] = total(ground, state)
        if state.sums[TOTAL] < state.sums[BEST] - LEAST_GAIN_EUR:
            keep(state)
