"""How roads grow: what is measured of each size, in this process instead of a fresh one."""

import json
from xml.etree import ElementTree as ET

import pytest

from benchmarks.roads import growth
from benchmarks.roads.growth import picture, road_growth

CIRCLE = "{http://www.w3.org/2000/svg}circle"


@pytest.fixture(scope="module")
def measured(real_town):
    """Return what two sizes gave, as it is written."""

    def at_once(task, *arguments):
        return {"peak_mb": None, **task(*arguments), "process_s": 0.0}

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(growth, "in_fresh_process", at_once)
        patch.setattr(growth, "_DIJKSTRA_ROWS", 5)
        found = road_growth(real_town("kaiserslautern.osm.gz"), (1, 2), 20, seed=0)
    return json.loads(json.dumps(found))


def test_a_tiled_network_says_that_it_is_tiled(measured):
    assert measured["tiled_from"] == "kaiserslautern.osm.gz"
    assert "side by side" in measured["tiling"]


def test_every_size_is_built_in_parts_and_agrees_with_dijkstra(measured):
    one, two = measured["parts"]
    assert two["edges"] == 2 * one["edges"] + two["joining_roads"]
    assert all({"graph", "order", "topology", "metric"} <= set(part["build_parts"]) for part in (one, two))
    assert all(part["agreement"]["max_abs_error_s"] <= 1 for part in (one, two))
    assert all(part["ways"]["max_abs_error_s"] == 0 for part in (one, two))


def test_the_picture_has_all_sizes_in_each_panel(measured):
    drawn = ET.fromstring(picture(measured))  # noqa: S314 - a picture of our own
    assert len(list(drawn.iter(CIRCLE))) == 2 * (4 + 1 + 1 + 1)
