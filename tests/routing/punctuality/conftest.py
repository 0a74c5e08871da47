"""The street with its van of the routing tests, whose driver leaves up to ten minutes late."""

from datetime import date

import numpy as np
import pytest

from routing.matrix import Matrix, TimeSlots
from routing.model import Depot, Location, Problem, Shift, Stop, TimeWindow, Vehicle
from routing.punctuality.curve import Sampler
from routing.punctuality.sampled_days import sampled_days
from routing.punctuality.terrain import terrain_of
from routing.solvers import SolveOptions
from routing.solvers.tours import Day
from routing.traffic import FREE_FLOW, LearnedTimes

HOUR = 3600
OPTIONS = SolveOptions(time_limit_s=60, work_limit=1, or_tools=False)


def place(k):
    return Location(lon=7.7 + k / 100, lat=49.4)


def due(stop_id, k, by_s):
    window = () if by_s is None else (TimeWindow(end_s=by_s),)
    return Stop(stop_id=stop_id, location=place(k), service_s=300, windows=window)


@pytest.fixture
def street_day():
    """Six places in a row; `a` is reached five minutes before it is due, the others are never late."""
    vans = tuple(
        Vehicle(vehicle_id=name, start_depot="yard", end_depot="yard", shift=Shift(start_s=8 * HOUR, end_s=16 * HOUR))
        for name in ("van", "truck")
    )
    stops = (
        due("a", 1, 8 * HOUR + 900),
        due("b", 2, 12 * HOUR),
        due("c", 3, None),
        due("d", 4, 12 * HOUR),
        due("e", 5, 9 * HOUR + 1800),
    )
    return Problem(
        date=date(2026, 3, 2), depots=(Depot(depot_id="yard", location=place(0)),), vehicles=vans, stops=stops
    )


@pytest.fixture
def street_matrix(street_day):
    """Ten minutes and five kilometres between neighbours on the line, at any hour."""
    places = tuple(street_day.places)
    steps = np.abs(np.subtract.outer(np.arange(6), np.arange(6))).astype(np.int32)
    return Matrix(places=places, slots=TimeSlots((0,)), seconds=steps[None] * 600, metres=steps[None] * 5000)


@pytest.fixture
def late_starts():
    """Everything takes what is expected, but the van leaves up to ten minutes late, any of them as likely."""
    return LearnedTimes(name="late starts", source="test", days=(), travel=FREE_FLOW, departure_late_s=(0, 600))


@pytest.fixture
def day(street_day, street_matrix):
    return Day(street_day, street_matrix, OPTIONS)


@pytest.fixture
def terrain(day):
    return terrain_of(day)


@pytest.fixture
def days(street_day, street_matrix, late_starts, day, terrain):
    return sampled_days(Sampler(street_day, street_matrix, late_starts, OPTIONS), late_starts, day, terrain)
