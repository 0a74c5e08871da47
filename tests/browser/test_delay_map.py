"""A delay map in a browser: what a manager sees and presses, without any outside request (see ``browse``)."""

import re

import pytest
from delay_days import areas, headline, stops
from map_days import streets
from playwright.sync_api import expect

from maps import delay_map, streets_frame

SIZES = pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)], ids=["desk", "phone"])
SMALL_FIGURES = re.compile(r"7,7|6,6|55,5|25,7")


@pytest.fixture
def open_delays(browse, tmp_path):
    """Return a function that draws the made-up replay into a file and opens it."""

    def open_delays(*, fragment="", language="de", claim=None, **options):
        path = tmp_path / "delays.html"
        town = streets_frame(streets())
        given = {"title": "Wo?", "language": language, "note": "simuliert", "headline": claim or headline()}
        delay_map(stops(), areas(), town, **given).save(path)
        return browse(path.as_uri() + fragment, **options)

    return open_delays


def patch(seen, place):
    return seen.page.locator(f'path.patch[data-place="{place}"]').first


def text_of(locator):
    return re.sub(r"\s+", " ", locator.inner_text())


@SIZES
def test_a_press_on_an_area_shows_counts_and_the_interval(open_delays, width, height):
    seen = open_delays(width=width, height=height)
    patch(seen, "area:better").dispatch_event("click")
    card = text_of(seen.page.locator(".card"))
    for part in ("200 in 40 Touren", "von Hand 20,0", "geplant 8,0", "−12,0 [−17,0 … −6,5]", "weniger Stopps spät"):
        assert part in card


@SIZES
def test_a_suppressed_area_is_hatched_and_shows_no_figure(open_delays, width, height):
    seen = open_delays(width=width, height=height)
    assert "is-hidden" in patch(seen, "area:few").get_attribute("class")
    patch(seen, "area:few").dispatch_event("click")
    card = text_of(seen.page.locator(".card"))
    assert "weniger als 5 Touren, nicht gezeigt" in card
    assert not SMALL_FIGURES.search(card)
    assert sorted(seen.page.locator(".cell__label").all_inner_texts()) == sorted(["−6,0", "≈", "+5,0"])


def test_the_page_is_german_unless_asked_otherwise(open_delays):
    seen = open_delays()
    assert seen.page.locator("html").get_attribute("lang") == "de"
    assert seen.page.get_by_text("Gebiete, zuerst die größte Verbesserung").is_visible()


def test_the_arrow_keys_change_the_view(open_delays):
    seen = open_delays()
    seen.page.get_by_role("radio", name="Veränderung").focus()
    seen.page.keyboard.press("ArrowRight")
    expect(seen.page.get_by_role("radio", name="von Hand")).to_be_checked()
    assert "10,0" in seen.page.locator(".cell__label").all_inner_texts()
    seen.page.keyboard.press("ArrowRight")
    assert "4,0" in seen.page.locator(".cell__label").all_inner_texts()


def test_side_by_side_the_border_moves_by_keyboard(open_delays):
    seen = open_delays(fragment="#view=both")
    grip = seen.page.get_by_role("slider", name="Grenze zwischen von Hand und geplant")
    grip.focus()
    before = seen.page.evaluate("() => document.querySelector('.leaflet-left-pane').style.clipPath")
    seen.page.keyboard.press("ArrowLeft")
    assert grip.input_value() == "49"
    assert seen.page.evaluate("() => document.querySelector('.leaflet-left-pane').style.clipPath") != before


def test_side_by_side_each_plan_has_its_own_figures(open_delays):
    seen = open_delays(fragment="#view=both")
    sides = {
        side: set(seen.page.locator(f".leaflet-{side}-labels-pane .cell__label").all_inner_texts())
        for side in ("left", "right")
    }
    assert sides == {"left": {"10,0", "6,0", "2,0"}, "right": {"4,0", "5,5", "7,0"}}


def test_the_border_can_be_dragged(open_delays):
    seen = open_delays(fragment="#view=both")
    box = seen.page.locator(".swipe").bounding_box()
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    seen.page.mouse.move(*middle)
    seen.page.mouse.down()
    seen.page.mouse.move(middle[0] - box["width"] / 4, middle[1])
    seen.page.mouse.up()
    assert 23 <= int(seen.page.locator(".swipe__grip").input_value()) <= 27


def test_on_a_phone_the_chosen_area_lies_above_its_details(open_delays):
    seen = open_delays(width=390, height=844)
    chosen = patch(seen, "area:worse")
    chosen.dispatch_event("click")
    place, card = chosen.bounding_box(), seen.page.locator(".card").bounding_box()
    assert place["y"] >= 0
    assert place["y"] + place["height"] <= card["y"]
    seen.page.get_by_role("button", name="Schließen").click()
    expect(seen.page.locator(".card")).to_be_hidden()


def test_areas_have_the_colour_of_the_key_on_bare_land(open_delays):
    seen = open_delays()
    shades = "e => [getComputedStyle(e).fill, getComputedStyle(e).fillOpacity]"
    of_key = seen.page.locator(".keybox:visible .swatch .fewer-2").evaluate(shades)
    assert patch(seen, "area:better").evaluate(shades) == of_key


def test_minutes_replace_late_stops_in_map_table_and_key(open_delays):
    seen = open_delays()
    seen.page.get_by_role("radio", name="Minuten").check(force=True)
    assert "−105" in seen.page.locator(".cell__label").all_inner_texts()
    assert seen.page.locator(".keybox:visible").count() == 1
    assert "Minuten Verspätung je 100 Stopps" in text_of(seen.page.locator(".keys"))


def test_customers_are_circles_and_have_their_own_table(open_delays):
    seen = open_delays()
    seen.page.get_by_role("radio", name="Kunden").check(force=True)
    assert seen.page.locator("path.patch").count() == 5
    assert seen.page.get_by_role("button", name="Kunde a").is_visible()
    assert seen.page.get_by_role("button", name="better").count() == 0


def test_arrow_keys_on_the_map_go_through_the_table(open_delays):
    seen = open_delays()
    seen.page.locator("[data-map]").focus()
    seen.page.keyboard.press("ArrowDown")
    expect(seen.page.locator(".card h2")).to_have_text("Gebiet bei Hauptstraße")
    seen.page.keyboard.press("ArrowDown")
    expect(seen.page.locator(".card h2")).to_have_text("same")
    seen.page.keyboard.press("Escape")
    expect(seen.page.locator(".card")).to_be_hidden()


def test_the_choice_survives_a_reload(open_delays):
    seen = open_delays()
    patch(seen, "area:worse").dispatch_event("click")
    seen.page.reload()
    expect(seen.page.locator(".card h2")).to_have_text("worse")


def test_a_refused_replay_offers_no_planned_view(open_delays):
    seen = open_delays(claim=headline(refused=True, reduction=None, reason="Kalibrierung nicht bestanden."))
    assert seen.page.get_by_role("radio", name="geplant").count() == 0
    assert seen.page.get_by_text("Kalibrierung nicht bestanden.").is_visible()
    assert sorted(seen.page.locator(".cell__label").all_inner_texts()) == ["10,0", "2,0", "6,0"]


@SIZES
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_never_scrolls_sideways(open_delays, width, height, scheme):
    seen = open_delays(width=width, height=height, color_scheme=scheme)
    assert seen.page.evaluate("() => document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1920, 1080), (390, 844)])
def test_nothing_covers_the_openstreetmap_line(open_delays, width, height):
    seen = open_delays(width=width, height=height)
    link = seen.page.get_by_role("link", name="OpenStreetMap")
    link.scroll_into_view_if_needed()
    assert link.evaluate(
        """e => {
            const box = e.getBoundingClientRect();
            const middle = box.top + box.height / 2;
            return [box.left + 2, box.right - 2].every(x => e.contains(document.elementFromPoint(x, middle)));
        }"""
    )


def test_numbers_are_large_on_a_projector(open_delays):
    seen = open_delays(width=1920, height=1080)
    size = seen.page.locator(".cell__label").first.evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
    assert size >= 20


def test_paper_is_landscape_and_has_map_and_table(open_delays):
    seen = open_delays(color_scheme="dark")
    seen.page.evaluate("() => window.dispatchEvent(new Event('beforeprint'))")
    seen.page.emulate_media(media="print")
    assert seen.page.evaluate("() => getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert seen.page.locator(".patch:visible").count() > 0
    assert seen.page.get_by_text("Gebiete, zuerst die größte Verbesserung").is_visible()
    assert not seen.page.locator(".choices").is_visible()
