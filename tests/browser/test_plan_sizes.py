"""The planning page from no tour to sixty, and from no stop to far more than a screen holds."""

import desk_days
import pytest
from playwright.sync_api import expect

NUMBERS = ".pin:not(.pin--small) .pin__no"


@pytest.fixture
def crowded(plan_desk, desk_roads):
    """Return a function: the address of a plan with so many stops and tours."""

    def crowded(stops, tours, **how):
        ground, driven = desk_days.crowd_of(desk_roads[0], stops, tours, **how)
        kept = desk_days.keep_plan(plan_desk.store, plan_desk.depot_id, plan_desk.roads, ground, tours=driven)
        return f"/plan/{kept.plan_id}"

    return crowded


def test_a_crowded_map_shows_circles_until_a_tour_is_looked_at(plan_desk, crowded):
    seen = plan_desk.open(crowded(72, 6))
    assert seen.count(NUMBERS) == 0
    seen.page.locator("tbody[data-tour='2'] > .tour-row").hover()
    expect(seen.page.locator(NUMBERS)).to_have_count(12)
    seen.page.locator("tbody[data-tour='3'] > .tour-row").click()
    seen.page.locator("[data-state]").hover()
    expect(seen.page.locator(".pin.is-on .pin__no").filter(visible=True)).to_have_count(12)


def test_up_to_sixty_stops_are_numbered(plan_desk, crowded):
    seen = plan_desk.open(crowded(60, 5))
    assert seen.count(NUMBERS) == 60


def test_a_single_tour_is_open(plan_desk, crowded):
    seen = plan_desk.open(crowded(9, 1))
    assert seen.count(".stop-row") == 9


def test_several_tours_are_closed(plan_desk, crowded):
    seen = plan_desk.open(crowded(9, 3))
    assert seen.count(".stop-row") == 0


def test_a_plan_whose_stops_all_lack_a_tour_shows_them(plan_desk, crowded):
    seen = plan_desk.open(crowded(20, 2, served=False))
    assert seen.page.locator("[data-lone]").count() > 0
    assert seen.page.locator(".pin--open").count() == 20
    expect(seen.page.locator("[data-timeline]")).to_contain_text("Noch keine Tour")


def test_a_large_plan_is_drawn_on_a_canvas_and_answers_at_once(plan_desk, crowded):
    seen = plan_desk.open(crowded(400, 60))
    assert seen.page.locator(".pin").count() == 0
    assert seen.page.locator(".tl__row[data-tour]").count() < 60
    took = seen.page.evaluate(
        """() => {
          const begun = performance.now();
          document.querySelector('.tour-row').click();
          return performance.now() - begun;
        }"""
    )
    assert took < 1000
    expect(seen.page.locator(".pin")).to_have_count(7)
    expect(seen.page.locator(".stop-row")).to_have_count(7)
