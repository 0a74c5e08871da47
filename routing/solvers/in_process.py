"""Plan a day in this process, for those who plan hundreds of days in processes of their own."""

import time

from routing.matrix import Matrices
from routing.model import Problem
from routing.plan import Sequences
from routing.solvers.options import SolveOptions
from routing.solvers.portfolio import Watch
from routing.solvers.run import OR_TOOLS_SHARE, asks_or_tools, searched, solution_of, solutions_of
from routing.solvers.solution import Outcome, Solution
from routing.solvers.tours import Day, Tours


def solve_in_process(problem: Problem, matrices: Matrices, options: SolveOptions) -> Solution:
    """Return what :func:`routing.solvers.solve` returns under the same work limit, without another process.

    It can't be cancelled and tells no progress. OR-Tools takes part only if ``options.or_tools`` asks for
    it: it would hold the interpreter, and with it the searches, until it is done.

    Raises
    ------
    InputError
        If the matrix lacks a place or profile.
    """
    begun = time.monotonic()
    day = Day(problem, matrices, options)
    if not problem.stops or not problem.vehicles:
        return solution_of(day, Outcome([[] for _ in problem.vehicles], 0, "complete"), begun)
    watch = Watch(begun + options.time_limit_s, None, _ignore)
    guest = OrToolsHere(day, watch.deadline) if options.or_tools and asks_or_tools(day) else None
    return solution_of(day, searched(day, None, watch, guest), begun)


class OrToolsHere:
    """OR-Tools as a guest of the portfolio in this process; it is done before the searches go on."""

    def __init__(self, day: Day, deadline: float) -> None:
        self._day = day
        self._deadline = deadline
        self._plan: Tours | None = None
        self.work = 0
        self.busy = False

    def begin(self, tours: Tours) -> None:
        """Search from the first plan."""
        from routing.solvers.rounds import planned  # noqa: PLC0415 - most runs need no ortools in this process

        found = planned(self._day, tours, self._until(), solutions_of(self._day.options))
        self._plan, self.work = found.tours, found.solutions

    def _until(self) -> float:
        """Return when OR-Tools has to be done."""
        if self._day.options.work_limit is not None:
            return self._deadline
        return time.monotonic() + OR_TOOLS_SHARE * self._day.options.time_limit_s

    def look(self) -> None:
        """Do nothing: it is done."""

    def plan(self) -> Tours | None:
        """Return its plan, once."""
        plan, self._plan = self._plan, None
        return plan


def _ignore(_tours: Tours, _work: int) -> None:
    """Hear no progress."""


def solve_here(
    problem: Problem, matrices: Matrices, options: SolveOptions, *, start: Sequences | None = None
) -> dict[str, tuple[str, ...]]:
    """Return who serves which stop in which order, without OR-Tools and without a process of its own.

    Differs from :func:`routing.solvers.solve`, whose search, rules and prices
    it shares, in three ways:

    * OR-Tools has no part in it, whatever the options say;
    * it can't be cancelled and tells no progress;
    * only sequences come back: time them by :func:`routing.schedule.schedule`.
      Nor does it say whether a work limit met its cap, ``options.time_limit_s``:
      leave that well above what the work takes.

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
    limit = time.monotonic() + options.time_limit_s
    day = Day(problem, matrices, options)
    first = None if start is None else day.tours(start)
    if not problem.stops or not problem.vehicles:
        return {}
    return day.sequences(searched(day, first, Watch(limit, None, _ignore)).tours)
