"""Every planted violation is found, and nothing is found in an honest plan."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies import days, ruled_days

from routing.check import check
from routing.delays import Kpis
from routing.matrix import UNREACHABLE, Matrix
from routing.plan import Plan, Reason, Unassigned
from routing.schedule import schedule

HOUR = 3600


def codes(problem, plan, matrix, kpis=None):
    return {violation.code for violation in check(problem, plan, matrix, kpis)}


@given(days(rules=False))
def test_an_honest_plan_breaks_at_most_the_shift_and_hard_windows(day):
    """schedule() and check() agree to the second on times, waits, metres and lateness."""
    problem, matrix, sequences = day
    plan = schedule(problem, sequences, matrix)
    assert codes(problem, plan, matrix, Kpis.of(plan, problem.tolerance_s)) <= {"check_shift_end"}


LIMITS = {
    "check_shift_end",
    "check_load_exceeded",
    "check_work_unbroken",
    "check_breaks_short",
    "check_work_too_long",
    "check_driving_unbroken",
    "check_driving_too_long",
}
"""What sequences drawn at random may overstep, however their times are put on."""


@given(ruled_days())
def test_an_honest_plan_with_breaks_reloads_and_facts_breaks_at_most_limits(day):
    problem, matrix, sequences = day
    plan = schedule(problem, sequences, matrix)
    assert codes(problem, plan, matrix, Kpis.of(plan, problem.tolerance_s)) <= LIMITS


def change_visit(**changes):
    def mutate(plan, route, k):
        visits = list(route.visits)
        visits[k] = visits[k].model_copy(update={name: change(visits[k]) for name, change in changes.items()})
        return with_route(plan, route, route.model_copy(update={"visits": tuple(visits)}))

    return mutate


def change_leg(**changes):
    return change_visit(
        leg=lambda visit: visit.leg.model_copy(update={name: change(visit.leg) for name, change in changes.items()})
    )


def with_route(plan, old, new):
    return plan.model_copy(update={"routes": tuple(new if route is old else route for route in plan.routes)})


def drop_visit(plan, route, k):
    visits = route.visits[:k] + route.visits[k + 1 :]
    return with_route(plan, route, route.model_copy(update={"visits": visits}))


def repeat_visit(plan, route, k):
    visits = (*route.visits[: k + 1], route.visits[k], *route.visits[k + 1 :])
    return with_route(plan, route, route.model_copy(update={"visits": visits}))


def also_unassigned(plan, route, k):
    item = Unassigned(stop_id=route.visits[k].stop_id, due=True, reasons=(Reason(code="not_in_any_tour"),))
    return plan.model_copy(update={"unassigned": (*plan.unassigned, item)})


MUTATIONS = {
    "arrival earlier": (change_leg(arrival_s=lambda leg: leg.arrival_s - 1), {"check_leg_arrival"}),
    "arrival later": (change_leg(arrival_s=lambda leg: leg.arrival_s + 1), {"check_leg_arrival"}),
    "leg leaves early": (change_leg(departure_s=lambda leg: leg.departure_s - 60), {"check_leg_departure"}),
    "metres shortened": (change_leg(distance_m=lambda leg: leg.distance_m - 1), {"check_leg_distance"}),
    "hold hidden": (change_leg(held_s=lambda leg: leg.held_s + 1), {"check_leg_held"}),
    "leg from elsewhere": (change_leg(origin=lambda leg: leg.destination), {"check_leg_ends"}),
    "service starts early": (
        change_visit(service_start_s=lambda visit: visit.service_start_s - 1),
        {"check_service_start"},
    ),
    "service cut short": (change_visit(departure_s=lambda visit: visit.departure_s - 1), {"check_service_time"}),
    "lateness hidden": (change_visit(lateness_s=lambda visit: visit.lateness_s + 1), {"check_lateness_wrong"}),
    "due flag turned": (change_visit(due=lambda visit: not visit.due), {"check_due_wrong"}),
    "visit dropped": (drop_visit, {"check_stop_missing"}),
    "visit repeated": (repeat_visit, {"check_stop_repeated"}),
    "served and unassigned": (also_unassigned, {"check_stop_repeated"}),
    "stop renamed": (change_visit(stop_id=lambda _: "ghost"), {"check_stop_unknown", "check_stop_missing"}),
}


@pytest.mark.parametrize("name", MUTATIONS)
@given(day=days(rules=False), data=st.data())
def test_every_planted_violation_is_found(name, day, data):
    problem, matrix, sequences = day
    plan = schedule(problem, sequences, matrix)
    assume(plan.routes)
    route = data.draw(st.sampled_from(plan.routes))
    mutate, expected = MUTATIONS[name]
    mutant = mutate(plan, route, data.draw(st.integers(0, len(route.visits) - 1)))
    assert expected <= codes(problem, mutant, matrix)


def changed_vehicle(problem, **changes):
    return problem.model_copy(update={"vehicles": (problem.vehicles[0].model_copy(update=changes),)})


def changed_stop(problem, stop_id, **changes):
    stops = tuple(s.model_copy(update=changes) if s.stop_id == stop_id else s for s in problem.stops)
    return problem.model_copy(update={"stops": stops})


@pytest.fixture
def plan(one_van, street):
    return schedule(one_van, {"van": ["a", "b", "c"]}, street)


def test_the_small_day_keeps_all_rules(one_van, street, plan):
    assert check(one_van, plan, street, Kpis.of(plan)) == []


def test_too_much_load_is_found(one_van, street, plan):
    assert codes(changed_vehicle(one_van, capacity={"kg": 89}), plan, street) == {"check_load_exceeded"}


def test_a_load_claimed_wrongly_is_found(one_van, street, plan):
    lying = plan.routes[0].model_copy(update={"load": {"kg": 1}})
    assert codes(one_van, Plan(routes=(lying,)), street) == {"check_load_wrong"}


def test_a_missing_skill_is_found(one_van, street, plan):
    needy = changed_stop(one_van, "b", skills=frozenset({"lift"}))
    assert codes(needy, plan, street) == {"check_skills_missing"}


def test_the_wrong_vehicle_is_found(one_van, street, plan):
    other = one_van.vehicles[0].model_copy(update={"vehicle_id": "bus"})
    two = one_van.model_copy(update={"vehicles": (*one_van.vehicles, other)})
    assert codes(changed_stop(two, "b", vehicle_id="bus"), plan, street) == {"check_vehicle_forced"}


def test_too_many_stops_are_found(one_van, street, plan):
    assert codes(changed_vehicle(one_van, max_stops=2), plan, street) == {"check_max_stops"}


def test_a_shift_that_is_overrun_is_found(one_van, street, plan):
    short = one_van.vehicles[0].shift.model_copy(update={"end_s": 8 * HOUR + 60})
    assert codes(changed_vehicle(one_van, shift=short), plan, street) == {"check_shift_end"}


def test_leaving_before_the_shift_is_found(one_van, street):
    early = schedule(one_van, {"van": ["c"]}, street, departures={"van": 7 * HOUR})
    assert "check_shift_start" in codes(one_van, early, street)


def test_a_missed_hard_window_is_found(one_van, street):
    hard = changed_stop(one_van, "a", hard_window=True)
    late = schedule(hard, {"van": ["c", "b", "a"]}, street)
    assert codes(hard, late, street) == {"check_hard_window"}


def test_a_missing_way_home_is_found(one_van, street, plan):
    away = plan.routes[0].model_copy(update={"last_leg": None})
    assert codes(one_van, Plan(routes=(away,)), street) == {"check_way_home"}


def test_two_tours_of_one_vehicle_are_found(one_van, street, plan):
    twice = Plan(routes=plan.routes * 2)
    assert "check_vehicle_repeated" in codes(one_van, twice, street)


def test_a_route_of_an_unknown_vehicle_is_found(one_van, street, plan):
    ghost = plan.routes[0].model_copy(update={"vehicle_id": "ghost"})
    assert codes(one_van, Plan(routes=(ghost,)), street) == {"check_vehicle_unknown"}


def test_a_stop_left_out_without_a_reason_is_found(one_van, street):
    plan = schedule(one_van, {"van": ["a", "b"]}, street)
    silent = plan.unassigned[0].model_copy(update={"reasons": ()})
    assert codes(one_van, plan.model_copy(update={"unassigned": (silent,)}), street) == {"check_reason_missing"}


def test_a_leg_over_a_closed_road_is_found(one_van, street, plan):
    seconds = street.seconds.copy()
    seconds[0, 0, 1] = UNREACHABLE
    assert codes(one_van, plan, Matrix(street.places, street.slots, seconds, street.metres)) == {
        "check_leg_unreachable"
    }


@pytest.mark.parametrize("figure", sorted(Kpis.model_fields))
def test_a_wrong_figure_is_found(one_van, street, plan, figure):
    kpis = Kpis.of(plan)
    right = getattr(kpis, figure)
    wrong = right | {15: 0.5} if isinstance(right, dict) else right + 1
    assert codes(one_van, plan, street, kpis.model_copy(update={figure: wrong})) >= {"check_figure_wrong"}


def test_a_rate_claimed_where_nothing_is_due_is_found(one_van, street):
    no_windows = one_van.model_copy(update={"stops": one_van.stops[2:]})
    plan = schedule(no_windows, {"van": ["c"]}, street)
    beautified = Kpis.of(plan).model_copy(update={"delay_rate": 0.0})
    assert codes(no_windows, plan, street, beautified) == {"check_figure_wrong"}


def test_check_sees_the_times_of_another_matrix(one_van, street, plan):
    slower = Matrix(street.places, street.slots, street.seconds + np.int32(1), street.metres)
    assert "check_leg_arrival" in codes(one_van, plan, slower)
