"""OR-Tools in a process of its own, as a guest of the portfolio.

OR-Tools holds the interpreter while it searches, so nothing in its process
could watch a clock or a cancel flag, and the searches in threads would stand
still. The process ends with its parent, whatever becomes of that, and what
goes wrong in it costs nobody the plan.
"""

import ctypes
import faulthandler
import multiprocessing
import os
import signal
import sys
import time
from multiprocessing.connection import Connection
from pathlib import Path

from routing.matrix import Matrices
from routing.model import Problem
from routing.solvers.improvement import lawful
from routing.solvers.tours import Day, Tours

AFTERLIFE_S = 5
"""Seconds after its deadline at which the process ends itself, whatever it does."""

PATIENCE = 10
"""How far the process steps back when the cores are busy: the searches make more of them."""

DIE_WITH_PARENT = 1
"""Linux' PR_SET_PDEATHSIG."""


def knows(problem: Problem) -> bool:
    """Tell whether the OR-Tools model holds every rule of a day.

    It holds windows, shifts (without hours under a driving ban), longest
    durations, loads of deliveries, stops a tour, skills, forced vehicles,
    several depots, open ends, and stops left out at a price. It does not hold
    reloads, pickups, shipments, breaks, locks and days under way: tours that
    know nothing of those would lose most of their worth in mending. Balance,
    compactness and what moves against earlier tours have no price in it.
    """
    return not (
        problem.locks
        or problem.under_way
        or any(stop.shipment_id is not None or stop.kind == "pickup" for stop in problem.stops)
        or any(vehicle.max_trips > 1 or vehicle.break_rule != "none" for vehicle in problem.vehicles)
    )


class OrToolsWorker:
    """Starts OR-Tools beside the searches and takes up its plan.

    Parameters
    ----------
    solutions
        Solutions to see; without it ``seconds`` decides.
    seconds
        How long OR-Tools may search, the start of its process not counted.
    """

    def __init__(self, day: Day, matrix: Matrices, *, solutions: int | None, seconds: float) -> None:
        self._day = day
        self._given = (day.problem, matrix, day.options)
        self._limits = (seconds, solutions)
        self._start: Tours | None = None
        self._plan: Tours | None = None
        self.work = 0
        context = multiprocessing.get_context("spawn")
        self._ours, theirs = context.Pipe()
        self._process = context.Process(target=_work, args=(theirs, os.getpid()), name="or-tools", daemon=True)
        self._process.start()
        theirs.close()
        self._ready = self._over = False

    def begin(self, tours: Tours) -> None:
        """Set out from the first plan, as soon as the process is there."""
        self._start = tours
        self.look()

    def look(self) -> None:
        """Hear the process: send it off once it is there, keep what it found."""
        try:
            if not self._over and (self._ready or self._ours.poll()):
                self._hear()
        except (EOFError, OSError):
            self._over = True  # it died: the searches go on without it

    def _hear(self) -> None:
        """Take the next step of the conversation."""
        if not self._ready:
            self._ours.recv()
            self._ready = True
        if self._start is not None:
            self._ours.send((*self._given, self._start, *self._limits))
            self._start = None
        elif self._ours.poll():
            self._plan, self.work = self._ours.recv()
            self._over = True

    @property
    def process_id(self) -> int:
        """The process's number."""
        return self._process.pid or 0

    @property
    def busy(self) -> bool:
        """Whether a plan is still to come."""
        return not self._over

    def plan(self) -> Tours | None:
        """Return its plan once there is one, and once only, if it keeps every rule."""
        plan, self._plan = self._plan, None
        return plan if plan is not None and lawful(self._day, plan) else None

    def end(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.join()
        self._ours.close()


def _work(theirs: Connection, parent: int) -> None:
    """Search, in the worker process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business; it ends this process
    _die_with(parent)
    if sys.platform != "win32":
        os.nice(PATIENCE)
    from routing.solvers.rounds import planned  # noqa: PLC0415 - only the worker pays for importing ortools

    theirs.send("ready")
    try:
        problem, matrix, options, start, seconds, solutions = theirs.recv()
    except EOFError:
        return
    with Path(os.devnull).open("w") as nowhere:
        # the only clock that needs no interpreter
        faulthandler.dump_traceback_later(seconds + AFTERLIFE_S, exit=True, file=nowhere)
        found = planned(Day(problem, matrix, options), start, time.monotonic() + seconds, solutions)
        faulthandler.cancel_dump_traceback_later()
    theirs.send((found.tours, found.solutions))


def _die_with(parent: int) -> None:
    """See to it that this process ends when its parent does."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit()
