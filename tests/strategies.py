"""Random small days for property tests: a Problem, its Matrix and given sequences."""

from datetime import date

import numpy as np
from hypothesis import strategies as st

from routing.errors import InputError
from routing.matrix import UNREACHABLE, Matrix, TimeSlots
from routing.model import Depot, Done, Location, Lock, Problem, Shift, Stop, TimeWindow, UnderWay, Vehicle

DAY = date(2026, 3, 2)
HOUR = 3600
SKILLS = ("cool", "lift")


def at(k):
    """Return a location per number; only the matrix says how far things are."""
    return Location(lon=7.0 + k / 1000, lat=49.0)


@st.composite
def windows(draw):
    """None, one or two windows, some open on a side, in the working day."""
    bounds = sorted(draw(st.lists(st.integers(6 * HOUR, 18 * HOUR), min_size=4, max_size=4, unique=True)))
    kind = draw(st.sampled_from(["none", "one", "two", "open_start", "open_end"]))
    return {
        "none": (),
        "one": (TimeWindow(start_s=bounds[0], end_s=bounds[1]),),
        "two": (TimeWindow(start_s=bounds[0], end_s=bounds[1]), TimeWindow(start_s=bounds[2], end_s=bounds[3])),
        "open_start": (TimeWindow(end_s=bounds[1]),),
        "open_end": (TimeWindow(start_s=bounds[0]),),
    }[kind]


@st.composite
def matrices(draw, places, *, closed=False, longest_s=(60, 1800, 9000)):
    """Random travel times in one to four slots; with ``closed`` some pairs are shut in some slots."""
    slots = tuple(sorted(draw(st.sets(st.integers(5 * HOUR, 19 * HOUR), min_size=1, max_size=4))))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n = len(places)
    longest = draw(st.sampled_from(longest_s))
    seconds = rng.integers(0, longest, (len(slots), n, n), dtype=np.int32)
    metres = rng.integers(0, 50_000, (len(slots), n, n), dtype=np.int32)
    if closed:
        shut = rng.random(seconds.shape) < draw(st.sampled_from([0.0, 0.2]))
        shut[-1] = False
        seconds[shut] = UNREACHABLE
        metres[shut] = UNREACHABLE
    return Matrix(places=tuple(places), slots=TimeSlots(slots), seconds=seconds, metres=metres)


@st.composite
def problems(draw, max_stops=8, max_vehicles=3, *, min_stops=0, rules=True):
    """Random problems; with ``rules`` also skills, forced vehicles, loads, limits and priorities."""
    depots = tuple(Depot(depot_id=f"d{k}", location=at(k)) for k in range(draw(st.integers(1, 2))))
    vehicles = tuple(
        Vehicle(
            vehicle_id=f"v{k}",
            start_depot=draw(st.sampled_from(depots)).depot_id,
            end_depot=draw(st.sampled_from([*(depot.depot_id for depot in depots), None])),
            shift=Shift(start_s=draw(st.integers(5, 8)) * HOUR, end_s=draw(st.integers(12, 20)) * HOUR),
            capacity=draw(st.fixed_dictionaries({}, optional={"kg": st.integers(10, 100), "units": st.integers(2, 9)}))
            if rules
            else {},
            skills=draw(st.frozensets(st.sampled_from(SKILLS))) if rules else frozenset(),
            max_stops=draw(st.none() | st.integers(1, 6)) if rules else None,
        )
        for k in range(draw(st.integers(1, max_vehicles)))
    )
    stops = tuple(
        Stop(
            stop_id=f"s{k}",
            location=at(10 + k),
            service_s=draw(st.integers(0, 1800)),
            windows=draw(windows()),
            hard_window=draw(st.booleans()) if rules else False,
            demand=draw(st.fixed_dictionaries({"kg": st.integers(0, 40)}, optional={"units": st.integers(0, 4)})),
            priority=draw(st.integers(0, 3)) if rules else 0,
            skills=draw(st.frozensets(st.sampled_from(SKILLS), max_size=1)) if rules else frozenset(),
            vehicle_id=draw(st.none() | st.sampled_from(vehicles).map(lambda v: v.vehicle_id)) if rules else None,
        )
        for k in range(draw(st.integers(min_stops, max_stops)))
    )
    return Problem(date=DAY, depots=depots, vehicles=vehicles, stops=stops)


@st.composite
def days(draw, max_stops=8, *, rules=False, closed=True):
    """Draw a problem, a matrix and sequences that serve some of its stops in some order."""
    problem = draw(problems(max_stops=max_stops, rules=rules))
    matrix = draw(matrices(tuple(problem.places), closed=closed))
    order = draw(st.permutations([stop.stop_id for stop in problem.stops]))
    sequences = {vehicle.vehicle_id: [] for vehicle in problem.vehicles}
    for stop_id in order[: draw(st.integers(0, len(order)))]:
        sequences[draw(st.sampled_from(problem.vehicles)).vehicle_id].append(stop_id)
    return problem, matrix, sequences


@st.composite
def ruled_days(draw, max_stops=8):
    """Draw days with breaks, reloads, pickups, shipments and vehicles under way, on tours that serve every stop."""
    problem = draw(problems(max_stops=max_stops, max_vehicles=2, rules=False))
    matrix = draw(matrices(tuple(problem.places), closed=True, longest_s=(1800, 5400, 9000)))
    sequences = {vehicle.vehicle_id: [] for vehicle in problem.vehicles}
    for stop_id in draw(st.permutations([stop.stop_id for stop in problem.stops])):
        sequences[draw(st.sampled_from(problem.vehicles)).vehicle_id].append(stop_id)
    vehicles = tuple(
        vehicle.model_copy(
            update={
                "break_rule": draw(st.sampled_from(["none", "arbzg", "eu561"])),
                "max_trips": draw(st.integers(1, 3)),
                "reload_s": draw(st.integers(0, 1800)),
                "capacity": {"kg": draw(st.integers(40, 90))},
            }
        )
        for vehicle in problem.vehicles
    )
    stops = {stop.stop_id: stop for stop in problem.stops}
    for vehicle_id, visits in sequences.items():
        changes = {
            stop_id: {
                "service_s": draw(st.sampled_from([0, 300, 1800, 5400])),
                "kind": draw(st.sampled_from(["delivery", "delivery", "pickup"])),
                "windows": draw(st.sampled_from([(), stops[stop_id].windows])),
            }
            for stop_id in visits
        }
        if len(visits) > 1 and draw(st.booleans()):
            first, second = sorted(draw(st.sets(st.integers(0, len(visits) - 1), min_size=2, max_size=2)))
            pair = {"shipment_id": f"x{vehicle_id}", "demand": stops[visits[first]].demand}
            changes[visits[first]] |= pair | {"kind": "pickup"}
            changes[visits[second]] |= pair | {"kind": "delivery"}
        stops |= {stop_id: stops[stop_id].model_copy(update=change) for stop_id, change in changes.items()}
    under_way = tuple(
        draw(begun(vehicle, sequences[vehicle.vehicle_id])) for vehicle in vehicles if draw(st.booleans())
    )
    changed = {"vehicles": vehicles, "stops": tuple(stops.values()), "under_way": under_way}
    return problem.model_copy(update=changed), matrix, sequences


@st.composite
def begun(draw, vehicle, visits):
    """Draw what a vehicle has done of its visits, at any times that run forward."""
    steps = st.integers(0, 5000)
    second = left_s = vehicle.shift.start_s + draw(steps)
    done = []
    for stop_id in visits[: draw(st.integers(0, len(visits)))]:
        arrival_s = second + draw(steps)
        start_s = arrival_s + draw(st.sampled_from([0, 600, 1200, 3000]))
        second = start_s + draw(steps)
        done.append(Done(stop_id=stop_id, arrival_s=arrival_s, service_start_s=start_s, departure_s=second))
    free_s = second + draw(st.sampled_from([-600, 0, 600, 1800, 3600]))
    return UnderWay(vehicle_id=vehicle.vehicle_id, departure_s=left_s, free_s=free_s, visits=tuple(done))


WEEK = (date(2026, 2, 28), date(2026, 3, 1), DAY)
"""A Saturday, a Sunday and a Monday."""


@st.composite
def days_of_rules(draw, max_stops=5, max_vehicles=2, *, min_stops=0):
    """Draw a day on which any of the rules may hold together, and its matrix; nothing in it contradicts itself."""
    base = draw(problems(max_stops=max_stops, max_vehicles=max_vehicles, min_stops=min_stops))
    matrix = draw(matrices(tuple(base.places)))
    vehicles = tuple(draw(ruled_vehicle(vehicle)) for vehicle in base.vehicles)
    stops = draw(ruled_stops(base.stops))
    day = base.model_copy(update={"date": draw(st.sampled_from(WEEK)), "vehicles": vehicles, "stops": stops})
    for name, parts in (("under_way", ways(day)), ("locks", locks(day))):
        try:
            day = day.model_copy(update={name: draw(parts)})
        except InputError:  # what was drawn contradicts itself: a day without it is drawn as well
            continue
    return day, matrix


@st.composite
def ruled_vehicle(draw, vehicle):
    """Draw a vehicle with hours, breaks, trips and a weight."""
    return vehicle.model_copy(
        update={
            "break_rule": draw(st.sampled_from(["none", "arbzg", "eu561"])),
            "max_trips": draw(st.integers(1, 3)),
            "reload_s": draw(st.integers(0, 1800)),
            "max_duration_s": draw(st.none() | st.integers(2, 10).map(lambda hours: hours * HOUR)),
            "gross_weight_kg": draw(st.sampled_from([None, None, 3500, 12_000])),
            "cost_fixed": draw(st.sampled_from([0.0, 80.0])),
        }
    )


@st.composite
def ruled_stops(draw, stops):
    """Draw pickups, optional stops, long service, and now and then a shipment."""
    changed = [
        stop.model_copy(
            update={
                "kind": draw(st.sampled_from(["delivery", "delivery", "pickup"])),
                "optional": draw(st.sampled_from([False, False, True])),
                "drop_penalty_eur": draw(st.sampled_from([None, None, 20.0, 300.0])),
                "service_s": draw(st.sampled_from([0, 300, 1800, 7200])),
            }
        )
        for stop in stops
    ]
    if len(changed) > 1 and draw(st.booleans()):
        pickup, delivery = draw(st.permutations(range(len(changed))))[:2]
        pair = {"shipment_id": "x", "demand": changed[pickup].demand, "vehicle_id": None}
        changed[pickup] = changed[pickup].model_copy(update=pair | {"kind": "pickup"})
        changed[delivery] = changed[delivery].model_copy(update=pair | {"kind": "delivery"})
    return tuple(changed)


@st.composite
def locks(draw, problem):
    """Draw no lock, or one on some stops of a vehicle that may serve them."""
    vehicle = draw(st.sampled_from(problem.vehicles))
    able = [stop.stop_id for stop in problem.stops if stop.skills <= vehicle.skills]
    names = draw(st.permutations(able))[: draw(st.integers(0, 3))]
    extent = draw(st.sampled_from(["order", "start", "whole"]))
    return (Lock(vehicle_id=vehicle.vehicle_id, stops=tuple(names), extent=extent),) if names else ()


@st.composite
def ways(draw, problem):
    """Draw no vehicle under way, or one that has served some stops."""
    vehicle = draw(st.sampled_from(problem.vehicles))
    names = draw(st.permutations([stop.stop_id for stop in problem.stops]))[: draw(st.integers(0, 2))]
    return (draw(begun(vehicle, names)),) if draw(st.booleans()) else ()
