"""What a day's locks, shipments and visits done so far ask for that can't all be true.

Whatever is found here no plan could keep; what only *no plan may reach* (a
lock that misses a hard window) is a matter of the search and its reasons.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from routing.errors import Finding

if TYPE_CHECKING:
    from routing.model import Lock, Problem, Stop, UnderWay, Vehicle

HALVES = 2
"""Stops of a shipment: its pickup and its delivery."""


def contradictions(problem: "Problem") -> list[Finding]:
    """Return a finding for each contradiction; ids that nothing bears are named and otherwise left alone."""
    stops = {stop.stop_id: stop for stop in problem.stops}
    vehicles = {vehicle.vehicle_id: vehicle for vehicle in problem.vehicles}
    done = {visit.stop_id: way.vehicle_id for way in problem.under_way for visit in way.visits}
    return [
        *_unknown(problem, stops, vehicles),
        *_locked_twice(problem),
        *(finding for lock in problem.locks for finding in _lock_misfits(lock, stops, vehicles, done)),
        *(finding for way in problem.under_way for finding in _backwards(way)),
        *_done_twice(problem),
        *_against_done(problem),
        *_shipments(problem, stops, done),
    ]


def _unknown(problem: "Problem", stops: dict[str, "Stop"], vehicles: dict[str, "Vehicle"]) -> Iterator[Finding]:
    """Name ids in locks and visits done that nothing bears."""
    for column, parts in (("locks", problem.locks), ("under_way", problem.under_way)):
        for part in parts:
            if part.vehicle_id not in vehicles:
                yield Finding(
                    code="unknown_vehicle", column=column, value=part.vehicle_id, detail=", ".join(sorted(vehicles))
                )
    named = [("locks", stop_id) for lock in problem.locks for stop_id in lock.stops]
    named += [("under_way", visit.stop_id) for way in problem.under_way for visit in way.visits]
    for column, stop_id in named:
        if stop_id not in stops:
            yield Finding(code="unknown_stop", column=column, value=stop_id)


def _locked_twice(problem: "Problem") -> Iterator[Finding]:
    """Name stops in more than one lock, and vehicles whose locks leave no room for each other."""
    counts = Counter(stop_id for lock in problem.locks for stop_id in lock.stops)
    for stop_id, count in counts.items():
        if count > 1:
            yield Finding(code="locked_twice", column="locks", value=stop_id)
    extents = defaultdict(list)
    for lock in problem.locks:
        extents[lock.vehicle_id].append(lock.extent)
    for vehicle_id, found in extents.items():
        if len(found) - found.count("order") > 1 or ("whole" in found and len(found) > 1):
            yield Finding(code="locks_collide", column="locks", value=vehicle_id)


def _lock_misfits(
    lock: "Lock", stops: dict[str, "Stop"], vehicles: dict[str, "Vehicle"], done: dict[str, str]
) -> Iterator[Finding]:
    """Name the stops of a lock that its vehicle may not serve, and those that another has served."""
    vehicle = vehicles.get(lock.vehicle_id)
    for stop_id in lock.stops:
        served = done.get(stop_id)
        if served is not None and served != lock.vehicle_id:
            yield Finding(code="lock_done_elsewhere", column="locks", value=stop_id, detail=served)
        stop = stops.get(stop_id)
        if stop is None or vehicle is None or served is not None:
            continue
        if stop.vehicle_id not in {None, lock.vehicle_id}:
            yield Finding(code="lock_against_vehicle", column="locks", value=stop_id, detail=stop.vehicle_id)
        if missing := sorted(stop.skills - vehicle.skills):
            detail = f"{lock.vehicle_id}: {', '.join(missing)}"
            yield Finding(code="lock_lacks_skills", column="locks", value=stop_id, detail=detail)


def _backwards(way: "UnderWay") -> Iterator[Finding]:
    """Name visits whose times run backwards."""
    last = way.departure_s
    for visit in way.visits:
        times = [last, visit.arrival_s, visit.service_start_s, visit.departure_s]
        if times != sorted(times):
            yield Finding(code="done_backwards", column="under_way", value=visit.stop_id, detail=way.vehicle_id)
        last = visit.departure_s


def _done_twice(problem: "Problem") -> Iterator[Finding]:
    """Name vehicles and stops that are under way or done more than once."""
    ways = Counter(way.vehicle_id for way in problem.under_way)
    visits = Counter(visit.stop_id for way in problem.under_way for visit in way.visits)
    for code, counts in (("under_way_twice", ways), ("done_twice", visits)):
        for item, count in counts.items():
            if count > 1:
                yield Finding(code=code, column="under_way", value=item)


def _against_done(problem: "Problem") -> Iterator[Finding]:
    """Name locks whose order the visits done have broken already."""
    done = {way.vehicle_id: [visit.stop_id for visit in way.visits] for way in problem.under_way}
    for lock in problem.locks:
        visits = done.get(lock.vehicle_id, [])
        if lock.extent == "order":
            visits = [stop_id for stop_id in visits if stop_id in lock.stops]
        size = min(len(visits), len(lock.stops)) if lock.extent == "start" else len(visits)
        if tuple(visits[:size]) != lock.stops[:size]:
            yield Finding(code="lock_against_done", column="locks", value=lock.vehicle_id, detail=", ".join(visits))


def _shipments(problem: "Problem", stops: dict[str, "Stop"], done: dict[str, str]) -> Iterator[Finding]:
    """Name shipments without two halves, with halves that can't ride together, or asked for in the wrong order."""
    halves = defaultdict(list)
    for stop in stops.values():
        if stop.shipment_id is not None:
            halves[stop.shipment_id].append(stop)
    home = done | {stop_id: lock.vehicle_id for lock in problem.locks for stop_id in lock.stops}
    orders = [(lock.stops, lock.extent != "order") for lock in problem.locks]
    orders += [(tuple(visit.stop_id for visit in way.visits), True) for way in problem.under_way]
    wholes = {lock.vehicle_id: set(lock.stops) for lock in problem.locks if lock.extent == "whole"}
    for shipment_id, parts in halves.items():
        kinds = sorted(part.kind for part in parts)
        if kinds != ["delivery", "pickup"]:
            yield Finding(code="shipment_halves", column="shipment_id", value=shipment_id, detail=", ".join(kinds))
            continue
        pickup, delivery = sorted(parts, key=lambda part: part.kind == "delivery")
        asked = {home.get(part.stop_id, part.vehicle_id) for part in parts} - {None}
        lonely = [
            vehicle_id
            for vehicle_id, held in wholes.items()
            if len(held & {pickup.stop_id, delivery.stop_id}) == HALVES - 1
        ]
        if len(asked) == HALVES or lonely:
            yield Finding(
                code="shipment_apart",
                column="shipment_id",
                value=shipment_id,
                detail=", ".join(sorted({str(vehicle_id) for vehicle_id in asked} | set(lonely))),
            )
        if any(_reversed(order, first, pickup.stop_id, delivery.stop_id, done) for order, first in orders):
            yield Finding(
                code="shipment_reversed",
                column="shipment_id",
                value=shipment_id,
                detail=f"{delivery.stop_id}, {pickup.stop_id}",
            )


def _reversed(order: tuple[str, ...], opening: bool, pickup: str, delivery: str, done: dict[str, str]) -> bool:
    """Tell whether an order brings a shipment before it is picked up; nothing comes before an opening one."""
    if delivery not in order:
        return False
    if pickup in order:
        return order.index(delivery) < order.index(pickup)
    return opening and pickup not in done
