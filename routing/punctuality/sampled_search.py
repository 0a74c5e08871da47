"""Search for the plan that sampled days find best: annealing by single moves, one search per core."""

import math
import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, NamedTuple

import numpy as np

from routing.punctuality import working_plan
from routing.punctuality.annealed_days import annealed, begun
from routing.punctuality.curve import Sampler
from routing.punctuality.sampled_days import SampledDays, sampled_days
from routing.punctuality.terrain import Terrain, terrain_of
from routing.solvers import SolveOptions
from routing.solvers.tours import Day, Tours
from routing.traffic import LearnedTimes

WARM: Final = 0.2
COLD: Final = 0.03
"""Temperatures at the start and at the end, in prices of a typical short leg."""

CHUNK: Final = 500
"""Moves between two looks at the clock and at the kilometres."""

UNIT: Final = 4000
"""Moves that make a unit of work."""

PULL: Final = 500.0
"""How fast the price of a late stop follows the kilometres: its logarithm, a run, for each share driven less."""

LEAST_EUR: Final = 1e-3
"""Price of a late stop where the options give it none."""


class Aim(NamedTuple):
    """What a search is for.

    Parameters
    ----------
    late_eur
        What a late stop is worth; with ``most_km`` only to begin with.
    minute
        Late stops that a minute of lateness counts as.
    most_km
        Kilometres within which late stops are to be few; without them, few euro.
    """

    late_eur: float
    minute: float
    most_km: float | None = None


class Limits(NamedTuple):
    """When a search ends: units of work, or a reading of ``time.monotonic``; ``halted`` comes before either."""

    work: int | None
    deadline: float
    halted: Callable[[], bool]


class SampledSearch:
    """The searches of one day.

    Parameters
    ----------
    sampler
        Knows the day.
    times
        Whose days are drawn.
    """

    def __init__(self, sampler: Sampler, times: LearnedTimes, options: SolveOptions) -> None:
        self.day = Day(sampler.expected, sampler.matrices, options)
        self._options = options
        self._ground: Terrain | None = None
        self._days: SampledDays | None = None
        if self._plain():
            self._ground = terrain_of(self.day)
            self._days = sampled_days(sampler, times, self.day, self._ground)

    @property
    def able(self) -> bool:
        """Whether the day has no rules beyond windows, loads and shifts, and is not too large."""
        return self._days is not None

    def _plain(self) -> bool:
        """Tell whether single moves know every rule and price of the day."""
        return bool(self.day.stops) and not self.day.ruled.any() and not self.day.liking.any()

    def run(self, tours: Tours, aim: Aim, limits: Limits) -> tuple[Tours, int]:
        """Return better tours (those given, if none is found) that keep every rule, and the units of work spent."""
        seats = self._options.cores or (1 if limits.work is not None else os.cpu_count() or 1)
        with ThreadPoolExecutor(seats, thread_name_prefix="days") as pool:
            found = list(pool.map(lambda seat: self._annealed(tours, aim, limits, seat), range(seats)))
        best, _, _ = min(found, key=lambda item: item[1])
        lawful = all(self.day.lawful(vehicle, visits) for vehicle, visits in enumerate(best))
        return (best if lawful else tours), sum(made for _, _, made in found) // UNIT

    def _annealed(self, tours: Tours, aim: Aim, limits: Limits, seat: int) -> tuple[Tours, float, int]:
        """Search once: tours, how they are by the aim, and moves made."""
        terrain, days = self._ground, self._days
        if terrain is None or days is None:
            return tours, math.inf, 0
        plan = working_plan.plan_of(tours, terrain, days, self._options.seed + seat * 1_000_003)
        sums = plan.sums
        sums[working_plan.PRICE] = max(LEAST_EUR, aim.late_eur)
        sums[working_plan.MINUTE] = aim.minute
        sums[working_plan.MOST_METRES] = math.inf if aim.most_km is None else aim.most_km * 1000
        begun(terrain, days, plan)
        warm = WARM * terrain.short_leg_eur
        since, made, used = time.monotonic(), 0, 0.0
        while used < 1.0 and not limits.halted():
            sums[working_plan.TEMPERATURE] = warm * (COLD / WARM) ** used
            annealed(CHUNK, terrain, days, plan)
            made += CHUNK
            before, used = used, _used(limits, since, made)
            if aim.most_km is not None:
                _repriced(sums, used - before, aim)
        best = [plan.best[vehicle, :size].tolist() for vehicle, size in enumerate(plan.best_sizes)]
        return best, float(sums[working_plan.BEST]), made


def _used(limits: Limits, begun: float, made: int) -> float:
    """Return the share of a search that is over."""
    now = time.monotonic()
    if limits.work is not None:
        return 1.0 if now >= limits.deadline else min(1.0, made / (limits.work * UNIT))
    return min(1.0, (now - begun) / max(1e-9, limits.deadline - begun))


def _repriced(sums: np.ndarray[tuple[int], np.dtype[np.float64]], share: float, aim: Aim) -> None:
    """Raise the price of a late stop while kilometres are left, and lower it while too many are driven."""
    room = 1.0 - sums[working_plan.METRES] / sums[working_plan.MOST_METRES]
    price = sums[working_plan.PRICE] * math.exp(PULL * share * max(-0.05, min(0.05, room)))
    sums[working_plan.PRICE] = max(aim.late_eur / 8, min(aim.late_eur * 32, price))
