"""The picture of how roads grow."""

import itertools
from xml.etree import ElementTree as ET

from benchmarks.roads.growth_chart import Panel, growth_svg

NAME = "{http://www.w3.org/2000/svg}"
SIZES = (1.0, 2.0, 4.0)


def drawn(*panels):
    return ET.fromstring(growth_svg(SIZES, panels, "growth", "edges"))  # noqa: S314 - a picture of our own


def test_every_size_is_a_point_of_every_line():
    picture = drawn(Panel("seconds", {"graph": (1, 2, 4), "order": (2, 5, 9)}), Panel("MB", {"peak": (5, 6, 7)}))
    assert len(list(picture.iter(f"{NAME}circle"))) == 9


def test_even_growth_lies_on_the_dashed_line():
    picture = drawn(Panel("seconds", {"graph": (1, 2, 4)}))
    dashed = next(line for line in picture.iter(f"{NAME}line") if line.get("stroke-dasharray"))
    x1, y1, x2, y2 = (float(dashed.get(name)) for name in ("x1", "y1", "x2", "y2"))
    points = [(float(mark.get("cx")), float(mark.get("cy"))) for mark in picture.iter(f"{NAME}circle")]
    assert all(abs(y - (y1 + (y2 - y1) * (x - x1) / (x2 - x1))) < 0.1 for x, y in points)


def test_slower_than_even_growth_lies_above_the_dashed_line():
    """It ends where the line ends, so it fits the axis whatever was measured."""
    picture = drawn(Panel("MB", {"peak": (100, 110, 120)}))
    dashed = next(line for line in picture.iter(f"{NAME}line") if line.get("stroke-dasharray"))
    last = list(picture.iter(f"{NAME}circle"))[-1]
    assert (dashed.get("x2"), dashed.get("y2")) == (last.get("cx"), last.get("cy"))


def test_names_of_lines_that_end_together_stand_apart():
    picture = drawn(Panel("seconds", {"one": (1, 2, 3), "two": (1, 2, 3.01), "three": (1, 2, 3.02)}))
    heights = sorted(
        float(text.get("y")) for text in picture.iter(f"{NAME}text") if text.text in ("one", "two", "three")
    )
    assert min(b - a for a, b in itertools.pairwise(heights)) >= 14


def test_the_picture_says_what_it_shows():
    written = growth_svg(SIZES, [Panel("build < 1 h", {"graph": (1, 2, 4)})], "tiled & joined", "edges")
    assert "build &lt; 1 h" in written
    assert "tiled &amp; joined" in written
