"""Releasing a plan, two people at one plan, and what each state allows."""

import pytest
from desk_days import DAY, NOW, TOURS, AskedPlan, claim_job, keep_plan

from api.desk.day import arranged, documented
from api.desk.ground import unpacked
from api.desk.locks import Locks
from data.store import files, jobs, plans
from routing.model import Problem


def test_open_stops_must_be_accepted(plan):
    answer = plan.change("release", accept_open=False)
    assert (answer.status_code, "Offene Stopps: 1" in answer.json()["detail"]) == (409, True)


def test_a_released_plan_says_who_released_it(plan):
    view = plan.change("release", accept_open=True).json()
    assert (view["state"], view["released_by"]) == ("released", "dispatcher")


def test_a_release_keeps_the_document_as_it_is(plan, service):
    plan.change("release", accept_open=True)
    with service.app.state.store.read() as tx:
        kept = plans.released(tx, plan.plan_id)
        step = plans.step(tx, plan.plan_id, 1)
    assert kept == step.document


def test_a_withdrawn_plan_can_be_changed_again(plan):
    plan.change("release", accept_open=True)
    plan.change("withdraw")
    assert plan.change("moves", order_id="s4", vehicle_id="van 2").status_code == 200


def test_a_plan_that_breaks_a_rule_is_not_released(desk_town, service, dispatcher):
    """A plan that came to break a rule (its vehicle lost its cooling) is shown with it and stays a draft."""
    depot_id, kept, ground = desk_town
    broken = TOURS | {"van 1": (*TOURS["van 1"], "s10"), "van 3": ("s9", "s11")}
    kept_plan = keep_plan(service.app.state.store, depot_id, kept, ground, tours=broken)
    plan = AskedPlan(dispatcher, kept_plan.plan_id)
    answer = plan.change("release", accept_open=True)
    assert (answer.status_code, "van 1 s10" in answer.json()["detail"]) == (409, True)
    assert [broken["code"] for broken in plan.view()["violations"]] == ["check_skills_missing"]


def test_the_second_of_two_people_is_told_who_changed_what(plan, signed_in):
    version = plan.view()["version"]
    plan.change("moves", order_id="s4", vehicle_id="van 2")
    other = AskedPlan(signed_in("dispatcher", name="Frau Kolb"), plan.plan_id)
    answer = other.client.post(
        f"{plan.path}/moves", json={"order_id": "s5", "vehicle_id": "van 1"}, headers={"If-Match": f'"{version}"'}
    )
    assert answer.status_code == 412
    assert "dispatcher hat den Plan inzwischen geändert (Tour 1, Tour 2, " in answer.json()["detail"]


def test_a_stale_change_overwrites_nothing(plan):
    version = plan.view()["version"]
    moved = plan.change("moves", order_id="s4", vehicle_id="van 2").json()
    for what, body in CHANGES.items():
        answer = plan.client.post(f"{plan.path}/{what}", json=body, headers={"If-Match": f'"{version}"'})
        assert answer.status_code in {409, 412}
    assert plan.view() == moved


def test_a_change_without_its_version_is_refused(plan):
    assert plan.ask("moves", order_id="s4", vehicle_id="van 2").status_code == 428


CHANGES = {
    "moves": {"order_id": "s4", "vehicle_id": "van 2"},
    "locks": {"order_id": "s4", "locked": True},
    "undo": {},
    "redo": {},
    "release": {"accept_open": True},
    "withdraw": {},
    "replan": {},
}
ASKED = {"preview": {"order_id": "s4", "vehicle_id": "van 2"}, "targets": {"order_id": "s4"}, **CHANGES}
READ = ("map", "plan.json", "plan.csv", "plan.xlsx", "plan.geojson", "map.html")
STATES = {
    "waiting": dict.fromkeys([*ASKED, *READ], 409),
    "draft": dict.fromkeys(["preview", "targets", "moves", "locks", "release", *READ], 200)
    | {"undo": 409, "redo": 409, "withdraw": 409, "replan": 202},
    "released": dict.fromkeys(ASKED, 409) | {"withdraw": 200} | dict.fromkeys(READ, 200),
    "failed": dict.fromkeys([*ASKED, *READ], 409),
}


@pytest.fixture
def in_state(desk_town, service, dispatcher):
    """Return a function from a state to a plan in it."""
    store = service.app.state.store

    def make(state):
        kept = keep_plan(store, *desk_town, filled=state in {"draft", "released"})
        plan = AskedPlan(dispatcher, kept.plan_id)
        if state == "failed":
            with store.write() as tx:
                job = claim_job(tx, kept.job_id)
                jobs.fail(tx, job.job_id, job.lease, {"code": "file_empty"}, now=NOW, final=True)
        if state == "released":
            plan.change("release", accept_open=True)
        return plan

    return make


@pytest.mark.parametrize(
    ("state", "what", "status"), [(state, what, code) for state, row in STATES.items() for what, code in row.items()]
)
def test_each_request_works_or_conflicts_in_each_state(in_state, state, what, status):
    plan = in_state(state)
    answer = plan.client.get(f"{plan.path}/{what}") if what in READ else plan.change(what, **ASKED[what])
    assert answer.status_code == status


def test_every_state_can_be_read(in_state):
    assert [in_state(state).view()["state"] for state in STATES] == list(STATES)


def test_a_plan_is_planned_anew_once_at_a_time(in_state):
    plan = in_state("draft")
    plan.change("replan")
    assert plan.change("replan").status_code == 409


def test_a_plan_can_be_opened_without_its_roads(desk_plan, service):
    """Its travel times and what was learned are kept with it."""
    with service.app.state.store.read() as tx:
        record = plans.get(tx, desk_plan.plan_id)
        problem = Problem.model_validate(plans.problem(tx, desk_plan.plan_id))
        step = plans.step(tx, desk_plan.plan_id, 1)
        ground = unpacked(files.get(tx, record.matrices_file_id).content, problem)
    day = arranged(ground, TOURS, Locks(), reasons={})
    assert documented(day, record.sources).model_dump(mode="json") == step.document
    assert ground.problem.date == DAY
