"""The order in which a network's edges are contracted: nested dissection by cuts of few edges.

Turns lead from edge to edge over a shared node, so edges that part the
network part the edge-based graph, too; they are contracted last. The order
depends on nothing but the network: all vehicles and hours share it.
"""

from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Final

import numpy as np
from numpy.typing import NDArray

from routing.roads.geometry import flat
from routing.roads.hierarchy import dissection
from routing.roads.hierarchy.threads import threads_or_all
from routing.roads.network import RoadNetwork, starts

Ints = NDArray[np.int64]
Rows = NDArray[np.int32]
Parts = NDArray[np.int64]
"""Rows of (first node, end, lowest rank)."""

_DIRECTIONS: Final = 4
"""Directions tried for each cut: on Porto two make a tenth more triangles, eight save a fiftieth at twice the time."""

_PARALLEL: Final = 20_000
"""Parts with more nodes are split one at a time, so that all threads get work."""


def edge_order(network: RoadNetwork, threads: int | None = None) -> Rows:
    """Return the rank of each edge, 0 for the one contracted first.

    Parameters
    ----------
    threads
        How many run at a time; all cores unless given. The order does not depend on it.
    """
    return dissect(network.node_lon, network.node_lat, network.edge_tail, network.edge_head, threads)


def dissect(
    lon: NDArray[np.float64], lat: NDArray[np.float64], tail: Rows, head: Rows, threads: int | None = None
) -> Rows:
    """Return the rank of each edge between nodes at given places.

    Loops are contracted first. Edges may be parallel, and the nodes may fall apart into components.
    """
    nodes = len(lon)
    points = flat(lon, lat)
    layout = _along_curve(points)
    place = np.empty(nodes, np.int32)
    place[layout] = np.arange(nodes, dtype=np.int32)
    loops = np.flatnonzero(tail == head)
    rank = np.full(len(tail), -1, np.int32)
    rank[loops] = np.arange(len(loops), dtype=np.int32)
    first, neighbour, edge = _neighbours(nodes, place, tail, head)
    sorted_by = _projections(points[layout])
    part = np.zeros(nodes, np.int32)
    local = np.empty(nodes, np.int32)
    edge_row = np.empty(len(tail), np.int32)

    def split(begin: int, end: int, lowest: int) -> Parts:
        whole = end - begin <= _PARALLEL
        return dissection.split(
            begin, end, lowest, whole, first, neighbour, edge, sorted_by, part, local, edge_row, rank
        )

    if nodes:
        _spread(split, (0, nodes, len(loops)), threads_or_all(threads))
    return rank


def _spread(split: Callable[[int, int, int], Parts], root: tuple[int, int, int], threads: int) -> None:
    """Split a part and all that is left of it, several parts at a time."""
    with ThreadPoolExecutor(threads) as pool:
        running: set[Future[Parts]] = {pool.submit(split, *root)}
        while running:
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                running |= {pool.submit(split, *row) for row in future.result().tolist()}


def _along_curve(points: NDArray[np.float64]) -> Ints:
    """Return the nodes in an order that keeps neighbours close in memory: along a Z-curve."""
    low, high = points.min(axis=0, initial=np.inf), points.max(axis=0, initial=-np.inf)
    cell = ((points - low) / np.maximum(high - low, 1e-9).max() * 65_535).astype(np.int64)
    key = np.zeros(len(points), np.int64)
    for bit in range(16):
        key |= ((cell[:, 0] >> bit & 1) << 2 * bit) | ((cell[:, 1] >> bit & 1) << 2 * bit + 1)
    return np.argsort(key, kind="stable")


def _projections(points: NDArray[np.float64]) -> Rows:
    """Return the nodes sorted along each direction, shape (1 + directions, nodes); the first row is unsorted."""
    rows = [np.arange(len(points), dtype=np.int32)]
    for angle in np.arange(_DIRECTIONS) * np.pi / _DIRECTIONS:
        along = points @ np.array([np.cos(angle), np.sin(angle)])
        rows.append(np.argsort(along, kind="stable").astype(np.int32))
    return np.stack(rows)


def _neighbours(nodes: int, place: Rows, tail: Rows, head: Rows) -> tuple[Ints, Rows, Rows]:
    """Return the neighbours of each node and the edges to them; loops are left out.

    Those of node ``n`` are ``first[n]:first[n + 1]``.
    """
    plain = np.flatnonzero(tail != head).astype(np.int32)
    one, two = place[tail[plain]], place[head[plain]]
    leaves, enters = np.concatenate([one, two]), np.concatenate([two, one])
    order = np.argsort(leaves, kind="stable")
    return starts(np.bincount(leaves, minlength=nodes)), enters[order], np.concatenate([plain, plain])[order]
