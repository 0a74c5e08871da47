"""Two plans to choose from."""

import pytest

from routing.punctuality.alternatives import alternatives, known, moved, territories
from routing.punctuality.curve import Sampler
from routing.solvers import SolveOptions

HABIT = {"van": ("a", "c"), "truck": ("b", "d", "e")}
OPTIONS = SolveOptions(time_limit_s=60, work_limit=3, cores=1, or_tools=False)


@pytest.fixture
def curve(street_day, street_matrix, late_starts):
    sampler = Sampler(street_day, street_matrix, late_starts, OPTIONS)
    return (
        sampler.point({"van": ("a", "b", "c", "d", "e")}),
        sampler.point({"van": ("a", "b", "c", "d"), "truck": ("e",)}),
    )


@pytest.fixture
def both(street_day, street_matrix, late_starts, curve):
    return alternatives(street_day, street_matrix, late_starts, OPTIONS, curve, habit=HABIT, price=0.05)


def test_there_are_two_plans_and_each_serves_every_stop(both):
    assert [item.name for item in both] == ["closest_to_habit", "most_punctual"]
    assert all(sum(map(len, item.point.sequences.values())) == 5 for item in both)


def test_the_most_punctual_plan_keeps_to_its_price(both, curve):
    assert both[1].point.distance_km <= 1.05 * min(point.distance_km for point in curve)


def test_a_stop_on_another_vehicle_than_usual_counts_as_moved():
    assert moved({"van": ("a",), "truck": ("c", "b", "d", "e")}, HABIT) == pytest.approx(1 / 5)


def test_a_usual_stop_left_out_counts_as_moved():
    assert moved({"van": ("a", "c"), "truck": ("b", "d")}, HABIT) == pytest.approx(1 / 5)


def test_habits_of_stops_and_vehicles_that_are_not_there_today_are_passed_over(street_day):
    assert known(street_day, {"van": ("a", "gone"), "sold": ("b",)}) == {"van": ("a",)}


def test_territories_give_every_stop_to_one_vehicle_in_even_numbers(street_day):
    dealt = territories(street_day)
    assert sorted(stop for visits in dealt.values() for stop in visits) == ["a", "b", "c", "d", "e"]
    assert sorted(map(len, dealt.values())) == [2, 3]


def test_territories_are_driven_in_the_order_in_which_stops_are_due(street_day):
    for visits in territories(street_day).values():
        due = [street_day.stop_by_id[stop].due_s or 10**9 for stop in visits]
        assert due == sorted(due)
