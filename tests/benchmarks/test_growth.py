"""The picture of a replay's seconds over its days."""

from xml.etree import ElementTree as ET

from benchmarks.replay.growth import growth_svg

NAME = "{http://www.w3.org/2000/svg}"


def drawn(parts):
    return ET.fromstring(growth_svg(parts, "growth"))  # noqa: S314 - a picture of our own


def test_every_run_is_a_point_and_even_growth_lies_on_the_dashed_line():
    picture = drawn([{"days": 15, "seconds": 5}, {"days": 30, "seconds": 10}, {"days": 60, "seconds": 20}])
    points = [(float(mark.get("cx")), float(mark.get("cy"))) for mark in picture.iter(f"{NAME}circle")]
    dashed = next(line for line in picture.iter(f"{NAME}line") if line.get("stroke-dasharray"))
    x1, y1, x2, y2 = (float(dashed.get(name)) for name in ("x1", "y1", "x2", "y2"))
    assert len(points) == 3
    assert all(abs(y - (y1 + (y2 - y1) * (x - x1) / (x2 - x1))) < 0.1 for x, y in points)


def test_it_says_what_it_shows():
    assert "growth" in growth_svg([{"days": 1, "seconds": 1}], "growth")
