"""How a plan looks on the map: crossings, tours over each other, stops passed and visited later.

Dispatchers judge a plan by its map. These figures say what they see, so that
it can be weighed against its price (``Weights.compact_eur_per_km``). Lines
and areas are drawn straight between stops, as the crow flies; ways from and
to a depot are left out, because all tours share them.
"""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from shapely import STRtree, convex_hull, linestrings, multipoints, points

from routing.matrix import UNREACHABLE, Matrices, Matrix, matrix_for
from routing.model import Frozen, Problem, Stop
from routing.plan import Leg, Plan, Route

PASSED_M = 200
"""A stop that a leg could have taken in with so many metres more was passed."""


class Crossing(Frozen):
    """Two legs that cross, each named by its vehicle and the stop it leads to."""

    vehicle_id: str
    stop_id: str
    other_vehicle_id: str
    other_stop_id: str


class PassedBy(Frozen):
    """A stop that its vehicle passed on the way to ``before`` and came back to later."""

    vehicle_id: str
    stop_id: str
    before: str
    detour_m: int


class Looks(Frozen):
    """What a dispatcher sees on the map of a plan.

    Parameters
    ----------
    overlap
        Share of the stops that lie within another tour's outline (its convex hull).
    """

    crossings: tuple[Crossing, ...]
    passed_by: tuple[PassedBy, ...]
    overlap: float


class TidyPoint(Frozen):
    """A plan's figures beside its looks.

    Parameters
    ----------
    cost_eur
        Ways, hours, vehicles, lateness and stops left out; not looks.
    middle_km
        Sum of the kilometres, as the crow flies, between each stop and the middle of its tour: what has the price.
    """

    distance_km: float
    cost_eur: float
    middle_km: float
    late_stops: int
    unassigned: int
    crossings: int
    overlap: float
    passed_by: int


class TidyPrice(Frozen):
    """What tidy tours cost: the best plan found without a price for looks, and the one planned with it.

    Parameters
    ----------
    eur_per_km
        What each kilometre between a stop and the middle of its tour was to cost.
    """

    eur_per_km: float
    plain: TidyPoint
    tidy: TidyPoint


def looks_of(problem: Problem, plan: Plan, matrix: Matrices) -> Looks:
    """Measure how a plan looks.

    Parameters
    ----------
    matrix
        As the plan was timed with; its metres tell whether a stop lies by the way.

    Raises
    ------
    InputError
        If the matrix lacks a place or a profile.
    """
    passed = [
        item
        for route in plan.routes
        for item in _passed(problem, route, matrix_for(matrix, problem.vehicle_by_id[route.vehicle_id]))
    ]
    return Looks(
        crossings=tuple(_crossings(problem, plan)), passed_by=tuple(passed), overlap=round(_overlap(problem, plan), 4)
    )


def _point(problem: Problem, stop_id: str) -> tuple[float, float]:
    location = problem.stop_by_id[stop_id].location
    return location.lon, location.lat


def _crossings(problem: Problem, plan: Plan) -> Iterator[Crossing]:
    """Yield each pair of legs between stops that cross in their inside."""
    legs = [
        (route.vehicle_id, before.stop_id, after.stop_id)
        for route in plan.routes
        for before, after in pairwise(route.visits)
        if after.reload is None
    ]
    if not legs:
        return
    lines = linestrings([[_point(problem, before), _point(problem, after)] for _, before, after in legs])
    for first, second in sorted(STRtree(lines).query(lines, predicate="crosses").T.tolist()):
        if first < second:
            yield Crossing(
                vehicle_id=legs[first][0],
                stop_id=legs[first][2],
                other_vehicle_id=legs[second][0],
                other_stop_id=legs[second][2],
            )


def _overlap(problem: Problem, plan: Plan) -> float:
    """Return the share of stops within another tour's outline."""
    tours = [[_point(problem, visit.stop_id) for visit in route.visits] for route in plan.routes if route.visits]
    if not tours:
        return 0.0
    outlines = convex_hull([multipoints(tour) for tour in tours])
    owner = np.repeat(np.arange(len(tours)), [len(tour) for tour in tours])
    stops = points([point for tour in tours for point in tour])
    stop, outline = STRtree(outlines).query(stops, predicate="within")
    inside = np.unique(stop[owner[stop] != outline])
    return len(inside) / len(stops)


def _passed(problem: Problem, route: Route, matrix: Matrix) -> Iterator[PassedBy]:
    """Yield stops that lay by the way of an earlier leg, when their window was open, with the shortest detour each."""
    visits = route.visits
    for later, visit in enumerate(visits):
        stop = problem.stop_by_id[visit.stop_id]
        earlier = [
            item for item in visits[: max(0, later - 1)] if _open(stop, item.leg.departure_s, item.leg.arrival_s)
        ]
        if not earlier:
            continue
        detours = _detours_m([item.leg for item in earlier], stop, matrix)
        nearest = int(detours.argmin())
        if detours[nearest] <= PASSED_M:
            yield PassedBy(
                vehicle_id=route.vehicle_id,
                stop_id=stop.stop_id,
                before=earlier[nearest].stop_id,
                detour_m=int(detours[nearest]),
            )


def _open(stop: Stop, from_s: int, until_s: int) -> bool:
    """Tell whether service could have started while a leg was driven, without a wait."""
    if not stop.windows:
        return True
    return any(
        (window.start_s is None or window.start_s <= until_s) and (window.end_s is None or window.end_s >= from_s)
        for window in stop.windows
    )


def _detours_m(legs: list[Leg], stop: Stop, matrix: Matrix) -> NDArray[np.int64]:
    """Return the metres that each leg would have grown by with the stop on its way."""
    origins, destinations = (
        np.array(matrix.rows([getattr(leg, end) for leg in legs]), np.int64) for end in ("origin", "destination")
    )
    slots = np.array([matrix.slots.at(leg.departure_s) for leg in legs], np.int64)
    (row,) = matrix.rows([stop.place])
    there = matrix.metres[slots, origins, row].astype(np.int64)
    back = matrix.metres[slots, row, destinations].astype(np.int64)
    straight = np.array([leg.distance_m for leg in legs], np.int64)
    closed = (there == UNREACHABLE) | (back == UNREACHABLE)
    return np.where(closed, UNREACHABLE, there + back - straight)
