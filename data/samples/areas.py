"""Which van takes which stop: territories, and neighbours who help out when one is full."""

import numpy as np

from data.samples.habits import Habits
from data.samples.tours import Desk
from routing.model import Location, Problem, Stop

WAY_S = 300
"""The dispatcher's rule of thumb for the way to a stop."""

_LOADING_S = 900
_FULL = 0.92
"""Share of a shift that he fills by that rule."""


def neighbours(problem: Problem, habits: Habits) -> list[list[int]]:
    """Return per vehicle the others, nearest middle of territory first."""
    vehicles = [vehicle.vehicle_id for vehicle in problem.vehicles]
    nearest = []
    for own in vehicles:
        centre = habits.centre_of.get(own)
        others = [row for row, other in enumerate(vehicles) if other != own]
        if centre is not None:
            others.sort(key=lambda row: (_away(centre, habits, vehicles[row]), row))
        nearest.append(others)
    return nearest


def assigned(desk: Desk, habits: Habits, near: list[list[int]]) -> list[list[int]]:
    """Give each stop to the van of its territory, or to the nearest neighbour that can if it is full or not allowed.

    Stops that few vans may serve come first, then the important ones, then
    those deep inside a territory, so that those near its border are passed on.

    Returns
    -------
    list
        Rows of ``problem.stops`` per vehicle. A stop that fits nowhere is in none.
    """
    members: list[list[int]] = [[] for _ in desk.vehicles]
    rows = range(len(desk.vehicles))
    choices = [
        [row for row in rows if desk.may_serve(row, stop) and desk.reaches(row, stop)]
        for stop in range(len(desk.stops))
    ]
    homes = [_home(desk, stop, habits) for stop in desk.stops]

    def turn(stop: int) -> tuple[int, int, float, str]:
        order = desk.stops[stop]
        return len(choices[stop]), -order.priority, -_depth(desk, order, homes[stop], habits), order.stop_id

    for stop in sorted(range(len(desk.stops)), key=turn):
        wanted = [row for row in (homes[stop], *near[homes[stop]]) if row in choices[stop]]
        roomy = [row for row in wanted if desk.fits(row, (*members[row], stop))]
        in_time = [row for row in roomy if _in_time(desk, row, [*members[row], stop])]
        for row in (in_time or roomy)[:1]:
            members[row].append(stop)
    return members


def _in_time(desk: Desk, row: int, members: list[int]) -> bool:
    """Tell whether the work due by each window end fits in before it, and all work in the shift, by rule of thumb."""
    shift = desk.vehicles[row].shift
    stops = [desk.stops[stop] for stop in members]
    if sum(stop.service_s + WAY_S for stop in stops) > _FULL * (shift.end_s - shift.start_s):
        return False
    due = sorted((stop.due_s, stop.service_s) for stop in stops if stop.due_s is not None)
    opens = [
        stop.windows[0].start_s for stop in stops if stop.due_s is not None and stop.windows[0].start_s is not None
    ]
    now = max([shift.start_s + _LOADING_S, min(opens, default=shift.start_s)])
    for due_s, service_s in due:
        if now > due_s:
            return False
        now += service_s + WAY_S
    return True


def _home(desk: Desk, stop: Stop, habits: Habits) -> int:
    """Return the vehicle in whose territory a stop lies; for a new customer that with the nearest middle."""
    vehicles = [vehicle.vehicle_id for vehicle in desk.vehicles]
    known = habits.vehicle_of.get(stop.customer_id or stop.stop_id)
    if known in vehicles:
        return vehicles.index(known)
    return min(range(len(vehicles)), key=lambda row: (_away(stop.location, habits, vehicles[row]), row))


def _depth(desk: Desk, stop: Stop, home: int, habits: Habits) -> float:
    """Return how much nearer the own middle is than any other."""
    away = [_away(stop.location, habits, vehicle.vehicle_id) for vehicle in desk.vehicles]
    return min((other for row, other in enumerate(away) if row != home), default=0.0) - away[home]


def _away(place: Location, habits: Habits, vehicle_id: str) -> float:
    """Return degrees of latitude between a place and the middle of a territory; far for a van without one."""
    centre = habits.centre_of.get(vehicle_id)
    if centre is None:
        return 360.0
    east = (centre.lon - place.lon) * np.cos(np.radians(place.lat))
    return float(np.hypot(east, centre.lat - place.lat))
