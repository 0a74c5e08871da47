"""A street of seven places, ten minutes and five kilometres apart; two vans leave the yard at its end at eight."""

from datetime import date

import numpy as np
import pytest

from routing.matrix import Matrix, TimeSlots
from routing.model import Depot, Location, Problem, Shift, Stop, TimeWindow, Vehicle
from routing.schedule import schedule

HOUR = 3600


def place(k):
    return Location(lon=7.7 + k / 100, lat=49.4)


@pytest.fixture
def day():
    vans = tuple(
        Vehicle(
            vehicle_id=name,
            start_depot="yard",
            end_depot="yard",
            shift=Shift(start_s=8 * HOUR, end_s=16 * HOUR),
            capacity={"kg": 100},
        )
        for name in ("one", "two")
    )
    return Problem(
        date=date(2026, 3, 2),
        depots=(Depot(depot_id="yard", location=place(0)),),
        vehicles=vans,
        stops=tuple(
            Stop(
                stop_id=name,
                location=place(k),
                service_s=300,
                demand={"kg": 30},
                windows=(TimeWindow(start_s=8 * HOUR, end_s=12 * HOUR),),
            )
            for k, name in enumerate("abcdef", start=1)
        ),
    )


@pytest.fixture
def matrix_of():
    """The street between all places of a problem."""

    def matrix(problem):
        steps = np.array([round((spot.lon - 7.7) * 100) for spot in problem.places.values()])
        away = np.abs(np.subtract.outer(steps, steps)).astype(np.int32)[None]
        return Matrix(places=tuple(problem.places), slots=TimeSlots((0,)), seconds=away * 600, metres=away * 5000)

    return matrix


@pytest.fixture
def plan(day, matrix_of):
    """One serves a, b, c; two serves d, e, f."""
    return schedule(day, {"one": ["a", "b", "c"], "two": ["d", "e", "f"]}, matrix_of(day))
