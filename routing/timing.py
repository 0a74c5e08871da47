"""The timing recurrence, the only one: travel across time slots, waiting, service.

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

NEVER = np.int64(2**40)
"""Arrival of a leg that no later slot can drive."""

OPEN_START = np.int64(-(2**40))
OPEN_END = np.int64(2**40)
"""Bounds of a window that is open on that side."""

Int = int | np.int64
"""A whole number as Python or as the kernel holds it."""

AS_EXPECTED = np.int64(2**16)
"""Ratio of observed to expected travel, in 2**-16ths, of a leg that takes what the matrix says."""

_HALF = np.int64(2**15)
_SLOWEST = np.int64(2**22)  # seconds; keeps 2**40ths of a leg within 64 bits
_WHOLE = np.int64(2**40)
_SLACK = np.int64(2**6)  # undoes the floors of slot crossings; under 0.1 ms on the longest leg
_CLOSED = np.int64(UNREACHABLE)


@njit(cache=True)
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


@njit(cache=True)
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


@njit(cache=True)
def _pace(seconds: Int, ratio: Int) -> Int:
    """Return the leg's seconds at a ratio, rounded; a closed slot stays closed."""
    whole = np.int64(seconds)
    if whole == _CLOSED or ratio == AS_EXPECTED:
        return whole
    return min((whole * np.int64(ratio) + _HALF) >> np.int64(16), _SLOWEST)


@njit(cache=True)
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


@njit(cache=True)
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


@njit(cache=True)
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
    """Time one route; stop at the first leg that can't be driven.

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
        int64, shape (len(nodes), 4), filled with arrival, start of service,
        departure and seconds held on the way; arrival is ``NEVER`` from the
        first leg on that can't be driven.
    """
    size = nodes.shape[0]
    leave: Int = np.int64(departure)
    out[0, 0], out[0, 1], out[0, 2], out[0, 3] = leave, leave, leave, 0
    for k in range(1, size):
        arrived = arrival(leave, nodes[k - 1], nodes[k], seconds, starts)
        if arrived >= NEVER:
            for rest in range(k, size):
                out[rest, 0], out[rest, 1], out[rest, 2], out[rest, 3] = NEVER, NEVER, NEVER, 0
            return
        out[k, 0] = arrived
        out[k, 3] = held(leave, nodes[k - 1], nodes[k], seconds, starts)
        if k <= stops.shape[0]:
            begin: Int = service_start(arrived, windows[stops[k - 1]])
            leave = begin + service[stops[k - 1]]
        else:
            begin = leave = arrived
        out[k, 1], out[k, 2] = begin, leave
