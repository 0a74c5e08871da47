"""Who may serve what, together and in which order: vehicles, skills, loads, trips, shipments, locks, limits."""

from collections.abc import Iterator

from routing.checks.places import clock, under_way_of
from routing.model import Lock, Problem, Stop, Vehicle
from routing.plan import Plan, Route, Violation


def duties(problem: Problem, vehicle: Vehicle, route: Route) -> Iterator[Violation]:
    """Yield each rule of who may serve what that a tour breaks; what has happened already is a fact."""
    who = vehicle.vehicle_id
    under_way = under_way_of(problem, vehicle)
    done = set() if under_way is None else {visit.stop_id for visit in under_way.visits}
    for visit in route.visits:
        stop = problem.stop_by_id.get(visit.stop_id)
        if stop is None or stop.stop_id in done:
            continue
        if stop.vehicle_id is not None and stop.vehicle_id != who:
            yield Violation(code="check_vehicle_forced", vehicle_id=who, stop_id=stop.stop_id, detail=stop.vehicle_id)
        if lacking := sorted(stop.skills - vehicle.skills):
            yield Violation(code="check_skills_missing", vehicle_id=who, stop_id=stop.stop_id, value=", ".join(lacking))
    yield from _loads(vehicle, _trips(problem, route), route, done)
    yield from _limits(problem, vehicle, route)


def _trips(problem: Problem, route: Route) -> list[list[Stop]]:
    """Return the known stops of each trip: a tour is cut where it goes back to load."""
    trips: list[list[Stop]] = [[]]
    for visit in route.visits:
        if visit.reload is not None:
            trips.append([])
        if visit.stop_id in problem.stop_by_id:
            trips[-1].append(problem.stop_by_id[visit.stop_id])
    return trips


def _loads(vehicle: Vehicle, trips: list[list[Stop]], route: Route, done: set[str]) -> Iterator[Violation]:
    """On board is never more than allowed, and the record names the most; trips are no more than allowed."""
    who = vehicle.vehicle_id
    if len(trips) > vehicle.max_trips:
        yield Violation(code="check_trips", vehicle_id=who, value=str(len(trips)), detail=str(vehicle.max_trips))
    names = {name for trip in trips for stop in trip for name in stop.demand} | set(vehicle.capacity) | set(route.load)
    for name in sorted(names):
        most = max(_most_on_board(trip, name, done) for trip in trips)
        limit = vehicle.capacity.get(name)
        if limit is not None and most > limit:
            yield Violation(
                code="check_load_exceeded", vehicle_id=who, value=f"{most} {name}", detail=f"{limit} {name}"
            )
        if route.load.get(name, 0) != most:
            yield Violation(
                code="check_load_wrong", vehicle_id=who, value=f"{route.load.get(name, 0)} {name}", detail=str(most)
            )


def _most_on_board(trip: list[Stop], name: str, done: set[str]) -> int:
    """Return the most that a trip has on board at once, from when it has loaded until it is back.

    What comes from the depot is on board from the start, what goes there to the end; a shipment between its stops.
    A tour under way counts from its last visit done on: how often it has loaded before is not known.
    """
    amounts = [(stop, stop.demand.get(name, 0)) for stop in trip]
    ahead = [(stop, amount) for stop, amount in amounts if stop.stop_id not in done]
    on_board = sum(amount for stop, amount in ahead if stop.kind == "delivery" and stop.shipment_id is None)
    for stop, amount in amounts:
        if stop.stop_id in done and (stop.kind == "pickup" or stop.shipment_id is not None):
            on_board += amount if stop.kind == "pickup" else -amount
    most = on_board
    for stop, amount in ahead:
        on_board += amount if stop.kind == "pickup" else -amount
        most = max(most, on_board)
    return most


def _limits(problem: Problem, vehicle: Vehicle, route: Route) -> Iterator[Violation]:
    """Yield what is more than a tour may have: stops, hours outside the shift, hours in all."""
    who = vehicle.vehicle_id
    if vehicle.max_stops is not None and len(route.visits) > vehicle.max_stops:
        yield Violation(
            code="check_max_stops", vehicle_id=who, value=str(len(route.visits)), detail=str(vehicle.max_stops)
        )
    if route.departure_s < vehicle.shift.start_s and under_way_of(problem, vehicle) is None:
        yield Violation(
            code="check_shift_start",
            vehicle_id=who,
            value=clock(problem, route.departure_s),
            detail=clock(problem, vehicle.shift.start_s),
        )
    if route.end_s > vehicle.shift.end_s:
        yield Violation(
            code="check_shift_end",
            vehicle_id=who,
            value=clock(problem, route.end_s),
            detail=clock(problem, vehicle.shift.end_s),
        )
    lasts_s = route.end_s - route.departure_s
    if vehicle.max_duration_s is not None and lasts_s > vehicle.max_duration_s:
        yield Violation(
            code="check_max_duration",
            vehicle_id=who,
            value=f"{lasts_s / 60:.1f}",
            detail=f"{vehicle.max_duration_s / 60:.1f}",
        )


def shipments(problem: Problem, plan: Plan) -> Iterator[Violation]:
    """Yield shipments whose stops don't ride together: on one vehicle, in one trip, the pickup first; or not at all."""
    found: dict[str, tuple[str, int, int]] = {}
    for route in plan.routes:
        trip = 0
        for place, visit in enumerate(route.visits):
            trip += visit.reload is not None
            found[visit.stop_id] = (route.vehicle_id, trip, place)
    for delivery in problem.stops:
        if delivery.shipment_id is None or delivery.kind != "delivery":
            continue
        pickup = next(
            (stop for stop in problem.stops if stop.shipment_id == delivery.shipment_id and stop.kind == "pickup"), None
        )
        brought = found.get(delivery.stop_id)
        fetched = None if pickup is None else found.get(pickup.stop_id)
        if brought is None and fetched is None:
            continue
        if brought is None or fetched is None or brought[:2] != fetched[:2]:
            yield Violation(code="check_shipment_apart", stop_id=delivery.stop_id, value=delivery.shipment_id)
        elif brought[2] < fetched[2]:
            yield Violation(code="check_shipment_reversed", stop_id=delivery.stop_id, value=delivery.shipment_id)


def locks(problem: Problem, plan: Plan) -> Iterator[Violation]:
    """Yield locks not kept: the stops on the vehicle, in order, at the start or alone where that is asked for."""
    tours = {route.vehicle_id: [visit.stop_id for visit in route.visits] for route in plan.routes}
    for lock in problem.locks:
        if not _kept(lock, tours.get(lock.vehicle_id, [])):
            yield Violation(code="check_lock_broken", vehicle_id=lock.vehicle_id, value=", ".join(lock.stops))


def _kept(lock: Lock, tour: list[str]) -> bool:
    """Tell whether a tour keeps a lock."""
    locked = list(lock.stops)
    if lock.extent == "whole":
        return tour == locked
    if lock.extent == "start":
        return tour[: len(locked)] == locked
    return [stop_id for stop_id in tour if stop_id in set(locked)] == locked


def done_visits(problem: Problem, plan: Plan) -> Iterator[Violation]:
    """Whoever has served a stop already has a tour."""
    routed = {route.vehicle_id for route in plan.routes}
    for way in problem.under_way:
        if way.vehicle_id not in routed:
            for visit in way.visits:
                yield Violation(code="check_done_changed", vehicle_id=way.vehicle_id, stop_id=visit.stop_id)
