"""Which stops likely come right before a stop in a good tour, and right behind it: near in space and in time.

As in granular searches (Toth & Vigo 2003; Vidal et al. 2013 for time windows),
waiting and lateness that no tour could avoid count as distance.
"""

import numpy as np
from numpy.typing import NDArray

from routing.solvers.arrays import (
    DUE,
    METRES_IN,
    METRES_OUT,
    OPENS,
    SECONDS_IN,
    SECONDS_OUT,
    SERVICE,
)
from routing.solvers.kernels import kernel

LIKELY = 30
"""Stops listed on either side of a stop at most."""

WAITING = 0.2
"""Seconds of driving that a second of waiting counts as; a second of lateness counts as one."""


def likely_of(
    near: NDArray[np.int32],
    arcs: NDArray[np.int32],
    facts: NDArray[np.int64],
    rates: NDArray[np.float64],
    pace: float,
) -> NDArray[np.int32]:
    """Return the stops that likely come before each, and behind it, the likeliest first, shape (2, stops, some).

    Parameters
    ----------
    near
        The stops that may be listed, shape (stops, any).
    arcs, facts
        As in :class:`routing.solvers.arrays.Ground`; arcs of one profile.
    rates
        Of a vehicle.
    pace
        Euro of driving for a second.
    """
    likely = np.zeros((2, len(near), min(LIKELY, near.shape[1])), np.int32)
    list_likely(likely, near, arcs, facts, rates, pace)
    return likely


@kernel(allocates=True)
def list_likely(
    likely: NDArray[np.int32],
    near: NDArray[np.int32],
    arcs: NDArray[np.int32],
    facts: NDArray[np.int64],
    rates: NDArray[np.float64],
    pace: float,
) -> None:
    """Fill the lists."""
    some = near.shape[1]
    far = np.empty(some, np.float64)
    for stop in range(near.shape[0]):
        for side in range(2):
            for row in range(some):
                other = near[stop, row]
                arc = arcs[stop, other]
                metres, seconds = (arc[METRES_OUT], arc[SECONDS_OUT]) if side else (arc[METRES_IN], arc[SECONDS_IN])
                first, second = (stop, other) if side else (other, stop)
                done = facts[first, SERVICE] + seconds
                waits = max(0, facts[second, OPENS] - done - facts[first, DUE])
                late = max(0, max(0, facts[first, OPENS]) + done - facts[second, DUE])
                far[row] = metres * rates[1] + seconds * rates[2] + (WAITING * waits + late) * pace
            order = np.argsort(far, kind="mergesort")
            for row in range(likely.shape[2]):
                likely[side, stop, row] = near[stop, order[row]]
