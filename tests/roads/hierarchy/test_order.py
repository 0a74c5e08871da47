"""The order of contraction on networks that are odd, small or in pieces."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.roads.hierarchy.order import dissect


def order(lon: list[float], lat: list[float], edges: list[tuple[int, int]]) -> list[int]:
    tail, head = np.array(edges, np.int32).reshape(-1, 2).T
    return dissect(np.array(lon, float), np.array(lat, float), tail.copy(), head.copy(), threads=1).tolist()


@pytest.mark.parametrize(
    "edges",
    [
        [],
        [(0, 1)],
        [(0, 0)],
        [(0, 1), (0, 1), (1, 0)],
        [(0, 1), (2, 3)],
        [(0, 1), (1, 1), (1, 2), (2, 0), (3, 3)],
    ],
    ids=["no edges", "one edge", "a loop alone", "parallel edges", "two pieces", "a ring with loops"],
)
def test_every_edge_has_one_rank(edges):
    assert sorted(order([0, 1, 2, 3], [0, 0, 1, 1], edges)) == list(range(len(edges)))


def test_nodes_on_one_spot_are_no_obstacle():
    edges = [(0, 1), (1, 2), (2, 3), (3, 0)]
    assert sorted(order([7.0] * 4, [49.0] * 4, edges)) == [0, 1, 2, 3]


def test_no_network_has_no_order():
    assert order([], [], []) == []


def test_the_bridge_between_two_quarters_comes_last():
    """Two rings of four streets, joined by one street."""
    rings = [(0, 1), (1, 2), (2, 3), (3, 0), (4, 5), (5, 6), (6, 7), (7, 4)]
    lon = [0, 0, 1, 1, 8, 8, 9, 9]
    lat = [0, 1, 1, 0, 0, 1, 1, 0]
    assert order(lon, lat, [(2, 4), *rings])[0] == len(rings)


@given(st.integers(0, 2**32), st.integers(1, 40), st.integers(0, 80))
def test_any_graph_has_an_order_that_threads_do_not_change(seed, nodes, edges):
    rng = np.random.default_rng(seed)
    lon, lat = rng.random(nodes), rng.integers(0, 3, nodes).astype(float)
    tail, head = rng.integers(0, nodes, (2, edges)).astype(np.int32)
    one = dissect(lon, lat, tail, head, threads=1)
    assert sorted(one.tolist()) == list(range(edges))
    assert np.array_equal(dissect(lon, lat, tail, head, threads=2), one)
