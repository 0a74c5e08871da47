"""A lawful plan with everything a plan can hold, timed by hand: places on a line, ten minutes and five km apart."""

from datetime import date

import numpy as np
import pytest

from routing.matrix import Matrix, TimeSlots
from routing.model import Depot, Done, Location, Lock, Problem, Shift, Stop, TimeWindow, UnderWay, Vehicle
from routing.plan import Leg, Plan, Reason, Reload, Route, Unassigned, Visit

HOUR = 3600


def at(k):
    return Location(lon=7.7 + k / 100, lat=49.4)


def leg(origin, destination, departure_s, steps, *, pause_s=0):
    return Leg(
        origin=origin,
        destination=destination,
        departure_s=departure_s,
        arrival_s=departure_s + 600 * steps,
        distance_m=5000 * steps,
        pause_s=pause_s,
    )


@pytest.fixture
def full_day():
    """A van under way: `a` is done; `b` is delivered, then it reloads, pauses, and carries `fetch` to `bring`."""
    van = Vehicle(
        vehicle_id="van",
        start_depot="yard",
        end_depot="yard",
        shift=Shift(start_s=8 * HOUR, end_s=16 * HOUR),
        capacity={"kg": 50},
        max_duration_s=3 * HOUR,
        max_trips=2,
        reload_s=900,
        break_rule="eu561",
        gross_weight_kg=12_000,
    )
    stops = (
        Stop(stop_id="a", location=at(1), service_s=300, demand={"kg": 30}, windows=(TimeWindow(end_s=9 * HOUR),)),
        Stop(stop_id="b", location=at(2), service_s=300, demand={"kg": 30}),
        Stop(stop_id="fetch", location=at(1), service_s=300, demand={"kg": 50}, kind="pickup", shipment_id="piano"),
        Stop(
            stop_id="bring",
            location=at(3),
            service_s=300,
            demand={"kg": 50},
            shipment_id="piano",
            hard_window=True,
            windows=(TimeWindow(start_s=10 * HOUR, end_s=11 * HOUR),),
        ),
        Stop(stop_id="maybe", location=at(3), optional=True, windows=(TimeWindow(end_s=9 * HOUR),)),
    )
    done = Done(stop_id="a", arrival_s=29_500, service_start_s=29_500, departure_s=29_700)
    problem = Problem(
        date=date(2026, 3, 2),
        depots=(Depot(depot_id="yard", location=at(0), state="RP"),),
        vehicles=(van,),
        stops=stops,
        locks=(Lock(vehicle_id="van", stops=("a", "b"), extent="start"), Lock(vehicle_id="van", stops=("bring",))),
        under_way=(UnderWay(vehicle_id="van", departure_s=28_800, free_s=30_000, visits=(done,)),),
    )
    yard = "depot/yard"
    visits = (
        Visit(
            stop_id="a",
            leg=leg(yard, "stop/a", 28_800, 1).model_copy(update={"arrival_s": 29_500}),
            service_start_s=29_500,
            departure_s=29_700,
            lateness_s=0,
            due=True,
        ),
        Visit(
            stop_id="b",
            leg=leg("stop/a", "stop/b", 30_000, 1),
            service_start_s=30_600,
            departure_s=30_900,
            lateness_s=0,
            due=False,
        ),
        Visit(
            stop_id="fetch",
            reload=Reload(leg=leg("stop/b", yard, 30_900, 2), departure_s=33_000),
            leg=leg(yard, "stop/fetch", 33_900, 1, pause_s=900),
            service_start_s=34_500,
            departure_s=34_800,
            lateness_s=0,
            due=False,
        ),
        Visit(
            stop_id="bring",
            leg=leg("stop/fetch", "stop/bring", 34_800, 2),
            service_start_s=36_000,
            departure_s=36_300,
            lateness_s=0,
            due=True,
            p_late=0.1,
            arrival_p10_s=35_900,
            arrival_p90_s=36_400,
        ),
    )
    route = Route(
        vehicle_id="van",
        departure_s=28_800,
        visits=visits,
        last_leg=leg("stop/bring", yard, 36_300, 3),
        load={"kg": 50},
    )
    left = Unassigned(stop_id="maybe", due=False, reasons=(Reason(code="not_in_any_tour"),))
    places = tuple(problem.places)
    number = np.array([round((place.lon - 7.7) * 100) for place in problem.places.values()])
    steps = np.abs(np.subtract.outer(number, number)).astype(np.int32)[None]
    matrix = Matrix(places=places, slots=TimeSlots((0,)), seconds=steps * 600, metres=steps * 5000)
    return problem, Plan(routes=(route,), unassigned=(left,)), matrix
