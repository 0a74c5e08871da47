"""One travel time per leg, for a solver that knows no time of day.

Guess when each place is left, and take every leg's time and way from there.
Where the guess is the true departure (the legs of a plan just timed), the leg
is exact; elsewhere it is near. Solving, timing and guessing again converges
on plans whose legs are all exact.
"""

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from routing.matrix import UNREACHABLE
from routing.solvers.tours import Day, Tours
from routing.timing import NEVER, arrival

SAMPLES = 5
"""Departures averaged over for a stop whose hour is not known yet."""

CLOSED = -1
"""Seconds and metres of a leg that can't be driven."""


@dataclass(frozen=True)
class Legs:
    """Seconds and metres between nodes (stops by number, then depots), int64, shape (from, to); see CLOSED."""

    seconds: NDArray[np.int64]
    metres: NDArray[np.int64]


def likely_departures(day: Day) -> NDArray[np.int64]:
    """Return when stops are left before any plan is known, shape (SAMPLES, stops).

    Spread evenly over what the window and the fleet's hours have in common.
    """
    first = min((vehicle.shift.start_s for vehicle in day.vehicles), default=0)
    last = max((vehicle.shift.end_s for vehicle in day.vehicles), default=0)
    spans = np.empty((len(day.stops), 2), np.int64)
    for number, stop in enumerate(day.stops):
        opens = stop.windows[0].start_s if stop.windows else None
        low = first if opens is None else min(max(first, opens), last)
        high = last if stop.due_s is None else min(max(low, stop.due_s), last)
        spans[number] = low, high
    shares = (np.arange(SAMPLES) + 0.5) / SAMPLES
    spread = spans[:, 0] + shares[:, None] * (spans[:, 1] - spans[:, 0])
    leaves: NDArray[np.int64] = spread.astype(np.int64) + day.stop_arrays.service
    return leaves


def planned_departures(day: Day, tours: Tours, otherwise: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return when each stop is left in the given tours, shape (1, stops); unvisited ones keep their middle guess."""
    leaves: NDArray[np.int64] = otherwise[len(otherwise) // 2].copy()
    for vehicle, visits in enumerate(tours):
        if visits:
            leaves[visits] = day.time(vehicle, visits)[1 : len(visits) + 1, 2]
    return leaves[None, :]


def effective_legs(day: Day, vehicle: int, leaves: NDArray[np.int64]) -> Legs:
    """Return a vehicle's legs when stops are left at ``leaves`` (mean over its rows) and depots at shift start."""
    depots = np.full((len(leaves), len(day.depots)), day.vehicles[vehicle].shift.start_s, np.int64)
    matrix = day.matrices[vehicle]
    seconds, metres = _legs(
        np.ascontiguousarray(np.concatenate([leaves, depots], axis=1)),
        day.rows[vehicle],
        matrix.seconds,
        matrix.metres,
        day.tracks[vehicle].starts,
    )
    return Legs(seconds, metres)


@njit(cache=True)
def _legs(leaves, rows, seconds, metres, starts):
    """Mean seconds and metres over the sampled departures; CLOSED if any sample can't be driven."""
    samples, size = leaves.shape
    out_s = np.zeros((size, size), np.int64)
    out_m = np.zeros((size, size), np.int64)
    for i in range(size):
        for j in range(size):
            if i == j:
                continue
            total_s = np.int64(0)
            total_m = np.int64(0)
            for k in range(samples):
                leave = leaves[k, i]
                arrived = arrival(leave, rows[i], rows[j], seconds, starts)
                if arrived >= NEVER:
                    total_s = np.int64(CLOSED)
                    break
                slot = 0
                while slot < starts.shape[0] - 1 and leave >= starts[slot + 1]:
                    slot += 1
                while seconds[slot, rows[i], rows[j]] == UNREACHABLE:
                    slot += 1
                total_s += arrived - leave
                total_m += metres[slot, rows[i], rows[j]]
            if total_s == CLOSED:
                out_s[i, j] = out_m[i, j] = CLOSED
            else:
                out_s[i, j] = (total_s + samples - 1) // samples
                out_m[i, j] = total_m // samples
    return out_s, out_m
