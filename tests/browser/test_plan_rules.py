"""Breaks, reloads and shipments on the planning page and on paper."""

import desk_days
import pytest
from desk_days import RULED_TOURS, ruled_problem
from playwright.sync_api import expect

LANGUAGES = pytest.mark.parametrize("language", ["de", "en"])
WORDS = {
    "de": {"pause": "Pause 30 min", "reload": "Nachladen am Depot 20 min", "pickup": "Abholung"},
    "en": {"pause": "Break 30 min", "reload": "Reload at the depot 20 min", "pickup": "Pickup"},
}


@pytest.fixture
def ruled(plan_desk, desk_roads):
    """Return the id of a plan that has them all."""
    plan_desk.ground = desk_days.ground_of(desk_roads[0], problem=ruled_problem())
    return plan_desk.keep(tours=RULED_TOURS).plan_id


@LANGUAGES
def test_the_list_shows_breaks_and_reloads_between_the_stops(plan_desk, ruled, language):
    seen = plan_desk.open(f"/plan/{ruled}?tour=1", language=language)
    expect(seen.page.locator("tbody[data-tour='1'] [data-between='pause']").first).to_contain_text(
        WORDS[language]["pause"]
    )


@LANGUAGES
def test_the_timeline_draws_a_block_for_each(plan_desk, ruled, language):
    seen = plan_desk.open(f"/plan/{ruled}", language=language)
    assert (
        seen.page.locator(".tl__row[data-tour='1'] .pause title")
        .first.text_content()
        .startswith(WORDS[language]["pause"])
    )
    assert (
        seen.page.locator(".tl__row[data-tour='2'] .reload title").text_content().startswith(WORDS[language]["reload"])
    )
    assert seen.page.locator(".tl__row[data-tour='3'] .reload").count() == 0


@LANGUAGES
def test_paper_says_when_to_pause_and_what_to_load(plan_desk, ruled, language):
    seen = plan_desk.open(f"/plan/{ruled}/sheets", language=language, ready=None)
    said = seen.page.locator(".sheet .between").all_text_contents()
    assert any(WORDS[language]["pause"] in text for text in said)
    assert any(WORDS[language]["reload"] in text and "3–4" in text for text in said)
    expect(seen.page.locator(".sheet").nth(2)).to_contain_text(WORDS[language]["pickup"])


@LANGUAGES
def test_the_plan_says_whose_breaks_fall_short_of_the_law(plan_desk, ruled, language):
    seen = plan_desk.open(f"/plan/{ruled}", language=language)
    seen.page.locator("[data-open='hinweise']").click()
    said = {
        "de": "Für van 2, van 3, van 4 sind keine Pausen geplant",
        "en": "No breaks are planned for van 2, van 3, van 4",
    }
    expect(seen.page.locator("#hinweise")).to_contain_text(said[language])
