"""The plan beside its alternatives: opened in the planning page, taken, undone; on a phone a page of its own."""

import pytest
from desk_days import NOW, TOURS, claim_job
from playwright.sync_api import expect

from api.desk.alternatives import KIND, Found, Option, PricePoint, Usual
from api.desk.day import arranged
from api.desk.locks import Locks
from data.store import jobs

USUAL = {"van 1": ("s1", "s2", "s3", "s4", "s12"), "van 2": ("s5", "s6"), "van 3": ("s9", "s10", "s11", "s7", "s8")}
PUNCTUAL = {"van 1": ("s1", "s2", "s3"), "van 2": ("s5", "s6", "s7"), "van 3": ("s9", "s10"), "van 4": ("s8",)}
LANGUAGES = pytest.mark.parametrize("language", ["de", "en"])
SAID = {
    "de": ("Dieser Plan", "Wie gewohnt", "Am pünktlichsten", "Pünktlichster Plan übernommen."),
    "en": ("This plan", "As usual", "Most punctual", "The most punctual plan was taken."),
}


@pytest.fixture
def found(plan_desk):
    """End a search for alternatives of the plan, as its job would."""
    plan_id, ground = plan_desk.plan.plan_id, plan_desk.ground
    usual, punctual, this = (arranged(ground, tours, Locks(), reasons={}) for tours in (USUAL, PUNCTUAL, TOURS))
    result = Found(
        plan_id=plan_id,
        version=1,
        locks=Locks(),
        habit=Usual(source="given", value="gewohnt.csv", vehicle_of=usual.vehicle_of),
        options=(Option.of("closest_to_habit", usual), Option.of("most_punctual", punctual)),
        curve=tuple(PricePoint.of(day) for day in (usual, punctual, this)),
    )
    with plan_desk.store.write() as tx:
        job = jobs.submit(
            tx, KIND, depot_id=plan_desk.depot_id, user_id=None, subject=plan_id, payload={"of": "it"}, now=NOW
        )
        claimed = claim_job(tx, job.job_id)
        jobs.finish(tx, job.job_id, claimed.lease, result.model_dump(mode="json"), now=NOW)


@LANGUAGES
@pytest.mark.usefixtures("found")
def test_an_alternative_is_taken_and_undone_on_the_planning_page(plan_desk, language):
    seen = plan_desk.open(language=language)
    seen.page.locator("[data-alts-open]").click()
    cards = seen.page.locator("[data-alt]")
    expect(cards).to_have_count(3)
    assert [name.strip()[1:] for name in cards.locator("h3").all_text_contents()] == list(SAID[language][:3])
    seen.page.locator("[data-choose='most_punctual']").click()
    expect(seen.page.locator(".toast")).to_contain_text(SAID[language][3])
    expect(seen.page.locator("[data-alt='most_punctual'].is-this")).to_be_visible()
    expect(seen.page.locator("tbody[data-tour='4']")).to_be_visible()
    seen.page.locator("[data-act='undo']").click()
    expect(seen.page.locator("[data-choose='most_punctual']")).to_be_visible()


def test_looking_for_alternatives_leaves_the_plan_free(plan_desk):
    seen = plan_desk.open()
    seen.page.locator("[data-alts-open]").click()
    seen.page.locator("[data-act='seek']").click()
    expect(seen.page.locator("[data-alts-going] progress")).to_be_visible()
    seen.page.locator("tbody[data-tour='1'] > .tour-row").focus()
    seen.page.keyboard.press("l")
    expect(seen.page.locator(".toast")).to_contain_text("Tour 1 ist gesperrt.")


@pytest.mark.usefixtures("found")
def test_on_a_phone_the_cards_are_a_page_to_read(plan_desk):
    seen = plan_desk.open(width=390, height=844)
    seen.page.locator("[data-alts-open]").click()
    seen.page.wait_for_url("**/alternatives")
    expect(seen.page.locator("[data-alt]")).to_have_count(3)
    expect(seen.page.locator("[data-choose]").first).to_be_hidden()
    assert seen.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
