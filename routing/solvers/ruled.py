"""Tours of vehicles that keep more rules than the arrays of our own search hold, in numba.

Each is timed and priced whole by :mod:`routing.solvers.ruled_pricing`, and
places in it are found by :mod:`routing.solvers.ruled_places`.
"""

import numpy as np

from routing.solvers.arrays import (
    ARRIVED,
    LATE,
    LATEST,
    LEAVE,
    LIMIT,
    NOWHERE,
    SLOT,
    WAIT,
    WAY,
    WHO,
    Ground,
    Ints,
    State,
)
from routing.solvers.kernels import kernel
from routing.solvers.pricing import Track
from routing.solvers.ruled_places import partner, ruled_home
from routing.solvers.ruled_pricing import METRES, ROW, ruled_price
from routing.solvers.rules import BREACHES, MISFITS
from routing.timing import ARRIVED as REACHED
from routing.timing import BEGAN, LEFT, Int

TRIES = 4
"""Places of a tour that are priced exactly, the best guess first, until one is lawful."""


@kernel(allocates=True)
def track_of(vehicle: int, ground: Ground) -> Track:
    """Return what a vehicle drives on, its nodes numbered as in ``Ground``."""
    profile = ground.profile[vehicle]
    return Track(
        ground.numbers,
        ground.ends[vehicle],
        ground.limits[vehicle],
        ground.rates[vehicle],
        ground.legs[0, profile],
        ground.legs[1, profile],
        ground.starts[profile],
    )


@kernel(allocates=True)
def visits_of(vehicle: int, state: State) -> Ints:
    """Return a copy of a tour."""
    visits = np.empty(state.sizes[vehicle], np.int64)
    for k in range(visits.shape[0]):
        visits[k] = state.times[vehicle, k + 1, WHO]
    return visits


@kernel(allocates=True)
def rows_of(vehicle: int, visits: Ints, ground: Ground, state: State) -> Ints:
    """Return the times of a tour that :func:`ruled_tour` has filled in, without metres."""
    size, times = visits.shape[0], state.times[vehicle]
    rows = np.zeros((size + 2, ROW), np.int64)
    for k in range(size + 2):
        rows[k, REACHED], rows[k, LEFT] = times[k, ARRIVED], times[k, LEAVE]
        rows[k, BEGAN] = times[k, LEAVE] - (ground.stops.service[visits[k - 1]] if 0 < k <= size else 0)
    return rows


@kernel(allocates=True)
def ruled_tour(vehicle: int, ground: Ground, state: State) -> tuple[bool, float]:
    """Time and price a ruled vehicle's tour: whether it keeps every rule, and its euro without ``Ground.liking``.

    Fills the rows of ``State.times`` and ``State.euros`` as
    :func:`routing.solvers.tour_times.priced` does.
    """
    visits, track, rules = visits_of(vehicle, state), track_of(vehicle, ground), ground.rules
    size = visits.shape[0]
    rows = np.empty((size + 2, ROW), np.int64)
    misfits, breaches, euro = ruled_price(visits, vehicle, ground.stops, track, rules, rows)
    laws = rules.laws[vehicle]
    if misfits > laws[MISFITS] or breaches > laws[BREACHES]:
        return False, 0.0
    times, euros, last = state.times[vehicle], state.euros[vehicle], track.starts.shape[0] - 1
    slot = 0
    for k in range(size + 2):
        while slot < last and rows[k, LEFT] >= track.starts[slot + 1]:
            slot += 1
        times[k, SLOT], times[k, LEAVE], times[k, ARRIVED] = slot, rows[k, LEFT], rows[k, REACHED]
        times[k, WAIT] = rows[k, BEGAN] - rows[k, REACHED]
        euros[k, WAY], euros[k, LATE] = rows[k, METRES] * track.rates[1], 0.0
    times[size + 1, LATEST] = max(rows[size + 1, REACHED], track.limits[1] - track.limits[2])
    times[size + 1, LIMIT] = track.limits[1]
    return True, euro


@kernel(allocates=True)
def ruled_extra(stop: Int, vehicle: int, most: float, ground: Ground, state: State) -> tuple[Int, float]:
    """Return where a stop (or the shipment it is half of) costs least in a ruled tour, and its extra euro.

    Where the second half of the shipment goes is noted as its own place in ``State.known``.

    Parameters
    ----------
    most
        Euro that the extra must stay below; NOWHERE and ``most`` are returned if none does.
    """
    visits, track, rules = visits_of(vehicle, state), track_of(vehicle, ground), ground.rules
    liking, mate = ground.liking[ground.kinds[vehicle]], partner(stop, ground.rules)
    before, more = state.price[vehicle], liking[stop]
    for other in visits:
        before -= liking[other]
    if mate != NOWHERE:
        more += liking[mate]
    rows = rows_of(vehicle, visits, ground, state)
    aim = before + most - more
    place, second, euro = ruled_home(stop, visits, rows, before, vehicle, ground.stops, track, rules, aim, TRIES)
    if place == NOWHERE:
        return NOWHERE, most
    if mate != NOWHERE:
        state.known[mate, vehicle, 0] = second
    return place, float(euro - before + more)
