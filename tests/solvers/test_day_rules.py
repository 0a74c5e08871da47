"""One claim for each rule that concerns whole tours, on a line of places ten minutes and five kilometres apart."""

import pytest

from routing.check import check
from routing.model import Done, Lock, UnderWay
from routing.schedule import schedule
from routing.solvers import SolveOptions, Weights
from routing.solvers.in_process import solve_here

HOUR = 3600


def planned(line, problem, start=None, keep=None, **weights):
    """Solve a day and return its plan, which breaks no rule."""
    options = SolveOptions(time_limit_s=60, work_limit=1, weights=Weights(**weights), keep=keep or {})
    matrix = line.matrix(problem)
    plan = schedule(problem, solve_here(problem, matrix, options, start=start), matrix)
    assert check(problem, plan, matrix) == []
    return plan


def with_locks(problem, *locks):
    return problem.model_copy(update={"locks": locks})


def shipment(line, pickup, delivery, name="x", **fields):
    """Return a pickup at one place and its delivery at another."""
    goods = {"shipment_id": name, "demand": {"kg": 5}} | fields
    return [line.stop(pickup, kind="pickup", **goods), line.stop(delivery, **goods)]


def test_a_pickup_comes_before_its_delivery(line):
    """The delivery is nearer and would be served on the way out as well as on the way back."""
    plan = planned(line, line.problem(shipment(line, 5, 2), [line.van()]))
    assert plan.sequences == {"van": ("s5", "s2")}


def test_halves_of_a_shipment_ride_on_one_vehicle(line):
    stops = [*shipment(line, -3, 3, "x"), *shipment(line, 4, -4, "y")]
    plan = planned(line, line.problem(stops, [line.van("one"), line.van("two")]))
    home = {stop_id: name for name, visits in plan.sequences.items() for stop_id in visits}
    assert (home["s-3"], home["s4"]) == (home["s3"], home["s-4"])


def test_a_shipment_is_left_out_whole(line):
    """Its delivery can't be met, so nobody picks it up."""
    stops = shipment(line, 1, 9)
    stops[1] = line.stop(9, due=8.25, hard=True, shipment_id="x", demand={"kg": 5})
    plan = planned(line, line.problem([*stops, line.stop(2)], [line.van()]))
    assert {item.stop_id for item in plan.unassigned} == {"s1", "s9"}


def test_only_what_is_on_board_at_once_must_fit(line):
    """Two shipments of the van's whole capacity go one after the other."""
    stops = [*shipment(line, 1, 2, "x"), *shipment(line, 3, 4, "y")]
    plan = planned(line, line.problem(stops, [line.van(capacity={"kg": 5})]))
    assert plan.sequences == {"van": ("s1", "s2", "s3", "s4")}


def test_a_pickup_takes_the_room_that_a_delivery_left(line):
    stops = [line.stop(3, kind="pickup", demand={"kg": 5}), line.stop(2, demand={"kg": 5})]
    plan = planned(line, line.problem(stops, [line.van(capacity={"kg": 5})]))
    assert plan.sequences == {"van": ("s2", "s3")}


def test_a_van_reloads_when_the_days_load_exceeds_it(line):
    stops = [line.stop(k, demand={"kg": 5}) for k in (1, 2, -1, -2)]
    plan = planned(line, line.problem(stops, [line.van(capacity={"kg": 10}, max_trips=2, reload_s=900)]))
    assert [visit.reload is not None for visit in plan.routes[0].visits] == [False, False, True, False]


def test_a_van_makes_no_more_trips_than_it_may(line):
    stops = [line.stop(k, demand={"kg": 5}) for k in (1, 2, 3)]
    plan = planned(line, line.problem(stops, [line.van(capacity={"kg": 5}, max_trips=2)]))
    assert len(plan.unassigned) == 1


def test_a_lorry_takes_45_minutes_before_it_has_driven_4_and_a_half_hours(line):
    lorry = line.van(break_rule="eu561", start=6, end=20)
    plan = planned(line, line.problem([line.stop(15), line.stop(24)], [lorry]))
    assert max(leg.pause_s for leg in plan.routes[0].legs) == 45 * 60


def test_a_stop_that_the_drivers_hours_do_not_allow_is_left_out(line):
    """Ten hours there and back are an hour more than a lorry may drive on a day."""
    vans = [line.van(break_rule="eu561", start=5, end=22)]
    plan = planned(line, line.problem([line.stop(30, service_s=0)], vans))
    assert [item.stop_id for item in plan.unassigned] == ["s30"]


def test_a_break_that_makes_a_window_late_sends_another_vehicle(line):
    """After five hours at the first stop, one driver alone would be at the second one only after the break."""
    stops = [line.stop(1, due=8.5, hard=True, service_s=5 * HOUR), line.stop(6, opens=13, due=14.1, hard=True)]
    vans = [line.van(name, break_rule="arbzg") for name in ("one", "two")]
    plan = planned(line, line.problem(stops, vans))
    assert [len(route.visits) for route in plan.routes] == [1, 1]


def test_no_tour_lasts_longer_than_it_may(line):
    stops = [line.stop(k, service_s=1800) for k in (1, 2, -1, -2)]
    vans = [line.van(name, max_duration_s=2 * HOUR) for name in ("one", "two")]
    plan = planned(line, line.problem(stops, vans))
    assert [route.duration_s <= 2 * HOUR for route in plan.routes] == [True, True]


def test_an_optional_stop_too_far_away_is_left_out(line):
    """Forty minutes and twenty kilometres there and back cost more than its ten euro."""
    stops = [line.stop(1), line.stop(9, optional=True, drop_penalty_eur=10)]
    plan = planned(line, line.problem(stops, [line.van()]))
    assert [(item.stop_id, item.due) for item in plan.unassigned] == [("s9", False)]


def test_an_optional_stop_on_the_way_is_served(line):
    stops = [line.stop(2), line.stop(1, optional=True, drop_penalty_eur=10)]
    assert planned(line, line.problem(stops, [line.van()])).unassigned == ()


def test_locked_stops_keep_their_order(line):
    """Others may come between them."""
    problem = with_locks(
        line.problem([line.stop(k) for k in (1, 2, 3)], [line.van()]), Lock(vehicle_id="van", stops=("s3", "s1"))
    )
    visits = planned(line, problem).sequences["van"]
    assert visits.index("s3") < visits.index("s1")


def test_locked_stops_stay_on_their_vehicle(line):
    """The other van is cheaper."""
    vans = [line.van("dear", cost_per_km=3.0), line.van("cheap")]
    problem = with_locks(line.problem([line.stop(k) for k in (1, 2)], vans), Lock(vehicle_id="dear", stops=("s2",)))
    assert "s2" in planned(line, problem).sequences["dear"]


def test_a_tour_begins_with_what_is_locked_as_its_start(line):
    lock = Lock(vehicle_id="van", stops=("s4", "s2"), extent="start")
    problem = with_locks(line.problem([line.stop(k) for k in (1, 2, 3, 4)], [line.van()]), lock)
    assert planned(line, problem).sequences["van"][:2] == ("s4", "s2")


def test_a_tour_locked_whole_takes_no_other_stop(line):
    lock = Lock(vehicle_id="one", stops=("s4", "s2"), extent="whole")
    problem = with_locks(line.problem([line.stop(k) for k in (2, 3, 4)], [line.van("one"), line.van("two")]), lock)
    assert planned(line, problem).sequences == {"one": ("s4", "s2"), "two": ("s3",)}


def test_an_optional_stop_that_is_locked_is_served(line):
    stops = [line.stop(1), line.stop(9, optional=True, drop_penalty_eur=10)]
    problem = with_locks(line.problem(stops, [line.van()]), Lock(vehicle_id="van", stops=("s9",)))
    assert planned(line, problem).unassigned == ()


def under_way(problem, **fields):
    """Say that the van has served place 3 from 8:40 to 8:45."""
    visit = Done(stop_id="s3", arrival_s=8 * HOUR + 2400, service_start_s=8 * HOUR + 2400, departure_s=8 * HOUR + 2700)
    way = UnderWay(**({"vehicle_id": "van", "departure_s": 8 * HOUR, "free_s": 9 * HOUR, "visits": (visit,)} | fields))
    return problem.model_copy(update={"under_way": (way,)})


def test_visits_done_stay_first_in_their_tour(line):
    problem = under_way(line.problem([line.stop(k) for k in (1, 2, 3, 4)], [line.van()]))
    assert planned(line, problem).sequences["van"][0] == "s3"


def test_a_vehicle_under_way_goes_on_from_its_last_place(line):
    problem = under_way(line.problem([line.stop(k) for k in (3, 4)], [line.van()]))
    leg = planned(line, problem).routes[0].visits[1].leg
    assert (leg.origin, leg.departure_s) == ("stop/s3", 9 * HOUR)


def test_a_day_under_way_that_is_too_long_already_is_planned_on(line):
    """The van can't be home at nine any more; what it has done is kept, and nothing is added."""
    problem = under_way(line.problem([line.stop(k) for k in (3, 4)], [line.van(end=9)]))
    options = SolveOptions(time_limit_s=60, work_limit=1)
    assert solve_here(problem, line.matrix(problem), options)["van"][0] == "s3"


def test_balanced_tours_cost_less(line):
    """Without the price of long tours, one van alone would serve all."""
    stops = [line.stop(k, service_s=HOUR) for k in (1, 2, 3, 4)]
    plan = planned(line, line.problem(stops, [line.van("one"), line.van("two")]), balance_eur_per_h2=20)
    assert sorted(len(route.visits) for route in plan.routes) == [2, 2]


def test_compact_tours_cost_less(line):
    """One van could serve both ends of the town in one tour; at a price for the crow's way, each stays on its side."""
    stops = [line.stop(k) for k in (-3, -2, 2, 3)]
    plan = planned(line, line.problem(stops, [line.van("one"), line.van("two")]), compact_eur_per_km=20)
    assert {frozenset(visits) for visits in plan.sequences.values()} == {
        frozenset({"s-3", "s-2"}),
        frozenset({"s2", "s3"}),
    }


@pytest.mark.parametrize(("price", "home"), [(0, "cheap"), (100, "dear")])
def test_a_stop_stays_on_its_vehicle_unless_moving_earns_its_price(line, price, home):
    problem = line.problem([line.stop(4)], [line.van("cheap"), line.van("dear", cost_per_km=1.0)])
    plan = planned(line, problem, keep={"dear": ("s4",)}, moved_eur_per_stop=price)
    assert plan.sequences == {home: ("s4",)}


@pytest.mark.parametrize(("price", "visits"), [(0, ("s1", "s2", "s3")), (100, ("s1", "s3", "s2"))])
def test_stops_keep_their_order_unless_changing_it_earns_its_price(line, price, visits):
    vans = [line.van(end_depot=None)]
    problem = line.problem([line.stop(k) for k in (1, 2, 3)], vans)
    plan = planned(line, problem, keep={"van": ("s1", "s3", "s2")}, reordered_eur_per_stop=price)
    assert plan.sequences == {"van": visits}


def test_a_stops_own_buffer_brings_it_forward(line):
    """Both are in time either way; the one with a buffer is served first, though it lies behind."""
    stops = [line.stop(1, due=8.7), line.stop(-1, due=8.7)]
    problem = line.problem(stops, [line.van()])
    options = SolveOptions(time_limit_s=60, work_limit=1, buffers_s={"s-1": 1800})
    assert solve_here(problem, line.matrix(problem), options) == {"van": ("s-1", "s1")}
