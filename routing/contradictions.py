"""What a day's locks, shipments and visits done so far ask for that can't all be true.

Whatever is found here no plan could keep, however fast its vehicles drive;
what only the roads make impossible (a lock whose legs are too long for a hard
window) is a matter of the search and its reasons. Vehicles under way are left
alone where only the hour stands against a lock: being late is no contradiction.
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
        *_beyond_limits(problem, stops, vehicles),
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
    """Name stops of a lock, or of its shipments, that its vehicle may not serve, and those that another has served."""
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
        yield from _lacking(vehicle, stop)
    if vehicle is not None:
        shipments = {stops[stop_id].shipment_id for stop_id in lock.stops if stop_id in stops} - {None}
        for half in stops.values() if shipments else ():
            if half.shipment_id in shipments and half.stop_id not in {*lock.stops, *done}:
                yield from _lacking(vehicle, half)


def _lacking(vehicle: "Vehicle", stop: "Stop") -> Iterator[Finding]:
    """Name a stop that is locked to a vehicle without its skills, itself or by the other half of its shipment."""
    if missing := sorted(stop.skills - vehicle.skills):
        detail = f"{vehicle.vehicle_id}: {', '.join(missing)}"
        yield Finding(code="lock_lacks_skills", column="locks", value=stop.stop_id, detail=detail)


def _beyond_limits(problem: "Problem", stops: dict[str, "Stop"], vehicles: dict[str, "Vehicle"]) -> Iterator[Finding]:
    """Name vehicles whose locks hold more than they may serve, and locks that break a window or shift in any case."""
    under_way = {way.vehicle_id for way in problem.under_way}
    held: dict[str, list[Stop]] = defaultdict(list)
    for lock in problem.locks:
        if lock.vehicle_id in vehicles and lock.vehicle_id not in under_way:
            visits = [stops[stop_id] for stop_id in dict.fromkeys(lock.stops) if stop_id in stops]
            held[lock.vehicle_id] += visits
            yield from _out_of_time(problem, vehicles[lock.vehicle_id], visits)
    for vehicle_id, visits in held.items():
        yield from _too_much(vehicles[vehicle_id], visits)


def _out_of_time(problem: "Problem", vehicle: "Vehicle", visits: list["Stop"]) -> Iterator[Finding]:
    """Name the first stop of a lock whose hard window is over, or the lock if the shift is, even without driving."""
    second = vehicle.shift.start_s
    for stop in visits:
        second = stop.service_start_s(second)
        if stop.hard_window and stop.due_s is not None and second > stop.due_s:
            clock, due = problem.clock(second)[:5], problem.clock(stop.due_s)[:5]
            detail = f"{vehicle.vehicle_id}: {clock} > {due}"
            yield Finding(code="lock_misses_window", column="locks", value=stop.stop_id, detail=detail)
            return
        second += stop.service_s
    if second > vehicle.shift.end_s:
        detail = f"{problem.clock(second)[:5]} > {problem.clock(vehicle.shift.end_s)[:5]}"
        yield Finding(code="lock_exceeds_shift", column="locks", value=vehicle.vehicle_id, detail=detail)


def _too_much(vehicle: "Vehicle", visits: list["Stop"]) -> Iterator[Finding]:
    """Name a vehicle that is locked to more stops or load than it may serve or carry in all its trips."""
    if vehicle.max_stops is not None and len(visits) > vehicle.max_stops:
        detail = f"{len(visits)} > {vehicle.max_stops}"
        yield Finding(code="lock_exceeds_stops", column="locks", value=vehicle.vehicle_id, detail=detail)
    for name, room in sorted(vehicle.capacity.items()):
        largest = max((stop.demand.get(name, 0) for stop in visits), default=0)
        for amount, limit in ((_carried(visits, name), room * vehicle.max_trips), (largest, room)):
            if amount > limit:
                detail = f"{amount} {name} > {limit} {name}"
                yield Finding(code="lock_exceeds_load", column="locks", value=vehicle.vehicle_id, detail=detail)
                break


def _carried(visits: list["Stop"], name: str) -> int:
    """Return what stops load at the depot or bring there, whichever is more; shipments are on board for a part only."""
    loads = Counter({"delivery": 0})
    for stop in visits:
        if stop.shipment_id is None:
            loads[stop.kind] += stop.demand.get(name, 0)
    return max(loads.values())


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
    """Name shipments without two halves, with halves that differ or can't ride together, or in the wrong order."""
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
        if len({tuple(sorted(_loads(part).items())) for part in parts}) == HALVES:
            detail = ", ".join(f"{part.stop_id}: {_told(_loads(part))}" for part in (pickup, delivery))
            yield Finding(code="shipment_unequal", column="shipment_id", value=shipment_id, detail=detail)
        if any(_reversed(order, first, pickup.stop_id, delivery.stop_id, done) for order, first in orders):
            yield Finding(
                code="shipment_reversed",
                column="shipment_id",
                value=shipment_id,
                detail=f"{delivery.stop_id}, {pickup.stop_id}",
            )


def _loads(stop: "Stop") -> dict[str, int]:
    """Return a stop's load without dimensions of which it has nothing."""
    return {name: amount for name, amount in stop.demand.items() if amount}


def _told(loads: dict[str, int]) -> str:
    """Return a load as text."""
    return " + ".join(f"{amount} {name}" for name, amount in sorted(loads.items())) or "0"


def _reversed(order: tuple[str, ...], opening: bool, pickup: str, delivery: str, done: dict[str, str]) -> bool:
    """Tell whether an order brings a shipment before it is picked up; nothing comes before an opening one."""
    if delivery not in order:
        return False
    if pickup in order:
        return order.index(delivery) < order.index(pickup)
    return opening and pickup not in done
