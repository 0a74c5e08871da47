"""The figures that managers read, counted again."""

from collections.abc import Iterator, Mapping

from routing.checks.places import is_due
from routing.delays import Kpis
from routing.model import Problem, Second
from routing.plan import Plan, Route, Violation

_REPORTED_MIN = (0, 5, 15, 30, 60)
"""Tolerances in minutes at which a delay rate is always reported."""

_ROUNDED = {"lateness_min": 0.05, "distance_km": 0.0005, "duration_h": 0.0005}
"""How far rounding may take a figure from the right one; the others are exact."""


def figures(problem: Problem, plan: Plan, kpis: Kpis) -> Iterator[Violation]:
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
            if stop is not None and is_due(stop):
                late_s.append(max(0, visit.service_start_s - (stop.windows[-1].end_s or 0)))
    dropped = sum(
        1
        for item in plan.unassigned
        if item.stop_id in problem.stop_by_id and is_due(problem.stop_by_id[item.stop_id], left_out=True)
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
