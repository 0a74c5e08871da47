"""Every main page can be read and pressed: contrast, size of targets, nothing beyond the edge of a small screen."""

import pytest

PAGES = ["plan", "sheets", "/orders", "/results", "/analysis", "/account", "/admin"]

CONTRAST = """() => {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = pen.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (top, below) => below.slice(0, 3).map((value, i) => top[i] * top[3] + value * (1 - top[3]));
  const luminance = (colour) => {
    const [r, g, b] = colour.map((value) => value / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const groundOf = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) layers.push(rgba(getComputedStyle(at).backgroundColor));
    const page = document.documentElement.dataset.theme === "dark" ? [0, 0, 0] : [255, 255, 255];
    return layers.reverse().reduce((below, layer) => over(layer, below), page);
  };
  const faint = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const text = walker.currentNode.data.trim();
    if (!text || element.closest("svg, script, style, option, .sr, [hidden], [disabled]")) continue;
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const ground = groundOf(element);
    const ink = over(rgba(getComputedStyle(element).color), ground);
    const [bright, dark] = [luminance(ink), luminance(ground)].sort((a, b) => b - a);
    const ratio = (bright + 0.05) / (dark + 0.05);
    const name = element.className || element.tagName;
    if (ratio < 4.5) faint.push(ratio.toFixed(2) + " " + name + ": " + text.slice(0, 30));
  }
  return [...new Set(faint)];
}"""

TARGETS = "button, summary, select, [role=tab], input:not([type=hidden]), a[href]"
SMALL_TARGETS = """(targets) => [...document.querySelectorAll(targets)]
  .filter((element) => element.checkVisibility({ visibilityProperty: true }))
  .filter((element) => !element.closest(".sr, .skip, [disabled]") && getComputedStyle(element).display !== "inline")
  .filter((element) => !element.matches("[role=separator]"))
  .map((element) => [element, (element.closest("label") || element).getBoundingClientRect()])
  .filter(([element, box]) => box.width && Math.min(box.width, box.height) < 23.9)
  .map(([element, box]) => element.outerHTML.slice(0, 80) + " " + Math.round(box.width) + "x" + Math.round(box.height))
"""

BEYOND = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def look_at(plan_desk):
    """Return a function: one of the pages, opened by somebody who may see them all."""

    def look_at(name, **options):
        at = f"/plan/{plan_desk.plan.plan_id}"
        path = {"plan": f"{at}?tour=1&stopp=2", "sheets": f"{at}/sheets"}.get(name, name)
        user = plan_desk.person(roles=("admin", "analyst", "dispatcher", "manager"))
        seen = plan_desk.open(path, person=user, ready="map" if name == "plan" else None, **options)
        seen.page.wait_for_load_state("networkidle")
        return seen.page

    return look_at


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_text_stands_out_and_targets_can_be_hit(look_at, name, theme):
    page = look_at(name, color_scheme=theme)
    assert page.evaluate(CONTRAST) == []
    assert page.evaluate(SMALL_TARGETS, TARGETS) == []


@pytest.mark.parametrize(("width", "height"), [(390, 844), (720, 450)])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_lies_beyond_the_edge_of_a_small_screen(look_at, name, width, height):
    assert look_at(name, width=width, height=height).evaluate(BEYOND) <= 0


@pytest.mark.parametrize("language", ["de", "en"])
def test_sheets_print_black_on_white_whatever_the_theme(plan_desk, language):
    seen = plan_desk.open(f"/plan/{plan_desk.plan.plan_id}/sheets", ready=None, language=language, color_scheme="dark")
    seen.page.emulate_media(media="print")
    colours = seen.page.evaluate(
        """() => [...document.querySelectorAll("html, body, .sheet")]
        .map((part) => getComputedStyle(part).backgroundColor)
        .concat(getComputedStyle(document.querySelector(".sheet td")).color)"""
    )
    assert set(colours[:-1]) <= {"rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"}
    assert max(int(part) for part in colours[-1].strip("rgb()").split(", ")) <= 40
