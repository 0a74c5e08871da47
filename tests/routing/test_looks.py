"""A square of four corners and two stops on the way between them, as the crow flies."""

from datetime import date

import numpy as np
import pytest

from routing.looks import looks_of
from routing.matrix import Matrix, TimeSlots
from routing.model import Depot, Location, Problem, Shift, Stop, TimeWindow, Vehicle
from routing.schedule import schedule

HOUR = 3600
CORNERS = {"sw": (0, 0), "se": (10, 0), "ne": (10, 10), "nw": (0, 10), "south": (5, 0), "centre": (5, 4)}


def spot(name):
    x, y = CORNERS[name]
    return Location(lon=7.7 + x / 1000, lat=49.4 + y / 1000)


@pytest.fixture
def square():
    vans = tuple(
        Vehicle(vehicle_id=name, start_depot="yard", end_depot="yard", shift=Shift(start_s=8 * HOUR, end_s=16 * HOUR))
        for name in ("one", "two")
    )
    return Problem(
        date=date(2026, 3, 2),
        depots=(Depot(depot_id="yard", location=Location(lon=7.69, lat=49.39)),),
        vehicles=vans,
        stops=tuple(Stop(stop_id=name, location=spot(name)) for name in CORNERS),
    )


def seen(problem, tours):
    """Looks of a plan on straight roads, 100 m a step."""
    xy = np.array([[(place.lon - 7.7) * 1000, (place.lat - 49.4) * 1000] for place in problem.places.values()])
    metres = np.rint(np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1)) * 100).astype(np.int32)
    matrix = Matrix(
        places=tuple(problem.places), slots=TimeSlots((0,)), seconds=metres[None] // 10, metres=metres[None]
    )
    return looks_of(problem, schedule(problem, tours, matrix), matrix)


def test_a_tour_round_a_square_crosses_nothing(square):
    assert seen(square, {"one": ["sw", "se", "ne", "nw"]}).crossings == ()


def test_a_bow_tie_crosses_once(square):
    looks = seen(square, {"one": ["sw", "ne", "nw", "se"]})
    assert [(crossing.stop_id, crossing.other_stop_id) for crossing in looks.crossings] == [("ne", "se")]


def test_crossings_of_two_tours_are_counted_apart(square):
    (crossing,) = seen(square, {"one": ["sw", "ne"], "two": ["nw", "se"]}).crossings
    assert {crossing.vehicle_id, crossing.other_vehicle_id} == {"one", "two"}


def test_ways_from_and_to_the_depot_cross_nothing(square):
    assert seen(square, {"one": ["ne"], "two": ["nw", "sw"]}).crossings == ()


def test_a_stop_within_the_outline_of_another_tour_overlaps(square):
    assert seen(square, {"one": ["sw", "se", "ne", "nw"], "two": ["centre"]}).overlap == pytest.approx(1 / 5, abs=1e-4)


def test_tours_side_by_side_do_not_overlap(square):
    assert seen(square, {"one": ["sw", "nw"], "two": ["se", "ne"]}).overlap == 0


def test_a_stop_by_the_way_that_is_served_later_was_passed_by(square):
    looks = seen(square, {"one": ["sw", "se", "ne", "south"]})
    assert [(passed.stop_id, passed.before, passed.detour_m) for passed in looks.passed_by] == [("south", "se", 0)]


def test_the_next_stop_of_a_tour_was_not_passed_by(square):
    assert seen(square, {"one": ["sw", "south", "se"]}).passed_by == ()


def test_a_stop_that_was_closed_when_passed_was_not_passed_by(square):
    later = (TimeWindow(start_s=9 * HOUR),)
    stops = tuple(
        stop.model_copy(update={"windows": later}) if stop.stop_id == "south" else stop for stop in square.stops
    )
    closed = square.model_copy(update={"stops": stops})
    assert seen(closed, {"one": ["sw", "se", "ne", "south"]}).passed_by == ()


def test_an_empty_plan_looks_fine(square):
    assert seen(square, {}).overlap == 0
