"""A plan map in a browser: every claim here is about what a dispatcher sees and presses.

Each test also proves that the file asked nobody for anything and that the
browser had nothing to complain about (see ``browse``).
"""

import re

import pytest
from map_days import LATE_ORDER, paths_of, plan_of, small_day
from playwright.sync_api import expect

from maps import PlanLayer

HAND = "By hand (simulated)"
SIZES = pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)], ids=["desk", "phone"])


def by_hand(seen):
    seen.page.get_by_role("button", name=HAND).click()
    return seen


@SIZES
def test_every_stop_has_its_number_on_the_map(open_map, width, height):
    seen = open_map(width=width, height=height)
    assert sorted(seen.page.locator(".pin__no").all_inner_texts()) == ["1", "1", "2", "2", "3", "3"]


@SIZES
def test_late_stops_and_those_without_a_tour_carry_the_red_mark(open_map, width, height):
    seen = by_hand(open_map(width=width, height=height))
    assert seen.count(".pin .mark--late") == 2
    assert seen.count(".pin .mark--open") == 1


def test_a_plan_in_time_carries_no_red_mark(open_map):
    assert open_map().count(".pin .mark--late") == 0


def test_the_late_mark_is_red_and_nothing_else_is(open_map):
    """Red is the only alarm."""
    seen = by_hand(open_map())
    colours = seen.page.evaluate(
        """() => [...document.querySelectorAll('.page *')].filter(e => e.checkVisibility()).map(e => {
            const style = getComputedStyle(e);
            return [e.closest('.mark--late, .badge--late') !== null, style.color, style.stroke, style.fill];
        })"""
    )
    red = "rgb(180, 35, 24)"
    assert any(late and red in rest for late, *rest in colours)
    assert not any(red in rest for late, *rest in colours if not late)


def test_the_toggle_shows_the_other_plan(open_map):
    seen = open_map()
    before = seen.page.locator(".pin__no").count()
    by_hand(seen)
    assert (before, seen.page.locator(".pin__no").count()) == (6, 5)
    expect(seen.page.get_by_role("button", name=HAND)).to_have_attribute("aria-pressed", "true")
    expect(seen.page.locator("[data-plan-list='0']")).to_be_visible()
    expect(seen.page.locator("[data-plan-list='1']")).to_be_hidden()


def test_both_delay_rates_stand_side_by_side(open_map):
    seen = open_map()
    assert seen.page.locator(".plan__rate").all_inner_texts() == ["40.0%", "0.0%"]
    assert seen.page.get_by_text("simulated orders").is_visible()


@SIZES
def test_a_press_on_the_legend_brings_a_tour_forward(open_map, width, height):
    seen = open_map(width=width, height=height)
    seen.page.locator(".tour__head:visible").first.click()
    on, off = seen.page.locator(".route--line.is-on"), seen.page.locator(".route--line:not(.is-on)")
    assert on.evaluate("e => getComputedStyle(e).strokeWidth") == "5.5px"
    assert off.evaluate("e => getComputedStyle(e).strokeOpacity") == "0.5"


def test_a_second_press_lets_the_tour_go(open_map):
    seen = open_map()
    head = seen.page.locator(".tour__head:visible").first
    head.click()
    head.click()
    assert seen.page.locator(".route--line.is-on").count() == 0
    expect(head).to_have_attribute("aria-expanded", "false")


def test_the_legend_marks_its_tour_under_the_pointer(open_map):
    seen = open_map()
    seen.page.locator(".tour__head:visible").nth(1).hover()
    assert seen.page.locator(".route--line.is-near").get_attribute("data-tour") == "2"


def test_the_pointer_on_a_route_marks_its_legend(open_map):
    seen = open_map()
    seen.page.locator(".route--hit[data-tour='1']").dispatch_event("mouseover")
    assert "is-near" in seen.page.locator("[data-plan-list='1'] [data-tour='1']").get_attribute("class")


@SIZES
def test_a_press_on_a_row_opens_the_stops_card(open_map, width, height):
    seen = by_hand(open_map(width=width, height=height))
    seen.page.locator(".tour__head:visible").first.click()
    seen.page.get_by_role("button", name="Kunde c").click()
    card = seen.page.locator(".card")
    expect(card).to_be_visible()
    text = re.sub(r"\s+", " ", card.inner_text())
    for part in (
        "Stop 3: Kunde c",
        "Hauptstraße c",
        "Order c",
        "Window 08:00–08:30",
        "Arrival 09:00",
        "Service starts 09:00",
        "Departure 09:05",
        "30 min after the window",
        "van 1 · Stop 3 of 3",
        "In “termintreu” Tour 1, 08:30",
    ):
        assert part in text, part


@SIZES
def test_the_card_never_lies_on_the_chosen_stop(open_map, width, height):
    seen = by_hand(open_map(width=width, height=height))
    for stop_id in "abcdef":
        pin = seen.page.locator(f".pin[data-stop='{stop_id}'] .pin__at")
        seen.page.keyboard.press("Escape")
        seen.page.get_by_role("button", name="Show everything").click()
        seen.settle()
        pin.click()
        seen.settle()
        at, card = pin.bounding_box(), seen.page.locator(".card").bounding_box()
        apart = (
            at["x"] + at["width"] <= card["x"]
            or at["y"] + at["height"] <= card["y"]
            or at["y"] >= card["y"] + card["height"]
        )
        assert apart, stop_id


def test_a_press_on_a_pin_opens_its_tour_in_the_list(open_map):
    seen = open_map()
    seen.page.locator(".pin[data-stop='d'] .pin__at").click()
    row = seen.page.locator("[data-plan-list='1'] tr[data-stop='d']")
    expect(row).to_be_visible()
    expect(row).to_have_class(re.compile("is-on"))


def test_a_stop_without_a_tour_says_why(open_map):
    seen = by_hand(open_map())
    seen.page.locator(".pin[data-stop='f'] .pin__at").click()
    expect(seen.page.locator(".card")).to_contain_text("Stands in no tour.")


def test_the_chosen_stop_stays_chosen_in_the_other_plan(open_map):
    seen = open_map()
    seen.page.locator(".pin[data-stop='c'] .pin__at").click()
    by_hand(seen)
    expect(seen.page.locator(".card")).to_contain_text("Stop 3: Kunde c")


def test_the_filter_leaves_only_late_rows(open_map):
    seen = by_hand(open_map())
    seen.page.get_by_role("button", name="Late 2").click()
    rows = seen.page.locator("tr[data-stop]:visible")
    assert sorted(rows.evaluate_all("rows => rows.map(row => row.dataset.stop)")) == ["c", "f"]


def test_the_filter_says_so_when_nothing_is_late(open_map):
    seen = open_map()
    seen.page.get_by_role("button", name="Late 0").click()
    expect(seen.page.locator("[data-plan-list='1']")).to_contain_text("No stop is late.")


def test_arrow_keys_on_the_map_go_in_driving_order(open_map):
    seen = open_map()
    seen.page.locator("[data-map]").focus()
    titles = []
    for _ in range(4):
        seen.page.keyboard.press("ArrowRight")
        titles.append(seen.page.locator(".card h2").inner_text())
    assert titles[:3] == ["Stop 1: Kunde c", "Stop 2: Kunde a", "Stop 3: Kunde b"]
    assert titles[3] == titles[2]


def test_escape_closes_the_card_then_lets_the_tour_go(open_map):
    seen = open_map()
    seen.page.locator(".pin[data-stop='a'] .pin__at").click()
    seen.page.keyboard.press("Escape")
    expect(seen.page.locator(".card")).to_be_hidden()
    assert seen.page.locator(".route--line.is-on").count() == 1
    seen.page.keyboard.press("Escape")
    assert seen.page.locator(".route--line.is-on").count() == 0


def test_everything_can_be_reached_by_the_tab_key(open_map):
    seen = open_map()
    reached = set()
    for _ in range(20):
        seen.page.keyboard.press("Tab")
        reached.add(seen.page.evaluate("document.activeElement.className || document.activeElement.dataset.tool || ''"))
    assert {"plan", "chip", "tour__head", "zoom-in", "zoom-out", "fit"} <= reached
    assert any(name.startswith("map") for name in reached)


def test_the_map_is_one_tab_stop(open_map):
    """Six markers in the tab order would be sixty on a real day."""
    assert open_map().page.locator(".map [tabindex='0']").count() == 0


def test_the_address_remembers_plan_and_stop(open_map):
    seen = open_map(fragment="#plan=1&stop=c")
    expect(seen.page.locator(".card")).to_contain_text("Stop 3: Kunde c")
    expect(seen.page.get_by_role("button", name=HAND)).to_have_attribute("aria-pressed", "true")


def test_an_address_that_fits_no_plan_is_ignored(open_map):
    seen = open_map(fragment="#plan=9&tour=77&stop=nobody")
    assert seen.count(".card") == 0
    assert seen.page.locator(".pin").count() == 6


@SIZES
def test_streets_are_painted_and_named(open_map, width, height):
    seen = open_map(width=width, height=height)
    colours = seen.page.evaluate(
        """() => {
            const canvas = document.querySelector('.leaflet-tile-pane canvas');
            const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
            const seen = new Set();
            for (let i = 0; i < data.length; i += 4) seen.add(data.slice(i, i + 3).join());
            return [...seen];
        }"""
    )
    assert {"242,241,236", "250,231,180", "255,255,255"} <= set(colours)
    assert "Hauptstraße" in seen.page.locator(".street-name").all_text_contents()


def test_the_streets_follow_a_change_to_the_dark_theme(open_map):
    seen = open_map()
    seen.page.emulate_media(color_scheme="dark")
    seen.page.wait_for_function(
        """() => {
            const pen = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
            pen.drawImage(document.querySelector('.leaflet-tile-pane canvas'), 0, 0);
            return pen.getImageData(2, 2, 1, 1).data.slice(0, 3).join() === '21,30,33';
        }"""
    )


@SIZES
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_openstreetmap_line_is_always_in_sight(open_map, width, height, scheme):
    seen = open_map(width=width, height=height, color_scheme=scheme)
    link = seen.page.get_by_role("link", name="© OpenStreetMap contributors")
    expect(link).to_be_in_viewport()
    assert link.evaluate(
        "e => { const b = e.getBoundingClientRect(); return e.contains(document.elementFromPoint(b.x + 4, b.y + 4)); }"
    )


@SIZES
def test_nothing_is_wider_than_the_screen(open_map, width, height):
    seen = by_hand(open_map(width=width, height=height))
    seen.page.locator(".tour__head:visible").first.click()
    assert seen.page.evaluate("document.documentElement.scrollWidth") == width


def test_stops_at_one_door_stay_apart(open_map):
    problem = small_day()
    together = type(problem).model_validate(
        problem.model_dump()
        | {"stops": [s.model_dump() | {"location": problem.stops[0].location} for s in problem.stops]}
    )
    seen = open_map([PlanLayer.of("p", together, plan_of(together, LATE_ORDER))])
    boxes = [pin.bounding_box() for pin in seen.page.locator(".pin__at").all()]
    centres = [(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) for box in boxes]
    gaps = [abs(complex(*a) - complex(*b)) for i, a in enumerate(centres) for b in centres[:i]]
    assert min(gaps) > 19


def test_tours_on_one_street_are_drawn_beside_each_other(open_map):
    """Else the map would show only the tour that was drawn last."""
    problem = small_day()
    plan = plan_of(problem, {"van 1": ["a"], "van 2": ["c"]})
    seen = open_map([PlanLayer.of("p", problem, plan, paths_of(problem, plan))])
    starts = seen.page.locator(".route--line").evaluate_all("paths => paths.map(path => path.getPointAtLength(20).y)")
    assert abs(starts[0] - starts[1]) > 2


def test_the_way_from_the_road_to_the_door_is_dotted(open_map):
    """A stop may lie beside the last street a van may use; the walk is shown, not hidden."""
    problem = small_day()
    plan = plan_of(problem, {"van 1": ["a"]})
    short = {"van 1": [path[:-1] for path in paths_of(problem, plan)["van 1"]]}
    seen = open_map([PlanLayer.of("p", problem, plan, short)])
    assert seen.page.locator(".route--walk").get_attribute("d").count("M") == 2


def test_hostile_names_run_nothing(open_map):
    hostile = "</script><img src=x onerror=\"document.title='broken'\">'\"{{{{7*7}}}}"
    problem = small_day(name=hostile, address=hostile)
    seen = open_map([PlanLayer.of("p", problem, plan_of(problem, LATE_ORDER))])
    seen.page.locator(".pin[data-stop='a'] .pin__at").click()
    expect(seen.page.locator(".card h2")).to_contain_text(hostile.format())
    seen.page.locator(".pin[data-stop='b'] .pin__at").hover()
    assert seen.page.locator("img").count() == 0
    assert seen.page.title() == "Town"


def test_the_list_reads_without_script(open_map):
    seen = open_map(java_script_enabled=False)
    assert seen.count("tr[data-stop]") == 12


def test_paper_shows_every_row_and_the_whole_map(open_map):
    seen = by_hand(open_map(color_scheme="dark"))
    seen.page.emulate_media(media="print")
    seen.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert seen.count("[data-plan-list='0'] tr[data-stop]") == 6
    assert seen.count(".route--line") == 2
    assert seen.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    expect(seen.page.get_by_role("link", name="© OpenStreetMap contributors")).to_be_visible()


def test_german_pages_speak_german(open_map):
    seen = open_map(language="de")
    seen.page.locator(".pin[data-stop='c'] .pin__at").click()
    expect(seen.page.locator(".card")).to_contain_text("Ankunft")
    assert seen.page.locator("html").get_attribute("lang") == "de"
