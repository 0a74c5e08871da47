"""The same means for both plans: a vehicle may do at least what the manual plan had it do.

A vehicle list is sometimes wrong about the past: a tour carried more than the
van is said to, or was planned beyond its shift. Held to such a list, a new plan
would have to drop what the manual plan served, and the comparison would be of
lists, not of plans. So limits are raised to what was planned, and counted.
"""

import math
from collections.abc import Sequence
from typing import Final

from data.history import PastDay, PastTour
from routing.model import Problem, Shift, Stop, Vehicle

_KINDS: Final = ("delivery", "pickup")


def with_planned_limits(day: PastDay) -> Problem:
    """Return the day's work with vehicles and forced stops as far as the manual plan needed them."""
    problem = day.problem
    tour_of = {stop_id: tour.tour_id for tour in day.tours for stop_id in tour.planned}
    by_tour = {tour.tour_id: tour for tour in day.tours}
    vehicles = tuple(_raised(vehicle, by_tour.get(vehicle.vehicle_id), problem) for vehicle in problem.vehicles)
    stops = tuple(_as_planned(stop, tour_of.get(stop.stop_id)) for stop in problem.stops)
    if vehicles == problem.vehicles and stops == problem.stops:
        return problem
    return problem.model_copy(update={"vehicles": vehicles, "stops": stops})


def raised_tours(day: PastDay) -> tuple[str, ...]:
    """Return the tours whose vehicles had to be allowed more than the list says."""
    listed = day.problem.vehicle_by_id
    return tuple(
        vehicle.vehicle_id for vehicle in with_planned_limits(day).vehicles if vehicle != listed[vehicle.vehicle_id]
    )


def _raised(vehicle: Vehicle, tour: PastTour | None, problem: Problem) -> Vehicle:
    """Return a vehicle that may do what its tour was planned to."""
    if tour is None or not tour.planned:
        return vehicle
    stops = [problem.stop_by_id[stop_id] for stop_id in tour.planned]
    loads = {name: _least_load(stops, name, vehicle.max_trips) for name in vehicle.capacity}
    most = vehicle.max_stops if vehicle.max_stops is None else max(vehicle.max_stops, len(stops))
    end_s = max(vehicle.shift.end_s, tour.planned_end_s or vehicle.shift.end_s)
    return vehicle.model_copy(
        update={
            "capacity": {name: max(limit, loads[name]) for name, limit in vehicle.capacity.items()},
            "skills": vehicle.skills.union(*(stop.skills for stop in stops)),
            "max_stops": most,
            "shift": Shift(start_s=vehicle.shift.start_s, end_s=end_s),
            "max_duration_s": _raised_duration(vehicle, tour),
        }
    )


def _least_load(stops: Sequence[Stop], name: str, trips: int) -> int:
    """Return what a vehicle must at least carry at once to have planned these stops in so many trips."""
    depot_bound = [stop for stop in stops if stop.shipment_id is None]
    carried = {kind: sum(stop.demand.get(name, 0) for stop in depot_bound if stop.kind == kind) for kind in _KINDS}
    single = max((stop.demand.get(name, 0) for stop in stops), default=0)
    return max(single, math.ceil(max(carried.values()) / trips))


def _raised_duration(vehicle: Vehicle, tour: PastTour) -> int | None:
    """Return the longest time on the road, or that of the planned tour if it was longer."""
    if vehicle.max_duration_s is None or tour.planned_end_s is None:
        return vehicle.max_duration_s
    return max(vehicle.max_duration_s, tour.planned_end_s - tour.planned_departure_s)


def _as_planned(stop: Stop, tour_id: str | None) -> Stop:
    """Return the stop forced onto the tour it was planned on, if it is forced onto one at all."""
    if stop.vehicle_id is None or tour_id is None or stop.vehicle_id == tour_id:
        return stop
    return stop.model_copy(update={"vehicle_id": tour_id})
