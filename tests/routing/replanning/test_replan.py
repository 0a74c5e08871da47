import pytest

from routing.check import check
from routing.model import Done, Stop, TimeWindow
from routing.replanning.happened import Happened
from routing.replanning.replan import replanned
from routing.replanning.rest import rest_of_day
from routing.solvers import SolveOptions

HOUR = 3600
OPTIONS = SolveOptions(work_limit=2, time_limit_s=30)


@pytest.fixture
def again(day, plan, matrix_of):
    """Plan the rest of the day, perhaps with more orders; the plan must keep every rule."""

    def replan(happened, *orders):
        rest = rest_of_day(day.model_copy(update={"stops": (*day.stops, *orders)}), plan, happened)
        found = replanned(rest, matrix_of(rest.problem), OPTIONS)
        assert check(rest.problem, found.plan, matrix_of(rest.problem)) == []
        return found

    return replan


def test_nothing_happened_means_nothing_changes(again, plan):
    assert again(Happened(at_s=9 * HOUR)).plan.sequences == plan.sequences


def test_an_urgent_order_goes_where_a_van_still_comes_by(again, day):
    urgent = Stop(stop_id="urgent", location=day.stops[4].location, windows=(TimeWindow(end_s=10 * HOUR),))
    assert "urgent" in again(Happened(at_s=8 * HOUR + 60), urgent).plan.sequences["two"]


def test_an_urgent_order_moves_no_other_stop(again, day):
    urgent = Stop(stop_id="urgent", location=day.stops[4].location, windows=(TimeWindow(end_s=10 * HOUR),))
    assert [moved.stop_id for moved in again(Happened(at_s=8 * HOUR + 60), urgent).moved] == ["urgent"]


def test_visits_done_stay_first_at_their_times(again, plan):
    visit = plan.routes[0].visits[0]
    late = Done(stop_id="a", arrival_s=visit.arrival_s, service_start_s=visit.service_start_s, departure_s=9 * HOUR)
    first = again(Happened(at_s=9 * HOUR, done={"one": (late,)})).plan.routes[0].visits[0]
    assert (first.stop_id, first.departure_s) == ("a", 9 * HOUR)


def test_another_van_fetches_the_goods_of_one_that_is_out(again):
    sequences = again(Happened(at_s=8 * HOUR + 1000, out=frozenset({"one"}))).plan.sequences
    assert sequences["one"] == ("a",)
    assert {"b/one", "b", "c/one", "c"} <= set(sequences["two"])


def test_a_day_before_departure_may_be_planned_freely(again):
    found = again(Happened(at_s=7 * HOUR, out=frozenset({"one"})))
    assert set(found.plan.sequences) <= {"two"}


def test_stops_of_a_day_on_which_every_van_is_out_say_what_stands_in_their_way(again, day):
    out = again(Happened(at_s=9 * HOUR, out=frozenset(day.vehicle_by_id)))
    told = {reason.code for item in out.plan.unassigned for reason in item.reasons}
    assert "not_in_any_tour" not in told
