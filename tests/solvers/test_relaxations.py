"""A street of places ten minutes apart; the van leaves at eight and a stop doesn't fit for one reason."""

from datetime import date

import numpy as np
import pytest

from routing.check import check
from routing.matrix import Matrix, TimeSlots
from routing.model import Depot, Done, Location, Lock, Problem, Shift, Stop, TimeWindow, UnderWay, Vehicle
from routing.schedule import schedule
from routing.solvers.lateness import ADVICE, explained_plan
from routing.solvers.relaxations import relaxations

HOUR = 3600


def place(k):
    return Location(lon=7.7 + k / 100, lat=49.4)


def van(name="van", **changed):
    shift = changed.pop("shift", Shift(start_s=8 * HOUR, end_s=16 * HOUR))
    return Vehicle(vehicle_id=name, start_depot="yard", end_depot="yard", shift=shift, **changed)


def due(k, name, end_s, **changed):
    return Stop(stop_id=name, location=place(k), windows=(TimeWindow(end_s=end_s),), hard_window=True, **changed)


def day(stops, *vans):
    return Problem(
        date=date(2026, 3, 2),
        timezone="UTC",
        depots=(Depot(depot_id="yard", location=place(0)),),
        vehicles=vans or (van(),),
        stops=tuple(stops),
    )


def street(problem):
    steps = np.array([round((spot.lon - 7.7) * 100) for spot in problem.places.values()])
    away = np.abs(np.subtract.outer(steps, steps)).astype(np.int32)[None]
    return Matrix(places=tuple(problem.places), slots=TimeSlots((0,)), seconds=away * 600, metres=away * 5000)


def found(problem, tours, stop_id):
    """Code, steps and vehicle of each change told."""
    plan = schedule(problem, tours, street(problem))
    relaxed = relaxations(problem, plan, street(problem), stop_id)
    return {(item.code, item.steps, item.vehicle_id) for item in relaxed}


def test_a_window_that_closes_too_early_is_asked_to_close_as_much_later_as_needed():
    problem = day([due(3, "c", 8 * HOUR + 1080)])
    assert ("relax_window_end", 12, "van") in found(problem, {}, "c")


def test_the_vehicle_is_asked_to_start_as_much_earlier():
    problem = day([due(3, "c", 8 * HOUR + 1080)])
    assert ("relax_shift_start", 12, "van") in found(problem, {}, "c")


def test_a_shift_that_ends_too_early_is_asked_to_end_later():
    problem = day([Stop(stop_id="c", location=place(3))], van(shift=Shift(start_s=8 * HOUR, end_s=8 * HOUR + 3300)))
    assert ("relax_shift_end", 5, "van") in found(problem, {}, "c")


def test_a_van_that_is_full_is_asked_for_the_missing_load_alone():
    stops = [Stop(stop_id=name, location=place(1), demand={"kg": 60}) for name in "ab"]
    problem = day(stops, van(capacity={"kg": 100}))
    assert ("relax_capacity", 20, "van") in found(problem, {"van": ["a"]}, "b")


def test_a_missing_skill_is_named():
    problem = day([Stop(stop_id="a", location=place(1), skills=frozenset({"crane"}))])
    plan = schedule(problem, {}, street(problem))
    (relaxed,) = relaxations(problem, plan, street(problem), "a")
    assert relaxed.reason.text("en") == "Fits if vehicle van has crane."


def test_a_stop_bound_to_a_full_vehicle_is_offered_another():
    stops = [Stop(stop_id=name, location=place(1), vehicle_id="small") for name in "ab"]
    problem = day(stops, van("small", max_stops=1), van("large"))
    assert ("relax_vehicle", 1, "large") in found(problem, {"small": ["a"]}, "b")


def test_a_change_that_would_make_another_stop_late_is_not_told():
    """Going to `far` first would be on time, but `near` would then be missed."""
    problem = day([due(1, "near", 8 * HOUR + 600), due(4, "far", 8 * HOUR + 2300)])
    for code, steps, _ in found(problem, {"van": ["near"]}, "far"):
        assert (code, steps) in {("relax_window_end", 2), ("relax_shift_start", 2)}


def test_every_change_told_is_proved_by_a_plan_that_keeps_all_rules():
    problem = day([due(1, "near", 8 * HOUR + 600), due(4, "far", 8 * HOUR + 2300)])
    matrix = street(problem)
    plan = schedule(problem, {"van": ["near"]}, matrix)
    proofs = relaxations(problem, plan, matrix, "far")
    assert proofs
    for proof in proofs:
        again = schedule(proof.problem, proof.sequences, matrix)
        assert (check(proof.problem, again, matrix), again.unassigned) == ([], ())


def test_half_a_step_less_would_not_do():
    problem = day([due(3, "c", 8 * HOUR + 1080)])
    matrix = street(problem)
    (window,) = (
        item
        for item in relaxations(problem, schedule(problem, {}, matrix), matrix, "c")
        if item.code == "relax_window_end"
    )
    tighter = window.problem.stops[0].model_copy(
        update={"windows": (TimeWindow(end_s=(window.problem.stops[0].due_s or 0) - 60),)}
    )
    changed = window.problem.model_copy(update={"stops": (tighter,)})
    assert check(changed, schedule(changed, {"van": ["c"]}, matrix), matrix)


def test_nothing_is_told_of_a_stop_that_no_single_change_helps():
    far = due(3, "c", 8 * HOUR + 1080, skills=frozenset({"crane"}))
    assert found(day([far]), {}, "c") == set()


def test_the_law_of_breaks_is_never_asked_to_give_way():
    """40 legs of ten minutes there and back are more than the hours of a day."""
    problem = day(
        [Stop(stop_id="c", location=place(40))],
        van(break_rule="arbzg", shift=Shift(start_s=0, end_s=24 * HOUR)),
    )
    assert found(problem, {}, "c") == set()


@pytest.fixture
def late_day():
    """`c` is due when the van reaches it straight from the yard; it serves `a` first and waits there."""
    stops = [
        Stop(stop_id="a", location=place(1), windows=(TimeWindow(start_s=9 * HOUR),)),
        Stop(stop_id="c", location=place(3), windows=(TimeWindow(end_s=8 * HOUR + 1800),)),
    ]
    problem = day(stops)
    return problem, schedule(problem, {"van": ["a", "c"]}, street(problem))


def test_a_late_visit_says_which_wait_held_it_up(late_day):
    problem, plan = late_day
    visit = explained_plan(problem, plan, street(problem), 10).routes[0].visits[1]
    assert visit.reasons[0].code == "late_waits"


def test_a_visit_on_time_says_nothing(late_day):
    problem, plan = late_day
    assert explained_plan(problem, plan, street(problem), 10).routes[0].visits[0].reasons == ()


def test_a_visit_late_on_the_straight_way_says_so():
    problem = day([Stop(stop_id="c", location=place(3), windows=(TimeWindow(end_s=8 * HOUR + 1080),))])
    plan = schedule(problem, {"van": ["c"]}, street(problem))
    visit = explained_plan(problem, plan, street(problem), 10).routes[0].visits[0]
    assert [reason.code for reason in visit.reasons] == ["late_alone", "relax_shift_start", "relax_window_end"]


def test_without_time_to_look_the_reason_stands_alone():
    problem = day([Stop(stop_id="c", location=place(3), windows=(TimeWindow(end_s=8 * HOUR + 1080),))])
    plan = schedule(problem, {"van": ["c"]}, street(problem))
    visit = explained_plan(problem, plan, street(problem), 0).routes[0].visits[0]
    assert [reason.code for reason in visit.reasons] == ["late_alone"]


def test_a_stop_that_fits_elsewhere_as_it_is_asks_for_no_change():
    problem = day([due(3, "c", 8 * HOUR + 1800)])
    assert found(problem, {}, "c") == {("relax_move", 1, "van")}


def test_nothing_is_told_of_a_late_visit_that_has_happened():
    late = Stop(stop_id="c", location=place(3), windows=(TimeWindow(end_s=8 * HOUR + 1080),))
    done = Done(stop_id="c", arrival_s=30600, service_start_s=30600, departure_s=30600)
    way = UnderWay(vehicle_id="van", departure_s=8 * HOUR, free_s=30600, visits=(done,))
    problem = day([late]).model_copy(update={"under_way": (way,)})
    assert found(problem, {"van": ["c"]}, "c") == set()


def test_a_locked_stop_is_looked_at_on_its_own_vehicle_only():
    stops = [due(3, "c", 8 * HOUR + 1080)]
    problem = day(stops, van(), van("other")).model_copy(update={"locks": (Lock(vehicle_id="van", stops=("c",)),)})
    assert {vehicle for _, _, vehicle in found(problem, {}, "c")} == {"van"}


def test_without_time_no_change_is_looked_for():
    problem = day([due(3, "c", 8 * HOUR + 1080)])
    plan = schedule(problem, {}, street(problem))
    assert explained_plan(problem, plan, street(problem), 0).unassigned == plan.unassigned


def test_advice_for_an_earlier_plan_falls_away():
    problem = day([due(3, "c", 8 * HOUR + 1080)])
    told = explained_plan(problem, schedule(problem, {}, street(problem)), street(problem))
    codes = [reason.code for reason in explained_plan(problem, told, street(problem), 0).unassigned[0].reasons]
    assert not [code for code in codes if code.startswith(ADVICE)]


def test_a_lock_whose_other_stops_are_left_out_too_is_no_obstacle():
    problem = day([Stop(stop_id=name, location=place(2)) for name in "ab"], van(max_duration_s=1800))
    problem = problem.model_copy(update={"locks": (Lock(vehicle_id="van", stops=("a", "b")),)})
    assert found(problem, {}, "b") == {("relax_duration", 10, "van")}
