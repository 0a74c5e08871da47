"""Where breaks are put in: before the task that would break the law, as short as the law allows."""

import numpy as np
from hypothesis import given
from strategies import DAY, HOUR, at, ruled_days

from routing.check import check
from routing.errors import UnreachableError
from routing.itinerary import itinerary
from routing.matrix import Matrix, TimeSlots, matrix_for
from routing.model import Depot, Done, Problem, Shift, Stop, TimeWindow, UnderWay, Vehicle
from routing.schedule import schedule

MIN = 60
LABOUR = {"check_work_unbroken", "check_breaks_short", "check_work_too_long"} | {
    "check_driving_unbroken",
    "check_driving_too_long",
}


def tour(rule, *tasks, home=0, under_way=(), **limits):
    """Plan tasks of minutes (leg, service) or (leg, service, opens after) on a day that starts at second 0."""
    stops = tuple(
        Stop(
            stop_id=f"s{k}",
            location=at(k + 1),
            service_s=task[1] * MIN,
            windows=(TimeWindow(start_s=task[2] * MIN),) if len(task) > 2 else (),
            demand={"kg": 60},
        )
        for k, task in enumerate(tasks)
    )
    van = Vehicle(
        vehicle_id="van",
        start_depot="yard",
        end_depot="yard",
        shift=Shift(start_s=0, end_s=24 * HOUR),
        break_rule=rule,
        **limits,
    )
    depots = (Depot(depot_id="yard", location=at(0)),)
    problem = Problem(date=DAY, depots=depots, vehicles=(van,), stops=stops, under_way=under_way)
    legs = np.full((len(tasks) + 1, len(tasks) + 1), 30 * MIN, np.int32)
    for k, task in enumerate(tasks):
        legs[k, k + 1] = task[0] * MIN
    legs[-1, 0] = home * MIN
    matrix = Matrix(places=tuple(problem.places), slots=TimeSlots((0,)), seconds=legs[None], metres=legs[None])
    return problem, matrix


def pauses(*args, **kwargs):
    """Return the pause before each leg in minutes."""
    problem, matrix = tour(*args, **kwargs)
    plan = schedule(problem, {"van": [stop.stop_id for stop in problem.stops]}, matrix)
    assert not {found.code for found in check(problem, plan, matrix)} & LABOUR
    return [leg.pause_s // MIN for leg in plan.routes[0].legs]


def broken(*args, **kwargs):
    """Return how many tasks break the law."""
    problem, matrix = tour(*args, **kwargs)
    way = itinerary(problem, problem.vehicles[0], [stop.stop_id for stop in problem.stops], matrix)
    return way.times(matrix, 0)[1]


def test_without_a_rule_nobody_pauses():
    assert pauses("none", (200, 200), (200, 200)) == [0, 0, 0]


def test_the_pause_comes_before_the_leg_that_would_pass_four_and_a_half_hours():
    assert pauses("eu561", (100, 10), (100, 10), (80, 10)) == [0, 0, 45, 0]


def test_driving_four_and_a_half_hours_to_the_minute_needs_no_pause():
    assert pauses("eu561", (100, 10), (100, 10), (70, 10)) == [0, 0, 0, 0]


def test_after_a_first_part_of_fifteen_minutes_thirty_are_enough():
    """The wait at the first stop is the first part."""
    assert pauses("eu561", (100, 10, 120), (100, 10), (80, 10)) == [0, 0, 30, 0]


def test_a_first_part_of_thirty_minutes_does_not_make_the_second_shorter():
    assert pauses("eu561", (100, 10, 130), (100, 10), (80, 10)) == [0, 0, 30, 0]


def test_a_wait_of_fourteen_minutes_is_no_part_of_a_break():
    assert pauses("eu561", (100, 10, 114), (100, 10), (80, 10)) == [0, 0, 45, 0]


def test_a_wait_of_three_quarters_of_an_hour_is_a_full_break():
    assert pauses("eu561", (100, 10, 145), (100, 10), (80, 10)) == [0, 0, 0, 0]


def test_service_is_no_break_of_driving():
    assert pauses("eu561", (100, 90), (100, 10), (80, 0)) == [0, 0, 45, 0]


def test_after_a_full_break_the_driving_counts_anew():
    assert pauses("eu561", (150, 0), (150, 0), (150, 0)) == [0, 45, 45, 0]


def test_more_than_six_hours_of_work_ask_for_half_an_hour_before_they_are_over():
    assert pauses("arbzg", (100, 200), (50, 20)) == [0, 30, 0]


def test_six_hours_of_work_to_the_minute_need_no_break():
    assert pauses("arbzg", (100, 200), (50, 10)) == [0, 0, 0]


def test_nine_hours_of_work_ask_for_a_quarter_more():
    assert pauses("arbzg", (10, 200), (10, 200), (10, 100), (20, 20)) == [0, 30, 0, 15, 0]


def test_nobody_works_six_hours_on_end_even_with_his_breaks_behind_him():
    """An hour's wait in the morning is break enough for the day, but not for six hours and a half after it."""
    assert pauses("arbzg", (30, 200, 90), (10, 190)) == [0, 15, 0]


def test_a_wait_counts_to_the_breaks_of_the_day():
    """A quarter waited leaves a quarter to pause."""
    assert pauses("arbzg", (100, 200, 115), (50, 20)) == [0, 15, 0]


def test_a_wait_in_the_task_that_passes_six_hours_counts_before_its_service():
    assert pauses("arbzg", (100, 200), (50, 20, 390)) == [0, 0, 0]


def test_a_pause_that_eats_up_the_wait_is_made_long_enough():
    """Half an hour's wait would do, but with its pause before the leg none would be left of it."""
    assert pauses("arbzg", (100, 200), (62, 20, 390)) == [0, 30, 0]


def test_a_pause_that_swallows_a_short_wait_is_the_shortest():
    """Ten minutes' wait is work and would pass six hours; a quarter of an hour before the leg leaves none of it."""
    assert pauses("arbzg", (100, 200), (50, 5, 360)) == [0, 15, 0]


def test_a_driver_under_eu561_is_an_employee_too():
    assert pauses("eu561", (10, 200), (10, 200)) == [0, 30, 0]


def test_nobody_pauses_before_he_has_begun():
    assert broken("arbzg", (100, 300)) == 1


def test_no_pause_is_wasted_on_a_leg_that_is_too_long_for_any():
    problem, matrix = tour("eu561", (100, 10), (280, 0))
    plan = schedule(problem, {"van": ["s0", "s1"]}, matrix)
    assert plan.routes[0].visits[1].leg.pause_s == 30 * MIN  # what ArbZG asks for


def test_a_leg_of_more_than_four_and_a_half_hours_is_a_breach():
    assert broken("eu561", (280, 0)) == 1


def test_nine_hours_of_driving_are_the_most():
    """The leg that passes them breaks the law, and so does the way home after it."""
    assert (broken("eu561", *[(180, 0)] * 3), broken("eu561", (180, 0), (180, 0), (181, 0), home=1)) == (0, 2)


def test_ten_hours_of_work_are_the_most():
    assert (broken("arbzg", (10, 290), (10, 290)), broken("arbzg", (10, 290), (10, 290), home=1)) == (0, 1)


def test_a_reload_is_work():
    """Half an hour to the depot and 61 minutes there pass the sixth hour by one."""
    assert pauses("arbzg", (100, 170), (100, 0), max_trips=2, reload_s=61 * MIN, capacity={"kg": 100}) == [0, 30, 0, 0]


def test_a_pause_may_be_taken_at_the_depot_after_a_reload():
    problem, matrix = tour("arbzg", (100, 170), (100, 60), max_trips=2, reload_s=30 * MIN, capacity={"kg": 100})
    visit = schedule(problem, {"van": ["s0", "s1"]}, matrix).routes[0].visits[1]
    assert (visit.leg.origin, visit.leg.pause_s, visit.reload.leg.pause_s) == ("depot/yard", 30 * MIN, 0)


def test_the_break_clock_runs_on_from_what_is_done():
    done = Done(stop_id="s0", arrival_s=200 * MIN, service_start_s=200 * MIN, departure_s=210 * MIN)
    way = UnderWay(vehicle_id="van", departure_s=0, free_s=210 * MIN, visits=(done,))
    assert pauses("eu561", (10, 10), (80, 0), under_way=(way,)) == [0, 45, 0]


def test_an_hour_stood_still_under_way_is_a_break():
    done = Done(stop_id="s0", arrival_s=200 * MIN, service_start_s=200 * MIN, departure_s=210 * MIN)
    way = UnderWay(vehicle_id="van", departure_s=0, free_s=270 * MIN, visits=(done,))
    assert pauses("eu561", (10, 10), (80, 0), under_way=(way,)) == [0, 0, 0]


@given(ruled_days())
def test_what_the_clock_finds_lawful_is_lawful(day):
    """The check knows the law by itself, in every lawful form."""
    problem, matrix, sequences = day
    try:
        plan = schedule(problem, sequences, matrix)
    except UnreachableError:
        return
    found = check(problem, plan, matrix)
    for route in plan.routes:
        vehicle = problem.vehicle_by_id[route.vehicle_id]
        way = itinerary(problem, vehicle, plan.sequences[route.vehicle_id], matrix_for(matrix, vehicle))
        _, breaches = way.times(matrix, route.departure_s)
        against = {item.code for item in found if item.vehicle_id == route.vehicle_id} & LABOUR
        assert breaches > 0 or not against


@given(ruled_days())
def test_every_time_metre_and_load_of_a_ruled_tour_is_right(day):
    problem, matrix, sequences = day
    try:
        plan = schedule(problem, sequences, matrix)
    except UnreachableError:
        return
    codes = {found.code for found in check(problem, plan, matrix)}
    allowed = {"check_load_exceeded", "check_shift_end", "check_hard_window", "check_max_duration", "check_max_stops"}
    assert codes <= allowed | LABOUR
