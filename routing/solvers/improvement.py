"""Our own improvement search over a day: sets up the arrays, runs the kernel in chunks, watches the clock.

The search itself is :mod:`routing.solvers.annealing`. It prices plans by the
same euro as :mod:`routing.solvers.pricing`: travel by the hour, soft windows
with their buffer, hard windows, shift ends, loads, who may serve whom, and what
it costs to leave a stop out.
"""

import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from routing.solvers.annealing import annealed, filled, loaded
from routing.solvers.arrays import BEST, NOWHERE, STEP, TEMPERATURE, Ground, State, state_of
from routing.solvers.ground import ground_of, leg_eur
from routing.solvers.tours import Day, Tours

WARMTH = 6.0
"""Temperature at the start, in prices of a typical short leg."""

COOLED = 0.01
"""Share of the starting temperature left at the end."""

TYPICAL = 10
"""Neighbours whose legs count as short."""

CHUNK_S = 0.02
"""Seconds between two looks at the clock."""

FIRST_CHUNK = 50
"""Iterations before the first look at the clock."""

Listener = Callable[[Tours, int], None]
"""Told the best tours so far and the iterations made, after every chunk; the same object while nothing is better."""


def improved(
    day: Day, tours: Tours, *, iterations: int | None, deadline: float, seed: int, listener: Listener | None = None
) -> Tours:
    """Return tours that cost less, by ruin and recreate; never dearer ones, never a breach.

    Parameters
    ----------
    tours
        Must keep every rule, as those of :func:`routing.solvers.repair.repaired` do;
        tours that break one come back as they are.
    iterations
        Steps to make. The same tours, seed and iterations give the same
        result; without it the time left until ``deadline`` is the schedule.
    deadline
        Reading of ``time.monotonic`` at which to stop; with ``iterations`` only a cap.
    listener
        Told about every 20 ms.
    """
    if not day.stops or not day.vehicles or not _lawful(day, tours):
        return tours
    ground, state = ground_of(day), state_of(day, seed)
    loaded(_flat(tours), ground, state)
    filled(ground, state)
    annealed(0, 1.0, ground, state)  # loads the kernel before the schedule begins
    _run(day, ground, state, iterations, deadline, listener or _unheard)
    return min(_tours(day, state), tours, key=day.rank_all)


def _unheard(_tours: Tours, _iterations: int) -> None:
    """Hear no progress."""


def _run(day: Day, ground: Ground, state: State, iterations: int | None, deadline: float, listener: Listener) -> None:
    """Anneal in chunks until the iterations are made or time is up; cool by the one that is given."""
    begun = now = time.monotonic()
    warmth = WARMTH * _short_leg_eur(day, ground)
    state.sums[TEMPERATURE] = warmth
    cooling = 1.0 if iterations is None else COOLED ** (1.0 / max(1, iterations))
    left, chunk = iterations, FIRST_CHUNK
    best, best_euro = _tours(day, state), float(state.sums[BEST])
    while now < deadline and left != 0:
        if iterations is None:
            state.sums[TEMPERATURE] = warmth * COOLED ** ((now - begun) / (deadline - begun))
        steps = chunk if left is None else min(chunk, left)
        annealed(steps, cooling, ground, state)
        left = None if left is None else left - steps
        took, now = time.monotonic() - now, time.monotonic()
        chunk = max(1, min(2 * chunk, round(chunk * CHUNK_S / max(took, CHUNK_S / 100))))
        if state.sums[BEST] < best_euro:
            best, best_euro = _tours(day, state), float(state.sums[BEST])
        listener(best, int(state.counts[STEP]) - 1)


def _lawful(day: Day, tours: Tours) -> bool:
    """Tell whether tours keep every rule."""
    fit = all(day.fits(vehicle, visits) for vehicle, visits in enumerate(tours))
    return fit and day.rank_all(tours)[0] == 0


def _flat(tours: Tours) -> NDArray[np.int64]:
    """Return tours one after the other, NOWHERE after each."""
    return np.array([stop for visits in tours for stop in (*visits, NOWHERE)], np.int64)


def _tours(day: Day, state: State) -> Tours:
    """Return the best plan of a run."""
    ends = np.flatnonzero(state.best == NOWHERE)[: len(day.vehicles)]
    return [part[part != NOWHERE].tolist() for part in np.split(state.best, ends)[: len(day.vehicles)]]


def _short_leg_eur(day: Day, ground: Ground) -> float:
    """Return the median euro of legs between near stops."""
    legs = leg_eur(day, ground.legs[0])
    rows = np.arange(len(day.stops))[:, None]
    short = legs[rows, ground.near[:, :TYPICAL]]
    short = short[np.isfinite(short)]
    return float(np.median(short)) if short.size else 1.0
