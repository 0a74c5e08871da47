"""What a plan costs: the one formula by which plans are compared."""

import numpy as np

from routing.delays import is_late
from routing.driving_bans import usable_shift
from routing.model import Frozen, Problem, Stop, UnderWay, Vehicle
from routing.plan import Leg, Plan, Route
from routing.solvers.crow import spread_km
from routing.solvers.options import SolveOptions, Weights
from routing.work_clock import CLOCK, RULES, advance, idle

LOCKED = {"optional": False, "drop_penalty_eur": None, "priority": 9}
"""What a locked stop is when it is left out: the plan was to keep it."""


class Cost(Frozen):
    """Euro of a plan by cause, with what they count.

    ``breaches`` are hard windows missed, shifts and longest durations overrun
    and breaks of the labour law, those in visits done left out: a plan with any
    is not to be driven, whatever its euro. ``balance_eur`` and ``compact_eur``
    are the price of its looks, ``moved_eur`` and ``reordered_eur`` of leaving
    the tours it was to stay close to.
    """

    breaches: int = 0
    late_stops: int = 0
    lateness_s: int = 0
    unassigned: int = 0
    lateness_eur: float = 0.0
    unassigned_eur: float = 0.0
    distance_eur: float = 0.0
    duration_eur: float = 0.0
    fixed_eur: float = 0.0
    balance_eur: float = 0.0
    compact_eur: float = 0.0
    moved_eur: float = 0.0
    reordered_eur: float = 0.0

    @property
    def total_eur(self) -> float:
        """All euro together."""
        driving = self.distance_eur + self.duration_eur + self.fixed_eur
        looks = self.balance_eur + self.compact_eur + self.moved_eur + self.reordered_eur
        return self.lateness_eur + self.unassigned_eur + driving + looks

    @property
    def rank(self) -> tuple[int, float]:
        """What plans are compared by: breaches first, then euro."""
        return self.breaches, self.total_eur


def plan_cost(problem: Problem, plan: Plan, options: SolveOptions) -> Cost:
    """Price a timed plan.

    Due times count ``options.buffer_s`` early in euro, shift ends ``options.due_buffer_s``, so
    with a buffer of 0 the cost is the true one. Breaches are never buffered.
    """
    weights, buffer_s = options.weights, options.due_buffer_s
    tours = [(problem.vehicle_by_id[route.vehicle_id], route) for route in plan.routes if route.visits]
    visits = [(problem.stop_by_id[visit.stop_id], visit) for _, route in tours for visit in route.visits]
    lates = [lateness(stop, visit.service_start_s, options.buffer_s(stop.stop_id)) for stop, visit in visits]
    over = sum(max(0, route.end_s - _shift_end_s(problem, vehicle) + buffer_s) for vehicle, route in tours)
    hours = [route.duration_s / 3600 for _, route in tours]
    moved, reordered = _changes(problem, plan, options)
    return Cost(
        breaches=sum(_breaches(problem, vehicle, route) for vehicle, route in tours),
        late_stops=sum(is_late(seconds, problem.tolerance_s) for seconds in lates),
        lateness_s=sum(lates),
        unassigned=len(plan.unassigned),
        lateness_eur=sum(lateness_eur(seconds, problem.tolerance_s, weights) for seconds in lates)
        + overrun_eur(over, weights),
        unassigned_eur=sum(left_out_eur(problem, item.stop_id, weights) for item in plan.unassigned),
        distance_eur=sum(route.distance_m / 1000 * vehicle.cost_per_km for vehicle, route in tours),
        duration_eur=sum(route.duration_s / 3600 * vehicle.cost_per_h for vehicle, route in tours),
        fixed_eur=sum(vehicle.cost_fixed for vehicle, _ in tours),
        balance_eur=sum(each**2 for each in hours) * weights.balance_eur_per_h2,
        compact_eur=sum(_spread_km(problem, route) for _, route in tours) * weights.compact_eur_per_km,
        moved_eur=moved * weights.moved_eur_per_stop,
        reordered_eur=reordered * weights.reordered_eur_per_stop,
    )


def left_out_eur(problem: Problem, stop_id: str, weights: Weights) -> float:
    """Return what leaving a stop out costs; of a locked one, more than of any other."""
    stop = problem.stop_by_id[stop_id]
    if any(stop_id in lock.stops for lock in problem.locks):
        return weights.unassigned(stop.model_copy(update=LOCKED))
    return weights.unassigned(stop)


def _shift_end_s(problem: Problem, vehicle: Vehicle) -> int:
    """Return when a vehicle must be done."""
    return (usable_shift(problem, vehicle) or vehicle.shift).end_s


def _breaches(problem: Problem, vehicle: Vehicle, route: Route) -> int:
    """Count what a tour breaks by the clock, beside what its visits done have broken."""
    ways = [way for way in problem.under_way if way.vehicle_id == vehicle.vehicle_id]
    done = sum(len(way.visits) for way in ways)
    missed = sum(
        misses_hard_window(problem.stop_by_id[visit.stop_id], visit.service_start_s) for visit in route.visits[done:]
    )
    overrun = route.end_s > _shift_end_s(problem, vehicle)
    too_long = vehicle.max_duration_s is not None and route.duration_s > vehicle.max_duration_s
    return missed + overrun + too_long + _labour_breaches(vehicle, route, ways[0] if ways else None)


def _labour_breaches(vehicle: Vehicle, route: Route, way: UnderWay | None) -> int:
    """Count the tasks after the visits done that break the labour law."""
    clock, rule, broken = np.zeros(CLOCK, np.int64), RULES[vehicle.break_rule], 0
    done = 0 if way is None else len(way.visits)
    tasks: list[tuple[Leg, int, int]] = []
    for visit in route.visits:
        if visit.reload is not None:
            tasks.append((visit.reload.leg, 0, visit.reload.departure_s - visit.reload.leg.arrival_s))
        tasks.append((visit.leg, visit.wait_s, visit.departure_s - visit.service_start_s))
    if route.last_leg is not None:
        tasks.append((route.last_leg, 0, 0))
    before = route.departure_s
    for row, (leg, wait_s, stay_s) in enumerate(tasks):
        if row == done > 0:
            idle(clock, max(0, leg.departure_s - leg.pause_s - before))
        breaks = advance(clock, rule, leg.pause_s, max(0, leg.arrival_s - leg.departure_s), wait_s, stay_s)
        broken += int(breaks) if row >= done else 0
        before = leg.arrival_s + wait_s + stay_s
    return broken


def _spread_km(problem: Problem, route: Route) -> float:
    """Return the kilometres as the crow flies from the stops of a tour to their middle."""
    places = [problem.stop_by_id[visit.stop_id].location for visit in route.visits]
    return float(spread_km(np.array([(place.lon, place.lat) for place in places], np.float64)))


def _changes(problem: Problem, plan: Plan, options: SolveOptions) -> tuple[int, int]:
    """Count the stops of ``options.keep`` that ride on another vehicle, and those that come after another stop."""
    kept = {
        stop_id: (vehicle_id, before)
        for vehicle_id, visits in options.keep.items()
        for known in [[stop_id for stop_id in visits if stop_id in problem.stop_by_id]]
        for before, stop_id in zip([None, *known], known, strict=False)
    }
    moved = reordered = 0
    for route in plan.routes:
        visits = [visit.stop_id for visit in route.visits]
        for before, stop_id in zip([None, *visits], visits, strict=False):
            if stop_id in kept:
                moved += kept[stop_id][0] != route.vehicle_id
                reordered += kept[stop_id][1] != before
    return moved, reordered


def misses_hard_window(stop: Stop, service_start_s: int) -> bool:
    """Tell whether service starts after a window that may never be missed."""
    return stop.hard_window and stop.due_s is not None and service_start_s > stop.due_s


def lateness(stop: Stop, service_start_s: int, due_buffer_s: int = 0) -> int:
    """Return the seconds that service starts after the (buffered) due time."""
    return 0 if stop.due_s is None else max(0, service_start_s - (stop.due_s - due_buffer_s))


def lateness_eur(lateness_s: int, tolerance_s: int, weights: Weights) -> float:
    """Return what one stop's lateness costs."""
    per_stop = weights.late_eur_per_stop if is_late(lateness_s, tolerance_s) else 0.0
    return per_stop + lateness_s / 60 * weights.late_eur_per_min


def overrun_eur(overrun_s: int, weights: Weights) -> float:
    """Return what seconds after the (buffered) shift end cost."""
    return overrun_s / 60 * weights.late_eur_per_min
