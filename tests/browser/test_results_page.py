"""The manager's page in a real browser: figures, keyboard, map and price, in both languages and on a phone."""

from datetime import UTC, datetime

import pytest
import replay_results
import result_days
from playwright.sync_api import expect
from running_service import running, visitor

from api.settings import Settings
from data.store import depots


@pytest.fixture
def served(tmp_path):
    """The address of a running service without a worker, and its store."""
    with running(Settings(folder=tmp_path / "var", workers=0)) as served:
        yield served


@pytest.fixture
def depot(served):
    """A depot with a diagnosis and a replay; the fourth week has two tours only."""
    _, store = served
    now = datetime.now(UTC)
    depot_id = result_days.keep_depot(store, now=now)
    result_days.keep_diagnosis(store, depot_id, now=now, frame=result_days.ledger(small_week=3))
    result_days.keep_replay(store, depot_id, now=now)
    return depot_id


@pytest.fixture
def visit(served, browse):
    """Return a function that opens the page of a depot as a new manager."""
    opened = visitor(served, browse, "manager")

    def visit(depot_id, *, asked="", **options):
        return opened(f"/results?depot={depot_id}{asked}", **options)

    return visit


@pytest.mark.parametrize(("language", "words"), [("de", "Ja, pünktlicher."), ("en", "Yes, more punctual.")])
def test_the_page_answers_its_question_in_both_languages(visit, depot, language, words):
    seen = visit(depot, language=language)
    expect(seen.page.locator("main")).to_contain_text(words)
    expect(seen.page.locator("html")).to_have_attribute("lang", language)


@pytest.mark.parametrize("width", [1440, 1024, 390])
def test_the_page_fits_the_screen(visit, depot, width):
    seen = visit(depot, width=width)
    seen.page.wait_for_selector("path.patch")
    assert seen.page.evaluate("document.querySelector('main').scrollWidth - window.innerWidth") <= 0


def test_a_grade_opens_by_keyboard_and_says_what_the_figure_rests_on(visit, depot):
    seen = visit(depot)
    seen.page.locator('[data-tile="rate"] summary').focus()
    seen.page.keyboard.press("Enter")
    facts = seen.page.locator('[data-tile="rate"] dl')
    expect(facts).to_contain_text("Diagnose 1, Stempel der Fahrten")
    expect(facts).to_contain_text("288 Touren")
    seen.page.keyboard.press("Escape")
    expect(facts).to_be_hidden()


def test_arrow_keys_read_the_weeks_with_their_counts(visit, depot):
    seen = visit(depot)
    seen.page.locator("[data-trend]").focus()
    seen.page.keyboard.press("ArrowLeft")
    expect(seen.page.locator("[data-trend-said]")).to_contain_text("von 648 Stopps")


def test_the_chart_turns_into_a_table(visit, depot):
    seen = visit(depot)
    seen.page.get_by_role("button", name="Als Tabelle").click()
    expect(seen.page.locator("[data-swapped='trend-table']")).to_contain_text("weniger als 5 Touren, nicht gezeigt")
    expect(seen.page.locator("[data-swapped='trend-chart']")).to_be_hidden()


def test_map_and_list_light_up_together(visit, depot):
    seen = visit(depot)
    seen.page.wait_for_selector("path.patch")
    seen.page.get_by_role("button", name="better").click()
    expect(seen.page.locator("[data-card]")).to_contain_text("200 in 40 Touren")
    expect(seen.page.locator("path.patch.is-chosen")).to_have_count(1)
    seen.page.locator("[data-map]").focus()
    seen.page.keyboard.press("ArrowDown")
    expect(seen.page.locator("tr.is-on")).to_contain_text("same")


def test_a_place_of_too_few_tours_is_hatched_and_says_so(visit, depot):
    seen = visit(depot)
    seen.page.wait_for_selector("path.patch")
    seen.page.get_by_role("button", name="fewer", exact=True).click()
    expect(seen.page.locator("[data-card]")).to_contain_text("weniger als 5 Touren, nicht gezeigt")


def test_the_groups_change_without_leaving_the_page(visit, depot):
    seen = visit(depot)
    seen.page.get_by_role("link", name="Kundenart").click()
    drill = seen.page.locator("#drill")
    expect(drill).to_contain_text("clinic")
    expect(drill.locator("tr", has_text="clinic")).to_contain_text("weniger als 5 Touren, nicht gezeigt")


def test_a_manager_enters_the_price_and_sees_the_cost(visit, depot, served):
    seen = visit(depot)
    field = seen.page.get_by_label("Was kostet Sie ein verspäteter Stopp?")
    field.fill("viel")
    field.press("Enter")
    expect(seen.page.locator("#price-said")).to_have_text("Bitte eine Zahl ab 0, z. B. 25,50.")
    field.fill("25,50")
    field.press("Enter")
    expect(seen.page.locator('[data-tile="cost"]')).to_contain_text("Preis je Stopp: 25,50 €")
    with served[1].read() as tx:
        assert depots.get(tx, depot).settings.cost_per_late_stop_eur == 25.5


def test_choosing_a_tolerance_asks_at_once(visit, depot):
    seen = visit(depot)
    seen.page.get_by_label("15", exact=True).check()
    seen.page.wait_for_url("**tolerance=15**")
    expect(seen.page.get_by_label("15", exact=True)).to_be_checked()


def test_a_refused_replay_shows_no_reduction_in_the_browser(visit, depot, served):
    refused = replay_results.without_claim("coverage_80", 0.11, 0.05)
    result_days.keep_replay(served[1], depot, now=datetime.now(UTC), document=refused)
    seen = visit(depot)
    seen.page.wait_for_selector("path.patch")
    expect(seen.page.locator("main")).to_contain_text("Keine Schlagzeile")
    expect(seen.page.get_by_text("nebeneinander")).to_have_count(0)
    assert sorted(seen.page.locator(".cell__label").all_inner_texts()) == sorted(["10,0", "6,0", "2,0"])


def test_without_a_replay_the_page_says_what_is_missing(visit, served):
    now = datetime.now(UTC)
    depot_id = result_days.keep_depot(served[1], now=now)
    result_days.keep_diagnosis(served[1], depot_id, now=now)
    expect(visit(depot_id).page.locator("main")).to_contain_text("Noch nichts nachgespielt")
