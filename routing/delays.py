"""What late means, and the figures made of it: the one place that knows.

Definitions: docs/glossary.md and docs/decisions/0003-delay-rate.md.
"""

from collections.abc import Mapping
from typing import Self

from routing.model import Frozen, Second
from routing.plan import Plan

TOLERANCES_S: Mapping[int, int] = {minutes: minutes * 60 for minutes in (0, 5, 15, 30, 60)}
"""Tolerances that are always reported: minutes to seconds."""


def lateness_s(service_start_s: Second, due_s: Second | None) -> int:
    """Return max(0, service start - window end) in seconds; 0 without a window end."""
    return 0 if due_s is None else max(0, service_start_s - due_s)


def is_late(lateness: int, tolerance_s: int = 0) -> bool:
    """Tell whether a lateness in seconds exceeds the tolerance in seconds."""
    return lateness > tolerance_s


def reduction(manual: float, optimised: float) -> float | None:
    """Return (manual - optimised) / manual: positive means fewer; ``None`` when manual is 0."""
    return None if manual == 0 else (manual - optimised) / manual


class Kpis(Frozen):
    """Key figures of a plan.

    ``delay_rate`` is late stops / due stops and ``None`` without due stops; due
    stops have a window end; unassigned due stops are late. ``lateness_min``
    sums the minutes of served stops, for an unassigned one has none.
    """

    delay_rate: float | None
    late_stops: int
    due_stops: int
    stops: int
    unassigned: int
    lateness_min: float
    distance_km: float
    duration_h: float
    vehicles_used: int
    delay_rate_by_tolerance: dict[int, float | None]

    @classmethod
    def of(cls, plan: Plan, tolerance_s: int = 0) -> Self:
        """Count a plan's figures at a tolerance in seconds."""
        visits = [visit for route in plan.routes for visit in route.visits]
        lateness = [visit.lateness_s for visit in visits if visit.due]
        dropped = sum(item.due for item in plan.unassigned)
        due = len(lateness) + dropped

        def late_at(tolerance: int) -> int:
            return dropped + sum(is_late(seconds, tolerance) for seconds in lateness)

        def rate(late: int) -> float | None:
            return late / due if due else None

        used = [route for route in plan.routes if route.visits]
        return cls(
            delay_rate=rate(late_at(tolerance_s)),
            late_stops=late_at(tolerance_s),
            due_stops=due,
            stops=len(visits) + len(plan.unassigned),
            unassigned=len(plan.unassigned),
            lateness_min=round(sum(lateness) / 60, 1),
            distance_km=round(sum(route.distance_m for route in used) / 1000, 3),
            duration_h=round(sum(route.duration_s for route in used) / 3600, 3),
            vehicles_used=len(used),
            delay_rate_by_tolerance={minutes: rate(late_at(limit)) for minutes, limit in TOLERANCES_S.items()},
        )
