"""The price of punctuality: what plans of one day cost against the late stops to expect of them."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from routing.matrix import Matrices
from routing.model import Problem
from routing.plan import Plan
from routing.punctuality.buffers import buffers_of
from routing.schedule import schedule
from routing.simulate import simulate
from routing.solvers import SolveOptions
from routing.solvers.cost import plan_cost
from routing.traffic import LearnedTimes

SCENARIOS = 200
SEED = 1
"""The days that plans are chosen on; they are shown on others, see :mod:`routing.punctuality.forecast`."""


class Point(NamedTuple):
    """One plan of the day.

    Parameters
    ----------
    driving_eur
        What it costs without lateness: ways, hours, vehicles, and what is left out.
    expected_late, expected_late_min
        Due stops late and minutes of lateness on a mean day; a stop left out is late.
    breaches
        Rules that its planned times break; none unless the plan was given.
    buffers_s
        How early to aim at each stop so that most days keep it.
    """

    sequences: dict[str, tuple[str, ...]]
    distance_m: int
    driving_eur: float
    expected_late: float
    expected_late_min: float
    breaches: int
    buffers_s: dict[str, int]

    @property
    def distance_km(self) -> float:
        """Kilometres driven."""
        return self.distance_m / 1000

    def expected_eur(self, options: SolveOptions) -> float:
        """Return the euro of a mean day at the prices that the options give lateness."""
        weights = options.weights
        late = self.expected_late * weights.late_eur_per_stop + self.expected_late_min * weights.late_eur_per_min
        return self.driving_eur + late


class Sampler:
    """Judges plans of one day by the same sampled days.

    Parameters
    ----------
    problem
        The day as the lists have it.
    times
        Whose days are drawn.
    """

    def __init__(
        self, problem: Problem, matrices: Matrices, times: LearnedTimes, options: SolveOptions, *, seed: int = SEED
    ) -> None:
        self.problem = problem
        self.expected = times.service.expected(problem)
        self.matrices = matrices
        self._times = times
        self._options = options.model_copy(update={"due_buffer_s": 0, "buffers_s": {}})
        self._seed = seed

    def plan(self, sequences: dict[str, tuple[str, ...]]) -> Plan:
        """Return the plan of some sequences at expected times."""
        return schedule(self.expected, sequences, self.matrices)

    def point(self, sequences: dict[str, tuple[str, ...]]) -> Point:
        """Return what a plan costs and how late it is."""
        plan = self.plan(sequences)
        run = simulate(self.problem, sequences, self.matrices, self._times, seed=self._seed, scenarios=SCENARIOS)
        cost = plan_cost(self.expected, plan, self._options)
        _, lateness = run.lateness_s(self.problem)
        left_out = sum(item.due for item in plan.unassigned)
        return Point(
            sequences=sequences,
            distance_m=sum(route.distance_m for route in plan.routes),
            driving_eur=cost.total_eur - cost.lateness_eur,
            expected_late=float((lateness > self.problem.tolerance_s).sum()) / SCENARIOS + left_out,
            expected_late_min=float(np.sum(lateness)) / 60 / SCENARIOS,
            breaches=cost.breaches,
            buffers_s=buffers_of(self.problem, plan, run),
        )


def non_dominated(points: Iterable[Point]) -> tuple[Point, ...]:
    """Return the plans than which no other is as cheap and as punctual, by rising euro and falling lateness."""
    kept: list[Point] = []
    for point in sorted(points, key=lambda point: (point.driving_eur, point.expected_late)):
        if not kept or point.expected_late < kept[-1].expected_late:
            kept.append(point)
    return tuple(kept)


def most_punctual(points: Sequence[Point], most_km: float) -> Point:
    """Return the plan with the fewest late stops within a distance; the shortest one if none is."""
    within = [point for point in points if point.distance_km <= most_km]
    if not within:
        return min(points, key=lambda point: point.distance_m)
    return min(within, key=lambda point: (point.expected_late, point.distance_m))
