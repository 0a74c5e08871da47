"""One leg and one stop on all sampled days at once, in numba.

Every loop over days is straight: no branch depends on a day, so the compiler
takes several days in one instruction. What needs a branch (closed roads,
several windows) is done apart, and only where it occurs.
"""

import numpy as np
from numpy.typing import NDArray

from routing.punctuality.sampled_days import CLOSED, Ints, SampledDays
from routing.punctuality.terrain import DUE, Terrain
from routing.solvers.kernels import kernel
from routing.timing import OPEN_END, OPEN_START, Int, service_start

SOFT_S = 240
"""Seconds around the due time over which a visit counts as partly late: a few days stand for all."""

EVER = 2**30
"""Seconds of a day that never ends."""


@kernel(joined=True)
def driven_days(
    low: int,
    ways: NDArray[np.uint16],
    factors: NDArray[np.float32],
    before: NDArray[np.int32],
    after: NDArray[np.int32],
    starts: Ints,
) -> int:
    """Write when a leg ends on each day; return the slot in which the first of them leaves, from ``low`` on."""
    count, last = before.shape[0], ways.shape[0] - 1
    soonest, latest = before[0], before[0]
    for day in range(count):
        soonest = min(soonest, before[day])
        latest = max(latest, before[day])
    while low < last and soonest >= starts[low + 1]:
        low += 1
    longest = np.int32(0)
    for day in range(count):
        after[day] = np.int32(ways[low, day])
        longest = max(longest, after[day])
    slot = low
    while slot < last and latest >= starts[slot + 1]:
        slot += 1
        start = np.int32(starts[slot])
        for day in range(count):
            after[day] = np.int32(ways[slot, day]) if before[day] >= start else after[day]
            longest = max(longest, after[day])
    if longest >= CLOSED:
        _held(low, ways, factors, before, after, starts)
        return low
    for day in range(count):
        after[day] = before[day] + np.int32(np.float32(after[day]) * factors[day])
    return low


@kernel()
def _held(
    low: int,
    ways: NDArray[np.uint16],
    factors: NDArray[np.float32],
    before: NDArray[np.int32],
    after: NDArray[np.int32],
    starts: Ints,
) -> None:
    """Write when a leg ends on each day where a road is closed at times: it waits for the next slot."""
    last = ways.shape[0] - 1
    for day in range(before.shape[0]):
        leave = np.int64(before[day])
        slot = low
        while slot < last and leave >= starts[slot + 1]:
            slot += 1
        while ways[slot, day] == CLOSED and slot < last:
            slot += 1
            leave = starts[slot]
        after[day] = min(leave + np.int64(ways[slot, day] * factors[day]), np.int64(EVER))


@kernel(joined=True)
def served_days(
    stop: Int, after: NDArray[np.int32], tolerance: Int, terrain: Terrain, days: SampledDays
) -> tuple[int, int]:
    """Turn arrivals into departures; return seconds within the soft border, and seconds of lateness, of all days."""
    stays, windows, due = days.stays[stop], terrain.windows[stop], terrain.facts[stop, DUE]
    count, border, over = after.shape[0], 0, 0
    if windows.shape[0] == 1 or windows[1, 1] == OPEN_START:
        opens = np.int32(max(-EVER, windows[0, 0]))
        for day in range(count):
            after[day] = max(after[day], opens)
    else:
        for day in range(count):
            after[day] = service_start(np.int64(after[day]), windows)
    if due < OPEN_END:
        first, until = np.int32(due), np.int32(due + tolerance - SOFT_S)
        for day in range(count):
            border += max(np.int32(0), min(np.int32(2 * SOFT_S), after[day] - until))
            over += max(np.int32(0), after[day] - first)
    for day in range(count):
        after[day] = min(after[day] + stays[day], np.int32(EVER))
    return border, over
