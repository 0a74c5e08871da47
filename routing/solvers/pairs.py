"""Both halves of a shipment leave a tour and come into one together, in numba."""

from numba import njit

from routing.solvers.arrays import NOWHERE, OUTSIDE, WHO, Ground, State
from routing.solvers.ruled_places import partner


@njit(cache=True, nogil=True)
def halves_out(vehicle: int, gone: int, ground: Ground, state: State) -> None:
    """Take the other halves of shipments out of a tour that lost stops, those outside from ``gone`` on."""
    for row in range(gone, state.counts[OUTSIDE]):
        mate = partner(state.outside[row], ground.rules)
        if mate == NOWHERE or state.home[mate] != vehicle:
            continue
        place = 1
        for k in range(1, state.sizes[vehicle] + 1):
            stop = state.times[vehicle, k, WHO]
            if stop != mate:
                state.times[vehicle, place, WHO] = stop
                place += 1
        state.sizes[vehicle] = place - 1
        state.outside[state.counts[OUTSIDE]] = mate
        state.counts[OUTSIDE] += 1
        state.home[mate] = NOWHERE
        for load in range(ground.demand.shape[1]):
            state.load[vehicle, load] -= ground.demand[mate, load]


@njit(cache=True, nogil=True)
def gathered(state: State) -> None:
    """Strike from the stops outside those that came into a tour with their other half."""
    left = 0
    for k in range(state.counts[OUTSIDE]):
        stop = state.outside[k]
        if state.home[stop] == NOWHERE:
            state.outside[left] = stop
            left += 1
    state.counts[OUTSIDE] = left


@njit(cache=True, nogil=True)
def worth(stop: int, ground: Ground) -> float:
    """Return the price of leaving a stop out, with what comes and goes with it."""
    mate = partner(stop, ground.rules)
    return float(ground.prices[stop] + (0.0 if mate == NOWHERE else ground.prices[mate]))
