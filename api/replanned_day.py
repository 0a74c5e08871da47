"""From a plan that is being driven and what has happened to a plan of the rest: the path behind `termintreu replan`."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from api.planning import PLANNER, PlannedDay, finish, with_reasons
from api.roads_of_day import Traffic, as_expected, day_roads
from data.clock import ClockError, clock_time
from data.exports import plan_of, read_document
from data.imports import read_happened, read_problem
from routing.errors import Finding, InputError
from routing.matrix import Matrices
from routing.model import Problem, Second
from routing.plan import Plan
from routing.progress import Say, silent
from routing.replanning.happened import Happened
from routing.replanning.replan import Moved, replanned
from routing.replanning.rest import rest_of_day
from routing.roads import RoadNetwork
from routing.solvers import Progress, SolveOptions
from routing.solvers.solution import Flag


@dataclass(frozen=True)
class BegunDay:
    """A day that is being driven: its orders as known now, its plan, and what has happened."""

    problem: Problem
    plan: Plan
    happened: Happened
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class ReplannedDay:
    """The rest of a day planned anew, beside what becomes of it if everyone drives on."""

    day: PlannedDay
    unchanged: PlannedDay
    moved: tuple[Moved, ...]


def begun_day(document: Path, orders: Path, vehicles: Path, state: Path | None, at: str) -> BegunDay:
    """Read a plan.json, the lists as they are now, and what has happened by ``at`` (HH:MM).

    Raises
    ------
    InputError
        If a file can't be read, or ``at`` is no time of the plan day; all findings of a file at once.
    """
    planned = read_document(document)
    problem, findings = read_problem(orders, vehicles, date=planned.date, tolerance_s=planned.tolerance_s)
    plan = plan_of(planned, problem)
    at_s = second_of_day(at, problem, "--at")
    happened = Happened(at_s=at_s) if state is None else read_happened(state, problem, plan, at_s)
    return BegunDay(problem, plan, happened, tuple(findings))


def second_of_day(at: str, problem: Problem, column: str) -> Second:
    """Return the second of the plan day that a clock shows; ``column`` is what errors call it.

    Raises
    ------
    InputError
        If it is no time, or none of the plan day.
    """
    clock = clock_time(at)
    if clock is None:
        raise InputError.of("time_unreadable", column=column, value=at)
    try:
        return clock.second_of(problem.date, problem.timezone)
    except ClockError as error:
        raise InputError.of(error.code, column=column, value=at, detail=error.day.isoformat()) from None


def replan_day(
    begun: BegunDay,
    network: RoadNetwork,
    traffic: Traffic,
    options: SolveOptions,
    *,
    progress: Callable[[Progress], None] | None = None,
    say: Say = silent,
    cancel: Flag | None = None,
) -> ReplannedDay:
    """Plan the rest of a day on real roads.

    Raises
    ------
    InputError
        If what has happened contradicts itself or the plan.
    SnapError
        With every place that no legal road is near to.
    """
    rest = rest_of_day(begun.problem, begun.plan, begun.happened)
    roads = day_roads(rest.problem, network, traffic, say)
    matrices: Matrices = roads.matrices
    expected = rest.with_problem(as_expected(rest.problem, traffic))
    found = replanned(expected, matrices, options, progress=progress, cancel=cancel)

    def finished(plan: Plan, planner: str) -> PlannedDay:
        if plan is found.plan:
            plan = with_reasons(rest.problem, roads.matrices, traffic, plan, options)
        return finish(rest.problem, roads, plan, planner=planner, options=options)

    return ReplannedDay(finished(found.plan, PLANNER), finished(found.unchanged, "given"), found.moved)
