"""solve(): runs the search in a process of its own and keeps its promises about time.

OR-Tools holds the interpreter while it searches, so nothing in its process
could watch a clock or a cancel flag. The parent does: it hears of each new
best plan and can end the process at any moment without losing it.
"""

import math
import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from routing.errors import SolverError
from routing.matrix import Matrices
from routing.model import Problem
from routing.plan import Sequences
from routing.schedule import schedule
from routing.solvers.cost import plan_cost
from routing.solvers.options import SolveOptions
from routing.solvers.reasons import reasons
from routing.solvers.repair import repaired
from routing.solvers.solution import Flag, Outcome, Progress, Solution, Status, Termination
from routing.solvers.tours import Day, Tours

GRACE_S = 0.5
"""Seconds after the time limit at which a worker that doesn't answer is ended."""

FINISH_S = 0.15
"""Seconds kept back for the last timing and pricing."""

MEND_S = 0.3
"""Seconds for mending the tours of a worker that was ended."""

NEWS_S = 0.2
"""Least seconds between two messages of the worker."""

TICK_S = 0.05
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
    if problem.stops and problem.vehicles:
        outcome = _supervised(day, matrix, first, begun, progress or _ignore, cancel)
    else:
        outcome = Outcome([[] for _ in problem.vehicles], 0, "complete")
    return solution_of(day, outcome, begun)


def _ignore(_progress: Progress) -> None:
    """Hear no progress."""


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
        truncated=options.work_limit is not None and outcome.ended == "time_limit",
        plan=plan,
        sequences=sequences,
        cost=plan_cost(day.problem, plan, options.model_copy(update={"due_buffer_s": 0})),
        seconds=round(time.monotonic() - begun, 3),
        work=outcome.work,
        seed=options.seed,
    )


@dataclass
class _Heard:
    """The best tours that the parent has heard of, and the work behind them."""

    tours: Tours
    work: int = 0


def _supervised(
    day: Day,
    matrix: Matrices,
    start: Tours | None,
    begun: float,
    progress: Callable[[Progress], None],
    cancel: Flag | None,
) -> Outcome:
    """Run the search in a worker process; end it when it is time."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    worker = context.Process(target=_work, args=(theirs,), name="termintreu-solver", daemon=True)
    worker.start()
    theirs.close()
    try:
        day.rank(0, [])  # loads the pricing kernel here while the worker starts
        _received(ours, worker)
        remaining_s = day.options.time_limit_s - (time.monotonic() - begun) - FINISH_S
        ours.send((day.problem, matrix, day.options, start, remaining_s))
        return _listened(day, ours, worker, begun, progress, cancel, _Heard(start or [[] for _ in day.vehicles]))
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
    heard: _Heard,
) -> Outcome:
    """Hear the worker until it is done, cancelled or too late; the best tours heard of are never lost."""
    latest = begun + day.options.time_limit_s + GRACE_S
    while True:
        ended: Termination | None = None
        if cancel is not None and cancel.is_set():
            ended = "cancelled"
        elif time.monotonic() > latest:
            ended = "time_limit"
        if ended is not None:
            return Outcome(repaired(day, heard.tours, time.monotonic() + MEND_S), heard.work, ended)
        if not ours.poll(TICK_S):
            continue
        message = _received(ours, worker)
        if isinstance(message, Outcome):
            return message
        heard.tours, heard.work, news = message
        seconds = round(time.monotonic() - begun, 3)
        progress(news.model_copy(update={"seconds": seconds, "sequences": day.sequences(heard.tours)}))


def _received(ours: Connection, worker: BaseProcess) -> Any:
    """Return the worker's next message."""
    try:
        return ours.recv()
    except (EOFError, ConnectionResetError):
        worker.join()
        raise SolverError.of("solver_died", value=str(worker.exitcode)) from None


def _work(theirs: Connection) -> None:
    """Search, in the worker process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business; it ends this process
    from routing.solvers.rounds import search  # noqa: PLC0415 - only the worker pays for importing ortools

    theirs.send("ready")
    problem, matrix, options, start, remaining_s = theirs.recv()
    deadline = time.monotonic() + remaining_s
    day = Day(problem, matrix, options)
    theirs.send(search(day, deadline, start, _News(day, theirs).tell))


class _News:
    """Sends the best tours to the parent, a few times a second at most."""

    def __init__(self, day: Day, theirs: Connection) -> None:
        self._day = day
        self._theirs = theirs
        self._next = 0.0
        self._last: Tours = []
        self._best: tuple[float, float] = (math.inf, math.inf)

    def tell(self, tours: Tours, work: int) -> None:
        """Send tours if they are the best by true times, unless the last message is too fresh."""
        now = time.monotonic()
        if tours is self._last or now < self._next:
            return
        self._last = tours
        self._next = now + NEWS_S
        rank = self._day.rank_all(tours)
        if rank >= self._best:
            return
        self._best = rank
        outside = len(self._day.outside(tours))
        news = Progress(seconds=0, cost_eur=rank[1], late_stops=self._day.late_stops(tours), unassigned=outside)
        try:
            self._theirs.send((tours, work, news))
        except OSError:
            os._exit(1)  # the parent is gone: nobody waits for this plan
