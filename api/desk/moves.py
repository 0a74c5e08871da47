"""Moves of single stops: where they may go, what that changes, and why they may not.

A move is refused for a hard rule or a lock, never for lateness. What it
changes is counted over the tours concerned, from the same times and random
days as the whole plan once it is saved.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field

from api.desk.day import DeskDay, arranged
from routing.check import check
from routing.delays import is_late
from routing.errors import ConflictError, NotFoundError, UnreachableError
from routing.model import Frozen
from routing.plan import Plan, Reason, Route, Unassigned, Violation
from routing.punctuality import TourForecast, tours_forecast
from routing.schedule import schedule
from routing.solvers import Weights

BY_HAND = Reason(code="left_out_by_hand")


class Move(Frozen):
    """A stop and where it shall go.

    Parameters
    ----------
    vehicle_id
        ``None`` leaves the stop out.
    position
        From 1, in the tour without the stop; ``None`` for the best place.
    """

    order_id: str
    vehicle_id: str | None = None
    position: Annotated[int, Field(ge=1)] | None = None


@dataclass(frozen=True)
class Outlook:
    """What a move does to the tours concerned.

    Parameters
    ----------
    reason
        Why it is not allowed; ``None`` if it is.
    changed
        The new visits of each tour concerned; empty if it can't be timed.
    before, after
        Tours concerned, timed.
    """

    move: Move
    reason: Reason | None
    changed: Mapping[str, tuple[str, ...]]
    before: tuple[Route, ...] = ()
    after: tuple[Route, ...] = ()
    late: int = 0
    forecasts: Mapping[str, TourForecast] | None = None
    expected_late: float | None = None

    @property
    def distance_m(self) -> int:
        """Metres more than before."""
        return sum(route.distance_m for route in self.after) - sum(route.distance_m for route in self.before)

    @property
    def duration_s(self) -> int:
        """Seconds on the road more than before."""
        return sum(route.duration_s for route in self.after) - sum(route.duration_s for route in self.before)

    @property
    def neighbours(self) -> tuple[str | None, str | None]:
        """Orders before and after the stop's new place."""
        visits = self.changed.get(self.move.vehicle_id or "", ())
        if self.move.order_id not in visits:
            return None, None
        place = visits.index(self.move.order_id)
        return visits[place - 1] if place else None, visits[place + 1] if place + 1 < len(visits) else None


def outlook(day: DeskDay, move: Move) -> Outlook:
    """Return what a move would do.

    Raises
    ------
    NotFoundError
        If the plan has no such order or vehicle.
    """
    problem = day.ground.problem
    if move.order_id not in problem.stop_by_id:
        raise NotFoundError.of("plan_without_order", value=move.order_id)
    if move.vehicle_id is not None and move.vehicle_id not in problem.vehicle_by_id:
        raise NotFoundError.of("plan_without_vehicle", value=move.vehicle_id)
    refused = _locked(day, move)
    if refused is not None:
        return Outlook(move, refused, {})
    placed = move if move.vehicle_id is None or move.position is not None else _best_place(day, move)
    return _counted(day, placed)


def targets(day: DeskDay, order_id: str) -> list[Outlook]:
    """Return what moving a stop to its best place in each tour would do, best first, refused ones last.

    Raises
    ------
    NotFoundError
        If the plan has no such order.
    """
    vehicles = day.ground.problem.vehicles
    found = [outlook(day, Move(order_id=order_id, vehicle_id=vehicle.vehicle_id)) for vehicle in vehicles]
    return sorted(found, key=lambda seen: (seen.reason is not None, _euro(day, seen)))


def _euro(day: DeskDay, seen: Outlook) -> float:
    """Price a move: the vehicles' costs, and what a late stop is worth to the search."""
    vehicles = day.ground.problem.vehicle_by_id
    late = seen.late if seen.expected_late is None else seen.expected_late

    def cost(routes: tuple[Route, ...]) -> float:
        return sum(
            vehicles[route.vehicle_id].cost_fixed
            + vehicles[route.vehicle_id].cost_per_km * route.distance_m / 1000
            + vehicles[route.vehicle_id].cost_per_h * route.duration_s / 3600
            for route in routes
        )

    return cost(seen.after) - cost(seen.before) + Weights().late_eur_per_stop * late


def moved(day: DeskDay, move: Move) -> tuple[DeskDay, dict[str, Any]]:
    """Return the day after a move, and what names the step.

    Raises
    ------
    NotFoundError
        As :func:`outlook`.
    ConflictError
        If the move is not allowed, with the reason, or changes nothing.
    """
    seen = outlook(day, move)
    if seen.reason is not None:
        raise ConflictError.of(seen.reason.code, value=seen.reason.value, detail=seen.reason.detail)
    sequences = {name: visits for name, visits in {**day.sequences, **seen.changed}.items() if visits}
    known: dict[str, TourForecast] = {}
    if day.forecast is not None:
        known = {name: tour for name, tour in day.forecast.tours.items() if name not in seen.changed}
        known |= seen.forecasts or {}
    reasons = dict(day.reasons)
    if move.vehicle_id is None:
        other = companion(day, move.order_id)
        reasons |= {name: (BY_HAND,) for name in (move.order_id, other) if name is not None}
    after = arranged(day.ground, sequences, day.locks, reasons=reasons, known=known)
    return after, _named(day, seen.move, sorted(day.ground.tours[name] for name in seen.changed))


def without(visits: tuple[str, ...], stop_id: str) -> tuple[str, ...]:
    """Return visits without a stop."""
    return tuple(visit for visit in visits if visit != stop_id)


def placed_in(visits: tuple[str, ...], stop_id: str, position: int) -> tuple[str, ...]:
    """Return visits with a stop at a position from 1; beyond the end it is the last."""
    rest = without(visits, stop_id)
    return (*rest[: position - 1], stop_id, *rest[position - 1 :])


def companion(day: DeskDay, order_id: str) -> str | None:
    """Return the other half of an order's shipment: a shipment rides on one vehicle, so it goes along."""
    shipment_id = day.ground.problem.stop_by_id[order_id].shipment_id
    stops = day.ground.problem.stops if shipment_id is not None else ()
    return next((one.stop_id for one in stops if one.shipment_id == shipment_id and one.stop_id != order_id), None)


def _changed(day: DeskDay, move: Move) -> dict[str, tuple[str, ...]]:
    """Return the new visits of the tours that a move concerns."""
    home = day.vehicle_of.get(move.order_id)
    changed = {} if home is None else {home: without(day.sequences[home], move.order_id)}
    if move.vehicle_id is not None:
        visits = changed.get(move.vehicle_id, day.sequences.get(move.vehicle_id, ()))
        changed[move.vehicle_id] = placed_in(visits, move.order_id, move.position or len(visits) + 1)
    other = companion(day, move.order_id)
    if other is None or day.vehicle_of.get(other) == move.vehicle_id:
        return changed
    return changed | _following(day, move, other, changed)


def _following(
    day: DeskDay, move: Move, other: str, changed: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    """Return the visits of the tours where the other half of a shipment leaves and where it follows its partner."""
    home = day.vehicle_of.get(other)
    left = {} if home is None else {home: without(changed.get(home, day.sequences[home]), other)}
    if move.vehicle_id is None:
        return left
    visits = changed[move.vehicle_id]
    place = visits.index(move.order_id) + 1
    behind = day.ground.problem.stop_by_id[other].kind == "delivery"
    return left | {move.vehicle_id: placed_in(visits, other, place + 1 if behind else place)}


def _locked(day: DeskDay, move: Move) -> Reason | None:
    """Return the lock that stands against a move, whatever the position."""
    locks, tours, home = day.locks, day.ground.tours, day.vehicle_of.get(move.order_id)
    other = companion(day, move.order_id)
    elsewhere = None if other is None else day.vehicle_of.get(other)
    for vehicle_id in (home, move.vehicle_id, elsewhere):
        if vehicle_id in locks.tours:
            return Reason(code="move_tour_locked", value=str(tours[vehicle_id]))
    if other in locks.stops and move.vehicle_id != elsewhere and elsewhere is not None:
        return Reason(code="move_stop_locked", value=other, detail=str(tours[elsewhere]))
    if move.order_id in locks.stops and move.vehicle_id != home and home is not None:
        return Reason(code="move_stop_locked", value=move.order_id, detail=str(tours[home]))
    return _out_of_order(day, move) if move.position is not None else None


def _out_of_order(day: DeskDay, move: Move) -> Reason | None:
    """Return a reason if fixed stops of a tour would change their order."""
    for vehicle_id, visits in _changed(day, move).items():
        if move.order_id in day.locks.stops and not day.locks.keep_order(day.sequences.get(vehicle_id, ()), visits):
            return Reason(code="move_order_locked", value=move.order_id, detail=str(day.ground.tours[vehicle_id]))
    return None


def _best_place(day: DeskDay, move: Move) -> Move:
    """Return the move to where it costs least, as the search prices it; what breaks a rule comes last."""
    pricing, vehicle_id = day.ground.pricing, move.vehicle_id or ""
    number = {stop.stop_id: row for row, stop in enumerate(pricing.stops)}
    vehicle = day.ground.tours[vehicle_id] - 1
    rest = without(day.sequences.get(vehicle_id, ()), move.order_id)
    places = [move.model_copy(update={"position": place}) for place in range(1, len(rest) + 2)]
    lawful = [place for place in places if _out_of_order(day, place) is None]

    def price(place: Move) -> tuple[int, float]:
        visits = placed_in(rest, move.order_id, place.position or 1)
        return pricing.rank(vehicle, [number[stop_id] for stop_id in visits])

    return min(lawful, key=price)


def _counted(day: DeskDay, move: Move) -> Outlook:
    """Time and check the tours that a move concerns."""
    ground, changed = day.ground, _changed(day, move)
    if all(day.sequences.get(name, ()) == visits for name, visits in changed.items()):
        return Outlook(move, Reason(code="move_changes_nothing", value=move.order_id), {})
    try:
        plan = schedule(ground.expected, changed, ground.matrices)
    except UnreachableError:
        tour = "" if move.vehicle_id is None else str(ground.tours[move.vehicle_id])
        return Outlook(move, Reason(code="move_unreachable", value=tour, detail=move.order_id), {})
    before = tuple(day.routes[name] for name in changed if name in day.routes)
    worse = _worse(day, before, plan.routes)
    reason = None if worse is None else _rule(day, worse)
    fresh = {name: visits for name, visits in changed.items() if visits}
    forecasts: dict[str, TourForecast] = {}
    if ground.learned is not None:
        forecasts = tours_forecast(ground.problem, fresh, ground.matrices, ground.learned)
    expected = None
    if day.forecast is not None:
        was = sum(day.forecast.tours[name].expected_late for name in changed if name in day.forecast.tours)
        expected = sum(tour.expected_late for tour in forecasts.values()) - was + _left_out(day, move)
    late = _late(day, plan.routes) - _late(day, before) + _left_out(day, move)
    return Outlook(move, reason, changed, before, plan.routes, late, forecasts, expected)


def _worse(day: DeskDay, before: tuple[Route, ...], after: tuple[Route, ...]) -> Violation | None:
    """Return the first hard rule that the tours break only after the move."""
    was = {(broken.code, broken.vehicle_id, broken.stop_id) for broken in _checked(day, before)}
    found = _checked(day, after)
    return next((broken for broken in found if (broken.code, broken.vehicle_id, broken.stop_id) not in was), None)


def _checked(day: DeskDay, routes: tuple[Route, ...]) -> list[Violation]:
    """Check some tours alone, as if nothing else was planned."""
    problem = day.ground.expected
    served = {visit.stop_id for route in routes for visit in route.visits}
    others = tuple(
        Unassigned(stop_id=stop.stop_id, due=stop.due_if_left_out, reasons=(BY_HAND,))
        for stop in problem.stops
        if stop.stop_id not in served
    )
    return check(problem, Plan(routes=routes, unassigned=others), day.ground.matrices)


def _rule(day: DeskDay, broken: Violation) -> Reason:
    """Return which rule of which tour stands against a move, for people."""
    tour = str(day.ground.tours.get(broken.vehicle_id or "", ""))
    codes = {
        "check_skills_missing": ("move_skills", broken.value),
        "check_load_exceeded": ("move_load", f"{broken.value} / {broken.detail}"),
        "check_max_stops": ("move_max_stops", broken.detail),
        "check_vehicle_forced": ("move_forced", broken.detail),
        "check_shift_end": ("move_shift", f"{broken.value[:5]} / {broken.detail[:5]}"),
        "check_hard_window": ("move_window", f"{broken.value[:5]} / {broken.detail[:5]}"),
    }
    if broken.code not in codes:
        return Reason(code=broken.code, value=broken.value, detail=broken.detail)
    code, detail = codes[broken.code]
    return Reason(code=code, value=tour, detail=detail)


def _late(day: DeskDay, routes: tuple[Route, ...]) -> int:
    """Count the visits that are late as planned."""
    tolerance_s = day.ground.problem.tolerance_s
    return sum(visit.due and is_late(visit.lateness_s, tolerance_s) for route in routes for visit in route.visits)


def _left_out(day: DeskDay, move: Move) -> int:
    """Return how many due stops more are left out: each of them counts as late, but the optional ones."""
    stops = day.ground.problem.stop_by_id
    concerned = [stops[name] for name in (move.order_id, companion(day, move.order_id)) if name is not None]
    due = [stop for stop in concerned if stop.due_if_left_out]
    return sum(int(move.vehicle_id is None) - int(stop.stop_id not in day.vehicle_of) for stop in due)


def _named(day: DeskDay, move: Move, tours: list[int]) -> dict[str, Any]:
    """Return what a move is called afterwards: the stop by the number it had."""
    home = day.vehicle_of.get(move.order_id)
    target = "" if move.vehicle_id is None else str(day.ground.tours[move.vehicle_id])
    place = "" if home is None else str(day.sequences[home].index(move.order_id) + 1)
    if home is None:
        named = {"code": "step_placed", "value": move.order_id, "detail": target}
    elif move.vehicle_id is None:
        named = {"code": "step_left_out", "value": place, "detail": str(day.ground.tours[home])}
    elif move.vehicle_id == home:
        named = {"code": "step_reordered", "value": place, "detail": target}
    else:
        named = {"code": "step_moved", "value": place, "detail": target}
    return {**named, "tours": tours}
