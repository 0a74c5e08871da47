"""The road benchmark: its keys, and that it judges the engine."""

import json

import numpy as np
import pytest

from benchmarks.roads import bench_roads
from routing.errors import InputError
from routing.roads import DijkstraEngine

TOWN = (
    "z--a--b\n   |  |\n   d--c--y",
    {"zab": "", "bc": "oneway=yes", "cd": "", "da": "vehicle=destination", "cy": ""},
)
KEYS = {
    "extract", "profile", "stops", "edges", "build_s", "reload_s", "slot_s", "matrix_s", "dijkstra_matrix_s",
    "max_abs_error_s", "unreachable_pairs", "peak_mb",
}  # fmt: skip


@pytest.fixture
def extract(draw_xml, tmp_path):
    path = tmp_path / "town.osm"
    path.write_text(draw_xml(TOWN[0], {name: f"highway=residential & {tags}" for name, tags in TOWN[1].items()}))
    return path


def test_it_has_the_keys_that_scripts_rely_on(extract):
    measured = json.loads(json.dumps(bench_roads(extract, 12, seed=1)))
    assert set(measured) >= KEYS
    assert measured["stops"] == 12
    assert measured["edges"] == 6


def test_the_engine_agrees_with_the_oracle(extract):
    measured = bench_roads(extract, 40, seed=2, profile="truck_7_5t")
    assert measured["max_abs_error_s"] == 0
    assert measured["unreachable_pairs"] == 0


def test_a_wrong_engine_is_found_out(extract, monkeypatch):
    """Without this the oracle could be comparing the matrix with itself."""
    honest = DijkstraEngine._fill

    def wrong(self, graph, targets, factors, *, with_classes):
        seconds, metres, buckets = honest(self, graph, targets, factors, with_classes=with_classes)
        return seconds + np.where(seconds > 0, 3, 0), metres, buckets

    monkeypatch.setattr(DijkstraEngine, "_fill", wrong)
    assert bench_roads(extract, 10, seed=1)["max_abs_error_s"] >= 2


def test_the_same_seed_asks_the_same_question(extract):
    timed = ("_s", "_mb")
    first, second = (bench_roads(extract, 10, seed=3) for _ in range(2))
    assert {k: v for k, v in first.items() if not k.endswith(timed)} == {
        k: v for k, v in second.items() if not k.endswith(timed)
    }


def test_an_unknown_profile_is_named(extract):
    with pytest.raises(InputError):
        bench_roads(extract, 10, seed=1, profile="tank")
