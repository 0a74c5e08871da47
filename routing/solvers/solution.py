"""What a solver gives back: a plan with how it came about, and news on the way."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from pydantic import Field

from routing.matrix import Matrices
from routing.model import Frozen, Problem
from routing.plan import Plan, Sequences
from routing.solvers.cost import Cost
from routing.solvers.options import SolveOptions

Status = Literal["all_served", "partly_served", "none_served"]
"""What the plan covers; stops left out carry their reasons."""

Termination = Literal["complete", "time_limit", "work_limit", "cancelled"]
"""Why the search stopped; ``complete`` means that there was nothing left to search."""


ITERATIONS = 1000
"""Iterations of the improvement search that make a unit of work; a solution of OR-Tools is one as well."""


@dataclass(frozen=True)
class Outcome:
    """What a search hands back: stop numbers per vehicle number, units of work done, why it stopped."""

    tours: list[list[int]]
    work: int
    ended: Termination


class Progress(Frozen):
    """The best plan so far at its true times, before the last repair; ``sequences`` are its tours."""

    seconds: float
    cost_eur: float
    late_stops: int
    unassigned: int
    sequences: dict[str, tuple[str, ...]] = Field(default_factory=dict)


class Solution(Frozen):
    """A plan and how it was found.

    Parameters
    ----------
    truncated
        The run had a work limit, and the time cap or a cancel came first: not repeatable.
    plan
        Made by :func:`routing.schedule.schedule`; every stop stands in a
        route or among the unassigned, with reasons.
    sequences
        What the solver decided; vehicles without a tour are missing.
    cost
        What the plan costs at its true times.
    seconds, work
        Wall-clock seconds, and units of work (see :class:`SolveOptions`) spent.
    """

    status: Status
    termination: Termination
    truncated: bool
    plan: Plan
    sequences: dict[str, tuple[str, ...]]
    cost: Cost
    seconds: float
    work: int
    seed: int


class Flag(Protocol):
    """Anything like ``threading.Event``: set to cancel."""

    def is_set(self) -> bool:
        """Tell whether to stop."""
        ...


class Solver(Protocol):
    """The one call that every solver answers; see :func:`routing.solvers.solve`."""

    def __call__(
        self,
        problem: Problem,
        matrix: Matrices,
        options: SolveOptions,
        *,
        progress: Callable[[Progress], None] | None = None,
        cancel: Flag | None = None,
        start: Sequences | None = None,
    ) -> Solution:
        """Plan the day."""
        ...
