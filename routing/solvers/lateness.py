"""Why a visit is late although it is served: what holds its vehicle up, and what would help."""

import time

from routing.delays import is_late
from routing.matrix import Matrices, matrix_for
from routing.model import Problem
from routing.plan import Plan, Reason, Route, Unassigned, Visit
from routing.schedule import schedule
from routing.solvers.relaxations import relaxations

EXPLAINED = 20
"""Stops looked at for changes that would help, at most: the latest, and those left out, first."""


ADVICE = "relax_"
"""How codes of changes that would help begin: they are true of one plan only."""


def explained_plan(
    problem: Problem, plan: Plan, matrix: Matrices, seconds: float = float("inf"), *, stops: int = EXPLAINED
) -> Plan:
    """Return the plan with a reason for each late visit, and with changes that would help it or a stop left out.

    Parameters
    ----------
    seconds
        To spend on looking for changes; 0 looks for none, and those known of an earlier plan fall away.
    stops
        How many get their turn at most: those left out first, then the latest.

    Raises
    ------
    InputError
        If the matrix lacks a place or a profile.
    """
    deadline = time.monotonic() + seconds
    helpful: dict[str, tuple[Reason, ...]] = {}
    for stop_id in _in_need(problem, plan)[:stops]:
        if time.monotonic() >= deadline:
            break
        found = relaxations(problem, plan, matrix, stop_id, deadline)
        helpful[stop_id] = tuple(relaxed.reason for relaxed in found)

    def visit_of(route: Route, visit: Visit) -> Visit:
        if not is_late(visit.lateness_s, problem.tolerance_s):
            return visit
        why = (_held_up(problem, route, visit, matrix), *helpful.get(visit.stop_id, ()))
        return visit.model_copy(update={"reasons": why})

    def left_out(item: Unassigned) -> Unassigned:
        known = tuple(reason for reason in item.reasons if not reason.code.startswith(ADVICE))
        return item.model_copy(update={"reasons": (*known, *helpful.get(item.stop_id, ()))})

    return plan.model_copy(
        update={
            "routes": tuple(
                route.model_copy(update={"visits": tuple(visit_of(route, visit) for visit in route.visits)})
                for route in plan.routes
            ),
            "unassigned": tuple(left_out(item) for item in plan.unassigned),
        }
    )


def _in_need(problem: Problem, plan: Plan) -> list[str]:
    """Return the stops left out, then the late ones, the latest first."""
    late = sorted(
        (-visit.lateness_s, visit.stop_id)
        for route in plan.routes
        for visit in route.visits
        if is_late(visit.lateness_s, problem.tolerance_s)
    )
    return [item.stop_id for item in plan.unassigned] + [stop_id for _, stop_id in late]


def _held_up(problem: Problem, route: Route, visit: Visit, matrix: Matrices) -> Reason:
    """Return what makes a visit late: the way itself, waits before it, or the stops before it."""
    vehicle = problem.vehicle_by_id[route.vehicle_id]
    stop = problem.stop_by_id[visit.stop_id]
    if stop.shipment_id is None and all(way.vehicle_id != vehicle.vehicle_id for way in problem.under_way):
        alone = problem.model_copy(update={"stops": (stop,), "vehicles": (vehicle,), "locks": (), "under_way": ()})
        direct = schedule(alone, {vehicle.vehicle_id: (stop.stop_id,)}, matrix_for(matrix, vehicle))
        start_s = direct.routes[0].visits[0].service_start_s
        if stop.due_s is not None and is_late(start_s - stop.due_s, problem.tolerance_s):
            return Reason(code="late_alone", value=problem.clock(start_s)[:5], detail=vehicle.vehicle_id)
    before = route.visits[: route.visits.index(visit)]
    waits = [earlier for earlier in before if earlier.wait_s >= visit.lateness_s]
    if waits:
        longest = max(waits, key=lambda earlier: earlier.wait_s)
        return Reason(code="late_waits", value=longest.stop_id, detail=str(longest.wait_s // 60))
    return Reason(code="late_queue", value=str(len(before)), detail=vehicle.vehicle_id)
