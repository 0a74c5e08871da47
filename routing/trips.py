"""Where a tour goes back to load, and what is on board: one rule for ``schedule()`` and every search, in numba.

A tour is cut into trips over its start depot, at most ``Vehicle.max_trips`` of
them, at the places where the detours together are the fewest metres and every
trip fits; of equals the one with fewer trips, then the one cut later. A tour
that fits needs no cut. Where nothing fits, each trip takes what it can and the
last one the rest: the load is exceeded.

On board are deliveries without a shipment from their trip's start until their
stop, pickups without one from their stop until their trip's end, and what is
both picked up and delivered in the tour between the two stops; no cut parts
these. At a stop, what is delivered leaves before what is picked up comes.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from routing.matrix import UNREACHABLE, Matrix
from routing.model import Problem, Stop, Vehicle

ALONE: Final = -1
"""Mate of a stop whose shipment, if it has one, has no other stop in the tour."""

UNLIMITED: Final = 2**62
"""Capacity in a dimension that a vehicle doesn't name."""

NOT_OPEN_M: Final = 2**31
"""Metres of a leg that is never open, where cuts are compared."""

_FAR = np.int64(2**60)

Int = int | np.int64


@njit(cache=True, nogil=True)
def cut_trips(
    demand: NDArray[np.int64],
    picked: NDArray[np.bool_],
    mate: NDArray[np.int64],
    capacity: NDArray[np.int64],
    detour: NDArray[np.int64],
    max_trips: Int,
    first: Int,
    scratch: NDArray[np.int64],
    aboard: NDArray[np.int64],
    cuts: NDArray[np.bool_],
) -> bool:
    """Cut a tour into trips, see the module; allocates nothing.

    Parameters
    ----------
    demand
        int64, shape (visits, dimensions), in driving order.
    picked
        True for a pickup, False for a delivery.
    mate
        Place of the other stop of the shipment in this tour, the pickup being the earlier one; else ``ALONE``.
    capacity
        Per dimension; not negative.
    detour
        Metres more of driving over the depot instead of straight to each visit; the first one's is not read.
    first
        No cut lies before this visit (nor before the very first one).
    scratch
        int64, shape (2 * min(max_trips, visits) + 4, visits + 1) at least.
    aboard
        Scratch: int64, shape (2, dimensions).
    cuts
        Filled: True where the vehicle loads before this visit.

    Returns
    -------
    bool
        Whether every trip fits.
    """
    size = demand.shape[0]
    cuts[:size] = False
    if size == 0:
        return True
    reach, closed = scratch[0], scratch[1]
    reach[size] = _earliest(size, 0, demand, picked, mate, capacity, aboard)
    if reach[size] == 0:
        return True
    if max_trips == 1:
        return False
    for end in range(1, size):
        reach[end] = _earliest(end, reach[end - 1] if end > 1 else 0, demand, picked, mate, capacity, aboard)
    closed[: size + 1] = 0
    closed[: max(1, first)] = 1
    for place in range(size):
        if picked[place] and mate[place] > place:
            closed[place + 1 : mate[place] + 1] = 1
    if _cut_cheaply(size, detour, max_trips, scratch, cuts):
        return True
    _cut_late(size, max_trips, reach, closed, cuts)
    return False


@njit(cache=True, nogil=True)
def most_aboard(
    demand: NDArray[np.int64],
    picked: NDArray[np.bool_],
    mate: NDArray[np.int64],
    cuts: NDArray[np.bool_],
    aboard: NDArray[np.int64],
    most: NDArray[np.int64],
) -> None:
    """Fill ``most`` with the most on board at once per dimension; for the rest see :func:`cut_trips`."""
    end = demand.shape[0]
    most[:] = 0
    aboard[:] = 0
    for place in range(end - 1, -1, -1):
        _prepend(place, end, demand, picked, mate, aboard)
        for load in range(most.shape[0]):
            most[load] = max(most[load], aboard[1, load])
        if cuts[place]:
            end = place
            aboard[:] = 0


@njit(cache=True, nogil=True)
def _prepend(
    place: Int,
    end: Int,
    demand: NDArray[np.int64],
    picked: NDArray[np.bool_],
    mate: NDArray[np.int64],
    aboard: NDArray[np.int64],
) -> None:
    """Put a stop before a trip that ends before ``end``: what is on board at its start, and at most."""
    for load in range(demand.shape[1]):
        units = demand[place, load]
        if not picked[place]:
            aboard[0, load] += units
            aboard[1, load] = max(aboard[0, load], aboard[1, load])
        elif place < mate[place] < end:
            aboard[0, load] -= units  # its delivery was taken for one from the depot until now
        else:
            aboard[1, load] += units


@njit(cache=True, nogil=True)
def _earliest(
    end: Int,
    low: Int,
    demand: NDArray[np.int64],
    picked: NDArray[np.bool_],
    mate: NDArray[np.int64],
    capacity: NDArray[np.int64],
    aboard: NDArray[np.int64],
) -> Int:
    """Return the earliest start, not before ``low``, of a trip that ends before ``end`` and fits; ``end`` if none."""
    aboard[:] = 0
    place = end
    while place > low:
        _prepend(place - 1, end, demand, picked, mate, aboard)
        for load in range(capacity.shape[0]):
            if aboard[1, load] > capacity[load]:
                return place
        place -= 1
    return place


@njit(cache=True, nogil=True)
def _cut_cheaply(
    size: Int,
    detour: NDArray[np.int64],
    max_trips: Int,
    scratch: NDArray[np.int64],
    cuts: NDArray[np.bool_],
) -> bool:
    """Cut so that every trip fits, with the fewest metres, by the cheapest trips up to each place; False if none do."""
    reach, closed = scratch[0], scratch[1]
    most = min(max_trips, size)
    least, back = scratch[2 : 3 + most], scratch[3 + most : 4 + 2 * most]
    for end in range(1, size + 1):
        least[1, end] = 0 if reach[end] == 0 else _FAR
    for trip in range(2, most + 1):
        for end in range(1, size + 1):
            least[trip, end] = _FAR
            for start in range(end - 1, max(reach[end], trip - 1) - 1, -1):
                metres = least[trip - 1, start] + detour[start]
                if not closed[start] and least[trip - 1, start] < _FAR and metres < least[trip, end]:
                    least[trip, end] = metres
                    back[trip, end] = start
    best = 1
    for trip in range(2, most + 1):
        if least[trip, size] < least[best, size]:
            best = trip
    if least[best, size] >= _FAR:
        return False
    place = size
    for trip in range(best, 1, -1):
        place = back[trip, place]
        cuts[place] = True
    return True


@njit(cache=True, nogil=True)
def _cut_late(
    size: Int, max_trips: Int, reach: NDArray[np.int64], closed: NDArray[np.int64], cuts: NDArray[np.bool_]
) -> None:
    """Cut trip by trip as late as each one still fits, or as early as it can be where it doesn't."""
    begin = 0
    for _ in range(max_trips - 1):
        if reach[size] <= begin:
            return
        found = 0
        for place in range(begin + 1, size):
            if closed[place]:
                continue
            if found == 0 or reach[place] <= begin:
                found = place
        if found == 0:
            return
        cuts[found] = True
        begin = found


class Loading(NamedTuple):
    """Visits before which a vehicle goes back to load, by place, and the most on board at once."""

    reloads: tuple[int, ...]
    most: dict[str, int]


def load_tour(problem: Problem, vehicle: Vehicle, stops: Sequence[Stop], matrix: Matrix, done: int = 0) -> Loading:
    """Cut a vehicle's tour into trips.

    Parameters
    ----------
    stops
        In driving order.
    matrix
        What the vehicle drives on; a leg counts the metres of the first slot in which it is open.
    done
        Visits that have happened: no reload is placed among them, and of their goods only those count
        that are still on board.
    """
    names = problem.load_dimensions
    demand = np.array([[stop.demand.get(name, 0) for name in names] for stop in stops], np.int64)
    demand = demand.reshape(len(stops), len(names))
    picked = np.array([stop.kind == "pickup" for stop in stops], np.bool_)
    if vehicle.max_trips == 1 and not picked.any() and not done:
        return Loading((), {name: int(units) for name, units in zip(names, demand.sum(axis=0), strict=True)})
    mate = mates(stops)
    demand[:done][~picked[:done] | ((mate[:done] >= 0) & (mate[:done] < done))] = 0
    aboard, cuts = np.zeros((2, len(names)), np.int64), np.zeros(len(stops), np.bool_)
    if vehicle.max_trips > 1:
        cut_trips(
            demand,
            picked,
            mate,
            np.array([vehicle.capacity.get(name, UNLIMITED) for name in names], np.int64),
            _detours(problem.depot_by_id[vehicle.start_depot].place, stops, matrix),
            vehicle.max_trips,
            done,
            np.empty((2 * min(vehicle.max_trips, len(stops)) + 4, len(stops) + 1), np.int64),
            aboard,
            cuts,
        )
    most = np.zeros(len(names), np.int64)
    most_aboard(demand, picked, mate, cuts, aboard, most)
    return Loading(
        tuple(int(place) for place in np.flatnonzero(cuts)),
        dict(zip(names, (int(units) for units in most), strict=True)),
    )


def mates(stops: Sequence[Stop]) -> NDArray[np.int64]:
    """Return the place of the other stop of each one's shipment, where the pickup comes before the delivery."""
    pickups = {
        stop.shipment_id: place
        for place, stop in enumerate(stops)
        if stop.kind == "pickup" and stop.shipment_id is not None
    }
    mate = np.full(len(stops), ALONE, np.int64)
    for place, stop in enumerate(stops):
        pickup = place if stop.shipment_id is None else pickups.get(stop.shipment_id, place)
        if stop.kind == "delivery" and pickup < place:
            mate[place], mate[pickup] = pickup, place
    return mate


def _detours(depot: str, stops: Sequence[Stop], matrix: Matrix) -> NDArray[np.int64]:
    """Return how many metres more lead to each stop over the depot."""
    home = matrix.rows([depot])[0]
    rows = np.array(matrix.rows([stop.place for stop in stops]), np.int64)
    before = np.concatenate([[home], rows[:-1]]).astype(np.int64)
    depots = np.full(len(rows), home, np.int64)
    detour: NDArray[np.int64] = (
        _metres(matrix, before, depots) + _metres(matrix, depots, rows) - _metres(matrix, before, rows)
    )
    return detour


def _metres(matrix: Matrix, origins: NDArray[np.int64], destinations: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the metres of legs in the first slot in which each is open."""
    is_open = matrix.seconds[:, origins, destinations] != UNREACHABLE
    slots = is_open.argmax(axis=0)
    metres: NDArray[np.int64] = matrix.metres[slots, origins, destinations].astype(np.int64)
    metres[~is_open.any(axis=0)] = NOT_OPEN_M
    return metres
