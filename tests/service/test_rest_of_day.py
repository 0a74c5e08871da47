"""The rest of a day that is being driven: events in, a proposal out, the plan untouched."""

import re
import threading

import pytest
from desk_days import HOUR, NOW, TOURS, AskedPlan, places

from api.desk.day import arranged
from api.desk.locks import Locks
from api.desk.proposals import is_proposal, rest_of
from api.tasks import Bench
from api.tasks.rest import work
from data.store import jobs, plans
from routing.replanning.happened import Happened


@pytest.fixture
def proposal(plan, service, settings):
    """Return a function: tell what has happened and work on the job here; return the job's result."""
    store = service.app.state.store

    def run(*events, at="08:30", **more):
        answer = plan.change("rest", at=at, events=list(events), time_limit_s=1, **more)
        assert answer.status_code == 202, answer.text
        with store.write() as tx:
            job = jobs.claim(tx, "test", now=NOW, lease_s=600)
        accept = work(job, Bench(store, settings, lambda _news: None, threading.Event()))
        with store.write() as tx:
            jobs.finish(tx, job.job_id, job.lease, accept(tx), now=NOW)
        return plan.client.get(f"/api/v1/jobs/{answer.json()['job_id']}").json()["result"]

    return run


def test_a_quiet_day_stays_as_it_is(plan, proposal):
    before = places(plan.view())
    found = proposal()
    assert {tour["vehicle_id"]: [visit["order_id"] for visit in tour["visits"]] for tour in found["tours"]} == before
    assert found["moved"] == []


def test_a_proposal_leaves_the_plan_alone(plan, proposal):
    before = plan.view()
    proposal({"event": "out", "vehicle_id": "van 2"})
    after = plan.view()
    assert (after["version"], after["tours"]) == (before["version"], before["tours"])


def test_goods_in_a_van_that_cannot_go_on_are_fetched_from_it(proposal):
    """The new pickup lies where the van stands, which the kept travel times know by another name."""
    found = proposal({"event": "out", "vehicle_id": "van 2"})
    assert any(moved["before"] == "van 2" or "/van 2" in moved["stop_id"] for moved in found["moved"])


def test_a_cancelled_order_is_in_no_tour(proposal):
    found = proposal({"event": "cancelled", "order_id": "s4"})
    assert "s4" not in {visit["order_id"] for tour in found["tours"] for visit in tour["visits"]}


def test_all_that_cannot_be_is_said_at_once_and_no_job_begins(plan):
    answer = plan.change(
        "rest", at="08:30", events=[{"event": "late", "vehicle_id": "van 1"}, {"event": "flown", "order_id": "s1"}]
    )
    found = {(finding["row"], finding["code"]) for finding in answer.json()["findings"]}
    assert (answer.status_code, found) == (422, {(1, "cell_empty"), (2, "event_unknown")})


def test_a_time_that_is_none_is_named(plan):
    answer = plan.change("rest", at="soon")
    assert (answer.status_code, answer.json()["findings"][0]["code"]) == (422, "time_unreadable")


URGENT = {"name": "Eilkunde", "lat": "49.4414", "lon": "7.7621", "window_end": "11:30", "service_min": "5"}


@pytest.fixture
def kept(plan, proposal):
    """Return a function: keep a proposal; return it as it is asked for."""

    def run(*events, **more):
        found = proposal(*events, keep=True, **more)
        return AskedPlan(plan.client, found["proposal_id"])

    return run


def test_a_kept_proposal_is_a_draft_beside_the_plan(plan, kept):
    before = plan.view()
    view = kept({"event": "out", "vehicle_id": "van 2"}).view()
    assert (view["state"], view["date"], view["rest"]["plan_id"]) == ("draft", before["date"], plan.plan_id)
    assert plan.view() == before


def test_it_names_the_stops_that_change_hands_and_why(kept):
    changed = kept({"event": "out", "vehicle_id": "van 2"}).view()["rest"]["changed"]
    why = {item["order_id"]: (item["before"], item["why"]["en"]) for item in changed}
    assert why["s7"] == (2, "van 2 can't go on, the goods are fetched from it.")
    assert not any("/" in order_id for order_id in why)


def test_done_stops_are_marked_and_stay_where_they_were(plan, kept):
    view = kept({"event": "out", "vehicle_id": "van 2"}).view()
    done = {visit["order_id"] for tour in view["tours"] for visit in tour["visits"] if visit["done"]}
    by_plan = {
        visit["order_id"]
        for tour in plan.view()["tours"]
        for visit in tour["visits"]
        if visit["service_start"][11:16] <= "08:30"
    }
    assert done == by_plan != set()


def test_an_urgent_order_anywhere_on_the_roads_finds_a_tour(kept):
    view = kept(orders=[URGENT]).view()
    assert "neu-1" in {visit["order_id"] for tour in view["tours"] for visit in tour["visits"]}
    (new,) = [item for item in view["rest"]["changed"] if item["order_id"] == "neu-1"]
    assert (new["name"], new["why"]["en"]) == ("Eilkunde", "Came in today.")


def test_wrong_cells_of_urgent_orders_are_named_all_at_once(plan):
    answer = plan.change("rest", at="08:30", orders=[URGENT | {"lat": "north"}, URGENT | {"window_end": "late"}])
    assert {(item["row"], item["column"]) for item in answer.json()["findings"]} == {(1, "lat"), (2, "window_end")}


def test_a_quiet_day_keeps_no_proposal(proposal):
    assert proposal(keep=True)["proposal_id"] is None


def test_a_proposal_is_no_plan_of_the_day_until_it_is_released(plan, kept, store):
    found = kept({"event": "out", "vehicle_id": "van 2"})
    day = plan.client.get("/plan?date=2026-11-24", follow_redirects=False).headers["location"]
    assert day.endswith(plan.plan_id)
    assert found.change("release", accept_open=True).json()["state"] == "released"
    with store.read() as tx:
        assert not is_proposal(plans.get(tx, found.plan_id))


def test_a_dropped_proposal_is_gone_and_the_plan_stays(plan, kept):
    before = plan.view()
    dropped = kept({"event": "out", "vehicle_id": "van 2"})
    headers = {"If-Match": f'"{dropped.view()["version"]}"'}
    assert plan.client.delete(dropped.path, headers=headers).status_code == 204
    assert plan.client.get(dropped.path).status_code == 404
    assert plan.view() == before


def test_a_day_s_first_plan_cannot_be_dropped(plan):
    answer = plan.client.delete(plan.path, headers={"If-Match": f'"{plan.view()["version"]}"'})
    assert (answer.status_code, answer.json()["code"]) == (409, "plan_not_proposal")


def test_the_rest_of_a_changed_day_can_be_changed_again(kept):
    first = kept({"event": "out", "vehicle_id": "van 2"})
    answer = first.change("rest", at="08:45", events=[{"event": "late", "vehicle_id": "van 1", "late_min": 20}])
    assert answer.status_code == 202


def test_a_day_that_is_being_driven_is_not_planned_anew_as_a_whole(kept):
    begun = kept({"event": "out", "vehicle_id": "van 2"})
    codes = {begun.change(what).json()["code"] for what in ("replan", "alternatives")}
    assert codes == {"plan_day_begun"}


def changes(desk_plan, desk_ground, store, tours, **happened):
    """Return what a proposal with these tours says of the stops that it changes: tours before and after, and why."""
    before, after = (arranged(desk_ground, visits, Locks(), reasons={}) for visits in (TOURS, TOURS | tours))
    with store.read() as tx:
        record = plans.get(tx, desk_plan.plan_id)
    kept = rest_of(record, before, before, after, Happened(at_s=8 * HOUR, **happened))
    return {item["order_id"]: (item["before"], item["after"], item["why"]["en"]) for item in kept["changed"]}


def test_a_stop_that_is_served_after_others_than_before_is_named_with_both_times(desk_plan, desk_ground, store):
    found = changes(desk_plan, desk_ground, store, {"van 1": ("s1", "s3", "s4", "s2")})
    assert {name: seen[:2] for name, seen in found.items()} == {"s2": (1, 1)}
    assert re.fullmatch(r"Its turn is at \d\d:\d\d instead of \d\d:\d\d\.", found["s2"][2])


@pytest.mark.parametrize(
    ("tours", "happened", "why"),
    [
        ({"van 1": ("s1", "s2", "s3"), "van 4": ("s4",)}, {"late_s": {"van 1": 1200}}, "van 1 runs 20 min late."),
        ({"van 1": ("s1", "s2", "s3"), "van 4": ("s4",)}, {"out": {"van 1"}}, "van 1 can't go on."),
        ({"van 1": ("s1", "s2", "s3"), "van 4": ("s4",)}, {}, "Others come more punctually this way."),
        ({"van 1": ("s1", "s2", "s3")}, {}, "Stands in no tour."),
    ],
)
def test_the_nearest_cause_of_a_change_is_named(desk_plan, desk_ground, store, tours, happened, why):
    assert changes(desk_plan, desk_ground, store, tours, **happened)["s4"][2] == why


def test_a_stop_that_had_no_tour_says_that_there_is_room_now(desk_plan, desk_ground, store):
    found = changes(desk_plan, desk_ground, store, {"van 4": ("s12",)})
    assert found == {"s12": (None, 4, "Had no tour, now there is room.")}


def test_of_two_proposals_for_the_same_plan_one_can_be_accepted(kept):
    first, second = (kept({"event": "late", "vehicle_id": "van 1", "late_min": 20}) for _ in range(2))
    first.change("release", accept_open=True)
    answer = second.change("release", accept_open=True)
    assert (answer.status_code, answer.json()["code"]) == (409, "proposal_overtaken")


def test_a_rule_that_what_has_happened_breaks_anyway_keeps_nobody_from_accepting(kept):
    """Four hours late, van 1 is back after the end of its shift whatever it does."""
    done = {"event": "done", "order_id": "s1", "arrival": "08:05", "departure": "08:20"}
    found = kept(done, {"event": "late", "vehicle_id": "van 1", "late_min": 240})
    assert "check_shift_end" in {broken["code"] for broken in found.view()["violations"]}
    assert found.change("release", accept_open=True).json()["state"] == "released"
