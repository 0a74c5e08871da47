"""The map of a road network in a browser, without any outside request (see ``browse``)."""

import pandas as pd
import pytest
import shapely
from playwright.sync_api import expect

from maps import ROAD_COLUMNS, RULE_COLUMNS, roads_map

SIZES = pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)], ids=["desk", "phone"])
FIGURES = {
    "source": "town",
    "km": 1.2,
    "km_by_class": {"residential": 1.2},
    "outside_main": {"van": 0.1, "truck_7_5t": 0.2},
}
WEST, LAT, STEP = 7.76, 49.44, 0.004


def frames():
    """Three streets in a row: one whole, one out of a lorry's reach, one with a limit of weight; two turn rules."""
    streets = [
        ("Ganzweg", False, "", "", ""),
        ("Inselweg", True, "truck_7_5t", "", ""),
        ("Brückenweg", True, "", "cargo_bike", "maxweight=3.5"),
    ]
    rows = [
        (
            "residential",
            name,
            without,
            outside,
            closed,
            limits,
            name == "Ganzweg",
            shapely.LineString([(WEST + k * STEP, LAT), (WEST + (k + 1) * STEP, LAT)]),
        )
        for k, (name, without, outside, closed, limits) in enumerate(streets)
    ]
    rules = [(WEST + STEP, LAT, "no_left_turn", 0, False), (WEST + 2 * STEP, LAT, "incomplete", 77, True)]
    return pd.DataFrame(rows, columns=list(ROAD_COLUMNS)), pd.DataFrame(rules, columns=list(RULE_COLUMNS))


@pytest.fixture
def open_roads(browse, tmp_path):
    """Return a function that draws the streets into a file and opens it."""

    def open_roads(*, language="de", **options):
        path = tmp_path / "roads.html"
        roads_map(*frames(), FIGURES, title="Straßennetz", language=language).save(path)
        return browse(path.as_uri(), **options)

    return open_roads


def look(seen, view):
    seen.page.locator(f'input[value="{view}"]').check(force=True)


def press(seen, street):
    """Press the middle of a street (0, 1, 2): the three lie across the middle of the map, one beside the other."""
    box = seen.page.locator("[data-map]").bounding_box()
    at = seen.page.evaluate(
        "([lat, lon]) => { const map = Object.values(window).find((value) => value instanceof L.Map);"
        " const point = map.latLngToContainerPoint([lat, lon]); return [point.x, point.y]; }",
        [LAT, WEST + street * STEP],
    )
    seen.page.mouse.click(box["x"] + at[0], box["y"] + at[1])


def inked(seen):
    """Return how many points of the canvas over the base map are drawn on."""
    return seen.page.evaluate(
        "() => { const drawn = document.querySelector('.leaflet-overlay-pane canvas');"
        " const canvas = Object.assign(document.createElement('canvas'), { width: drawn.width, height: drawn.height });"
        " const pen = canvas.getContext('2d', { willReadFrequently: true }); pen.drawImage(drawn, 0, 0);"
        " const data = pen.getImageData(0, 0, canvas.width, canvas.height).data;"
        " let count = 0; for (let i = 3; i < data.length; i += 4) count += data[i] > 0; return count; }"
    )


@SIZES
def test_every_view_shows_its_roads_and_its_key(open_roads, width, height):
    seen = open_roads(width=width, height=height)
    drawn = {}
    for view in ("classes", "maxspeed", "limits", "zones", "turns"):
        look(seen, view)
        drawn[view] = inked(seen)
        expect(seen.page.locator(f'.legend[data-v="{view}"]')).to_be_visible()
        assert seen.count(".legend") == 1
    assert drawn["maxspeed"] > drawn["limits"] > 0
    assert drawn["classes"] > 0
    assert drawn["turns"] > 0


def test_what_is_out_of_reach_depends_on_the_vehicle(open_roads):
    seen = open_roads()
    look(seen, "outside")
    assert inked(seen) == 0
    look(seen, "truck_7_5t")
    assert inked(seen) > 0


@SIZES
def test_a_press_on_a_street_says_what_is_known_of_it(open_roads, width, height):
    seen = open_roads(width=width, height=height)
    press(seen, 2.5)
    card = seen.page.locator(".card")
    expect(card).to_contain_text("Brückenweg")
    expect(card).to_contain_text("Gewicht 3,5 t")
    expect(card).to_contain_text("Ohne Tempolimit")


def test_a_press_beside_every_street_closes_the_card(open_roads):
    seen = open_roads()
    press(seen, 0.5)
    expect(seen.page.locator(".card")).to_be_visible()
    seen.page.keyboard.press("Escape")
    expect(seen.page.locator(".card")).to_be_hidden()


@SIZES
def test_a_rule_of_the_list_is_shown_where_it_lies(open_roads, width, height):
    seen = open_roads(width=width, height=height)
    seen.page.locator("[data-rule]").click()
    card = seen.page.locator(".card")
    expect(card).to_contain_text("eine Angabe fehlt")
    expect(card).to_contain_text("77")
    assert seen.page.locator('input[value="turns"]').is_checked()


@SIZES
def test_a_street_of_the_list_is_shown_where_it_lies(open_roads, width, height):
    seen = open_roads(width=width, height=height)
    seen.page.locator("[data-street]").click()
    expect(seen.page.locator(".card")).to_contain_text("Brückenweg")
    assert seen.page.locator('input[value="limits"]').is_checked()


@SIZES
def test_the_first_picture_says_whether_the_network_is_good_enough(open_roads, width, height):
    seen = open_roads(width=width, height=height)
    expect(seen.page.locator(".top")).to_contain_text("Das Netz hat Lücken für: Transporter, Lkw 7,5 t.")
    expect(seen.page.locator('.legend[data-v="outside"]')).to_be_visible()


@SIZES
@pytest.mark.parametrize("view", ["outside", "maxspeed", "turns"])
def test_no_key_is_wider_than_the_screen(open_roads, view, width, height):
    seen = open_roads(language="en", width=width, height=height)
    look(seen, view)
    assert seen.page.evaluate("() => document.documentElement.scrollWidth") <= width


def test_the_page_speaks_english_when_asked(open_roads):
    seen = open_roads(language="en")
    expect(seen.page.locator(".list")).to_contain_text("Kilometres by class")


@SIZES
def test_nothing_is_wider_than_the_screen(open_roads, width, height):
    seen = open_roads(width=width, height=height)
    assert seen.page.evaluate("() => document.documentElement.scrollWidth") <= width


def test_the_figures_read_without_script(open_roads):
    seen = open_roads(java_script_enabled=False)
    expect(seen.page.locator(".list")).to_contain_text("Wohnstraße")


def test_dark_and_light_differ(open_roads):
    colours = [
        open_roads(color_scheme=scheme).page.evaluate(
            "() => getComputedStyle(document.querySelector('.map')).backgroundColor"
        )
        for scheme in ("light", "dark")
    ]
    assert colours[0] != colours[1]
