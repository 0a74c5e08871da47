"""What a move would change, as the planning page shows it while a stop is dragged."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from api.desk.day import DeskDay
from api.desk.geometry import Ways
from api.desk.moves import Outlook
from api.desk.shapes import Said
from api.desk.view import moment
from routing.delays import is_late
from routing.model import Frozen
from routing.plan import Leg, Route
from routing.punctuality import TourForecast


class TargetView(Frozen):
    """A stop's best place in a tour, with the differences to now; ``late`` as planned."""

    vehicle_id: str | None
    tour: int | None
    allowed: bool
    reason: Said | None
    position: int | None
    distance_m: int
    duration_s: int
    late: int
    expected_late: float | None


class TourBeside(Frozen):
    """A tour as it is and as the move would make it; ``None`` where there is none.

    ``late`` counts expected late stops if times are learned, else stops late as planned.
    """

    tour: int
    vehicle_id: str
    end_before: datetime | None
    end: datetime | None
    late_before: float
    late: float


class PreviewView(TargetView):
    """A move, its lines (``kind`` new or gone), and the orders before and after the stop's new place."""

    tours: tuple[TourBeside, ...]
    lines: dict[str, Any]
    before: str | None
    after: str | None


def target_view(day: DeskDay, seen: Outlook) -> TargetView:
    """Return an outlook as a page shows it in a list of tours."""
    return TargetView(**_figures(day, seen))


def preview_view(day: DeskDay, seen: Outlook, ways: Ways) -> PreviewView:
    """Return an outlook as a page shows it on the map."""
    before, after = seen.neighbours
    gone = _legs(seen.before) - _legs(seen.after)
    new = _legs(seen.after) - _legs(seen.before)
    routes = (("gone", seen.before, gone), ("new", seen.after, new))
    features = [
        _line(day, ways, kind, route.vehicle_id, leg)
        for kind, tours, ends in routes
        for route in tours
        for leg in route.legs
        if (route.vehicle_id, leg.origin, leg.destination) in ends
    ]
    lines = {"type": "FeatureCollection", "features": features}
    return PreviewView(**_figures(day, seen), tours=_beside(day, seen), lines=lines, before=before, after=after)


def _figures(day: DeskDay, seen: Outlook) -> dict[str, Any]:
    move = seen.move
    return {
        "vehicle_id": move.vehicle_id,
        "tour": None if move.vehicle_id is None else day.ground.tours[move.vehicle_id],
        "allowed": seen.reason is None,
        "reason": None if seen.reason is None else Said.of(seen.reason),
        "position": None if move.vehicle_id is None else move.position,
        "distance_m": seen.distance_m,
        "duration_s": seen.duration_s,
        "late": seen.late,
        "expected_late": seen.expected_late,
    }


def _beside(day: DeskDay, seen: Outlook) -> tuple[TourBeside, ...]:
    """Return the tours that a move concerns, the one it leaves first."""
    was = {route.vehicle_id: route for route in seen.before}
    then = {route.vehicle_id: route for route in seen.after}
    known = {} if day.forecast is None else day.forecast.tours

    def beside(name: str) -> TourBeside:
        before, after = was.get(name), then.get(name)
        return TourBeside(
            tour=day.ground.tours[name],
            vehicle_id=name,
            end_before=None if before is None else moment(day.ground, before.end_s),
            end=None if after is None else moment(day.ground, after.end_s),
            late_before=_late(day, before, known),
            late=_late(day, after, seen.forecasts or {}),
        )

    return tuple(beside(name) for name in seen.changed)


def _late(day: DeskDay, route: Route | None, forecasts: Mapping[str, TourForecast]) -> float:
    """Return how many stops of a tour are late: expected, or without learned times as planned."""
    if route is None:
        return 0.0
    if route.vehicle_id in forecasts:
        return forecasts[route.vehicle_id].expected_late
    tolerance_s = day.ground.problem.tolerance_s
    return float(sum(visit.due and is_late(visit.lateness_s, tolerance_s) for visit in route.visits))


def _legs(routes: tuple[Route, ...]) -> set[tuple[str, str, str]]:
    return {(route.vehicle_id, leg.origin, leg.destination) for route in routes for leg in route.legs}


def _line(day: DeskDay, ways: Ways, kind: str, vehicle_id: str, leg: Leg) -> dict[str, Any]:
    points = [list(point) for point in ways.line(day.ground, vehicle_id, leg)]
    return {
        "type": "Feature",
        "properties": {"kind": kind, "tour": day.ground.tours[vehicle_id], "vehicle_id": vehicle_id},
        "geometry": {"type": "LineString", "coordinates": points if len(points) > 1 else [points[0], points[0]]},
    }
