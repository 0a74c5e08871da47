"""Planning a draft anew: what is locked stays, and nobody's change is overwritten."""

import threading

import pytest
from desk_days import NOW, places

from api.tasks import Bench
from api.tasks.plan_anew import work
from data.store import jobs
from routing.errors import ConflictError


@pytest.fixture
def planned_anew(plan, service, settings):
    """Return a function: ask for a new plan and work on it here, as its process would."""
    store, at_once = service.app.state.store, threading.Event()
    at_once.set()  # take the best so far: what the first short search by work finds

    def run(meanwhile=None):
        plan.change("replan", time_limit_s=2)
        with store.write() as tx:
            job = jobs.claim(tx, "test", now=NOW, lease_s=600)
        accept = work(job, Bench(store, settings, lambda _news: None, at_once))
        if meanwhile is not None:
            meanwhile()
        with store.write() as tx:
            jobs.finish(tx, job.job_id, job.lease, accept(tx), now=NOW)
        return plan.view()

    return run


def test_an_open_stop_finds_a_tour(planned_anew):
    assert planned_anew()["unassigned"] == []


def test_a_locked_tour_stays_as_it_is(plan, planned_anew):
    before = places(plan.change("locks", vehicle_id="van 2", locked=True).json())
    assert places(planned_anew())["van 2"] == before["van 2"]


def test_locked_stops_stay_on_their_tour_in_their_order(plan, planned_anew):
    for order_id in ("s3", "s1", "s4"):
        plan.change("locks", order_id=order_id, locked=True)
    after = places(planned_anew())["van 1"]
    assert [order_id for order_id in after if order_id in {"s1", "s3", "s4"}] == ["s1", "s3", "s4"]


def overload(plan):
    """Give van 4, which holds 150 kg, two stops of 100 kg."""
    content = "vehicle_id;order_id;sequence\nvan 4;s1;1\nvan 4;s2;2\nvan 1;s3;1\n"
    version = plan.view()["version"]
    plan.client.post(
        f"{plan.path}/tours",
        files={"file": ("tours.csv", content.encode(), "text/csv")},
        headers={"If-Match": f'"{version}"'},
    )


def test_a_tour_with_a_locked_stop_that_breaks_a_rule_stays_as_it_is(plan, planned_anew):
    overload(plan)
    plan.change("locks", order_id="s2", locked=True)
    assert places(planned_anew())["van 4"] == ["s1", "s2"]


def test_without_a_lock_such_a_tour_is_mended(plan, planned_anew):
    overload(plan)
    assert planned_anew()["violations"] == []


def test_the_step_is_named_and_can_be_undone(plan, planned_anew):
    before = plan.view()
    assert planned_anew()["undo"] == {"de": "Neu geplant.", "en": "Planned anew."}
    assert plan.change("undo").json()["tours"] == before["tours"]


def test_a_plan_planned_anew_keeps_every_rule(planned_anew):
    assert planned_anew()["violations"] == []


def test_a_change_made_meanwhile_stays(plan, planned_anew):
    with pytest.raises(ConflictError, match="changed while it was being planned anew"):
        planned_anew(meanwhile=lambda: plan.change("moves", order_id="s12", vehicle_id="van 1"))
    assert plan.view()["undo"]["en"] == "Order s12 is now on tour 1."


def test_a_depot_with_too_many_jobs_waiting_gets_no_other(plan, service):
    store, most = service.app.state.store, service.app.state.settings.max_waiting
    with store.write() as tx:
        for number in range(most):
            depot_id = plan.view()["depot_id"]
            jobs.submit(tx, "toy", depot_id=depot_id, user_id=None, subject=str(number), payload={}, now=NOW)
    answer = plan.change("replan")
    assert (answer.status_code, answer.json()["code"]) == (503, "too_many_waiting")
