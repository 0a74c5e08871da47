"""Plans as VROOM solutions, there and back."""

import json

import pytest

from data.exports.vroom import vroom_solution
from data.imports.tours import tours_from
from routing.schedule import schedule


@pytest.fixture
def planned(sample_town_day):
    """A problem and a plan of two tours with a break, some stops left out."""
    problem, matrix, _ = sample_town_day
    stops = [stop.stop_id for stop in problem.stops]
    plan = schedule(problem, {"van-1": stops[:5], "van-3": stops[9:5:-1]}, matrix)
    first, second, *rest = plan.routes[0].visits
    paused = second.model_copy(update={"leg": second.leg.model_copy(update={"pause_s": 2700})})
    route = plan.routes[0].model_copy(update={"visits": (first, paused, *rest)})
    return problem, plan.model_copy(update={"routes": (route, plan.routes[1])})


def test_a_solution_is_read_back_as_the_same_tours(planned):
    problem, plan = planned
    assert tours_from(vroom_solution(problem, plan), "plan.vroom.json", problem) == plan.sequences


def test_steps_come_in_the_order_of_time(planned):
    steps = json.loads(vroom_solution(*planned))["routes"][1]["steps"]
    arrivals = [step["arrival"] for step in steps]
    assert (steps[0]["type"], steps[-1]["type"], arrivals) == ("start", "end", sorted(arrivals))


def test_a_break_is_a_step(planned):
    steps = json.loads(vroom_solution(*planned))["routes"][0]["steps"]
    assert [step["service"] for step in steps if step["type"] == "break"] == [2700]


def test_orders_left_out_are_unassigned(planned):
    document = json.loads(vroom_solution(*planned))
    assert len(document["unassigned"]) == document["summary"]["unassigned"] == len(planned[1].unassigned)
