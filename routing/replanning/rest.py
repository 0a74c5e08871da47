"""The rest of a day as a Problem of its own: facts first, loaded goods where they are, then what is left."""

from collections.abc import Mapping
from dataclasses import dataclass

from routing.model import Done, Lock, Problem, Second, Stop, UnderWay, Vehicle
from routing.plan import Plan, Route, Visit
from routing.replanning.happened import Happened

QUIET_S = 120
"""A visit reported at most so far from its plan is as planned."""

HANDOVER_S = 120
"""Seconds on site to take over the goods for one stop from a vehicle that can't go on."""


@dataclass(frozen=True)
class RestOfDay:
    """What is left of a day.

    Parameters
    ----------
    problem
        The whole day, with what happened as facts. Stops whose goods are in a
        van are bound to it; goods in a vehicle that can't go on become
        shipments from where it stands.
    tours
        The tours as planned, visits done first, stops that fell away left out.
    quiet
        Nothing has happened that the plan didn't say.
    """

    problem: Problem
    tours: dict[str, tuple[str, ...]]
    quiet: bool

    def with_problem(self, problem: Problem) -> "RestOfDay":
        """Return the same rest with, say, other service times."""
        return RestOfDay(problem, self.tours, self.quiet)


def rest_of_day(problem: Problem, plan: Plan, happened: Happened) -> RestOfDay:
    """Return what is left of a planned day.

    Parameters
    ----------
    problem
        The day as it is known now: stops that the plan doesn't know are new.
    plan
        What was being driven.

    Raises
    ------
    InputError
        If a report names what is not there, or contradicts itself; all findings at once.
    """
    happened.refuse_unknown(problem, plan)
    routes = {route.vehicle_id: route for route in plan.routes if route.visits}
    elsewhere = {visit.stop_id: name for name, reported in happened.done.items() for visit in reported}
    ways = {
        name: _under_way(route, happened)
        for name, route in routes.items()
        if name in happened.done or route.departure_s <= happened.at_s
    }
    tours = {name: _tour(name, route, ways.get(name), elsewhere, happened.cancelled) for name, route in routes.items()}
    bound = {
        stop_id: name
        for name, way in ways.items()
        for stop_id in _loaded(problem, routes[name], tours[name][len(way.visits) :])
    }
    stranded = {stop_id: name for stop_id, name in bound.items() if name in happened.out}
    stops = [
        stop if stop.stop_id not in bound or stop.stop_id in stranded else _bound(stop, bound[stop.stop_id])
        for stop in problem.stops
        if stop.stop_id not in happened.cancelled
    ]
    handovers, stops = _handed_over(problem, stops, stranded, ways)
    left = {name: visits if name not in happened.out else _facts(ways.get(name)) for name, visits in tours.items()}
    new = {stop.stop_id for stop in problem.stops} - plan_stops(plan)
    day = problem.model_copy(
        update={
            "vehicles": tuple(_from_now(vehicle, ways, happened.at_s) for vehicle in problem.vehicles),
            "stops": (*stops, *handovers),
            "locks": _locks(problem, happened, routes, ways, left),
            "under_way": tuple(ways.values()),
        }
    )
    return RestOfDay(day, left, not (happened.out or happened.cancelled or new) and _as_planned(routes, ways, happened))


def plan_stops(plan: Plan) -> set[str]:
    """Return every stop that a plan knows."""
    served = {visit.stop_id for route in plan.routes for visit in route.visits}
    return served | {item.stop_id for item in plan.unassigned}


def _under_way(route: Route, happened: Happened) -> UnderWay:
    """Return what a vehicle has done: its report, or what its plan says for so long."""
    late_s = happened.late_s.get(route.vehicle_id, 0)
    reported = happened.done.get(route.vehicle_id)
    done = reported if reported is not None else tuple(_by_plan(route, late_s, happened.at_s))
    last_s = done[-1].departure_s if done else route.departure_s
    return UnderWay(
        vehicle_id=route.vehicle_id,
        departure_s=min(route.departure_s, done[0].arrival_s) if done else route.departure_s,
        free_s=last_s + (late_s if reported is not None or not done else 0),
        visits=done,
    )


def _by_plan(route: Route, late_s: int, at_s: Second) -> list[Done]:
    """Return the visits that have begun by ``at_s`` if all goes as planned, only so much later."""
    return [
        Done(
            stop_id=visit.stop_id,
            arrival_s=visit.arrival_s + late_s,
            service_start_s=visit.service_start_s + late_s,
            departure_s=visit.departure_s + late_s,
        )
        for visit in route.visits
        if visit.service_start_s + late_s <= at_s
    ]


def _tour(
    name: str, route: Route, way: UnderWay | None, elsewhere: Mapping[str, str], cancelled: frozenset[str]
) -> tuple[str, ...]:
    """Return visits done, then those planned that are still to come."""
    done = _facts(way)
    to_come = (visit.stop_id for visit in route.visits if elsewhere.get(visit.stop_id, name) == name)
    return (*done, *(stop_id for stop_id in to_come if stop_id not in {*done, *cancelled}))


def _facts(way: UnderWay | None) -> tuple[str, ...]:
    return () if way is None else tuple(visit.stop_id for visit in way.visits)


def _loaded(problem: Problem, route: Route, to_come: tuple[str, ...]) -> list[str]:
    """Return the stops to come whose goods are in the van: those of the trip that it is on."""
    on_board = {visit.stop_id for visit in _this_trip(route.visits, set(to_come))}
    picked = {
        stop.shipment_id
        for stop in problem.stops
        if stop.kind == "pickup" and stop.shipment_id is not None and stop.stop_id not in to_come
    }
    found = []
    for stop_id in to_come:
        stop = problem.stop_by_id[stop_id]
        from_depot = stop.kind == "delivery" and stop.shipment_id is None
        if (from_depot and stop_id in on_board) or (stop.kind == "delivery" and stop.shipment_id in picked):
            found.append(stop_id)
    return found


def _this_trip(visits: tuple[Visit, ...], to_come: set[str]) -> list[Visit]:
    """Return the visits up to the first reload that is still to come."""
    trip: list[Visit] = []
    for visit in visits:
        if visit.reload is not None and visit.stop_id in to_come:
            break
        trip.append(visit)
    return trip


def _bound(stop: Stop, vehicle_id: str) -> Stop:
    """Return a stop that only the van with its goods may serve."""
    return stop.model_copy(update={"vehicle_id": vehicle_id})


def _handed_over(
    problem: Problem, stops: list[Stop], stranded: Mapping[str, str], ways: Mapping[str, UnderWay]
) -> tuple[list[Stop], list[Stop]]:
    """Return a pickup at the stranded vehicle for each stop whose goods are in it, and the stops with these changed."""
    handovers: list[Stop] = []
    changed: list[Stop] = []
    depots = problem.depot_by_id
    for stop in stops:
        if stop.stop_id not in stranded:
            changed.append(stop)
            continue
        vehicle = problem.vehicle_by_id[stranded[stop.stop_id]]
        visits = ways[vehicle.vehicle_id].visits
        where = problem.stop_by_id[visits[-1].stop_id].location if visits else depots[vehicle.start_depot].location
        shipment = f"{stop.stop_id}/{vehicle.vehicle_id}"
        changed.append(stop.model_copy(update={"shipment_id": shipment}))
        handovers.append(
            Stop(
                stop_id=shipment,
                location=where,
                service_s=HANDOVER_S,
                demand=stop.demand,
                kind="pickup",
                shipment_id=shipment,
                skills=stop.skills,
                priority=stop.priority,
                name=f"{vehicle.vehicle_id} → {stop.name or stop.stop_id}",
            )
        )
    return handovers, changed


def _from_now(vehicle: Vehicle, ways: Mapping[str, UnderWay], at_s: Second) -> Vehicle:
    """Return a vehicle that, if it has not left yet, doesn't leave in the past."""
    shift = vehicle.shift
    if vehicle.vehicle_id in ways or shift.start_s >= at_s:
        return vehicle
    start_s = min(at_s, shift.end_s)
    return vehicle.model_copy(update={"shift": shift.model_copy(update={"start_s": start_s})})


def _locks(
    problem: Problem,
    happened: Happened,
    routes: Mapping[str, Route],
    ways: Mapping[str, UnderWay],
    tours: Mapping[str, tuple[str, ...]],
) -> tuple[Lock, ...]:
    """Return the locks of the rest: nothing for vehicles that can't go on, the stops that vans are on their way to.

    The day's own locks hold as far as they are still to come.
    """
    begun = {lock.vehicle_id for lock in problem.locks if lock.extent != "order"} | happened.out
    following = [lock for lock in _next_stops(routes, ways, tours, happened.at_s) if lock.vehicle_id not in begun]
    settled = {*happened.cancelled, *(stop_id for lock in following for stop_id in lock.stops)}
    own = [
        lock.model_copy(update={"stops": tuple(stop_id for stop_id in lock.stops if stop_id not in settled)})
        for lock in problem.locks
        if lock.vehicle_id not in happened.out
    ]
    stranded = [Lock(vehicle_id=name, stops=tours.get(name, ()), extent="whole") for name in sorted(happened.out)]
    return (*own, *following, *stranded)


def _next_stops(
    routes: Mapping[str, Route], ways: Mapping[str, UnderWay], tours: Mapping[str, tuple[str, ...]], at_s: Second
) -> list[Lock]:
    """Return a lock for each vehicle on its way to a stop: it goes on there."""
    locks = []
    for name, way in ways.items():
        to_come = tours[name][len(way.visits) :]
        if not to_come:
            continue
        following = next(visit for visit in routes[name].visits if visit.stop_id == to_come[0])
        left_s = way.free_s if following.reload is None else following.reload.leg.departure_s
        if left_s <= at_s:
            locks.append(Lock(vehicle_id=name, stops=(*_facts(way), to_come[0]), extent="start"))
    return locks


def _as_planned(routes: Mapping[str, Route], ways: Mapping[str, UnderWay], happened: Happened) -> bool:
    """Tell whether every report says what the plan says."""
    if any(happened.late_s.values()):
        return False
    for name, way in ways.items():
        planned = routes[name].visits
        if len(way.visits) < len(_by_plan(routes[name], QUIET_S, happened.at_s)):
            return False
        for visit, plan in zip(way.visits, planned, strict=False):
            late_s = abs(visit.departure_s - plan.departure_s)
            if visit.stop_id != plan.stop_id or late_s > QUIET_S:
                return False
    return True
