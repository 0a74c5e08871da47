import numpy as np
import pytest
from hypothesis import given
from strategies import days

from routing.delays import Kpis
from routing.errors import InputError, UnreachableError
from routing.matrix import UNREACHABLE, Matrix, TimeSlots
from routing.schedule import schedule

HOUR = 3600


def test_times_follow_travel_waiting_and_service(one_van, street):
    plan = schedule(one_van, {"van": ["a", "b", "c"]}, street)
    starts = [visit.service_start_s - 8 * HOUR for visit in plan.routes[0].visits]
    assert starts == [600, 1800, 2700]


def test_waiting_before_a_window_shows(one_van, street):
    plan = schedule(one_van, {"van": ["a", "b"]}, street)
    assert [visit.wait_s for visit in plan.routes[0].visits] == [0, 300]


def test_lateness_is_reported_not_forbidden(one_van, street):
    plan = schedule(one_van, {"van": ["c", "b", "a"]}, street)
    assert {visit.stop_id: visit.lateness_s for visit in plan.routes[0].visits} == {"c": 0, "b": 0, "a": 2700}


def test_the_way_home_is_part_of_the_route(one_van, street):
    plan = schedule(one_van, {"van": ["c"]}, street)
    assert (plan.routes[0].distance_m, plan.routes[0].end_s) == (30_000, 8 * HOUR + 3900)


def test_an_open_end_stops_at_the_last_visit(one_van, street):
    van = one_van.vehicles[0].model_copy(update={"end_depot": None})
    plan = schedule(one_van.model_copy(update={"vehicles": (van,)}), {"van": ["c"]}, street)
    assert (plan.routes[0].last_leg, plan.routes[0].distance_m) == (None, 15_000)


def test_unassigned_stops_count_as_late(one_van, street):
    """Dropping a customer must never improve the delay rate."""
    served = schedule(one_van, {"van": ["c", "b", "a"]}, street)
    dropped = schedule(one_van, {"van": ["c", "b"]}, street)
    assert Kpis.of(dropped).delay_rate >= Kpis.of(served).delay_rate


def test_a_vehicle_without_stops_has_no_route(one_van, street):
    assert schedule(one_van, {"van": []}, street).routes == ()


def test_a_given_departure_moves_the_route(one_van, street):
    plan = schedule(one_van, {"van": ["c"]}, street, departures={"van": 9 * HOUR})
    assert plan.routes[0].visits[0].arrival_s == 9 * HOUR + 1800


def test_all_unknown_ids_are_named_at_once(one_van, street):
    with pytest.raises(InputError) as caught:
        schedule(one_van, {"van": ["a", "a", "x"], "bus": []}, street)
    assert {(finding.code, finding.value) for finding in caught.value.findings} == {
        ("unknown_vehicle", "bus"),
        ("unknown_stop", "x"),
        ("repeated_stop", "a"),
    }


def test_a_leg_without_a_road_is_an_error_that_names_it(one_van, street):
    seconds = street.seconds.copy()
    seconds[0, 0, 1] = UNREACHABLE
    with pytest.raises(UnreachableError) as caught:
        schedule(one_van, {"van": ["a"]}, Matrix(street.places, street.slots, seconds, street.metres))
    assert caught.value.findings[0].detail == "stop/a"


def test_a_matrix_that_lacks_a_place_is_an_error(one_van):
    empty = Matrix(("depot/yard",), TimeSlots(), np.zeros((1, 1, 1), np.int32), np.zeros((1, 1, 1), np.int32))
    with pytest.raises(InputError, match="stop/a"):
        schedule(one_van, {"van": ["a"]}, empty)


def test_a_profile_without_matrix_is_an_error(one_van, street):
    with pytest.raises(InputError, match="van"):
        schedule(one_van, {"van": ["a"]}, {"truck_7_5t": street})


@given(days())
def test_schedule_never_reorders_or_drops(day):
    problem, matrix, sequences = day
    given_order = {vehicle_id: tuple(stops) for vehicle_id, stops in sequences.items() if stops}
    assert schedule(problem, sequences, matrix).sequences == given_order


@given(days())
def test_leaving_later_never_means_being_done_earlier(day):
    """FIFO of whole routes: waiting, windows and slots included."""
    problem, matrix, sequences = day
    later = {vehicle.vehicle_id: vehicle.shift.start_s + 777 for vehicle in problem.vehicles}
    early, late = (schedule(problem, sequences, matrix, departures=leave) for leave in (None, later))
    assert all(a.end_s <= b.end_s for a, b in zip(early.routes, late.routes, strict=True))
