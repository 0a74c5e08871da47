"""A street of four places, ten minutes apart, with one van: the smallest useful day."""

from datetime import date

import numpy as np
import pytest

from routing.matrix import Matrix, TimeSlots
from routing.model import Depot, Location, Problem, Shift, Stop, TimeWindow, Vehicle

HOUR = 3600


def place(k):
    return Location(lon=7.7 + k / 100, lat=49.4)


@pytest.fixture
def one_van():
    """Three stops on a line; `a` is due by 08:15, `b` by 09:00, `c` has no window."""
    return Problem(
        date=date(2026, 3, 2),
        depots=(Depot(depot_id="yard", location=place(0)),),
        vehicles=(
            Vehicle(
                vehicle_id="van",
                start_depot="yard",
                end_depot="yard",
                shift=Shift(start_s=8 * HOUR, end_s=16 * HOUR),
                capacity={"kg": 100},
            ),
        ),
        stops=(
            Stop(
                stop_id="a",
                location=place(1),
                service_s=300,
                windows=(TimeWindow(start_s=8 * HOUR, end_s=8 * HOUR + 900),),
                demand={"kg": 30},
            ),
            Stop(
                stop_id="b",
                location=place(2),
                service_s=300,
                windows=(TimeWindow(start_s=8 * HOUR + 1800, end_s=9 * HOUR),),
                demand={"kg": 30},
            ),
            Stop(stop_id="c", location=place(3), service_s=300, demand={"kg": 30}),
        ),
    )


@pytest.fixture
def street(one_van):
    """Ten minutes and five kilometres between neighbours on the line, at any hour."""
    places = tuple(one_van.places)
    steps = np.abs(np.subtract.outer(np.arange(4), np.arange(4))).astype(np.int32)
    return Matrix(places=places, slots=TimeSlots((0,)), seconds=steps[None] * 600, metres=steps[None] * 5000)
