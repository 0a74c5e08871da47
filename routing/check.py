"""Verify a plan against its problem, sharing no code with what made it.

Plain Python over exact fractions: neither the timing kernel nor ``schedule()``
nor a solver nor their tables of law are used here and in :mod:`routing.checks`,
so a mistake there can't hide itself. Every plan that leaves the program passes
through, its own or another tool's. It fails closed: what can't be verified is
a violation.
"""

from collections import Counter
from collections.abc import Iterator

from routing.checks.bans import bans
from routing.checks.duties import done_visits, duties, locks, shipments
from routing.checks.figures import figures
from routing.checks.law import law
from routing.checks.places import is_due
from routing.checks.times import times
from routing.delays import Kpis
from routing.matrix import Matrices, matrix_for
from routing.model import Problem
from routing.plan import Plan, Violation


def check(problem: Problem, plan: Plan, matrix: Matrices, kpis: Kpis | None = None) -> list[Violation]:
    """Return every rule that ``plan`` breaks and every figure in it that is wrong.

    Parameters
    ----------
    matrix
        One matrix, or one per vehicle profile, as the plan was timed with.
    kpis
        Key figures claimed for the plan; recounted when given.

    Returns
    -------
    list of Violation
        Empty if the plan keeps all rules: each stop once or listed as
        unassigned with a reason; forced vehicle, skills, number of stops and
        trips, what is on board at every moment, shipments, locks; shift,
        longest duration, hard windows, the law of breaks and hours, driving
        bans; what has happened already; travel, waiting, service, pause and
        reload times to the second; metres; lateness; every field of ``kpis``.

    Raises
    ------
    InputError
        If the matrix lacks a place or a profile.
    """
    found = [*_stops_once(problem, plan), *_vehicles_once(problem, plan), *shipments(problem, plan)]
    found += [*locks(problem, plan), *done_visits(problem, plan)]
    for route in plan.routes:
        vehicle = problem.vehicle_by_id.get(route.vehicle_id)
        if vehicle is not None:
            found += duties(problem, vehicle, route)
            found += times(problem, vehicle, route, matrix_for(matrix, vehicle))
            found += law(problem, vehicle, route)
            found += bans(problem, vehicle, route)
    if kpis is not None:
        found += figures(problem, plan, kpis)
    return found


def _stops_once(problem: Problem, plan: Plan) -> Iterator[Violation]:
    """Each stop is served once or unassigned once, with a reason."""
    served = Counter(visit.stop_id for route in plan.routes for visit in route.visits)
    left = Counter(item.stop_id for item in plan.unassigned)
    for stop_id in {**served, **left}:
        if stop_id not in problem.stop_by_id:
            yield Violation(code="check_stop_unknown", stop_id=stop_id)
        elif served[stop_id] + left[stop_id] > 1:
            yield Violation(code="check_stop_repeated", stop_id=stop_id, value=str(served[stop_id] + left[stop_id]))
    for stop in problem.stops:
        if stop.stop_id not in served and stop.stop_id not in left:
            yield Violation(code="check_stop_missing", stop_id=stop.stop_id)
    for item in plan.unassigned:
        stop_or_none = problem.stop_by_id.get(item.stop_id)
        if not item.reasons:
            yield Violation(code="check_reason_missing", stop_id=item.stop_id)
        if stop_or_none is not None and item.due != is_due(stop_or_none, left_out=True):
            yield Violation(code="check_due_wrong", stop_id=item.stop_id)


def _vehicles_once(problem: Problem, plan: Plan) -> Iterator[Violation]:
    """Each route belongs to a vehicle of its own."""
    for vehicle_id, count in Counter(route.vehicle_id for route in plan.routes).items():
        if vehicle_id not in problem.vehicle_by_id:
            yield Violation(code="check_vehicle_unknown", vehicle_id=vehicle_id)
        if count > 1:
            yield Violation(code="check_vehicle_repeated", vehicle_id=vehicle_id, value=str(count))
