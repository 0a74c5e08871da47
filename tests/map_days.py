"""A small day for map tests: two vans, six stops around a yard, one of them late, one left out."""

from datetime import date

import numpy as np

from routing.matrix import Matrix, TimeSlots
from routing.model import Depot, Location, Problem, Shift, Stop, TimeWindow, Vehicle
from routing.schedule import schedule

HOUR = 3600
DAY = date(2026, 3, 2)
YARD = Location(lon=7.76, lat=49.44)
LATE_ORDER = {"van 1": ["a", "b", "c"], "van 2": ["d", "e"]}
"""`c` is due by 08:30 and reached third, so it is late; `f` is in no tour."""

GOOD_ORDER = {"van 1": ["c", "a", "b"], "van 2": ["f", "d", "e"]}
"""Everything is on time, nothing left out."""

SPOTS = {"a": (1, 1), "b": (2, 0), "c": (2, 1), "d": (-1, 0), "e": (-2, -1), "f": (-1, -1)}
WINDOWS = {"a": (8, 11), "b": (8, 11), "c": (8, 8.5), "d": (8, 12), "f": (8, 12)}
"""Clock hours; `e` has no window."""


def place(east, north):
    """Return a spot so many hundredths of a degree from the yard."""
    return Location(lon=round(YARD.lon + east / 100, 5), lat=round(YARD.lat + north / 100, 5))


def small_day(name="Kunde {}", address="Hauptstraße {}", day=DAY, timezone="Europe/Berlin", tolerance_s=0):
    """Return the day; names and addresses carry the stop's id."""
    return Problem(
        date=day,
        timezone=timezone,
        tolerance_s=tolerance_s,
        depots=(Depot(depot_id="yard", location=YARD),),
        vehicles=tuple(
            Vehicle(
                vehicle_id=vehicle_id,
                start_depot="yard",
                end_depot="yard",
                shift=Shift(start_s=8 * HOUR, end_s=17 * HOUR),
            )
            for vehicle_id in ("van 1", "van 2")
        ),
        stops=tuple(
            Stop(
                stop_id=stop_id,
                location=place(*spot),
                service_s=300,
                name=name.format(stop_id),
                address=address.format(stop_id),
                windows=windows_of(stop_id),
            )
            for stop_id, spot in SPOTS.items()
        ),
    )


def windows_of(stop_id):
    """Return the stop's window in seconds, if it has one."""
    if stop_id not in WINDOWS:
        return ()
    start, end = WINDOWS[stop_id]
    return (TimeWindow(start_s=int(start * HOUR), end_s=int(end * HOUR)),)


def grid_matrix(problem):
    """Ten minutes and a kilometre per hundredth of a degree, east or north."""
    spots = np.array([(spot.lon, spot.lat) for spot in problem.places.values()])
    steps = np.abs(spots[:, None] - spots[None]).sum(axis=2) * 100
    seconds = np.rint(steps * 600).astype(np.int32)[None]
    metres = np.rint(steps * 1000).astype(np.int32)[None]
    return Matrix(places=tuple(problem.places), slots=TimeSlots(), seconds=seconds, metres=metres)


def plan_of(problem, order):
    """Return the timed plan of given sequences."""
    return schedule(problem, order, grid_matrix(problem))


def paths_of(problem, plan):
    """Return a path per tour that turns one corner between two places."""
    return {route.vehicle_id: [corner(problem, leg) for leg in route.legs] for route in plan.routes}


def corner(problem, leg):
    """Return a leg's line: first east, then north."""
    start, end = problem.places[leg.origin], problem.places[leg.destination]
    return [(start.lon, start.lat), (end.lon, start.lat), (end.lon, end.lat)]


def streets():
    """Return the streets of the town: a primary road both ways, a side street, a footway."""
    return [
        ("primary", "Hauptstraße", [(7.74, 49.44), (7.78, 49.44)]),
        ("primary", "Hauptstraße", [(7.78, 49.44), (7.74, 49.44)]),
        ("residential", "Gartenweg", [(7.77, 49.43), (7.77, 49.45)]),
        ("footway", None, [(7.75, 49.43), (7.75, 49.45)]),
    ]
