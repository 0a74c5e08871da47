"""Verify a plan against its problem, sharing no code with what made it.

Plain Python over exact fractions: neither the timing kernel nor ``schedule()``
nor a solver is used here, so a mistake there can't hide itself. Every plan
that leaves the program passes through, its own or another tool's. It fails
closed: what can't be verified is a violation.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import ceil

from routing.delays import Kpis
from routing.matrix import UNREACHABLE, Matrices, Matrix, matrix_for
from routing.model import Problem, Second, Stop, Vehicle
from routing.plan import Leg, Plan, Route, Violation, Visit

_REPORTED_MIN = (0, 5, 15, 30, 60)
"""Tolerances in minutes at which a delay rate is always reported."""

_ROUNDED = {"lateness_min": 0.05, "distance_km": 0.0005, "duration_h": 0.0005}
"""How far rounding may take a figure from the right one; the others are exact."""


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
        unassigned with a reason; forced vehicle, skills, loads, maximum number
        of stops, shift, hard windows; travel, waiting and service times to the
        second; metres; lateness; every field of ``kpis``.

    Raises
    ------
    InputError
        If the matrix lacks a place or a profile.
    """
    found = [*_stops_once(problem, plan), *_vehicles_once(problem, plan)]
    for route in plan.routes:
        vehicle = problem.vehicle_by_id.get(route.vehicle_id)
        if vehicle is not None:
            found += _route_rules(problem, vehicle, route)
            found += _route_times(problem, vehicle, route, matrix_for(matrix, vehicle))
    if kpis is not None:
        found += _figures(problem, plan, kpis)
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
        if stop_or_none is not None and item.due != _is_due(stop_or_none):
            yield Violation(code="check_due_wrong", stop_id=item.stop_id)


def _vehicles_once(problem: Problem, plan: Plan) -> Iterator[Violation]:
    """Each route belongs to a vehicle of its own."""
    for vehicle_id, count in Counter(route.vehicle_id for route in plan.routes).items():
        if vehicle_id not in problem.vehicle_by_id:
            yield Violation(code="check_vehicle_unknown", vehicle_id=vehicle_id)
        if count > 1:
            yield Violation(code="check_vehicle_repeated", vehicle_id=vehicle_id, value=str(count))


def _route_rules(problem: Problem, vehicle: Vehicle, route: Route) -> Iterator[Violation]:
    """Who may serve what: forced vehicle, skills, loads, number of stops, shift."""
    who = vehicle.vehicle_id
    stops = [problem.stop_by_id[visit.stop_id] for visit in route.visits if visit.stop_id in problem.stop_by_id]
    for stop in stops:
        if stop.vehicle_id is not None and stop.vehicle_id != who:
            yield Violation(code="check_vehicle_forced", vehicle_id=who, stop_id=stop.stop_id, detail=stop.vehicle_id)
        if lacking := sorted(stop.skills - vehicle.skills):
            yield Violation(code="check_skills_missing", vehicle_id=who, stop_id=stop.stop_id, value=", ".join(lacking))
    dimensions = {name for stop in stops for name in stop.demand} | set(vehicle.capacity) | set(route.load)
    for name in sorted(dimensions):
        load = sum(stop.demand.get(name, 0) for stop in stops)
        limit = vehicle.capacity.get(name)
        if limit is not None and load > limit:
            yield Violation(
                code="check_load_exceeded", vehicle_id=who, value=f"{load} {name}", detail=f"{limit} {name}"
            )
        if route.load.get(name, 0) != load:
            yield Violation(
                code="check_load_wrong", vehicle_id=who, value=f"{route.load.get(name, 0)} {name}", detail=str(load)
            )
    if vehicle.max_stops is not None and len(route.visits) > vehicle.max_stops:
        yield Violation(
            code="check_max_stops", vehicle_id=who, value=str(len(route.visits)), detail=str(vehicle.max_stops)
        )
    if route.departure_s < vehicle.shift.start_s:
        yield Violation(
            code="check_shift_start",
            vehicle_id=who,
            value=problem.clock(route.departure_s),
            detail=problem.clock(vehicle.shift.start_s),
        )
    if route.end_s > vehicle.shift.end_s:
        yield Violation(
            code="check_shift_end",
            vehicle_id=who,
            value=problem.clock(route.end_s),
            detail=problem.clock(vehicle.shift.end_s),
        )


def _route_times(problem: Problem, vehicle: Vehicle, route: Route, matrix: Matrix) -> Iterator[Violation]:
    """Every leg starts where and when the one before ended, and every time and metre is right."""
    depots = {depot.depot_id: depot.place for depot in problem.depots}
    who = vehicle.vehicle_id
    here, ready = depots[vehicle.start_depot], route.departure_s
    for visit in route.visits:
        stop = problem.stop_by_id.get(visit.stop_id)
        if stop is None:
            return  # reported as unknown; nothing after it can be timed
        yield from _leg(problem, visit.leg, here, stop.place, ready, matrix, who, stop.stop_id)
        yield from _visit(problem, visit, stop, who)
        here, ready = stop.place, visit.departure_s
    if (route.last_leg is None) != (vehicle.end_depot is None):
        yield Violation(code="check_way_home", vehicle_id=who)
    elif route.last_leg is not None and vehicle.end_depot is not None:
        yield from _leg(problem, route.last_leg, here, depots[vehicle.end_depot], ready, matrix, who, None)


def _leg(
    problem: Problem,
    leg: Leg,
    origin: str,
    destination: str,
    ready_s: Second,
    matrix: Matrix,
    who: str,
    stop_id: str | None,
) -> Iterator[Violation]:
    """One leg: its ends, its departure, and its own arithmetic."""
    if (leg.origin, leg.destination) != (origin, destination):
        yield Violation(
            code="check_leg_ends",
            vehicle_id=who,
            stop_id=stop_id,
            value=f"{leg.origin} > {leg.destination}",
            detail=f"{origin} > {destination}",
        )
        return
    if leg.departure_s != ready_s:
        yield Violation(
            code="check_leg_departure",
            vehicle_id=who,
            stop_id=stop_id,
            value=problem.clock(leg.departure_s),
            detail=problem.clock(ready_s),
        )
    start, end = matrix.rows([origin, destination])
    driven = _drive(leg.departure_s, start, end, matrix)
    if driven is None:
        yield Violation(code="check_leg_unreachable", vehicle_id=who, stop_id=stop_id, value=origin, detail=destination)
        return
    arrival_s, held_s, distance_m = driven
    if leg.arrival_s != arrival_s:
        yield Violation(
            code="check_leg_arrival",
            vehicle_id=who,
            stop_id=stop_id,
            value=problem.clock(leg.arrival_s),
            detail=problem.clock(arrival_s),
        )
    if leg.held_s != held_s:
        yield Violation(
            code="check_leg_held", vehicle_id=who, stop_id=stop_id, value=str(leg.held_s), detail=str(held_s)
        )
    if leg.distance_m != distance_m:
        yield Violation(
            code="check_leg_distance",
            vehicle_id=who,
            stop_id=stop_id,
            value=str(leg.distance_m),
            detail=str(distance_m),
        )


def _drive(departure_s: Second, origin: int, destination: int, matrix: Matrix) -> tuple[Second, int, int] | None:
    """Drive a leg slot by slot in exact fractions: (arrival, seconds held, metres), or None if it never arrives.

    In each slot the vehicle covers 1/d of the way a second, or waits if the
    slot is closed. Metres are those of the slot in which the wheels first turn.
    """
    starts = matrix.slots.starts_s
    slot = sum(1 for start in starts[1:] if start <= departure_s)
    now, left, held, metres = Fraction(departure_s), Fraction(1), 0, None
    while True:
        border = starts[slot + 1] if slot + 1 < len(starts) else None
        pace = int(matrix.seconds[slot, origin, destination])
        if pace == UNREACHABLE:
            if border is None:
                return None
            held += int(border - now)
        else:
            if metres is None:
                metres = int(matrix.metres[slot, origin, destination])
            end = now + left * pace
            if border is None or end <= border:
                return ceil(end), held, metres
            left -= Fraction(border - now) / pace
        assert border is not None  # noqa: S101 - the last slot returns above
        now, slot = Fraction(border), slot + 1


def _visit(problem: Problem, visit: Visit, stop: Stop, who: str) -> Iterator[Violation]:
    """One visit: start of service, service time, window, lateness."""
    start_s = _earliest_start(visit.leg.arrival_s, stop)
    if visit.service_start_s != start_s:
        yield Violation(
            code="check_service_start",
            vehicle_id=who,
            stop_id=stop.stop_id,
            value=problem.clock(visit.service_start_s),
            detail=problem.clock(start_s),
        )
    if visit.departure_s - visit.service_start_s != stop.service_s:
        yield Violation(
            code="check_service_time",
            vehicle_id=who,
            stop_id=stop.stop_id,
            value=str(visit.departure_s - visit.service_start_s),
            detail=str(stop.service_s),
        )
    due_s = stop.windows[-1].end_s if stop.windows else None
    late_s = max(0, visit.service_start_s - due_s) if due_s is not None else 0
    if visit.lateness_s != late_s:
        yield Violation(
            code="check_lateness_wrong",
            vehicle_id=who,
            stop_id=stop.stop_id,
            value=str(visit.lateness_s),
            detail=str(late_s),
        )
    if visit.due != _is_due(stop):
        yield Violation(code="check_due_wrong", vehicle_id=who, stop_id=stop.stop_id)
    if stop.hard_window and late_s > 0:
        yield Violation(
            code="check_hard_window",
            vehicle_id=who,
            stop_id=stop.stop_id,
            value=problem.clock(visit.service_start_s),
            detail=problem.clock(due_s if due_s is not None else 0),
        )


def _earliest_start(arrival_s: Second, stop: Stop) -> Second:
    """Service starts at arrival, or when the next window that is not over opens; after the last one, at once."""
    ahead = [window for window in stop.windows if window.end_s is None or window.end_s >= arrival_s]
    if not ahead or ahead[0].start_s is None:
        return arrival_s
    return max(arrival_s, ahead[0].start_s)


def _is_due(stop: Stop) -> bool:
    """Tell whether the stop counts in the delay rate: its last window ends."""
    return bool(stop.windows) and stop.windows[-1].end_s is not None


def _figures(problem: Problem, plan: Plan, kpis: Kpis) -> Iterator[Violation]:
    """Recount every figure that managers read."""
    for name, right in _recounted(problem, plan).items():
        claimed = getattr(kpis, name)
        if not _same(claimed, right, _ROUNDED.get(name, 0.0)):
            yield Violation(code="check_figure_wrong", value=f"{name} {claimed}", detail=str(right))


def _recounted(problem: Problem, plan: Plan) -> dict[str, object]:
    """Return the figures of ``Kpis`` by their names, not rounded."""
    late_s = []
    for route in plan.routes:
        for visit in route.visits:
            stop = problem.stop_by_id.get(visit.stop_id)
            if stop is not None and _is_due(stop):
                late_s.append(max(0, visit.service_start_s - (stop.windows[-1].end_s or 0)))
    dropped = sum(
        1
        for item in plan.unassigned
        if item.stop_id in problem.stop_by_id and _is_due(problem.stop_by_id[item.stop_id])
    )
    due = len(late_s) + dropped

    def late(tolerance_s: int) -> int:
        return dropped + sum(1 for seconds in late_s if seconds > tolerance_s)

    def rate(tolerance_s: int) -> float | None:
        return late(tolerance_s) / due if due else None

    used = [route for route in plan.routes if route.visits]
    return {
        "delay_rate": rate(problem.tolerance_s),
        "late_stops": late(problem.tolerance_s),
        "due_stops": due,
        "stops": sum(len(route.visits) for route in used) + len(plan.unassigned),
        "unassigned": len(plan.unassigned),
        "lateness_min": sum(late_s) / 60,
        "distance_km": sum(leg.distance_m for route in used for leg in route.legs) / 1000,
        "duration_h": sum(_done_s(route) - route.departure_s for route in used) / 3600,
        "vehicles_used": len(used),
        "delay_rate_by_tolerance": {minutes: rate(60 * minutes) for minutes in _REPORTED_MIN},
    }


def _done_s(route: Route) -> Second:
    """Return when a vehicle is home, or with an open end done at its last stop."""
    return route.visits[-1].departure_s if route.last_leg is None else route.last_leg.arrival_s


def _same(claimed: object, right: object, rounding: float) -> bool:
    """Tell whether a claimed figure is the right one, rounded as the figure is."""
    if isinstance(claimed, Mapping) and isinstance(right, Mapping):
        return set(claimed) == set(right) and all(_same(claimed[key], right[key], rounding) for key in right)
    if isinstance(claimed, int | float) and isinstance(right, int | float):
        return abs(claimed - right) <= rounding + 1e-9
    return claimed is None and right is None
