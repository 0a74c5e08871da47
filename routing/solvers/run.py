"""solve(): one run, from a problem to a solution, and its promises about time."""

import math
import time
from collections.abc import Callable

from routing.errors import SolverError
from routing.matrix import Matrices
from routing.model import Problem
from routing.plan import Sequences
from routing.schedule import schedule
from routing.solvers.cost import plan_cost
from routing.solvers.options import SolveOptions
from routing.solvers.portfolio import ALL_PARTS, Guest, Nobody, Parts, Portfolio, Watch
from routing.solvers.reasons import reasons
from routing.solvers.repair import inserted, lightened
from routing.solvers.rough import PART, hurried, rough
from routing.solvers.rules import DONE
from routing.solvers.solution import ITERATIONS, Flag, Outcome, Progress, Solution, Status, Termination
from routing.solvers.tours import Day, Tours
from routing.solvers.worker import OrToolsWorker, knows

OR_TOOLS_STOPS = 500
"""Largest day that OR-Tools is asked about: beyond, it finds nothing in its time."""

OR_TOOLS_S = 10.0
"""Shortest time limit with which OR-Tools' process is started unasked."""

OR_TOOLS_SHARE = 0.1
"""Part of the limits that OR-Tools has."""

FINISH_S = 0.02
"""Seconds kept back for the last timing and pricing, beside those that the first plan took."""

FINISH_S_PER_STOP = 1e-4
"""The same for each stop, as long as no first plan was timed and priced."""

LONG = 100
"""Visits from which on a tour that breaks a rule is cut before it is mended stop by stop."""

MOST_PLACES = 10_000_000
"""Visits that the last insertion may price: about half a second."""

RULED = 20
"""What a visit of a tour with rules of its own counts as, there."""


def solve(
    problem: Problem,
    matrix: Matrices,
    options: SolveOptions,
    *,
    progress: Callable[[Progress], None] | None = None,
    cancel: Flag | None = None,
    start: Sequences | None = None,
    parts: Parts = ALL_PARTS,
) -> Solution:
    """Plan the day: who serves which stop, in which order.

    Parameters
    ----------
    matrix
        One matrix, or one per vehicle profile.
    progress
        Called with the best plan so far, a few times a second at most, by the calling thread.
    cancel
        When set, the best plan so far comes back within about a second.
    start
        Tours to begin from.
    parts
        Which parts of the search are at work; anything but all is for measuring what each is worth.

    Returns
    -------
    Solution
        Its plan keeps every hard rule; what can't be served is unassigned,
        with reasons. Never worse than ``start`` if that keeps every rule.

    Raises
    ------
    InputError
        If the matrix lacks a place or profile, or ``start`` names unknown ids.
    SolverError
        If there is not even memory for a first plan.
    """
    begun = time.monotonic()
    day = Day(problem, matrix, options)
    first = None if start is None else day.tours(start)
    if not problem.stops or not problem.vehicles:
        return solution_of(day, Outcome([[] for _ in problem.vehicles], 0, "complete"), begun)
    news = _ignored if progress is None else _News(day, begun, progress).tell
    watch = Watch(begun + options.time_limit_s, cancel, news)
    if not asks_or_tools(day):
        return solution_of(day, searched(day, first, watch, parts=parts), begun)
    guest = OrToolsWorker(day, matrix, solutions=solutions_of(options), seconds=OR_TOOLS_SHARE * options.time_limit_s)
    try:
        return solution_of(day, searched(day, first, watch, guest, parts), begun)
    finally:
        guest.end()


def asks_or_tools(day: Day) -> bool:
    """Tell whether OR-Tools takes part: it is wanted, knows the day's rules, and can finish."""
    options = day.options
    wanted = options.or_tools
    if wanted is None:
        wanted = options.work_limit is None and options.time_limit_s >= OR_TOOLS_S
    return wanted and solutions_of(options) != 0 and 1 < len(day.stops) <= OR_TOOLS_STOPS and knows(day.problem)


def solutions_of(options: SolveOptions) -> int | None:
    """Return OR-Tools' part of a work limit, in solutions."""
    return None if options.work_limit is None else round(options.work_limit * OR_TOOLS_SHARE)


def searched(
    day: Day, start: Tours | None, watch: Watch, guest: Guest | None = None, parts: Parts = ALL_PARTS
) -> Outcome:
    """Return the best tours by true times; they keep every hard rule.

    Parameters
    ----------
    start
        Tours to begin from, whatever they break.
    guest
        Another solver that takes part; under a work limit its part of the
        limit is not the searches'.
    """
    begun, options, limit = time.monotonic(), day.options, day.options.work_limit
    if limit is None:
        watch.reserve(FINISH_S + FINISH_S_PER_STOP * len(day.stops))
    first = mended(day, day.opening() if start is None else start, watch)
    left = None if limit is None else limit - (0 if guest is None else solutions_of(options) or 0)
    iterations = 0 if len(day.stops) == 1 else None if left is None else left * ITERATIONS
    spare = rough(day, first, begun + PART * options.time_limit_s) if hurried(day) else first
    portfolio = Portfolio(day, watch, seats=options.seats, iterations=iterations, guest=guest or Nobody(), parts=parts)
    try:
        portfolio.run(first, lambda tours: _rehearsed(day, tours, watch))
    except MemoryError:
        if portfolio.work == 0 and not any(portfolio.best):
            raise SolverError.of("solver_memory", value=str(len(day.stops))) from None
    best = portfolio.best if spare is first else min(portfolio.best, spare, key=day.rank_all)
    if not watch.cancelled and not watch.late() and _few_places(day, best):
        best = inserted(day, best, watch.deadline)
    return Outcome(best, portfolio.work, _ended(day, watch))


def _ended(day: Day, watch: Watch) -> Termination:
    """Return why a run is over."""
    if watch.cancelled:
        return "cancelled"
    if len(day.stops) == 1:
        return "complete"
    return "work_limit" if day.options.work_limit is not None and not watch.late() else "time_limit"


def _rehearsed(day: Day, tours: Tours, watch: Watch) -> None:
    """See how long the last timing and pricing will take, and keep that much of a time limit back."""
    if day.options.work_limit is None:
        begun = time.monotonic()
        solution_of(day, Outcome(tours, 0, "complete"), begun)
        watch.reserve(time.monotonic() - begun + FINISH_S)


def mended(day: Day, tours: Tours, watch: Watch) -> Tours:
    """Return tours without what breaks a rule; of a long one a lawful beginning, of none anything if time is over."""
    kept: Tours = []
    for vehicle, visits in enumerate(day.anchored(tours)):
        watch.look()
        left = [number for number in visits if day.allowed[vehicle, number]]
        while left and not day.lawful(vehicle, left) and (len(left) > LONG or watch.halted()):
            done = int(day.rules.laws[vehicle, DONE])
            left = left[: max(done, 0 if watch.halted() else len(left) * 3 // 4)]
            if len(left) <= done:
                break
        kept.append(lightened(day, vehicle, left))
    return kept


def _few_places(day: Day, tours: Tours) -> bool:
    """Tell whether stops stand outside, but not so many that trying every place for each takes long."""
    outside = len(day.stops) - sum(len(visits) for visits in tours)
    places = sum((len(visits) + 1) ** 2 * (RULED if day.ruled[row] else 1) for row, visits in enumerate(tours))
    return 0 < outside * places <= MOST_PLACES


def solution_of(day: Day, outcome: Outcome, begun: float) -> Solution:
    """Time the tours, say why stops are left out, and price the plan; ``begun`` is a reading of ``time.monotonic``."""
    options = day.options
    sequences = day.sequences(outcome.tours)
    matrices = {vehicle.profile: matrix for vehicle, matrix in zip(day.vehicles, day.matrices, strict=True)}
    plan = schedule(day.problem, sequences, matrices, reasons=reasons(day, outcome.tours))
    status: Status = "all_served" if not plan.unassigned else "partly_served" if plan.routes else "none_served"
    return Solution(
        status=status,
        termination=outcome.ended,
        truncated=options.work_limit is not None and outcome.ended in {"time_limit", "cancelled"},
        plan=plan,
        sequences=sequences,
        cost=plan_cost(day.problem, plan, options.model_copy(update={"due_buffer_s": 0, "buffers_s": {}})),
        seconds=round(time.monotonic() - begun, 3),
        work=outcome.work,
        seed=options.seed,
    )


class _News:
    """Tells the caller the best tours so far, if they are the best by true times."""

    def __init__(self, day: Day, begun: float, progress: Callable[[Progress], None]) -> None:
        self._day = day
        self._begun = begun
        self._progress = progress
        self._best: tuple[float, float] = (math.inf, math.inf)

    def tell(self, tours: Tours, _work: int) -> None:
        """Pass on."""
        rank = self._day.rank_all(tours)
        if rank >= self._best:
            return
        self._best = rank
        self._progress(
            Progress(
                seconds=round(time.monotonic() - self._begun, 3),
                cost_eur=rank[1],
                late_stops=self._day.late_stops(tours),
                unassigned=len(self._day.outside(tours)),
                sequences=self._day.sequences(tours),
            )
        )


def _ignored(_tours: Tours, _work: int) -> None:
    """Hear no news."""
