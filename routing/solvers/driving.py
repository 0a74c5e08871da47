"""Single legs by the hour: what every other kernel of our own search stands on, in numba."""

import numpy as np
from numpy.typing import NDArray

from routing.matrix import UNREACHABLE
from routing.solvers.arrays import Ints
from routing.solvers.kernels import kernel
from routing.timing import NEVER, Int, arrival


@kernel()
def drive(
    leave: Int, slot: Int, origin: Int, node: Int, profile: Int, last: Int, legs: NDArray[np.int32], starts: Ints
) -> tuple[Int, Int, Int]:
    """Drive a leg: arrival, metres, and the slot that ``leave`` lies in.

    Parameters
    ----------
    slot
        A slot that doesn't lie after ``leave``.
    node
        Not an open end.
    last
        The profile's last slot.
    """
    while slot < last and leave >= starts[profile, slot + 1]:
        slot += 1
    pace = np.int64(legs[0, profile, slot, origin, node])
    if pace != UNREACHABLE and (slot == last or leave + pace <= starts[profile, slot + 1]):
        return leave + pace, np.int64(legs[1, profile, slot, origin, node]), slot
    return crossing(leave, slot, origin, node, profile, last, legs, starts)


@kernel()
def crossing(
    leave: Int, slot: Int, origin: Int, node: Int, profile: Int, last: Int, legs: NDArray[np.int32], starts: Ints
) -> tuple[Int, Int, Int]:
    """Drive a leg that doesn't end in the slot in which it begins."""
    arrived = arrival(leave, origin, node, legs[0, profile, : last + 1], starts[profile, : last + 1])
    if arrived >= NEVER:
        return NEVER, np.int64(0), slot
    turning = slot
    while legs[0, profile, turning, origin, node] == UNREACHABLE:
        turning += 1
    return arrived, np.int64(legs[1, profile, turning, origin, node]), slot


@kernel()
def leave_by(
    arrived: Int, slot: Int, origin: Int, node: Int, profile: Int, last: Int, legs: NDArray[np.int32], starts: Ints
) -> Int:
    """Return a departure that surely reaches ``node`` by ``arrived``: the last one unless slots are crossed.

    ``slot`` must not lie after ``arrived``.
    """
    while slot < last and arrived > starts[profile, slot + 1]:
        slot += 1
    pace = np.int64(legs[0, profile, slot, origin, node])
    while slot > 0 and arrived - pace < starts[profile, slot]:
        slot -= 1
        pace = max(pace, np.int64(legs[0, profile, slot, origin, node]))
    return arrived - pace
