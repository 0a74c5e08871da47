"""The rest of a day that is being driven: events in, a proposal out, the plan untouched."""

import threading

import pytest
from desk_days import NOW, places

from api.tasks import Bench
from api.tasks.rest import work
from data.store import jobs


@pytest.fixture
def proposal(plan, service, settings):
    """Return a function: tell what has happened and work on the job here; return the job's result."""
    store = service.app.state.store

    def run(*events, at="08:30"):
        answer = plan.change("rest", at=at, events=list(events), time_limit_s=1)
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
