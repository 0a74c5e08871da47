"""A plan as VROOM writes solutions, for programs that read those.

Ids are the places of orders and vehicles in their lists, counted from 1; the
names stand in ``description``, so :func:`data.imports.read_tours` reads the
document back. Times are seconds of the plan day.
"""

import json
from collections.abc import Iterator
from typing import Any, Final

from routing.interruptions import Interruption, after, before, way_s
from routing.model import Problem, Stop
from routing.plan import Plan, Route, Visit

OK: Final = 0
"""VROOM's code of a solution without an error."""


def vroom_solution(problem: Problem, plan: Plan) -> bytes:
    """Return a plan as JSON: a route a vehicle, its steps, what is left out, and the sums.

    A reload is a step of type ``reload``, which VROOM itself has not.
    """
    stops = {stop.stop_id: number for number, stop in enumerate(problem.stops, start=1)}
    vehicles = {vehicle.vehicle_id: number for number, vehicle in enumerate(problem.vehicles, start=1)}
    document = {
        "code": OK,
        "summary": {"routes": len(plan.routes), "unassigned": len(plan.unassigned)} | _sums(problem, plan),
        "unassigned": [_named(problem.stop_by_id[item.stop_id], stops) for item in plan.unassigned],
        "routes": [
            {
                "vehicle": vehicles[route.vehicle_id],
                "description": route.vehicle_id,
                "distance": route.distance_m,
                "steps": list(_steps(problem, route, stops)),
            }
            for route in plan.routes
        ],
    }
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def _sums(problem: Problem, plan: Plan) -> dict[str, int]:
    """Return the sums over all routes, as VROOM calls them."""
    visits = [visit for route in plan.routes for visit in route.visits]
    legs = [leg for route in plan.routes for leg in route.legs]
    return {
        "distance": sum(leg.distance_m for leg in legs),
        "duration": sum(leg.arrival_s - leg.departure_s for leg in legs),
        "service": sum(problem.stop_by_id[visit.stop_id].service_s for visit in visits),
        "waiting_time": sum(visit.wait_s for visit in visits),
    }


def _named(stop: Stop, numbers: dict[str, int]) -> dict[str, Any]:
    """Return an order's id, type and name."""
    kind = "job" if stop.shipment_id is None else stop.kind
    place = [stop.location.lon, stop.location.lat]
    return {"type": kind, "id": numbers[stop.stop_id], "description": stop.stop_id, "location": place}


def _steps(problem: Problem, route: Route, numbers: dict[str, int]) -> Iterator[dict[str, Any]]:
    """Yield the steps of a route in the order of time."""
    yield {"type": "start", "arrival": route.departure_s}
    for visit in route.visits:
        yield from (_between(item) for item in before(visit))
        yield _named(problem.stop_by_id[visit.stop_id], numbers) | _times(problem, visit)
    yield from (_between(item) for item in after(route))
    yield {"type": "end", "arrival": route.end_s}


def _between(item: Interruption) -> dict[str, Any]:
    kind = "break" if item.kind == "pause" else "reload"
    return {"type": kind, "arrival": item.start_s, "service": item.end_s - item.start_s}


def _times(problem: Problem, visit: Visit) -> dict[str, int]:
    service_s = problem.stop_by_id[visit.stop_id].service_s
    times = {"arrival": visit.arrival_s, "waiting_time": visit.wait_s, "service": service_s}
    return times | {"duration": way_s(visit)}
