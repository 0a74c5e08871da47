"""Tours timed by hand, minute by minute, so that what times tours has no say in what is lawful."""

from datetime import date
from typing import NamedTuple

import numpy as np

from routing.matrix import Matrix, TimeSlots
from routing.model import Depot, Location, Problem, Shift, Stop, TimeWindow, Vehicle
from routing.plan import Leg, Plan, Route, Visit

DAY = date(2026, 3, 2)


class Task(NamedTuple):
    """A drive with the pause before it, and the wait and work at its end; all in minutes."""

    drive: int
    work: int = 0
    wait: int = 0
    pause: int = 0


def hand_timed(*tasks, home=None, day=DAY, state=None, start=0, **vehicle):
    """Return problem, plan and matrix of one tour from minute ``start``; ``home`` is the task of the way back."""
    count = len(tasks)
    places = ("depot/yard", *(f"stop/s{k}" for k in range(count)))
    seconds = np.zeros((1, count + 1, count + 1), np.int32)
    stops, visits = [], []
    here, now = places[0], 60 * start
    for k, task in enumerate(tasks):
        leave = now + 60 * task.pause
        arrival = leave + 60 * task.drive
        begin = arrival + 60 * task.wait
        now = begin + 60 * task.work
        seconds[0, k, k + 1] = 60 * task.drive
        windows = (TimeWindow(start_s=begin),) if task.wait else ()
        stops.append(Stop(stop_id=f"s{k}", location=_at(k + 1), service_s=60 * task.work, windows=windows))
        leg = Leg(
            origin=here,
            destination=places[k + 1],
            departure_s=leave,
            arrival_s=arrival,
            distance_m=0,
            pause_s=60 * task.pause,
        )
        visits.append(Visit(stop_id=f"s{k}", leg=leg, service_start_s=begin, departure_s=now, lateness_s=0, due=False))
        here = places[k + 1]
    last = None
    if home is not None:
        seconds[0, count, 0] = 60 * home.drive
        leave = now + 60 * home.pause
        last = Leg(
            origin=here,
            destination=places[0],
            departure_s=leave,
            arrival_s=leave + 60 * home.drive,
            distance_m=0,
            pause_s=60 * home.pause,
        )
    given = {"break_rule": "arbzg"} | vehicle
    van = Vehicle(
        vehicle_id="van",
        start_depot="yard",
        end_depot=None if home is None else "yard",
        shift=Shift(start_s=60 * start, end_s=60 * start + 2 * 86_400),
        **given,
    )
    yard = Depot(depot_id="yard", location=_at(0), state=state)
    problem = Problem(date=day, depots=(yard,), vehicles=(van,), stops=tuple(stops))
    route = Route(vehicle_id="van", departure_s=60 * start, visits=tuple(visits), last_leg=last)
    return problem, Plan(routes=(route,)), Matrix(places, TimeSlots((0,)), seconds, np.zeros_like(seconds))


def _at(k):
    return Location(lon=7.7 + k / 100, lat=49.4)
