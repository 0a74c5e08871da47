"""Nothing in a plan can be changed without check() finding it, and nothing changed makes it fail."""

import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routing.check import check
from routing.plan import Leg, Reload, Route, Unassigned, Visit


def codes(problem, plan, matrix):
    return {violation.code for violation in check(problem, plan, matrix)}


def with_visit(plan, k, **changes):
    route = plan.routes[0]
    visits = list(route.visits)
    visits[k] = visits[k].model_copy(update=changes)
    return with_route(plan, visits=tuple(visits))


def with_route(plan, **changes):
    return plan.model_copy(update={"routes": (plan.routes[0].model_copy(update=changes),)})


def with_vehicle(problem, **changes):
    return problem.model_copy(update={"vehicles": (problem.vehicles[0].model_copy(update=changes),)})


def test_the_full_day_keeps_all_rules(full_day):
    assert check(*full_day) == []


def other(value):
    """Return something else of the same kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, float):
        return -value
    if isinstance(value, str):
        return value + "x"
    if isinstance(value, dict):
        return {name: amount + 1 for name, amount in value.items()}
    return value[1:] if value else None


PARTS = {
    "way to a visit": (Leg, lambda plan: plan.routes[0].visits[3].leg, lambda plan, leg: with_visit(plan, 3, leg=leg)),
    "way out of the depot again": (
        Leg,
        lambda plan: plan.routes[0].visits[2].leg,
        lambda plan, leg: with_visit(plan, 2, leg=leg),
    ),
    "way of what is done": (
        Leg,
        lambda plan: plan.routes[0].visits[0].leg,
        lambda plan, leg: with_visit(plan, 0, leg=leg),
    ),
    "way home": (Leg, lambda plan: plan.routes[0].last_leg, lambda plan, leg: with_route(plan, last_leg=leg)),
    "way to a reload": (
        Leg,
        lambda plan: plan.routes[0].visits[2].reload.leg,
        lambda plan, leg: with_visit(plan, 2, reload=plan.routes[0].visits[2].reload.model_copy(update={"leg": leg})),
    ),
    "reload": (
        Reload,
        lambda plan: plan.routes[0].visits[2].reload,
        lambda plan, reload: with_visit(plan, 2, reload=reload),
    ),
    "visit": (
        Visit,
        lambda plan: plan.routes[0].visits[3],
        lambda plan, visit: with_route(plan, visits=(*plan.routes[0].visits[:3], visit)),
    ),
    "visit done": (
        Visit,
        lambda plan: plan.routes[0].visits[0],
        lambda plan, visit: with_route(plan, visits=(visit, *plan.routes[0].visits[1:])),
    ),
    "route": (Route, lambda plan: plan.routes[0], lambda plan, route: plan.model_copy(update={"routes": (route,)})),
    "stop left out": (
        Unassigned,
        lambda plan: plan.unassigned[0],
        lambda plan, item: plan.model_copy(update={"unassigned": (item,)}),
    ),
}
UNVERIFIABLE = {
    Visit: {"arrival_p10_s", "arrival_p90_s", "p_late", "reasons", "leg", "reload"},
    Reload: {"leg"},
    Route: {"last_leg"},
}
"""Fields of which only the order is known, words for people, and fields that are parts of their own."""

FIELDS = [
    (part, field)
    for part, (shape, _, _) in PARTS.items()
    for field in shape.model_fields
    if field not in UNVERIFIABLE.get(shape, ())
]


@pytest.mark.parametrize(("part", "field"), FIELDS)
def test_every_field_that_is_changed_is_found(full_day, part, field):
    problem, plan, matrix = full_day
    _, take, put = PARTS[part]
    tampered = put(plan, take(plan).model_copy(update={field: other(getattr(take(plan), field))}))
    assert codes(problem, tampered, matrix)


@pytest.mark.parametrize("chance", [-0.1, 1.1, math.nan])
def test_a_chance_outside_0_to_1_is_found(full_day, chance):
    problem, plan, matrix = full_day
    assert codes(problem, with_visit(plan, 3, p_late=chance), matrix) == {"check_chance_wrong"}


@pytest.mark.parametrize("late", [35_899, None])
def test_quantiles_out_of_order_or_alone_are_found(full_day, late):
    problem, plan, matrix = full_day
    assert codes(problem, with_visit(plan, 3, arrival_p90_s=late), matrix) == {"check_quantiles_wrong"}


def test_a_reload_that_is_left_out_is_found(full_day):
    problem, plan, matrix = full_day
    assert "check_leg_ends" in codes(problem, with_visit(plan, 2, reload=None), matrix)


def test_more_trips_than_allowed_are_found(full_day):
    problem, plan, matrix = full_day
    assert codes(with_vehicle(problem, max_trips=1), plan, matrix) == {"check_trips"}


def test_a_tour_longer_than_allowed_is_found(full_day):
    problem, plan, matrix = full_day
    assert codes(with_vehicle(problem, max_duration_s=9_299), plan, matrix) == {"check_max_duration"}


def test_what_is_on_board_at_once_counts_not_the_sum(full_day):
    """80 kg are still to go through the van, never more than 50 at once."""
    problem, plan, matrix = full_day
    assert codes(with_vehicle(problem, capacity={"kg": 49}), plan, matrix) == {"check_load_exceeded"}


def changed_stop(problem, stop_id, **changes):
    stops = tuple(stop.model_copy(update=changes) if stop.stop_id == stop_id else stop for stop in problem.stops)
    return problem.model_copy(update={"stops": stops})


def test_what_is_picked_up_rides_to_the_end_of_the_trip(full_day):
    problem, plan, matrix = full_day
    returns = changed_stop(problem, "a", kind="pickup", demand={"kg": 31})
    assert codes(returns, plan, matrix) == {"check_load_exceeded", "check_load_wrong"}


def test_what_is_delivered_makes_room_for_what_is_picked_up(full_day):
    problem, plan, matrix = full_day
    returns = changed_stop(problem, "b", kind="pickup", demand={"kg": 50})
    assert codes(returns, plan, matrix) == set()


def swapped(plan):
    """Return the plan with the last two visits in each other's place; its times are wrong then, too."""
    route = plan.routes[0]
    return with_route(plan, visits=(*route.visits[:2], route.visits[3], route.visits[2]))


def test_a_shipment_brought_before_it_is_fetched_is_found(full_day):
    problem, plan, matrix = full_day
    reload = plan.routes[0].visits[2].reload
    early = with_visit(with_visit(swapped(plan), 2, reload=reload), 3, reload=None)
    assert "check_shipment_reversed" in codes(problem, early, matrix)


def test_a_shipment_that_is_fetched_and_not_brought_is_found(full_day):
    problem, plan, matrix = full_day
    lost = with_route(plan, visits=plan.routes[0].visits[:3])
    assert "check_shipment_apart" in codes(problem, lost, matrix)


def test_a_shipment_that_a_reload_parts_is_found(full_day):
    problem, plan, matrix = full_day
    reload = plan.routes[0].visits[2].reload
    assert "check_shipment_apart" in codes(problem, with_visit(plan, 3, reload=reload), matrix)


@pytest.mark.parametrize(
    ("extent", "stops"),
    [
        ("order", ("b", "a")),
        ("order", ("a", "maybe")),
        ("start", ("a", "fetch")),
        ("whole", ("a", "b")),
    ],
)
def test_a_broken_lock_is_found(full_day, extent, stops):
    problem, plan, matrix = full_day
    lock = problem.locks[0].model_copy(update={"extent": extent, "stops": stops})
    fresh = problem.model_copy(update={"locks": (lock,), "under_way": ()})
    assert "check_lock_broken" in codes(fresh, plan, matrix)


@pytest.mark.parametrize(
    ("extent", "stops"), [("order", ("a", "fetch")), ("start", ("a", "b")), ("whole", ("a", "b", "fetch", "bring"))]
)
def test_a_lock_that_is_kept_is_silent(full_day, extent, stops):
    problem, plan, matrix = full_day
    lock = problem.locks[0].model_copy(update={"extent": extent, "stops": stops})
    assert codes(problem.model_copy(update={"locks": (lock,)}), plan, matrix) == set()


def test_a_tour_that_forgets_what_is_done_is_found(full_day):
    problem, plan, matrix = full_day
    assert "check_done_changed" in codes(problem, plan.model_copy(update={"routes": ()}), matrix)


def test_a_reload_before_what_is_done_is_found(full_day):
    problem, plan, matrix = full_day
    reload = plan.routes[0].visits[2].reload
    assert "check_done_changed" in codes(problem, with_visit(plan, 0, reload=reload), matrix)


def test_an_optional_stop_left_out_is_not_due(full_day):
    problem, plan, matrix = full_day
    due = plan.unassigned[0].model_copy(update={"due": True})
    assert codes(problem, plan.model_copy(update={"unassigned": (due,)}), matrix) == {"check_due_wrong"}


absurd = st.sampled_from([-(10**18), -(10**12), -86_401, -1, 0, 1, 2**31, 10**12, 10**18])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_change_however_absurd_makes_check_raise(full_day, data):
    problem, plan, matrix = full_day
    for _ in range(data.draw(st.integers(1, 4))):
        shape, take, put = PARTS[data.draw(st.sampled_from(sorted(PARTS)))]
        part = take(plan)
        fields = [name for name in shape.model_fields if isinstance(getattr(part, name), int)]
        if fields:
            plan = put(plan, part.model_copy(update={data.draw(st.sampled_from(fields)): data.draw(absurd)}))
    assert isinstance(check(problem, plan, matrix), list)
