import pytest

from routing.errors import InputError
from routing.model import Done, Lock, Stop
from routing.replanning.happened import Happened
from routing.replanning.rest import rest_of_day

HOUR = 3600
EARLY = 8 * HOUR + 1000
"""Van one has served a (8:10 to 8:15) and drives to b; van two is on its way to d."""


def as_planned(plan, vehicle, stop):
    route = next(route for route in plan.routes if route.vehicle_id == vehicle)
    visit = next(visit for visit in route.visits if visit.stop_id == stop)
    return Done(
        stop_id=stop,
        arrival_s=visit.arrival_s,
        service_start_s=visit.service_start_s,
        departure_s=visit.departure_s,
    )


def locks(rest):
    return {lock.vehicle_id: (lock.stops, lock.extent) for lock in rest.problem.locks}


def test_a_vehicle_without_a_report_is_where_its_plan_says(day, plan):
    rest = rest_of_day(day, plan, Happened(at_s=EARLY))
    assert {way.vehicle_id: [visit.stop_id for visit in way.visits] for way in rest.problem.under_way} == {
        "one": ["a"],
        "two": [],
    }


def test_nothing_reported_is_a_quiet_day(day, plan):
    assert rest_of_day(day, plan, Happened(at_s=EARLY)).quiet


def test_a_visit_within_two_minutes_of_its_plan_is_quiet(day, plan):
    visit = as_planned(plan, "one", "a")
    later = visit.model_copy(update={"departure_s": visit.departure_s + 100})
    assert rest_of_day(day, plan, Happened(at_s=EARLY, done={"one": (later,)})).quiet


def test_a_visit_ten_minutes_late_is_not_quiet(day, plan):
    visit = as_planned(plan, "one", "a")
    later = visit.model_copy(update={"departure_s": visit.departure_s + 600})
    assert not rest_of_day(day, plan, Happened(at_s=EARLY + 600, done={"one": (later,)})).quiet


def test_a_van_on_its_way_to_a_stop_goes_on_there(day, plan):
    assert locks(rest_of_day(day, plan, Happened(at_s=EARLY))) == {
        "one": (("a", "b"), "start"),
        "two": (("d",), "start"),
    }


def test_loaded_goods_stay_in_their_van(day, plan):
    rest = rest_of_day(day, plan, Happened(at_s=EARLY))
    assert {stop.stop_id: stop.vehicle_id for stop in rest.problem.stops} == {
        "a": None,
        "b": "one",
        "c": "one",
        "d": "two",
        "e": "two",
        "f": "two",
    }


def test_before_anyone_leaves_nothing_is_bound(day, plan):
    rest = rest_of_day(day, plan, Happened(at_s=7 * HOUR))
    assert {stop.vehicle_id for stop in rest.problem.stops} == {None}


def test_a_van_that_has_not_left_by_now_leaves_now_at_the_earliest(day, plan):
    alone = plan.model_copy(update={"routes": plan.routes[:1]})
    rest = rest_of_day(day, alone, Happened(at_s=9 * HOUR))
    assert rest.problem.vehicle_by_id["two"].shift.start_s == 9 * HOUR


def test_a_pickup_to_come_is_not_in_the_van(day, plan):
    stops = tuple(stop.model_copy(update={"kind": "pickup"}) if stop.stop_id == "c" else stop for stop in day.stops)
    rest = rest_of_day(day.model_copy(update={"stops": stops}), plan, Happened(at_s=EARLY))
    assert rest.problem.stop_by_id["c"].vehicle_id is None


def test_a_vehicle_that_is_out_keeps_what_it_has_done_and_nothing_else(day, plan):
    rest = rest_of_day(day, plan, Happened(at_s=EARLY, out=frozenset({"one"})))
    assert locks(rest)["one"] == (("a",), "whole")


def test_goods_in_a_stranded_van_are_to_be_fetched_where_it_stands(day, plan):
    rest = rest_of_day(day, plan, Happened(at_s=EARLY, out=frozenset({"one"})))
    handover = rest.problem.stop_by_id["b/one"]
    assert (handover.kind, handover.location) == ("pickup", day.stop_by_id["a"].location)


def test_a_cancelled_stop_is_gone(day, plan):
    rest = rest_of_day(day, plan, Happened(at_s=EARLY, cancelled=frozenset({"f"})))
    assert ("f" in rest.problem.stop_by_id, rest.tours["two"]) == (False, ("d", "e"))


def test_a_new_order_makes_the_day_unquiet(day, plan):
    urgent = Stop(stop_id="urgent", location=day.stops[3].location)
    assert not rest_of_day(day.model_copy(update={"stops": (*day.stops, urgent)}), plan, Happened(at_s=EARLY)).quiet


def test_a_late_van_goes_on_as_much_later(day, plan):
    rest = rest_of_day(day, plan, Happened(at_s=EARLY, late_s={"two": 1200}))
    assert {way.vehicle_id: way.free_s for way in rest.problem.under_way}["two"] == 8 * HOUR + 1200


def test_a_stop_that_another_van_has_served_is_done_by_that_one(day, plan):
    swapped = {
        "one": (as_planned(plan, "one", "a"),),
        "two": (as_planned(plan, "two", "d").model_copy(update={"stop_id": "b"}),),
    }
    rest = rest_of_day(day, plan, Happened(at_s=9 * HOUR, done=swapped))
    assert rest.tours == {"one": ("a", "c"), "two": ("b", "d", "e", "f")}


def test_the_days_own_locks_hold_for_what_is_still_to_come(day, plan):
    locked = day.model_copy(update={"locks": (Lock(vehicle_id="two", stops=("d", "f", "e")),)})
    rest = rest_of_day(locked, plan, Happened(at_s=EARLY))
    assert Lock(vehicle_id="two", stops=("f", "e")) in rest.problem.locks


def test_contradicting_reports_are_named_together(day, plan):
    visit = as_planned(plan, "one", "c")
    happened = Happened(
        at_s=EARLY, done={"one": (visit,)}, late_s={"nobody": 60}, cancelled=frozenset({"c", "no stop"})
    )
    with pytest.raises(InputError) as caught:
        rest_of_day(day, plan, happened)
    assert [finding.code for finding in caught.value.findings] == [
        "unknown_vehicle",
        "unknown_stop",
        "done_in_future",
        "done_and_cancelled",
    ]


def test_a_visit_of_a_tour_that_reported_nothing_is_asked_about(day, plan):
    stolen = as_planned(plan, "two", "d")
    with pytest.raises(InputError) as caught:
        rest_of_day(day, plan, Happened(at_s=9 * HOUR, done={"one": (stolen,)}))
    assert [finding.code for finding in caught.value.findings] == ["done_elsewhere"]
