"""The price of a tour and of one more stop in it, at true times, in numba.

The same euro as :func:`routing.solvers.cost.plan_cost` (a property test holds
them equal), without a Plan: a move is priced in microseconds. Times come from
the one recurrence in :mod:`routing.timing`.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from routing.matrix import UNREACHABLE
from routing.solvers.kernels import kernel
from routing.timing import NEVER, Int, arrival, service_start

IMPOSSIBLE = 2**30
"""Breaches of a tour with a leg that no later slot can drive."""

NOWHERE = -1
"""Place of a stop that fits nowhere."""


class StopArrays(NamedTuple):
    """Stops by number: windows as the timing kernel reads them, service, due time (OPEN_END without), hardness.

    ``early`` is the second that lateness counts from: the due time less the stop's buffer.
    """

    windows: NDArray[np.int64]
    service: NDArray[np.int64]
    due: NDArray[np.int64]
    hard: NDArray[np.bool_]
    early: NDArray[np.int64]


class Track(NamedTuple):
    """What one vehicle drives on, by when and for how much.

    Parameters
    ----------
    rows
        Matrix row of each stop.
    ends
        Matrix rows of the start and the end depot; -1 for an open end.
    limits
        Shift start, shift end, buffer, tolerance, in seconds.
    rates
        Euro for using it, per metre, per second, per late stop, per second of lateness.
    seconds, metres, starts
        The matrix and its slot starts.
    """

    rows: NDArray[np.int64]
    ends: NDArray[np.int64]
    limits: NDArray[np.int64]
    rates: NDArray[np.float64]
    seconds: NDArray[np.int32]
    metres: NDArray[np.int32]
    starts: NDArray[np.int64]


@kernel(joined=True)
def late_euro(seconds: Int, tolerance: Int, late: float, per_second: float) -> float:
    """Return the euro of service that starts so many seconds after the buffered due time."""
    if seconds <= 0:
        return 0.0
    return float(seconds * per_second + (late if seconds > tolerance else 0.0))


@njit(cache=True, nogil=True)
def leg_metres(departure, origin, destination, track):
    """Return the metres of a leg in the slot in which its wheels first turn; it must be drivable."""
    slot = 0
    while slot < track.starts.shape[0] - 1 and departure >= track.starts[slot + 1]:
        slot += 1
    while track.seconds[slot, origin, destination] == UNREACHABLE:
        slot += 1
    return track.metres[slot, origin, destination]


@njit(cache=True, nogil=True)
def _step(leave, origin, stop, stops, track):
    """Drive to a stop and serve it: its departure, its euro (way and lateness) and its breaches."""
    row = track.rows[stop]
    arrived = arrival(leave, origin, row, track.seconds, track.starts)
    if arrived >= NEVER:
        return NEVER, 0.0, IMPOSSIBLE
    begin = service_start(arrived, stops.windows[stop])
    euro = leg_metres(leave, origin, row, track) * track.rates[1]
    euro += late_euro(begin - stops.early[stop], track.limits[3], track.rates[3], track.rates[4])
    breaches = 1 if stops.hard[stop] and begin > stops.due[stop] else 0
    return begin + stops.service[stop], euro, breaches


@njit(cache=True, nogil=True)
def _finish(leave, origin, track):
    """Drive home: euro (way, the whole tour's hours, overrun of the buffered shift end) and breaches."""
    end = leave
    euro = track.rates[0]
    if track.ends[1] >= 0:
        end = arrival(leave, origin, track.ends[1], track.seconds, track.starts)
        if end >= NEVER:
            return 0.0, IMPOSSIBLE
        euro += leg_metres(leave, origin, track.ends[1], track) * track.rates[1]
    euro += (end - track.limits[0]) * track.rates[2]
    euro += max(0, end - track.limits[1] + track.limits[2]) * track.rates[4]
    return euro, 1 if end > track.limits[1] else 0


@njit(cache=True, nogil=True)
def tour_price(visits, stops, track):
    """Return breaches and euro of a tour; nothing for an empty one."""
    if visits.shape[0] == 0:
        return 0, 0.0
    leave = track.limits[0]
    origin = track.ends[0]
    breaches = 0
    euro = 0.0
    for stop in visits:
        leave, more, broken = _step(leave, origin, stop, stops, track)
        if broken == IMPOSSIBLE:
            return IMPOSSIBLE, 0.0
        euro += more
        breaches += broken
        origin = track.rows[stop]
    more, broken = _finish(leave, origin, track)
    return min(IMPOSSIBLE, breaches + broken), euro + more


@njit(cache=True, nogil=True)
def best_place(stop, visits, stops, track, most):
    """Return the lawful place in a tour at which one more stop makes it cheapest, and the tour's euro then.

    Parameters
    ----------
    most
        Euro that the tour must stay below; NOWHERE is returned if none does.
    """
    found, best = NOWHERE, most
    before = track.limits[0]
    origin = track.ends[0]
    spent = 0.0
    for place in range(visits.shape[0] + 1):
        leave, euro, broken = _step(before, origin, stop, stops, track)
        euro += spent
        last = track.rows[stop]
        k = place
        while broken == 0 and k < visits.shape[0] and euro < best:
            leave, more, broken = _step(leave, last, visits[k], stops, track)
            euro += more
            last = track.rows[visits[k]]
            k += 1
        if broken == 0 and k == visits.shape[0] and euro < best:
            more, broken = _finish(leave, last, track)
            if broken == 0 and euro + more < best:
                found, best = place, euro + more
        if place == visits.shape[0]:
            break
        before, more, broken = _step(before, origin, visits[place], stops, track)
        spent += more
        origin = track.rows[visits[place]]
        if broken > 0 or spent >= best:
            break  # every later place keeps this broken or dear beginning
    return found, best


@njit(cache=True, nogil=True)
def prices_without(visits, stops, track):
    """Return breaches and euro of a tour without each of its visits in turn."""
    size = visits.shape[0]
    breaches = np.zeros(size, np.int64)
    euro = np.zeros(size, np.float64)
    left = np.empty(max(0, size - 1), np.int64)
    for out in range(size):
        left[:out] = visits[:out]
        left[out:] = visits[out + 1 :]
        breaches[out], euro[out] = tour_price(left, stops, track)
    return breaches, euro


@njit(cache=True, nogil=True)
def best_places(candidates, visits, stops, track, most):
    """Return place and tour euro (see :func:`best_place`) for each of several stops in turn."""
    places = np.empty(candidates.shape[0], np.int64)
    euro = np.empty(candidates.shape[0], np.float64)
    for k in range(candidates.shape[0]):
        places[k], euro[k] = best_place(candidates[k], visits, stops, track, most[k])
    return places, euro
