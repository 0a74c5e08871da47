"""What a tour may have in all, to the last second, and what has happened: facts that break no rule any more."""

from datetime import date

import pytest
from hand_timed import Task, hand_timed

from routing.check import check
from routing.model import Depot, Done, Location, Shift, TimeWindow, UnderWay

CORPUS_CHRISTI = date(2026, 6, 4)


def codes(problem, plan, matrix):
    return [violation.code for violation in check(problem, plan, matrix)]


def with_vehicle(problem, **changes):
    return problem.model_copy(update={"vehicles": (problem.vehicles[0].model_copy(update=changes),)})


def with_stops(problem, *changes):
    stops = tuple(stop.model_copy(update=change) for stop, change in zip(problem.stops, changes, strict=True))
    return problem.model_copy(update={"stops": stops})


def under_way(problem, plan, count):
    """Return the day after so many visits of its one tour."""
    route = plan.routes[0]
    done = tuple(
        Done(
            stop_id=visit.stop_id,
            arrival_s=visit.arrival_s,
            service_start_s=visit.service_start_s,
            departure_s=visit.departure_s,
        )
        for visit in route.visits[:count]
    )
    way = UnderWay(vehicle_id="van", departure_s=route.departure_s, free_s=done[-1].departure_s, visits=done)
    return problem.model_copy(update={"under_way": (way,)})


def loaded(plan, **load):
    return plan.model_copy(update={"routes": (plan.routes[0].model_copy(update={"load": load}),)})


@pytest.mark.parametrize(("spare", "broken"), [(0, []), (-1, ["check_shift_end", "check_max_duration"])])
def test_a_tour_may_last_all_its_time_and_no_second_more(spare, broken):
    problem, plan, matrix = hand_timed(Task(30, 10), home=Task(30), start=480)
    route = plan.routes[0]
    given = Shift(start_s=route.departure_s, end_s=route.end_s + spare)
    tight = with_vehicle(problem, shift=given, max_duration_s=route.end_s - route.departure_s + spare)
    assert codes(tight, plan, matrix) == broken


@pytest.mark.parametrize(("most", "broken"), [(2, []), (1, ["check_max_stops"])])
def test_a_tour_may_have_all_its_stops_and_no_more(most, broken):
    problem, plan, matrix = hand_timed(Task(1), Task(1), max_stops=most)
    assert codes(problem, plan, matrix) == broken


def test_who_served_a_stop_without_its_skill_has_served_it():
    problem, plan, matrix = hand_timed(Task(1), Task(1))
    asked = with_stops(problem, {"skills": frozenset({"crane"})}, {})
    assert codes(under_way(asked, plan, 1), plan, matrix) == []


def test_who_left_before_the_shift_has_left():
    problem, plan, matrix = hand_timed(Task(1), Task(1), start=480)
    late = with_vehicle(problem, shift=Shift(start_s=9 * 3600, end_s=17 * 3600))
    assert codes(under_way(late, plan, 1), plan, matrix) == []


def test_what_was_fetched_is_on_board_with_what_comes():
    problem, plan, matrix = hand_timed(Task(1), Task(1), capacity={"kg": 50})
    both = with_stops(problem, *[{"kind": "pickup", "demand": {"kg": 30}}] * 2)
    assert codes(under_way(both, plan, 1), loaded(plan, kg=60), matrix) == ["check_load_exceeded"]


def test_a_shipment_that_was_brought_is_on_board_no_more():
    problem, plan, matrix = hand_timed(Task(1), Task(1), Task(1), capacity={"kg": 50})
    goods = {"demand": {"kg": 50}}
    day = with_stops(
        problem, goods | {"kind": "pickup", "shipment_id": "piano"}, goods | {"shipment_id": "piano"}, goods
    )
    assert codes(under_way(day, plan, 2), loaded(plan, kg=50), matrix) == []


def test_a_lorry_keeps_the_holidays_of_the_depot_it_starts_from():
    problem, plan, matrix = hand_timed(Task(10), day=CORPUS_CHRISTI, state="RP", start=480, gross_weight_kg=12_000)
    elsewhere = Depot(depot_id="hamburg", location=Location(lon=10, lat=53.5), state="HH")
    both = problem.model_copy(update={"depots": (elsewhere, *problem.depots)})
    assert codes(both, plan, matrix) == ["check_driving_ban"]


def test_who_missed_a_hard_window_has_missed_it():
    problem, plan, matrix = hand_timed(Task(10), Task(1))
    route = plan.routes[0]
    missed = route.visits[0].model_copy(update={"lateness_s": 60, "due": True})
    late = plan.model_copy(update={"routes": (route.model_copy(update={"visits": (missed, route.visits[1])}),)})
    day = with_stops(problem, {"hard_window": True, "windows": (TimeWindow(end_s=missed.arrival_s - 60),)}, {})
    assert codes(under_way(day, late, 1), late, matrix) == []


def test_who_comes_as_a_window_ends_is_served_in_it():
    problem, plan, matrix = hand_timed(Task(10))
    visit = plan.routes[0].visits[0].model_copy(update={"due": True})
    due = plan.model_copy(update={"routes": (plan.routes[0].model_copy(update={"visits": (visit,)}),)})
    windows = (TimeWindow(start_s=0, end_s=visit.arrival_s), TimeWindow(start_s=90_000, end_s=90_001))
    assert codes(with_stops(problem, {"windows": windows}), due, matrix) == []


@pytest.mark.parametrize("reload_s", [899, 901])
def test_a_reload_takes_its_time_to_the_second(full_day, reload_s):
    problem, plan, matrix = full_day
    assert codes(with_vehicle(problem, reload_s=reload_s), plan, matrix) == ["check_reload_time"]


def test_a_tour_under_way_leaves_when_it_left(full_day):
    problem, plan, matrix = full_day
    way = problem.under_way[0].model_copy(update={"departure_s": 28_799})
    assert codes(problem.model_copy(update={"under_way": (way,)}), plan, matrix) == ["check_left_at"]
