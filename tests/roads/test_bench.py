"""The road benchmark: its keys, and that it judges the engine."""

import json

import numpy as np
import pytest

from benchmarks.roads.agreement import agreement, among, line_m, ways_add_up
from benchmarks.roads.bench import bench_roads
from benchmarks.roads.oracle import largest_error_s
from benchmarks.roads.places import random_places
from routing.errors import InputError
from routing.matrix import UNREACHABLE, Matrix
from routing.roads import DijkstraEngine, HierarchyEngine, read_extract
from routing.traffic import FREE_FLOW

TOWN = (
    "z--a--b\n   |  |\n   d--c--y",
    {"zab": "", "bc": "oneway=yes", "cd": "", "da": "vehicle=destination", "cy": ""},
)
KEYS = {
    "extract", "profile", "stops", "edges", "build_s", "reload_s", "slot_s", "matrix_s", "dijkstra_matrix_s",
    "max_abs_error_s", "unreachable_pairs", "peak_mb",
}  # fmt: skip


@pytest.fixture(scope="module")
def extract(draw_xml, tmp_path_factory):
    path = tmp_path_factory.mktemp("bench") / "town.osm"
    path.write_text(draw_xml(TOWN[0], {name: f"highway=residential & {tags}" for name, tags in TOWN[1].items()}))
    return path


@pytest.fixture(scope="module")
def measured(extract):
    """Return one run as it is written."""
    return json.loads(json.dumps(bench_roads(extract, 40, seed=2, profile="truck_7_5t", cold=False)))


@pytest.fixture(scope="module")
def asked(extract):
    """Return the fast engine, places and their matrix."""
    engine = HierarchyEngine(read_extract(extract), threads=1)
    snaps = engine.snap(random_places(engine.network, engine.graph("van"), 12, 1), "van")
    return engine, snaps, engine.matrix(snaps, "van", FREE_FLOW)


def shifted(matrix: Matrix, by: int) -> Matrix:
    """Return a matrix that is wrong by some seconds between different places."""
    wrong = matrix.seconds + np.where(matrix.seconds > 0, by, 0).astype(np.int32)
    return Matrix(places=matrix.places, slots=matrix.slots, seconds=wrong, metres=matrix.metres, profile="van")


def test_it_has_the_keys_that_scripts_rely_on(measured):
    assert set(measured) >= KEYS
    assert (measured["stops"], measured["edges"]) == (40, 6)


def test_the_engine_agrees_with_dijkstra_and_with_scipy(measured):
    assert measured["max_abs_error_s"] <= 1  # rounded to whole milliseconds an edge, to whole seconds a pair
    assert measured["oracle"]["max_abs_error_s"] <= 1
    assert measured["agreement"]["unreachable_mismatches"] == 0
    assert measured["unreachable_pairs"] == 0


def test_ways_add_up_to_the_matrix(measured):
    ways = measured["ways"]
    assert ways["count"] > 30
    assert (ways["max_abs_error_s"], ways["max_abs_error_m"]) == (0, 0)
    assert ways["max_line_off_m"] < 2


def test_the_parts_of_the_first_matrix_add_up(measured):
    parts = measured["first_parts"]
    assert {"read", "graph", "order", "topology", "metric", "snap", "matrix"} <= set(parts)
    assert sum(parts.values()) == pytest.approx(measured["first_matrix_s"], abs=0.01)


def test_a_reload_builds_nothing(measured):
    assert not {"graph", "order", "topology", "metric"} & set(measured["reload_parts"])


def test_fewer_rows_of_dijkstra_are_said_and_answer_the_same_question(extract, measured):
    again = bench_roads(extract, 40, seed=2, profile="truck_7_5t", dijkstra_rows=30, cold=False)
    assert again["dijkstra_rows"] == 30
    assert again["agreement"]["pairs"] == 900
    assert again["ways"] == measured["ways"]


def test_a_wrong_matrix_is_found_out_by_both_oracles(asked):
    """Without this they could be comparing the matrix with itself."""
    engine, snaps, matrix = asked
    plain = DijkstraEngine(engine.network, threads=1).matrix(snaps, "van", FREE_FLOW)
    wrong = shifted(matrix, 3)
    assert agreement(wrong, plain)["max_abs_error_s"] == 3
    assert largest_error_s(engine.graph("van"), snaps, wrong.seconds[0], [0, 5]) >= 2


def test_a_wrong_way_is_found_out(asked):
    engine, snaps, matrix = asked
    assert ways_add_up(engine, snaps, shifted(matrix, 3), FREE_FLOW, 10, 0)["max_abs_error_s"] == 3


def test_a_pair_reached_by_one_engine_alone_is_an_endless_error(asked):
    _, _, matrix = asked
    closed = matrix.seconds.copy()
    closed[0, 0, 1] = UNREACHABLE
    other = Matrix(places=matrix.places, slots=matrix.slots, seconds=closed, metres=matrix.metres, profile="van")
    found = agreement(matrix, other)
    assert (found["unreachable_mismatches"], found["max_abs_error_s"]) == (1, float("inf"))


def test_some_places_of_a_matrix_keep_their_times(asked):
    _, _, matrix = asked
    part = among(matrix, np.array([7, 2]))
    assert part.places == (matrix.places[7], matrix.places[2])
    assert part.seconds[0, 0, 1] == matrix.seconds[0, 7, 2]


def test_a_line_is_as_long_as_its_pieces():
    assert line_m(np.array([[7.0, 49.0], [7.0, 49.001], [7.0, 49.0]])) == pytest.approx(222.4, abs=0.1)


def test_an_unknown_profile_is_named(extract):
    with pytest.raises(InputError):
        bench_roads(extract, 10, seed=1, profile="tank", cold=False)
