"""Plan a day in this process, for those who plan hundreds of days in processes of their own."""

import math
import time

from routing.matrix import Matrices
from routing.model import Problem
from routing.plan import Sequences
from routing.solvers.improvement import improved
from routing.solvers.options import SolveOptions
from routing.solvers.repair import inserted, repaired
from routing.solvers.rounds import search
from routing.solvers.solution import ITERATIONS, Outcome, Solution
from routing.solvers.tours import Day, Tours
from routing.solvers.worker import solution_of


def solve_in_process(problem: Problem, matrices: Matrices, options: SolveOptions) -> Solution:
    """Return what :func:`routing.solvers.solve` returns under the same work limit, without a process of its own.

    It can't be cancelled, tells no progress, and holds the interpreter while OR-Tools searches.

    Raises
    ------
    InputError
        If the matrix lacks a place or profile.
    """
    begun = time.monotonic()
    day = Day(problem, matrices, options)
    if not problem.stops or not problem.vehicles:
        return solution_of(day, Outcome([[] for _ in problem.vehicles], 0, "complete"), begun)
    return solution_of(day, search(day, begun + options.time_limit_s, None, _ignore), begun)


def _ignore(_tours: Tours, _work: int) -> None:
    """Hear no progress."""


def solve_here(
    problem: Problem, matrices: Matrices, options: SolveOptions, *, start: Sequences | None = None
) -> dict[str, tuple[str, ...]]:
    """Return who serves which stop in which order, without OR-Tools and without a process of its own.

    Differs from :func:`routing.solvers.solve`, whose rules and prices it
    shares, in four ways:

    * the search is :func:`routing.solvers.improvement.improved` alone, from
      ``start`` or from stops put in one by one; OR-Tools has no part in it;
    * it runs in the calling process, can't be cancelled and tells no progress;
    * all of ``options.work_limit`` goes to that search, 1000 iterations a unit;
      with it, ``options.time_limit_s`` is only a cap, and a run that meets the
      cap isn't repeatable, nor does it say so: leave it well above what the
      work takes;
    * only sequences come back: time them by :func:`routing.schedule.schedule`.

    Returns
    -------
    dict
        Stop ids per vehicle id in driving order, vehicles without a tour left
        out. No hard rule is broken; a stop in no sequence stays unassigned.
        Never dearer than ``start`` if that keeps every rule.

    Raises
    ------
    InputError
        If the matrix lacks a place or profile, or ``start`` names unknown ids.
    """
    deadline = time.monotonic() + options.time_limit_s
    day = Day(problem, matrices, options)
    tours = [[] for _ in day.vehicles] if start is None else repaired(day, day.tours(start), deadline)
    iterations = None if options.work_limit is None else options.work_limit * ITERATIONS
    tours = improved(day, tours, iterations=iterations, deadline=deadline, seed=options.seed)
    if problem.vehicles and day.outside(tours):
        tours = inserted(day, tours, math.inf)
    return day.sequences(tours)
