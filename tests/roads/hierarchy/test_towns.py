"""The hierarchy over whole towns, against Dijkstra's algorithm on the same weights."""

from dataclasses import dataclass

import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from routing.profiles import PROFILES
from routing.roads import RoadNetwork, read_extract
from routing.roads.graph.edge_graph import EdgeGraph, build_graph
from routing.roads.hierarchy import INFINITE, Buckets, Ends, Hierarchy, Metric, edge_order, pack, unpack
from routing.traffic import ROAD_CLASSES

NAMES = ["kaiserslautern.osm.gz", "liechtenstein.osm.pbf"]


@dataclass(frozen=True)
class Roads:
    network: RoadNetwork
    graph: EdgeGraph
    order: np.ndarray
    weight: np.ndarray
    metric: Metric
    states: Ends


@pytest.fixture(scope="module", params=NAMES)
def roads(request, real_town) -> Roads:
    network = read_extract(real_town(request.param))
    graph = build_graph(network, PROFILES["van"])
    order = edge_order(network, threads=1)
    left = graph.turn_from
    weight = pack(graph.state_s[left] + graph.turn_s, graph.state_m[left])
    metric = Hierarchy.build(graph, order).metric(weight, threads=2)
    chosen = np.random.default_rng(5).choice(graph.states, 60, replace=False)
    ends = Ends(np.arange(61), chosen.astype(np.int32), np.zeros(60, np.int64))
    return Roads(network, graph, order, weight, metric, ends)


@pytest.fixture(scope="module")
def matrix(roads) -> np.ndarray:
    return roads.metric.matrix(roads.states, roads.states, threads=1)


def test_the_whole_matrix_takes_the_time_dijkstra_finds(roads, matrix):
    """Milliseconds are compared exactly: as floats they are whole numbers."""
    graph = roads.graph
    time = (roads.weight >> 32).astype(np.float64)
    # A sparse matrix has no parallel arcs and no zeros: half a millisecond stands for a turn that takes none.
    turns = csr_array((np.maximum(time, 2.0**-20), graph.turn_to, graph.turn_start), shape=(graph.states,) * 2)
    found = dijkstra(turns, indices=roads.states.state)[:, roads.states.state]
    seconds = unpack(matrix)[0]
    assert np.array_equal(np.rint(seconds * 1000), np.where(np.isfinite(found), np.rint(found), np.inf))


def test_two_threads_find_what_one_finds(roads, matrix):
    one = roads.metric.hierarchy.metric(roads.weight, threads=1)
    assert np.array_equal(one.weight, roads.metric.weight)
    assert np.array_equal(roads.metric.matrix(roads.states, roads.states, threads=2), matrix)


def test_ways_through_a_town_add_up_to_the_matrix(roads, matrix):
    graph = roads.graph
    for origin in range(0, 60, 5):
        for target in range(1, 60, 5):
            states, cost = roads.metric.way(roads.states, roads.states, origin, target)
            assert cost == matrix[origin, target]
            if cost < INFINITE:
                assert states[0] == roads.states.state[origin]
                assert states[-1] == roads.states.state[target]
                assert cost == sum(
                    roads.weight[span][graph.turn_to[span] == two].min()
                    for one, two in zip(states[:-1].tolist(), states[1:].tolist(), strict=True)
                    for span in [slice(graph.turn_start[one], graph.turn_start[one + 1])]
                )


def test_the_order_ranks_every_edge_once(roads):
    assert np.array_equal(np.sort(roads.order), np.arange(roads.network.edges))


def test_the_order_is_the_same_with_two_threads(roads):
    assert np.array_equal(edge_order(roads.network, threads=2), roads.order)


def test_the_tree_of_a_town_is_shallow(roads):
    """What the search space, and so every answer's time, depends on."""
    assert roads.metric.hierarchy.depth < 150
    assert roads.metric.hierarchy.arcs < 8 * roads.graph.states


def test_time_by_road_class_adds_up_to_the_matrix(roads, matrix):
    found = np.empty((60, 60, len(ROAD_CLASSES)), np.float32)
    kinds = roads.graph.state_class.astype(np.int32)
    buckets = Buckets(roads.metric, roads.states, roads.states, kinds, len(ROAD_CLASSES), threads=2)
    for first in (0, 20, 40):
        buckets.fill(first, first + 20, found[first : first + 20])
    assert np.array_equal(found.sum(axis=2), np.where(matrix < INFINITE, matrix >> 32, 0))
