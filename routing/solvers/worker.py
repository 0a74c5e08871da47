"""solve(): runs the search in a process of its own and keeps its promises about time.

OR-Tools holds the interpreter while it searches, so nothing in its process
could watch a clock or a cancel flag. The parent does: it hears of each new
best plan and can end the process at any moment without losing it.
"""

import multiprocessing
import signal
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import TYPE_CHECKING, Any

from routing.errors import SolverError
from routing.matrix import Matrices
from routing.model import Problem
from routing.plan import Sequences
from routing.schedule import schedule
from routing.solvers.cost import plan_cost
from routing.solvers.options import SolveOptions
from routing.solvers.reasons import reasons
from routing.solvers.repair import repaired
from routing.solvers.solution import Flag, Progress, Solution, Status, Termination
from routing.solvers.tours import Day, Tours

if TYPE_CHECKING:  # only the worker pays for importing ortools
    from routing.solvers.or_tools import Incumbent

GRACE_S = 1.0
"""Seconds after the time limit at which a worker that doesn't answer is ended."""

FINISH_S = 0.1
"""Seconds kept back for the last timing and pricing."""

NEWS_S = 0.2
"""Least seconds between two messages of the worker, the first and the last ones aside."""

TICK_S = 0.1
"""How often the parent looks at the cancel flag."""


def solve(
    problem: Problem,
    matrix: Matrices,
    options: SolveOptions,
    *,
    progress: Callable[[Progress], None] | None = None,
    cancel: Flag | None = None,
    start: Sequences | None = None,
) -> Solution:
    """Plan the day: who serves which stop, in which order.

    Parameters
    ----------
    matrix
        One matrix, or one per vehicle profile.
    progress
        Called with the best plan so far, a few times a second at most.
    cancel
        When set, the best plan so far comes back within about a second.
    start
        Tours to begin from.

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
        If the worker process dies.
    """
    begun = time.monotonic()
    day = Day(problem, matrix, options)
    first = None if start is None else day.tours(start)
    if not problem.stops or not problem.vehicles:
        return _solution(day, [[] for _ in problem.vehicles], "complete", begun, 0, truncated=False)
    tours, work, termination = _supervised(day, matrix, first, begun, progress or _ignore, cancel)
    truncated = options.work_limit is not None and termination == "time_limit"
    return _solution(day, tours, termination, begun, work, truncated=truncated)


def _ignore(_progress: Progress) -> None:
    """Hear no progress."""


def _solution(
    day: Day, tours: Tours, termination: Termination, begun: float, work: int, *, truncated: bool
) -> Solution:
    """Time the tours, say why stops are left out, and price the plan."""
    sequences = day.sequences(tours)
    matrices = {vehicle.profile: matrix for vehicle, matrix in zip(day.vehicles, day.matrices, strict=True)}
    plan = schedule(day.problem, sequences, matrices, reasons=reasons(day, tours))
    served = any(plan.routes)
    status: Status = "all_served" if not plan.unassigned else "partly_served" if served else "none_served"
    return Solution(
        status=status,
        termination=termination,
        truncated=truncated,
        plan=plan,
        sequences=dict(sequences),
        cost=plan_cost(day.problem, plan, day.options.model_copy(update={"due_buffer_s": 0})),
        seconds=round(time.monotonic() - begun, 3),
        work=work,
        seed=day.options.seed,
    )


def _supervised(
    day: Day,
    matrix: Matrices,
    start: Tours | None,
    begun: float,
    progress: Callable[[Progress], None],
    cancel: Flag | None,
) -> tuple[Tours, int, Termination]:
    """Run the search in a worker; end it when it is time."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    worker = context.Process(target=_work, args=(theirs,), name="termintreu-solver", daemon=True)
    worker.start()
    theirs.close()
    try:
        day.time(0, [])  # loads the timing kernel here while the worker starts
        _wait_until_ready(ours, worker)
        remaining_s = day.options.time_limit_s - (time.monotonic() - begun) - FINISH_S
        ours.send((day.problem, matrix, day.options, start, remaining_s))
        return _listened(day, ours, worker, begun, progress, cancel)
    finally:
        worker.kill()
        worker.join()
        ours.close()


def _listened(
    day: Day,
    ours: Connection,
    worker: BaseProcess,
    begun: float,
    progress: Callable[[Progress], None],
    cancel: Flag | None,
) -> tuple[Tours, int, Termination]:
    """Hear the worker until it is done, cancelled or too late; the best tours heard of are never lost."""
    best: Tours = [[] for _ in day.vehicles]
    work = 0
    latest = begun + day.options.time_limit_s + GRACE_S
    while True:
        if cancel is not None and cancel.is_set():
            return repaired(day, best), work, "cancelled"
        if time.monotonic() > latest:
            return repaired(day, best), work, "time_limit"
        if not ours.poll(TICK_S):
            continue
        kind, *said = _received(ours, worker)
        if kind == "done":
            tours, work, out_of_time = said
            return tours, work, "time_limit" if out_of_time or day.options.work_limit is None else "work_limit"
        best, work, cost_eur, late, unassigned = said
        progress(
            Progress(
                seconds=round(time.monotonic() - begun, 3), cost_eur=cost_eur, late_stops=late, unassigned=unassigned
            )
        )


def _wait_until_ready(ours: Connection, worker: BaseProcess) -> None:
    """Wait for the worker's first word, so that its start counts in the time limit."""
    _received(ours, worker)


def _received(ours: Connection, worker: BaseProcess) -> Any:
    """Return the worker's next message."""
    try:
        return ours.recv()
    except EOFError:
        worker.join()
        raise SolverError.of("solver_died", value=str(worker.exitcode)) from None


def _work(theirs: Connection) -> None:
    """Search, in the worker process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business; it ends this process
    from routing.solvers.rounds import search  # noqa: PLC0415 - only the worker pays for importing ortools

    theirs.send(("ready",))
    problem, matrix, options, start, remaining_s = theirs.recv()
    deadline = time.monotonic() + remaining_s
    day = Day(problem, matrix, options)
    news = _News(day, theirs)
    outcome = search(day, deadline, start, news.tell)
    theirs.send(("done", outcome.tours, outcome.work, outcome.out_of_time))


class _News:
    """Sends the best tours to the parent, a few times a second at most."""

    def __init__(self, day: Day, theirs: Connection) -> None:
        self._day = day
        self._theirs = theirs
        self._next = 0.0

    def tell(self, incumbent: "Incumbent") -> None:
        """Send the incumbent unless the last message is too fresh."""
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + NEWS_S
        outside = len(self._day.stops) - sum(map(len, incumbent.tours))
        self._theirs.send(("best", incumbent.tours, incumbent.solutions, incumbent.cost_eur, 0, outside))
