"""Manual plans that leave a wanted share of the late stops to planning."""

from datetime import date as Date
from functools import cache
from typing import NamedTuple

import numpy as np

from benchmarks.known_truth.shares import expected_late, shares_of, summed
from data.samples.planted import effort_for
from data.samples.truth import working_days
from data.samples.world import Planner, World
from routing.matrix import Matrices
from routing.model import Problem
from routing.plan import Sequences
from routing.solvers import SolveOptions, solve_here
from routing.solvers.improvement import improved
from routing.solvers.repair import inserted, lightened
from routing.solvers.tours import Day

TRUTH_SEED = 987_654_321
"""Of the fresh draws that tell a true expectation."""

FIRST_DAY = Date(2026, 1, 5)
SOUGHT_DAYS, SOUGHT_DRAWS, MOST_STEPS = 12, 8, 200


class Skill(NamedTuple):
    """How the optimiser plans, and so what a planner by hand can come near to.

    ``work_limit`` as :class:`routing.solvers.SolveOptions`.
    """

    work_limit: int = 2
    due_buffer_s: int = 600
    seed: int = 0

    def options(self) -> SolveOptions:
        """Return it as a solver is told; the clock is only a safety cap."""
        return SolveOptions(
            time_limit_s=600, work_limit=self.work_limit, seed=self.seed, due_buffer_s=self.due_buffer_s
        )


def practised(world: World, steps: int, skill: Skill) -> Planner:
    """Return a planner who starts from the dispatcher's habits and searches on as the optimiser does, so many steps.

    He knows the true expected times by the hour and aims as early as the
    optimiser: with steps enough there is nothing left to gain. So any
    planning share from habit to none can be planted, which the simulated
    dispatcher's own effort can't: he never learns of rush hours.
    """
    habit = world.dispatcher(0, skill.seed)

    def by_hand(problem: Problem, matrices: Matrices) -> Sequences:
        day = Day(world.times.service.expected(problem), matrices, skill.options())
        tours = day.tours(habit(problem, matrices))
        lawful = inserted(day, [lightened(day, vehicle, visits) for vehicle, visits in enumerate(tours)])
        if steps:
            lawful = improved(day, lawful, iterations=steps, deadline=np.inf, seed=skill.seed)
        return day.sequences(lawful)

    return by_hand


def as_good(world: World, skill: Skill) -> Planner:
    """Return a planner who is the optimiser with another seed: nothing is left to gain."""
    other = skill._replace(seed=skill.seed + 1).options()

    def by_hand(problem: Problem, matrices: Matrices) -> Sequences:
        return solve_here(world.times.service.expected(problem), matrices, other)

    return by_hand


def sought_steps(world: World, share: float, skill: Skill) -> int:
    """Return the steps of :func:`practised` at which planning has about this expected share of the late stops.

    Bisection over :data:`SOUGHT_DAYS` days with :data:`SOUGHT_DRAWS` keyed
    draws each; the optimiser knows the true expected times here.
    """
    problems = [world.day(date, world.pool_seed) for date in working_days(FIRST_DAY, SOUGHT_DAYS)]
    truth = world.truth(world.pool_seed)
    expected = world.times.service.expected
    references = [solve_here(expected(problem), truth.matrix(problem), skill.options()) for problem in problems]

    def share_of(steps: int) -> float:
        by_hand = practised(world, steps, skill)
        games = []
        for problem, reference in zip(problems, references, strict=True):
            day = world.past_day(problem, by_hand(problem, truth.matrix(problem)), world.pool_seed)
            known = day.problem.stop_by_id
            left = {tour: [stop for stop in stops if stop in known] for tour, stops in reference.items()}
            games.append(expected_late(truth, day, left, seed=TRUTH_SEED, draws=SOUGHT_DRAWS))
        return shares_of(summed(games))["plan"]

    return effort_for(cache(share_of), share, most=MOST_STEPS)


def planner_for(world: World, share: float, skill: Skill) -> Planner:
    """Return a planner by hand who leaves about this expected share of the late stops to planning; with 0, nothing."""
    if share == 0:
        return as_good(world, skill)
    return practised(world, sought_steps(world, share, skill), skill)
