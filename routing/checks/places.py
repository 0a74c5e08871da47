"""Where and when a tour is at each moment, as its own record claims: what the checks of time and law walk along."""

from collections.abc import Iterator
from typing import NamedTuple

from routing.model import Problem, Second, Stop, UnderWay, Vehicle
from routing.plan import Leg, Route


class Step(NamedTuple):
    """One drive of a tour with what the record should say of its ends.

    Parameters
    ----------
    leg
        As the record has it.
    origin, destination
        Places it should join.
    ready_s
        When the vehicle is ready to leave ``origin``, the pause before the leg not counted.
    done_s
        When the vehicle has finished at ``destination``: served, reloaded, or just arrived.
    waited_s
        Seconds between arrival and start of service.
    stop_id
        The stop that it leads to, on the way of a reload the one after it; ``None`` for the way home.
    past
        It has happened: a fact that no plan can change.
    """

    leg: Leg
    origin: str
    destination: str
    ready_s: Second
    done_s: Second
    waited_s: int
    stop_id: str | None
    past: bool


def steps(problem: Problem, vehicle: Vehicle, route: Route) -> Iterator[Step]:
    """Yield every drive of a tour; up to the first stop that nobody knows."""
    depots = {depot.depot_id: depot.place for depot in problem.depots}
    yard, under_way = depots[vehicle.start_depot], under_way_of(problem, vehicle)
    done = 0 if under_way is None else len(under_way.visits)
    here, ready_s = yard, route.departure_s
    for number, visit in enumerate(route.visits):
        stop = problem.stop_by_id.get(visit.stop_id)
        if stop is None:
            return
        if under_way is not None and number == done:
            ready_s = max(ready_s, under_way.free_s)
        past = number < done
        if visit.reload is not None:
            back_s = visit.reload.departure_s
            yield Step(visit.reload.leg, here, yard, ready_s, back_s, 0, stop.stop_id, past)
            here, ready_s = yard, back_s
        wait_s = visit.service_start_s - visit.leg.arrival_s
        yield Step(visit.leg, here, stop.place, ready_s, visit.departure_s, wait_s, stop.stop_id, past)
        here, ready_s = stop.place, visit.departure_s
    if route.last_leg is not None and vehicle.end_depot is not None:
        if under_way is not None and len(route.visits) <= done:
            ready_s = max(ready_s, under_way.free_s)
        home = depots[vehicle.end_depot]
        yield Step(route.last_leg, here, home, ready_s, route.last_leg.arrival_s, 0, None, past=False)


def under_way_of(problem: Problem, vehicle: Vehicle) -> UnderWay | None:
    """Return what a vehicle has done of its day, if it has begun."""
    return next((way for way in problem.under_way if way.vehicle_id == vehicle.vehicle_id), None)


def clock(problem: Problem, second: Second) -> str:
    """Return a second as the depot's clock shows it; as a bare number where no calendar reaches."""
    try:
        return problem.clock(second)
    except (OverflowError, ValueError):
        return f"{second} s"


def is_due(stop: Stop, *, left_out: bool = False) -> bool:
    """Tell whether a stop counts in the delay rate: its last window ends, and leaving it out was nobody's choice."""
    return bool(stop.windows) and stop.windows[-1].end_s is not None and not (left_out and stop.optional)
