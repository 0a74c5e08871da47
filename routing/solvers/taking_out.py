"""Taking strings of visits out of tours: the first half of a step of our own search, in numba."""

import numpy as np

from routing.solvers.arrays import MEMBERS, NOWHERE, OUTSIDE, STEP, USED, WHO, Ground, State
from routing.solvers.chance import chosen, drawn
from routing.solvers.kernels import kernel
from routing.solvers.pairs import halves_out
from routing.solvers.tour_times import loaded_with, put_aside, settled, timed


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
