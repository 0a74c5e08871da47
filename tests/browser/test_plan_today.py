"""A day that is being driven: changes are told in a form, and a proposal for its rest is accepted or dropped."""

import threading

import pytest
from desk_days import NOW, claim_job
from playwright.sync_api import expect

from api.settings import Settings
from api.tasks import Bench
from api.tasks.rest import work
from data.store import jobs, plans

AT = "2026-11-24T07:22:00Z"
"""08:22 at the depot: each tour has begun."""

OUT = {"at_s": (8 * 60 + 22) * 60, "out": ["van 2"]}
LANGUAGES = pytest.mark.parametrize("language", ["de", "en"])
SAID = {
    "de": ("Soll ab 08:22 so gefahren werden?", "van 2 fällt aus", "Freigegeben"),
    "en": ("Shall it be driven like this from 08:22 on?", "van 2 can't go on", "Released"),
}


@pytest.fixture
def today(plan_desk):
    """Return a function: open the released plan of today."""

    def open_(**how):
        user = plan_desk.person()
        with plan_desk.store.write() as tx:
            record = plans.get(tx, plan_desk.plan.plan_id)
            document = plans.step(tx, record.plan_id, 1).document
            plans.release(tx, record.plan_id, record.version, user_id=user.user_id, document=document, now=NOW)
        seen = plan_desk.open(**how)
        seen.page.clock.set_fixed_time(AT)
        seen.page.reload()
        return seen

    return open_


@pytest.fixture
def proposal(plan_desk, tmp_path):
    """Return the id of a proposal for a day on which van 2 can't go on."""
    store, plan_id = plan_desk.store, plan_desk.plan.plan_id
    with store.write() as tx:
        payload = {"happened": OUT, "keep": True, "time_limit_s": 1}
        job = jobs.submit(
            tx, "rest", depot_id=plan_desk.depot_id, user_id=None, subject=plan_id, payload=payload, now=NOW
        )
        claimed = claim_job(tx, job.job_id)
    accept = work(claimed, Bench(store, Settings(folder=tmp_path / "var"), lambda _news: None, threading.Event()))
    with store.write() as tx:
        result = accept(tx)
        jobs.finish(tx, claimed.job_id, claimed.lease, result, now=NOW)
    return result["proposal_id"]


def test_what_has_changed_is_told_in_a_form(plan_desk, today):
    seen = today()
    seen.page.locator("[data-act='today']").click()
    expect(seen.page.locator("[name='at']")).to_have_value("08:22")
    row = seen.page.locator("[data-today-tours] > tr")
    row.nth(0).locator("select").nth(0).select_option("late")
    row.nth(0).locator("input").fill("20")
    row.nth(0).locator("select").nth(1).select_option("1")
    row.nth(1).locator("select").nth(0).select_option("out")
    seen.page.locator("[data-today-cancel]").select_option("s8")
    seen.page.locator("[name='name']").fill("Eilkunde")
    seen.page.locator("[name='place']").fill("49,4414; 7,7621")
    seen.page.locator("[data-today] [type='submit']").click()
    expect(seen.page.locator("[data-today-going] progress")).to_be_visible()
    with plan_desk.store.read() as tx:
        payload = jobs.latest(tx, "rest", plan_desk.plan.plan_id).payload
    seen.page.reload()
    expect(seen.page.locator("[data-today-going] progress")).to_be_visible()  # it was under way meanwhile
    happened = payload["happened"]
    assert (happened["late_s"], happened["out"]) == ({"van 1": 1200}, ["van 2"])
    assert happened["cancelled"] == ["s8"]
    assert [visit["stop_id"] for visit in happened["done"]["van 1"]] == ["s1"]
    assert [(stop["name"], stop["location"]["lon"]) for stop in payload["orders"]] == [("Eilkunde", 7.7621)]


def test_a_place_without_coordinates_is_asked_for(today):
    seen = today()
    seen.page.locator("[data-act='today']").click()
    seen.page.locator("[name='name']").fill("Eilkunde")
    seen.page.locator("[data-today] [type='submit']").click()
    expect(seen.page.locator("[data-today-wrong]")).to_contain_text("Der Ort braucht Breite und Länge")


@LANGUAGES
def test_a_proposal_says_what_moves_and_why_and_is_accepted(plan_desk, proposal, language):
    seen = plan_desk.open(f"/plan/{proposal}", language=language)
    title, why, released = SAID[language]
    expect(seen.page.locator("[data-rest-title]")).to_have_text(title)
    expect(seen.page.locator("[data-changed='s7']")).to_contain_text(why)
    expect(seen.page.locator(".tl .serve--done").first).to_be_visible()
    seen.page.locator("[data-act='accept']").click()
    seen.page.locator("[data-act='release-now']").click()
    expect(seen.page.locator("[data-state]")).to_have_text(released)
    expect(seen.page.locator("[data-rest]")).to_be_hidden()
    plan_desk.open(f"/plan/{plan_desk.plan.plan_id}").page.locator(f"a[href='/plan/{proposal}'].replaced").wait_for()


def test_a_proposal_that_is_dropped_leads_back_to_the_plan(plan_desk, proposal):
    seen = plan_desk.open(f"/plan/{proposal}")
    seen.page.locator("[data-act='drop']").click()
    seen.page.wait_for_url(f"**/plan/{plan_desk.plan.plan_id}")
    with plan_desk.store.read() as tx:
        assert proposal not in {record.plan_id for record in plans.list_(tx, {plan_desk.depot_id})}


def test_a_plan_of_another_day_has_nothing_to_change_today(plan_desk):
    seen = plan_desk.open()
    expect(seen.page.locator("[data-act='today']")).to_be_hidden()
