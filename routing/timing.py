"""The timing recurrence, the only one: travel across time slots, waiting, service, pauses, reloads.

``schedule()`` wraps it; simulation and the improvement search call it. Travel
follows Ichoua, Gendreau & Potvin (2003): a leg of ``d`` seconds in slot ``s``
covers ``1/d`` of its way each second it is in that slot. The way left is kept
in whole 2**-40ths, so the arrival is an exact integer function of the
departure and never falls when the departure grows (FIFO), whatever the
matrix: within a slot the covered part is the same floor for all who cross it
wholly, so whoever enters a slot later has at least as much left.

An :data:`routing.matrix.UNREACHABLE` slot has pace zero: the vehicle waits
where it is until the first slot that can be driven.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from routing.matrix import UNREACHABLE
from routing.work_clock import NONE, SHORTEST_BREAK_S, advance, idle, pause_needed

NEVER = np.int64(2**40)
"""Arrival of a leg that no later slot can drive."""

OPEN_START = np.int64(-(2**40))
OPEN_END = np.int64(2**40)
"""Bounds of a window that is open on that side."""

ARRIVED, BEGAN, LEFT, HELD, PAUSED, SET_OFF = range(6)
"""Columns of a tour's times, per place: arrival, start of the stay and its end; of the leg that leads there the
seconds held on the way, the pause before it and the second it begins."""

COLUMNS = 6
"""Columns that :func:`time_tour` fills; :func:`time_route` fills the first four."""

PAUSE_TRIALS = 4
"""Times that a pause is made longer because it moved its task to where the law asks for more."""

Int = int | np.int64
"""A whole number as Python or as the kernel holds it."""

AS_EXPECTED = np.int64(2**16)
"""Ratio of observed to expected travel, in 2**-16ths, of a leg that takes what the matrix says."""

_HALF = np.int64(2**15)
_SLOWEST = np.int64(2**22)  # seconds; keeps 2**40ths of a leg within 64 bits
_WHOLE = np.int64(2**40)
_SLACK = np.int64(2**6)  # undoes the floors of slot crossings; under 0.1 ms on the longest leg
_CLOSED = np.int64(UNREACHABLE)


@njit(cache=True, nogil=True)
def arrival(
    departure: Int, origin: Int, destination: Int, seconds: NDArray[np.int32], starts: NDArray[np.int64]
) -> Int:
    """Return the arrival second when leaving ``origin`` at ``departure``.

    Parameters
    ----------
    seconds
        int32, shape (slots, from, to); ``UNREACHABLE`` where closed.
    starts
        int64, ascending slot starts.

    Returns
    -------
    int
        Arrival, rounded up once; :data:`NEVER` if no later slot can be driven.
    """
    return paced_arrival(departure, origin, destination, seconds, starts, AS_EXPECTED)


@njit(cache=True, nogil=True)
def paced_arrival(
    departure: Int,
    origin: Int,
    destination: Int,
    seconds: NDArray[np.int32],
    starts: NDArray[np.int64],
    ratio: Int,
) -> Int:
    """Return the arrival second when the leg takes ``ratio`` 2**-16ths of its seconds in every slot.

    With :data:`AS_EXPECTED` this is :func:`arrival`.
    """
    last = starts.shape[0] - 1
    slot = 0
    while slot < last and departure >= starts[slot + 1]:
        slot += 1
    pace = _pace(seconds[slot, origin, destination], ratio)
    if pace != _CLOSED and (slot == last or departure + pace <= starts[slot + 1]):
        return np.int64(departure) + pace
    now = np.int64(departure)
    left = _WHOLE
    while True:
        pace = _pace(seconds[slot, origin, destination], ratio)
        if pace == _CLOSED:
            if slot == last:
                return NEVER
        else:
            owed = left - _SLACK if left < _WHOLE else left
            rest = (max(owed, np.int64(0)) * pace + _WHOLE - 1) // _WHOLE
            if slot == last or now + rest <= starts[slot + 1]:
                return now + rest
            left -= (starts[slot + 1] - now) * _WHOLE // pace
        slot += 1
        now = starts[slot]


@njit(cache=True, nogil=True)
def _pace(seconds: Int, ratio: Int) -> Int:
    """Return the leg's seconds at a ratio, rounded; a closed slot stays closed."""
    whole = np.int64(seconds)
    if whole == _CLOSED or ratio == AS_EXPECTED:
        return whole
    return min((whole * np.int64(ratio) + _HALF) >> np.int64(16), _SLOWEST)


@njit(cache=True, nogil=True)
def held(departure: Int, origin: Int, destination: Int, seconds: NDArray[np.int32], starts: NDArray[np.int64]) -> Int:
    """Return how many seconds of the leg are spent waiting for a closed road (0 if it is never reached)."""
    arrived = arrival(departure, origin, destination, seconds, starts)
    last = starts.shape[0] - 1
    waited = np.int64(0)
    if arrived >= NEVER:
        return waited
    for slot in range(last):
        if seconds[slot, origin, destination] == _CLOSED:
            begin = np.int64(departure) if slot == 0 else max(np.int64(departure), starts[slot])
            end = min(arrived, starts[slot + 1])
            waited += max(np.int64(0), end - begin)
    return waited


@njit(cache=True, nogil=True)
def service_start(arrived: Int, windows: NDArray[np.int64]) -> Int:
    """Return when service starts: at arrival, or when the next window opens.

    Parameters
    ----------
    windows
        int64, shape (windows, 2), ascending; unused rows hold
        (``OPEN_START``, ``OPEN_START``), open sides ``OPEN_START``/``OPEN_END``.
    """
    for row in range(windows.shape[0]):
        if arrived <= windows[row, 1]:
            return np.int64(max(np.int64(arrived), windows[row, 0]))
    return np.int64(arrived)


@njit(cache=True, nogil=True)
def step(
    clock: NDArray[np.int64],
    rule: Int,
    ready: Int,
    origin: Int,
    destination: Int,
    stop: Int,
    windows: NDArray[np.int64],
    stay: Int,
    seconds: NDArray[np.int32],
    starts: NDArray[np.int64],
) -> tuple[Int, Int, Int]:
    """Return pause before a leg, arrival and start of the stay for one task of a tour.

    The pause is as short as the law allows. It is settled by repeating with it
    until nothing is missing, the shortest break first, for it changes the leg
    and the wait; a pause after which the leg could never be driven is left out.

    Parameters
    ----------
    clock
        The driver's, see :mod:`routing.work_clock`; read only if there is a rule, and not changed:
        ``advance(clock, rule, pause, arrival - ready - pause, start - arrival, stay)`` does.
    rule
        Of the numbers in :data:`routing.work_clock.RULES`; ``NONE`` also for leaving the depot at the tour's
        start, where nobody pauses.
    ready
        When the vehicle could leave ``origin``.
    stop
        Row in ``windows``; -1 if the stay has none.
    """
    pause = np.int64(0)
    arrived, begin = _reach(ready, origin, destination, stop, windows, seconds, starts)
    if rule == NONE:
        return pause, arrived, begin
    for _ in range(PAUSE_TRIALS):
        if arrived >= NEVER:
            return pause, arrived, begin
        asked = pause_needed(clock, rule, arrived - ready - pause, begin - arrived, stay)
        if asked <= pause:
            return pause, arrived, begin
        if pause == 0:
            asked = min(asked, SHORTEST_BREAK_S)  # enough where it swallows a wait too short for a break
        later, start = _reach(ready + asked, origin, destination, stop, windows, seconds, starts)
        if later >= NEVER:
            return pause, arrived, begin
        pause, arrived, begin = np.int64(asked), later, start
    return pause, arrived, begin


@njit(cache=True, nogil=True)
def _reach(
    leave: Int,
    origin: Int,
    destination: Int,
    stop: Int,
    windows: NDArray[np.int64],
    seconds: NDArray[np.int32],
    starts: NDArray[np.int64],
) -> tuple[Int, Int]:
    """Return arrival and start of the stay."""
    arrived = np.int64(arrival(leave, origin, destination, seconds, starts))
    if stop < 0 or arrived >= NEVER:
        return arrived, arrived
    return arrived, np.int64(service_start(arrived, windows[stop]))


@njit(cache=True, nogil=True)
def time_tour(
    departure: Int,
    nodes: NDArray[np.int64],
    stops: NDArray[np.int64],
    stays: NDArray[np.int64],
    windows: NDArray[np.int64],
    seconds: NDArray[np.int32],
    starts: NDArray[np.int64],
    rule: Int,
    facts: NDArray[np.int64],
    free: Int,
    clock: NDArray[np.int64],
    out: NDArray[np.int64],
) -> Int:
    """Time one tour; stop at the first leg that can't be driven.

    Parameters
    ----------
    departure
        Second the vehicle leaves ``nodes[0]``.
    nodes
        Matrix rows in driving order: start, visits and reloads, and the end if there is one.
    stops
        Row in ``windows`` of each of ``nodes``; -1 for start, reloads and end.
    stays
        int64, seconds on site at each of ``nodes``: service, or the time of a reload; 0 at start and end.
    windows
        int64, shape (stops, windows, 2), see :func:`service_start`.
    rule
        Of the numbers in :data:`routing.work_clock.RULES`: pauses are put in before legs.
    facts
        int64, shape (some, 3): arrival, start of service and departure of the first visits, as they happened.
    free
        Second from which on the vehicle may go on from its last fact, or from the start if there is none;
        ``OPEN_START`` if it has not left yet. A wait for it is a break or work as any other.
    clock
        int64, shape (CLOCK,): scratch; afterwards the driver's at the end of the tour.
    out
        int64, shape (len(nodes), COLUMNS), filled, see its columns; arrival is
        ``NEVER`` from the first leg on that can't be driven.

    Returns
    -------
    int
        Tasks after the facts that break the labour law.
    """
    size, done = nodes.shape[0], facts.shape[0]
    broken: Int = 0
    clock[:] = 0
    out[0, :] = 0
    out[0, ARRIVED] = out[0, BEGAN] = out[0, LEFT] = out[0, SET_OFF] = departure
    for k in range(1, size):
        ready = out[k - 1, LEFT]
        out[k, HELD] = out[k, PAUSED] = 0
        if k <= done:
            out[k, SET_OFF] = ready
            out[k, ARRIVED], out[k, BEGAN], out[k, LEFT] = facts[k - 1, 0], facts[k - 1, 1], facts[k - 1, 2]
            advance(clock, rule, 0, *_task(out, k))
            continue
        if k == done + 1 and free > ready:
            if k > 1:
                idle(clock, free - ready)
            ready = free
        law = NONE if k == 1 else rule
        pause, arrived, begin = step(
            clock, law, ready, nodes[k - 1], nodes[k], stops[k], windows, stays[k], seconds, starts
        )
        if arrived >= NEVER:
            for rest in range(k, size):
                out[rest, ARRIVED], out[rest, BEGAN], out[rest, LEFT], out[rest, SET_OFF] = NEVER, NEVER, NEVER, NEVER
                out[rest, HELD] = out[rest, PAUSED] = 0
            return broken
        leave = ready + pause
        out[k, ARRIVED], out[k, BEGAN], out[k, LEFT] = arrived, begin, begin + stays[k]
        out[k, PAUSED], out[k, SET_OFF] = pause, leave
        out[k, HELD] = held(leave, nodes[k - 1], nodes[k], seconds, starts)
        broken += advance(clock, rule, pause, *_task(out, k))
    return broken


@njit(cache=True, nogil=True)
def _task(out: NDArray[np.int64], k: Int) -> tuple[Int, Int, Int]:
    """Return leg, wait and stay of the task that leads to the k-th place; times that run backwards are none."""
    leg = max(np.int64(0), out[k, ARRIVED] - out[k, SET_OFF])
    return leg, max(np.int64(0), out[k, BEGAN] - out[k, ARRIVED]), max(np.int64(0), out[k, LEFT] - out[k, BEGAN])


@njit(cache=True, nogil=True)
def time_route(
    departure: Int,
    nodes: NDArray[np.int64],
    stops: NDArray[np.int64],
    windows: NDArray[np.int64],
    service: NDArray[np.int64],
    seconds: NDArray[np.int32],
    starts: NDArray[np.int64],
    out: NDArray[np.int64],
) -> None:
    """Time one tour without breaks, reloads and facts, as :func:`time_tour` does; this one allocates nothing.

    Parameters
    ----------
    departure
        Second the vehicle leaves ``nodes[0]``.
    nodes
        Matrix rows in driving order: start, visits, and the end if there is one.
    stops
        Row in ``windows`` and ``service`` of each visit; shorter than ``nodes``
        by the start and, unless the end is open, by the end.
    windows
        int64, shape (stops, windows, 2), see :func:`service_start`.
    service
        int64, seconds on site per stop.
    out
        int64, shape (len(nodes), at least 4), filled with arrival, start of
        service, departure and seconds held on the way; arrival is ``NEVER``
        from the first leg on that can't be driven.
    """
    size = nodes.shape[0]
    leave = np.int64(departure)
    out[0, ARRIVED], out[0, BEGAN], out[0, LEFT], out[0, HELD] = leave, leave, leave, 0
    for k in range(1, size):
        stop = stops[k - 1] if k <= stops.shape[0] else -1
        arrived, begin = _reach(leave, nodes[k - 1], nodes[k], stop, windows, seconds, starts)
        if arrived >= NEVER:
            for rest in range(k, size):
                out[rest, ARRIVED], out[rest, BEGAN], out[rest, LEFT], out[rest, HELD] = NEVER, NEVER, NEVER, 0
            return
        out[k, ARRIVED], out[k, BEGAN] = arrived, begin
        out[k, HELD] = held(leave, nodes[k - 1], nodes[k], seconds, starts)
        leave = begin + (service[stop] if stop >= 0 else np.int64(0))
        out[k, LEFT] = leave
