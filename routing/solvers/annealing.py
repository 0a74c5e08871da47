"""Ruin and recreate with simulated annealing: the steps of our own search, in numba.

Each step takes strings of neighbouring visits out of a few tours
(:mod:`routing.solvers.taking_out`), puts them back one by one where they cost
least (:mod:`routing.solvers.putting_back`), and keeps the result if it costs no more
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
    LONG,
    MEMBERS,
    NOWHERE,
    OPENING,
    OUTSIDE,
    SAVED,
    STEP,
    TEMPERATURE,
    TOTAL,
    TOUR,
    TOURS,
    USED,
    WHO,
    Ground,
    State,
)
from routing.solvers.chance import chosen, drawn
from routing.solvers.kernels import kernel
from routing.solvers.putting_back import left_out, ordered, recreated
from routing.solvers.taking_out import ruined
from routing.solvers.tour_times import loaded_with, put_back, settled, timed

TRIES = 20
"""Stops outside that a step tries to put into tours at most."""

LEAST_GAIN_EUR = 1e-7
"""A best plan must be better by more than rounding."""

ANEW = 1024
"""Steps after which the plan's euro is added up anew, so that no rounding builds up."""


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


@kernel()
def annealed(steps: int, cooling: float, ground: Ground, state: State) -> None:
    """Make steps; the temperature is multiplied by ``cooling`` at each."""
    for _ in range(steps):
        state.sums[TEMPERATURE] *= cooling
        state.counts[STEP] += 1
        state.counts[SAVED] = 0
        inside = state.counts[MEMBERS] - state.counts[OUTSIDE]
        state.counts[LONG] = ground.likely.shape[2] > 0 and inside >= ground.settings.long * state.counts[USED]
        outside, tours_euro, used = state.counts[OUTSIDE], state.sums[TOURS], state.counts[USED]
        state.sums[TOUR] = ground.settings.crowding * state.sums[TEMPERATURE]
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
            lawful = recreated(first, most + used * state.sums[TOUR], ground, state)
        euro = total(ground, state)
        if not lawful or euro + (state.counts[USED] - used) * state.sums[TOUR] >= accepted:
            put_back(tours_euro, outside, ground, state)
            continue
        state.sums[TOTAL] = euro
        if euro < state.sums[BEST] - LEAST_GAIN_EUR:
            keep(state)
