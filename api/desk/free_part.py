"""The part of a draft that a search may change: all but what its dispatcher has locked."""

from api.desk.day import DeskDay
from api.desk.ground import Ground
from routing.model import Lock, Problem

Tours = dict[str, tuple[str, ...]]


def fixed_tours(day: DeskDay) -> set[str]:
    """Return the vehicles whose tours stay as they are.

    Those of locked tours, and those of tours with locked stops that break a
    rule as they stand: no search could keep both the locks and the rule.
    """
    return {name for name, visits in day.sequences.items() if name in day.locks.tours or _stuck(day, name, visits)}


def _stuck(day: DeskDay, vehicle_id: str, visits: tuple[str, ...]) -> bool:
    """Tell whether a tour has locked stops and breaks a hard rule."""
    if day.locks.stops.isdisjoint(visits):
        return False
    pricing = day.ground.pricing
    vehicle = day.ground.tours[vehicle_id] - 1
    tour = pricing.tours({vehicle_id: visits})[vehicle]
    return not pricing.fits(vehicle, tour) or pricing.rank(vehicle, tour)[0] > 0


def free_part(day: DeskDay, fixed: set[str]) -> tuple[Ground, Tours]:
    """Return the day without its fixed tours, with a lock for the locked stops of each other, and where it begins."""
    problem = day.ground.problem
    taken = {stop_id for name in fixed for stop_id in day.sequences[name]}
    vehicles = tuple(vehicle for vehicle in problem.vehicles if vehicle.vehicle_id not in fixed)
    known = {vehicle.vehicle_id for vehicle in vehicles}
    # A stop that may only go on a fixed vehicle has nowhere to go: it stays open for the reason it had,
    # and the other half of its shipment with it.
    nowhere = [stop for stop in problem.stops if stop.vehicle_id is not None and stop.vehicle_id not in known]
    gone = {stop.stop_id for stop in nowhere} | taken
    halves = {stop.shipment_id for stop in nowhere} - {None}
    free = tuple(stop for stop in problem.stops if stop.stop_id not in gone and stop.shipment_id not in halves)
    start = {name: visits for name, visits in day.sequences.items() if name in known}
    locked = {name: tuple(stop for stop in visits if stop in day.locks.stops) for name, visits in start.items()}
    locks = tuple(Lock(vehicle_id=name, stops=stops) for name, stops in locked.items() if stops)
    part: Problem = problem.model_copy(update={"stops": free, "vehicles": vehicles, "locks": locks})
    return Ground(part, day.ground.matrices, day.ground.traffic), start


def merged(day: DeskDay, fixed: set[str], tours: Tours) -> Tours:
    """Return the fixed tours and the new ones."""
    return {name: visits for name, visits in day.sequences.items() if name in fixed} | tours
