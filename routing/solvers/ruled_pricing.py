"""The price of a ruled tour, at true times, with everything that a day asks of it, in numba.

The same euro as :func:`routing.solvers.cost.plan_cost` without what it costs
to have a stop in this tour and not in another; times come from
:func:`routing.timing.time_tour`. :mod:`routing.solvers.pricing` prices the
tours that no rule of :mod:`routing.solvers.rules` concerns.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from routing.matrix import UNREACHABLE
from routing.solvers.crow import spread_km
from routing.solvers.pricing import IMPOSSIBLE, StopArrays, Track, late_euro
from routing.solvers.rules import (
    ABOARD,
    BALANCE,
    BREAKS,
    COMPACT,
    DONE,
    DURATION,
    FREE,
    NOBODY,
    RELOAD,
    REORDERED,
    TO_DEPOT,
    TRIPS,
    UNKNOWN,
    Rules,
)
from routing.timing import ARRIVED, BEGAN, COLUMNS, LEFT, NEVER, SET_OFF, Int, arrival, service_start, time_tour
from routing.trips import NOT_OPEN_M, cut_trips
from routing.work_clock import CLOCK, NONE

METRES = 3
"""Column of ``rows`` beside ARRIVED, BEGAN and LEFT: of the way to the place, over the depot if it reloads before."""

ROW = 4
"""Columns of ``rows``."""

HOUR_S = 3600.0


@njit(cache=True, nogil=True)
def ruled_price(
    visits: NDArray[np.int64], vehicle: Int, stops: StopArrays, track: Track, rules: Rules, rows: NDArray[np.int64]
) -> tuple[Int, Int, float]:
    """Return misfits, breaches and euro of a tour; nothing for an empty one.

    A misfit is a stop out of its place, or a load that doesn't fit, whatever
    the clock says; a breach is a hard window missed, a shift or day too long,
    or the law of labour broken.

    Parameters
    ----------
    rows
        int64, shape (len(visits) + 2, ROW), filled: the start, the visits and the end.
    """
    size = visits.shape[0]
    rows[0, ARRIVED] = rows[0, BEGAN] = rows[0, LEFT] = max(track.limits[0], rules.laws[vehicle, FREE])
    rows[0, METRES] = 0
    if size == 0:
        rows[1] = rows[0]
        return 0, 0, 0.0
    cuts = np.zeros(size, np.bool_)
    misfits = misplaced(visits, vehicle, rules) + (not cut(visits, vehicle, track, rules, cuts))
    if rules.laws[vehicle, BREAKS] == NONE:
        breaches = _unclocked(visits, vehicle, stops, track, rules, cuts, rows)
    else:
        breaches = _timed(visits, vehicle, stops, track, rules, cuts, rows)
    if breaches >= IMPOSSIBLE:
        return misfits, IMPOSSIBLE, 0.0
    late, more = _lateness(visits, vehicle, stops, track, rules, rows)
    end, metres = rows[size + 1, LEFT], np.int64(0)
    for k in range(size + 2):
        metres += rows[k, METRES]
    taken = end - track.limits[0]
    breaches += late + (end > track.limits[1]) + (taken > rules.laws[vehicle, DURATION])
    euro = track.rates[0] + more + metres * track.rates[1] + taken * track.rates[2]
    euro += max(0, end - track.limits[1] + track.limits[2]) * track.rates[4]
    return misfits, breaches, euro + _looks(visits, taken, rules)


@njit(cache=True, nogil=True)
def _timed(
    visits: NDArray[np.int64],
    vehicle: Int,
    stops: StopArrays,
    track: Track,
    rules: Rules,
    cuts: NDArray[np.bool_],
    rows: NDArray[np.int64],
) -> Int:
    """Fill in rows; return how often the law of labour is broken, IMPOSSIBLE if a leg can't be driven."""
    size, laws = visits.shape[0], rules.laws[vehicle]
    width = size + 1 + cuts.sum() + (track.ends[1] >= 0)
    nodes, numbers, stays = np.empty(width, np.int64), np.full(width, NOBODY, np.int64), np.zeros(width, np.int64)
    nodes[0] = track.ends[0]
    row = 1
    for k in range(size):
        if cuts[k]:
            nodes[row], stays[row] = track.ends[0], laws[RELOAD]
            row += 1
        nodes[row], numbers[row], stays[row] = track.rows[visits[k]], visits[k], stops.service[visits[k]]
        row += 1
    if track.ends[1] >= 0:
        nodes[row] = track.ends[1]
    facts = np.empty((min(laws[DONE], size), 3), np.int64)
    for k in range(facts.shape[0]):
        facts[k] = rules.done[visits[k]]
    clock, out = np.empty(CLOCK, np.int64), np.empty((width, COLUMNS), np.int64)
    broken = time_tour(
        track.limits[0],
        nodes,
        numbers,
        stays,
        stops.windows,
        track.seconds,
        track.starts,
        laws[BREAKS],
        facts,
        laws[FREE],
        clock,
        out,
    )
    if out[width - 1, ARRIVED] >= NEVER:
        return IMPOSSIBLE
    _collected(nodes, numbers, out, track, rows)
    return int(broken)


@njit(cache=True, nogil=True)
def _unclocked(
    visits: NDArray[np.int64],
    vehicle: Int,
    stops: StopArrays,
    track: Track,
    rules: Rules,
    cuts: NDArray[np.bool_],
    rows: NDArray[np.int64],
) -> Int:
    """Fill in rows as :func:`_timed` does, of a tour whose driver heeds no law, and in a fraction of the time."""
    size, laws, done, nodes = visits.shape[0], rules.laws[vehicle], rules.laws[vehicle, DONE], track.rows
    seconds, metres, starts, depot = track.seconds, track.metres, track.starts, track.ends[0]
    leave: Int = track.limits[0]
    at = depot
    for k in range(size):
        stop, row = visits[k], k + 1
        if k < done:
            rows[row, METRES] = metres_of(leave, at, nodes[stop], seconds, metres, starts)
            for column in (ARRIVED, BEGAN, LEFT):
                rows[row, column] = rules.done[stop, column]
        else:
            leave = max(leave, laws[FREE]) if k == done else leave
            over: Int = np.int64(0)
            if cuts[k]:
                leave, over = way(leave, at, depot, seconds, metres, starts)
                leave, at = leave + laws[RELOAD], depot
            arrived, straight = way(leave, at, nodes[stop], seconds, metres, starts)
            if arrived >= NEVER:
                return IMPOSSIBLE
            begin = service_start(arrived, stops.windows[stop])
            rows[row, ARRIVED], rows[row, BEGAN], rows[row, LEFT] = arrived, begin, begin + stops.service[stop]
            rows[row, METRES] = over + straight
        leave, at = rows[row, LEFT], nodes[stop]
    if track.ends[1] >= 0 and done == size:
        leave = max(leave, laws[FREE])
    arrived, home = way(leave, at, track.ends[1], seconds, metres, starts)
    if arrived >= NEVER:
        return IMPOSSIBLE
    rows[size + 1, ARRIVED] = rows[size + 1, BEGAN] = rows[size + 1, LEFT] = arrived
    rows[size + 1, METRES] = home
    return np.int64(0)


@njit(cache=True, nogil=True)
def way(
    leave: Int,
    origin: Int,
    node: Int,
    seconds: NDArray[np.int32],
    metres: NDArray[np.int32],
    starts: NDArray[np.int64],
) -> tuple[Int, Int]:
    """Return arrival and metres of a leg; at once if there is no place to go to."""
    if node < 0:
        return leave, np.int64(0)
    slot, last = 0, starts.shape[0] - 1
    while slot < last and leave >= starts[slot + 1]:
        slot += 1
    pace = np.int64(seconds[slot, origin, node])
    if pace != UNREACHABLE and (slot == last or leave + pace <= starts[slot + 1]):
        return leave + pace, np.int64(metres[slot, origin, node])
    arrived = arrival(leave, origin, node, seconds, starts)
    if arrived >= NEVER:
        return NEVER, np.int64(0)
    while seconds[slot, origin, node] == UNREACHABLE:
        slot += 1
    return np.int64(arrived), np.int64(metres[slot, origin, node])


@njit(cache=True, nogil=True)
def _collected(
    nodes: NDArray[np.int64],
    numbers: NDArray[np.int64],
    out: NDArray[np.int64],
    track: Track,
    rows: NDArray[np.int64],
) -> None:
    """Fill in rows from a timed tour, the ways to reloads added to those behind."""
    width, size = out.shape[0], rows.shape[0] - 2
    place, metres = 0, np.int64(0)
    seconds, distances, starts = track.seconds, track.metres, track.starts
    for k in range(1, width):
        metres += metres_of(out[k, SET_OFF], nodes[k - 1], nodes[k], seconds, distances, starts)
        if numbers[k] != NOBODY or place == size:
            place += 1
            rows[place, ARRIVED], rows[place, BEGAN], rows[place, LEFT] = out[k, ARRIVED], out[k, BEGAN], out[k, LEFT]
            rows[place, METRES] = metres
            metres = np.int64(0)
    if place == size:
        rows[size + 1] = rows[size]
        rows[size + 1, METRES] = 0


@njit(cache=True, nogil=True)
def metres_of(
    departure: Int,
    origin: Int,
    destination: Int,
    seconds: NDArray[np.int32],
    metres: NDArray[np.int32],
    starts: NDArray[np.int64],
) -> Int:
    """Return the metres of a leg in the slot in which its wheels first turn; 0 if no slot can be driven."""
    slot, last = 0, starts.shape[0] - 1
    while slot < last and departure >= starts[slot + 1]:
        slot += 1
    while slot < last and seconds[slot, origin, destination] == UNREACHABLE:
        slot += 1
    if seconds[slot, origin, destination] == UNREACHABLE:
        return np.int64(0)
    return np.int64(metres[slot, origin, destination])


@njit(cache=True, nogil=True)
def _lateness(
    visits: NDArray[np.int64], vehicle: Int, stops: StopArrays, track: Track, rules: Rules, rows: NDArray[np.int64]
) -> tuple[Int, float]:
    """Return hard windows missed after the visits done, and the euro of all lateness."""
    missed, euro = 0, 0.0
    for k in range(visits.shape[0]):
        stop, begin = visits[k], rows[k + 1, BEGAN]
        euro += late_euro(begin - stops.early[stop], track.limits[3], track.rates[3], track.rates[4])
        missed += k >= rules.laws[vehicle, DONE] and stops.hard[stop] and begin > stops.due[stop]
    return missed, euro


@njit(cache=True, nogil=True)
def _looks(visits: NDArray[np.int64], taken: Int, rules: Rules) -> float:
    """Return the euro of hours out of balance, of stops far from each other, and of stops after others than kept."""
    euro = rules.prices[BALANCE] * (taken / HOUR_S) ** 2
    if rules.prices[COMPACT] > 0:
        euro += rules.prices[COMPACT] * spread_km(rules.degrees[visits])
    if rules.prices[REORDERED] > 0:
        for k in range(visits.shape[0]):
            follows = rules.follows[visits[k]]
            if follows != UNKNOWN and follows != (visits[k - 1] if k else NOBODY):
                euro += rules.prices[REORDERED]
    return float(euro)


@njit(cache=True, nogil=True)
def misplaced(visits: NDArray[np.int64], vehicle: Int, rules: Rules) -> Int:
    """Count the stops that stand where a lock or their shipment doesn't let them, and 1 for too many stops."""
    size = visits.shape[0]
    wrong = 1 if size > rules.capacity[vehicle, -1] else 0
    for k in range(size):
        stop = visits[k]
        if rules.mates[stop] != NOBODY:
            other = _place(rules.mates[stop], visits)
            wrong += other == NOBODY or (other < k) == (rules.kinds[stop] == ABOARD)
        if rules.fixed[stop] and k > 0 and not rules.fixed[visits[k - 1]]:
            wrong += 1
        if rules.locks[stop] != NOBODY:
            for j in range(k):
                before = visits[j]
                wrong += rules.locks[before] == rules.locks[stop] and rules.ranks[before] > rules.ranks[stop]
    return wrong


@njit(cache=True, nogil=True)
def _place(stop: Int, visits: NDArray[np.int64]) -> Int:
    """Return where a stop stands in a tour."""
    for k in range(visits.shape[0]):
        if visits[k] == stop:
            return k
    return NOBODY


@njit(cache=True, nogil=True)
def cut(visits: NDArray[np.int64], vehicle: Int, track: Track, rules: Rules, cuts: NDArray[np.bool_]) -> bool:
    """Fill in before which visits the vehicle loads anew; tell whether every trip fits.

    Where everything together fits there is one trip, whatever comes and goes.
    """
    if _fits_at_once(visits, vehicle, rules):
        cuts[:] = False
        return True
    size, dimensions, trips = visits.shape[0], rules.loads.shape[1] - 1, rules.laws[vehicle, TRIPS]
    done = rules.laws[vehicle, DONE]
    demand, picked, mates = np.empty((size, dimensions), np.int64), np.empty(size, np.bool_), np.empty(size, np.int64)
    for k in range(size):
        stop = visits[k]
        picked[k] = rules.kinds[stop] == TO_DEPOT or rules.kinds[stop] == ABOARD
        mates[k] = NOBODY if rules.mates[stop] == NOBODY else _place(rules.mates[stop], visits)
        if mates[k] != NOBODY and (mates[k] < k) == (rules.kinds[stop] == ABOARD):
            mates[k] = NOBODY
        gone = k < done and (not picked[k] or 0 <= mates[k] < done)
        for load in range(dimensions):
            demand[k, load] = 0 if gone else rules.loads[stop, load]
    detours = np.zeros(size, np.int64)
    if trips > 1:
        for k in range(1, size):
            before, depot, node = track.rows[visits[k - 1]], track.ends[0], track.rows[visits[k]]
            detours[k] = open_metres(before, depot, track) + open_metres(depot, node, track)
            detours[k] -= open_metres(before, node, track)
    scratch = np.empty((2 * min(trips, size) + 4, size + 1), np.int64)
    aboard = np.empty((2, dimensions), np.int64)
    room = rules.capacity[vehicle, :dimensions]
    return bool(cut_trips(demand, picked, mates, room, detours, trips, done, scratch, aboard, cuts))


@njit(cache=True, nogil=True)
def _fits_at_once(visits: NDArray[np.int64], vehicle: Int, rules: Rules) -> bool:
    """Tell whether a tour's goods would fit all at the same time."""
    for load in range(rules.loads.shape[1] - 1):
        total = np.int64(0)
        for stop in visits:
            total += rules.loads[stop, load]
        if total > rules.capacity[vehicle, load]:
            return False
    return True


@njit(cache=True, nogil=True)
def open_metres(origin: Int, destination: Int, track: Track) -> Int:
    """Return the metres of a leg in the first slot in which it is open."""
    for slot in range(track.starts.shape[0]):
        if track.seconds[slot, origin, destination] != UNREACHABLE:
            return np.int64(track.metres[slot, origin, destination])
    return np.int64(NOT_OPEN_M)
