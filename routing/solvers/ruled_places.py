"""Where one more stop, or both halves of a shipment, cost least in a ruled tour, in numba.

Places are ranked by a guess (the detour, the delay less the waits behind it,
lateness by the slack there) and the best guesses are then priced exactly, so
what comes back is lawful and its euro true. A place that a lock forbids is
never tried.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from routing.solvers.crow import crow_km
from routing.solvers.pricing import NOWHERE, StopArrays, Track, late_euro
from routing.solvers.ruled_pricing import HOUR_S, ROW, ruled_price, way
from routing.solvers.rules import (
    ABOARD,
    BALANCE,
    BREACHES,
    COMPACT,
    DURATION,
    MISFITS,
    NOBODY,
    REORDERED,
    UNKNOWN,
    Rules,
)
from routing.timing import ARRIVED, BEGAN, LEFT, NEVER, Int, service_start

EVERY = 2**30
"""Tries that are never used up."""


@njit(cache=True, nogil=True)
def ruled_home(
    stop: Int,
    visits: NDArray[np.int64],
    rows: NDArray[np.int64],
    now: float,
    vehicle: Int,
    stops: StopArrays,
    track: Track,
    rules: Rules,
    most: float,
    tries: int,
) -> tuple[Int, Int, float]:
    """Return the lawful places at which a stop makes a tour cheapest, and the tour's euro then.

    Parameters
    ----------
    stop
        One half of a shipment stands for both.
    rows, now
        The tour as :func:`routing.solvers.ruled_pricing.ruled_price` times and prices it; its metres aren't read.
    most
        Euro that the tour must stay below; NOWHERE is returned if none does.
    tries
        Guesses priced, best first; fewer than EVERY end at the first one that is lawful.

    Returns
    -------
    tuple
        Visits before the stop, visits before the second half of its shipment
        (the first half not counted; NOWHERE without a shipment), euro.
    """
    size = visits.shape[0]
    latest, waits = _slack(visits, vehicle, stops, track, rules, rows)
    mate = partner(stop, rules)
    if mate == NOBODY:
        firsts = np.arange(size + 1)
        seconds = np.full(size + 1, NOWHERE)
        guesses = _guesses(stop, visits, stops, track, rules, rows, latest, waits)
    else:
        first, second = (stop, mate) if rules.kinds[stop] == ABOARD else (mate, stop)
        firsts, seconds, guesses = _pairs(first, second, visits, stops, track, rules, rows, latest, waits)
        stop, mate = first, second
    place, other, best = NOWHERE, NOWHERE, most
    for _ in range(min(tries, guesses.shape[0])):
        row = guesses.argmin()
        if not np.isfinite(guesses[row]) or (tries < EVERY and now + guesses[row] >= most):
            break
        guesses[row] = np.inf
        longer = with_stops(visits, stop, firsts[row], mate, seconds[row])
        timed = np.empty((longer.shape[0] + 2, ROW), np.int64)
        misfits, breaches, euro = ruled_price(longer, vehicle, stops, track, rules, timed)
        laws = rules.laws[vehicle]
        if misfits <= laws[MISFITS] and breaches <= laws[BREACHES]:
            if euro < best:
                place, other, best = firsts[row], seconds[row], euro
            if tries < EVERY:
                break
    return place, other, best


@njit(cache=True, nogil=True)
def partner(stop: Int, rules: Rules) -> Int:
    """Return the stop that comes and goes with this one: the other half of its shipment unless that never moves."""
    mate = rules.mates[stop]
    return NOBODY if mate == NOBODY or rules.fixed[mate] else mate


@njit(cache=True, nogil=True)
def with_stops(visits: NDArray[np.int64], stop: Int, place: Int, mate: Int, second: Int) -> NDArray[np.int64]:
    """Return a tour with a stop after ``place`` visits, and its mate after ``second`` ones unless that is NOWHERE."""
    more = 1 if second == NOWHERE else 2
    longer = np.empty(visits.shape[0] + more, np.int64)
    row = 0
    for k in range(visits.shape[0] + 1):
        if k == place:
            longer[row] = stop
            row += 1
        if k == second:
            longer[row] = mate
            row += 1
        if k < visits.shape[0]:
            longer[row] = visits[k]
            row += 1
    return longer


@njit(cache=True, nogil=True)
def span(stop: Int, visits: NDArray[np.int64], rules: Rules) -> tuple[Int, Int]:
    """Return the first and last place (visits before it) where locks and the shipment's other half let a stop stand."""
    low, high, fixed = 0, visits.shape[0], 0
    while fixed < visits.shape[0] and rules.fixed[visits[fixed]]:
        fixed += 1
    if rules.fixed[stop]:
        high = fixed
    else:
        low = fixed
    if rules.locks[stop] == NOBODY:
        return low, high
    for k in range(visits.shape[0]):
        if rules.locks[visits[k]] == rules.locks[stop]:
            if rules.ranks[visits[k]] < rules.ranks[stop]:
                low = max(low, k + 1)
            else:
                high = min(high, k)
    return low, high


@njit(cache=True, nogil=True)
def _slack(
    visits: NDArray[np.int64], vehicle: Int, stops: StopArrays, track: Track, rules: Rules, rows: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return for each place the latest arrival that makes nobody later, and the waits from there on."""
    size = visits.shape[0]
    latest, waits = np.empty(size + 2, np.int64), np.zeros(size + 2, np.int64)
    done_by = min(track.limits[1] - track.limits[2], track.limits[0] + rules.laws[vehicle, DURATION])
    latest[size + 1] = max(rows[size + 1, ARRIVED], done_by)
    for k in range(size, 0, -1):
        stop = visits[k - 1]
        spare = latest[k + 1] - (rows[k + 1, ARRIVED] - rows[k, BEGAN])
        latest[k] = max(min(spare, stops.early[stop]), rows[k, BEGAN])
        waits[k] = waits[k + 1] + rows[k, BEGAN] - rows[k, ARRIVED]
    return latest, waits


@njit(cache=True, nogil=True)
def _guesses(
    stop: Int,
    visits: NDArray[np.int64],
    stops: StopArrays,
    track: Track,
    rules: Rules,
    rows: NDArray[np.int64],
    latest: NDArray[np.int64],
    waits: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Return what one more stop costs at each place, guessed; infinite where it can't stand."""
    size = visits.shape[0]
    guesses = np.full(size + 1, np.inf)
    low, high = span(stop, visits, rules)
    whole = _whole(stop, visits, rules) + (track.rates[0] if size == 0 else 0.0)
    seconds, metres, starts, nodes, rates, limits = (
        track.seconds,
        track.metres,
        track.starts,
        track.rows,
        track.rates,
        track.limits,
    )
    windows, node, service, balance = stops.windows[stop], track.rows[stop], stops.service[stop], rules.prices[BALANCE]
    early, last = stops.early[stop], stops.due[stop] if stops.hard[stop] else NEVER
    reordered = rules.prices[REORDERED] > 0
    for k in range(low, high + 1):
        before = nodes[visits[k - 1]] if k else track.ends[0]
        behind = nodes[visits[k]] if k < size else track.ends[1]
        arrived, to_stop = way(rows[k, LEFT], before, node, seconds, metres, starts)
        if arrived >= NEVER:
            continue
        begin = service_start(arrived, windows)
        if begin > last:
            continue
        after, on = way(begin + service, node, behind, seconds, metres, starts)
        was, straight = way(rows[k, LEFT], before, behind, seconds, metres, starts)
        if after >= NEVER or was >= NEVER:
            continue
        guess = whole + (to_stop + on - straight) * rates[1] + late_euro(begin - early, limits[3], rates[3], rates[4])
        guess += _delayed(k + 1, after - was, size, limits, rates, balance, rows, latest, waits)
        if reordered:
            guess += _after(stop, visits[k - 1] if k else NOBODY, visits[k] if k < size else NOBODY, rules)
        guesses[k] = guess
    return guesses


@njit(cache=True, nogil=True)
def _delayed(
    k: Int,
    delay: Int,
    size: Int,
    limits: NDArray[np.int64],
    rates: NDArray[np.float64],
    balance: float,
    rows: NDArray[np.int64],
    latest: NDArray[np.int64],
    waits: NDArray[np.int64],
) -> float:
    """Return what it costs, guessed, to reach place ``k`` so much later."""
    longer = max(0, delay - waits[k])
    euro = longer * rates[2]
    euro += late_euro(rows[k, ARRIVED] + delay - latest[k], limits[3], rates[3] if k <= size else 0.0, rates[4])
    if balance > 0:
        hours = (rows[size + 1, LEFT] - limits[0]) / HOUR_S if size else 0.0
        euro += balance * ((hours + longer / HOUR_S) ** 2 - hours**2)
    return float(euro)


@njit(cache=True, nogil=True)
def _whole(stop: Int, visits: NDArray[np.int64], rules: Rules) -> float:
    """Return what a stop costs wherever it stands in a tour: its way to the middle, guessed."""
    if rules.prices[COMPACT] == 0 or visits.shape[0] == 0:
        return 0.0
    lon, lat = 0.0, 0.0
    for other in visits:
        lon += rules.degrees[other, 0] / visits.shape[0]
        lat += rules.degrees[other, 1] / visits.shape[0]
    return float(rules.prices[COMPACT] * crow_km(rules.degrees[stop, 0], rules.degrees[stop, 1], lon, lat))


@njit(cache=True, nogil=True)
def _after(stop: Int, before: Int, behind: Int, rules: Rules) -> float:
    """Return what a place costs for the stops that then come after others than kept."""
    if rules.prices[REORDERED] == 0:
        return 0.0
    follows = rules.follows[stop]
    changed = 1 if follows not in (UNKNOWN, before) else 0
    if behind != NOBODY and rules.follows[behind] != UNKNOWN:
        changed += (rules.follows[behind] != stop) - (rules.follows[behind] != before)
    return float(changed * rules.prices[REORDERED])


@njit(cache=True, nogil=True)
def _pairs(
    first: Int,
    second: Int,
    visits: NDArray[np.int64],
    stops: StopArrays,
    track: Track,
    rules: Rules,
    rows: NDArray[np.int64],
    latest: NDArray[np.int64],
    waits: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return places for both halves of a shipment with their guesses: side by side, and the best pickup before each.

    Apart, the halves' guesses are added up.
    """
    size = visits.shape[0]
    firsts, seconds = np.zeros(2 * size + 1, np.int64), np.zeros(2 * size + 1, np.int64)
    guesses = np.full(2 * size + 1, np.inf)
    picked = _guesses(first, visits, stops, track, rules, rows, latest, waits)
    given = _guesses(second, visits, stops, track, rules, rows, latest, waits)
    low, high = span(first, visits, rules)
    lower, higher = span(second, visits, rules)
    for k in range(max(low, lower), min(high, higher) + 1):
        firsts[k] = seconds[k] = k
        guesses[k] = _together(first, second, k, visits, stops, track, rules, rows, latest, waits)
    best = 0
    for k in range(1, size + 1):
        if picked[k - 1] < picked[best]:
            best = k - 1
        firsts[size + k], seconds[size + k] = best, k
        guesses[size + k] = picked[best] + given[k]
    return firsts, seconds, guesses


@njit(cache=True, nogil=True)
def _together(
    first: Int,
    second: Int,
    k: Int,
    visits: NDArray[np.int64],
    stops: StopArrays,
    track: Track,
    rules: Rules,
    rows: NDArray[np.int64],
    latest: NDArray[np.int64],
    waits: NDArray[np.int64],
) -> float:
    """Return what two stops one after the other cost at a place, guessed."""
    size, seconds, metres, starts = visits.shape[0], track.seconds, track.metres, track.starts
    before = track.rows[visits[k - 1]] if k else track.ends[0]
    behind = track.rows[visits[k]] if k < size else track.ends[1]
    euro = _whole(first, visits, rules) + _whole(second, visits, rules) + (track.rates[0] if size == 0 else 0.0)
    leave, at = rows[k, LEFT], before
    for stop in (first, second):
        arrived, on = way(leave, at, track.rows[stop], seconds, metres, starts)
        if arrived >= NEVER:
            return np.inf
        begin = service_start(arrived, stops.windows[stop])
        if stops.hard[stop] and begin > stops.due[stop]:
            return np.inf
        late_s = begin - stops.early[stop]
        euro += on * track.rates[1] + late_euro(late_s, track.limits[3], track.rates[3], track.rates[4])
        leave, at = begin + stops.service[stop], track.rows[stop]
    after, on = way(leave, at, behind, seconds, metres, starts)
    was, straight = way(rows[k, LEFT], before, behind, seconds, metres, starts)
    if after >= NEVER or was >= NEVER:
        return np.inf
    euro += (on - straight) * track.rates[1]
    delay = _delayed(k + 1, after - was, size, track.limits, track.rates, rules.prices[BALANCE], rows, latest, waits)
    return float(euro + delay)
