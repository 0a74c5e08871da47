"""What a plan costs: the one formula by which plans are compared."""

from routing.delays import is_late
from routing.model import Frozen, Problem, Stop, Vehicle
from routing.plan import Plan
from routing.solvers.options import SolveOptions, Weights


class Cost(Frozen):
    """Euro of a plan by cause, with what they count.

    ``breaches`` are hard windows missed and shifts overrun: a plan with any is
    not to be driven, whatever its euro.
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

    @property
    def total_eur(self) -> float:
        """All euro together."""
        return self.lateness_eur + self.unassigned_eur + self.distance_eur + self.duration_eur + self.fixed_eur

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
    over = sum(max(0, route.end_s - vehicle.shift.end_s + buffer_s) for vehicle, route in tours)
    return Cost(
        breaches=sum(misses_hard_window(stop, visit.service_start_s) for stop, visit in visits)
        + sum(route.end_s > vehicle.shift.end_s for vehicle, route in tours),
        late_stops=sum(is_late(seconds, problem.tolerance_s) for seconds in lates),
        lateness_s=sum(lates),
        unassigned=len(plan.unassigned),
        lateness_eur=sum(lateness_eur(seconds, problem.tolerance_s, weights) for seconds in lates)
        + overrun_eur(over, weights),
        unassigned_eur=sum(weights.unassigned(problem.stop_by_id[item.stop_id]) for item in plan.unassigned),
        distance_eur=sum(route.distance_m / 1000 * vehicle.cost_per_km for vehicle, route in tours),
        duration_eur=sum(route.duration_s / 3600 * vehicle.cost_per_h for vehicle, route in tours),
        fixed_eur=sum(vehicle.cost_fixed for vehicle, _ in tours),
    )


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


def vehicle_eur(vehicle: Vehicle, distance_m: int, duration_s: int) -> float:
    """Return what a tour costs beside its lateness."""
    return vehicle.cost_fixed + distance_m / 1000 * vehicle.cost_per_km + duration_s / 3600 * vehicle.cost_per_h
