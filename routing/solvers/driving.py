"""One vehicle's part of ground and state, and its single legs: what every other kernel stands on, in numba."""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from routing.matrix import UNREACHABLE
from routing.solvers.arrays import NOWHERE, Floats, Ground, Ints, State
from routing.timing import NEVER, Int, arrival


class Lane(NamedTuple):
    """One vehicle's part of ground and state: few arrays, for what is called most."""

    times: Ints
    euros: Floats
    limits: Ints
    rates: Floats
    legs: NDArray[np.int32]
    starts: Ints
    windows: Ints
    facts: Ints


@njit(cache=True, nogil=True)
def lane_of(vehicle: int, ground: Ground, state: State) -> Lane:
    """Return a vehicle's lane."""
    profile = ground.profile[vehicle]
    return Lane(
        state.times[vehicle],
        state.euros[vehicle],
        ground.limits[vehicle],
        ground.rates[vehicle],
        ground.legs[profile],
        ground.starts[profile],
        ground.windows,
        ground.facts,
    )


@njit(cache=True, nogil=True)
def drive(leave: Int, slot: Int, origin: Int, node: Int, legs: NDArray[np.int32], starts: Ints) -> tuple[Int, Int, Int]:
    """Drive a leg: arrival, metres, and the slot that ``leave`` lies in; ``slot`` must not lie after it."""
    last = starts.shape[0] - 1
    while slot < last and leave >= starts[slot + 1]:
        slot += 1
    if node == NOWHERE:
        return leave, np.int64(0), slot
    pace = np.int64(legs[origin, node, slot, 0])
    if pace != UNREACHABLE and (slot == last or leave + pace <= starts[slot + 1]):
        return leave + pace, np.int64(legs[origin, node, slot, 1]), slot
    return crossing(leave, slot, origin, node, legs, starts)


@njit(cache=True, nogil=True)
def crossing(
    leave: Int, slot: Int, origin: Int, node: Int, legs: NDArray[np.int32], starts: Ints
) -> tuple[Int, Int, Int]:
    """Drive a leg that doesn't end in the slot in which it begins."""
    arrived = arrival(leave, origin, node, legs[:, :, :, 0].transpose(2, 0, 1), starts)
    if arrived >= NEVER:
        return NEVER, np.int64(0), slot
    turning = slot
    while legs[origin, node, turning, 0] == UNREACHABLE:
        turning += 1
    return arrived, np.int64(legs[origin, node, turning, 1]), slot


@njit(cache=True, nogil=True)
def leave_by(arrived: Int, slot: Int, origin: Int, node: Int, legs: NDArray[np.int32], starts: Ints) -> Int:
    """Return a departure that surely reaches ``node`` by ``arrived``: the last one unless slots are crossed.

    ``slot`` must not lie after ``arrived``.
    """
    if node == NOWHERE:
        return arrived
    while slot < starts.shape[0] - 1 and arrived > starts[slot + 1]:
        slot += 1
    pace = np.int64(legs[origin, node, slot, 0])
    while slot > 0 and arrived - pace < starts[slot]:
        slot -= 1
        pace = max(pace, np.int64(legs[origin, node, slot, 0]))
    return arrived - pace


@njit(cache=True, nogil=True)
def late_euro(seconds: Int, tolerance: Int, rates: Floats) -> float:
    """Return the euro of service that starts so many seconds after the buffered due time."""
    if seconds <= 0:
        return 0.0
    return float(seconds * rates[4] + (rates[3] if seconds > tolerance else 0.0))
