"""A second opinion on some rows of a matrix: scipy's Dijkstra on the same edge-based graph.

It shares no search with either engine; places on streets are joined to the
graph as extra nodes.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from routing.matrix import UNREACHABLE
from routing.roads import Snaps
from routing.roads.graph.edge_graph import EdgeGraph
from routing.traffic import ROAD_CLASSES

NAME = "scipy.sparse.csgraph.dijkstra on the same edge-based graph"


def largest_error_s(graph: EdgeGraph, snaps: Snaps, seconds: NDArray[np.int32], rows: list[int]) -> float:
    """Return the largest difference in seconds between rows of a free-flow matrix and scipy's, beyond rounding.

    Infinite if they do not agree on what can be reached at all.
    """
    expected = _rows(graph, snaps, rows)
    found = np.where(seconds[rows] == UNREACHABLE, np.inf, seconds[rows])
    found[np.arange(len(rows)), rows] = expected[np.arange(len(rows)), rows] = 0
    both = np.isfinite(expected) & np.isfinite(found)
    if (np.isfinite(expected) != np.isfinite(found)).any():
        return float("inf")
    return float(np.abs(np.rint(expected[both]) - found[both]).max(initial=0.0))


def _rows(graph: EdgeGraph, snaps: Snaps, rows: list[int]) -> NDArray[np.float64]:
    """Return free-flow seconds from some places to all; each origin becomes a node of its own."""
    arc_s, turn_s = graph.costs(np.ones(len(ROAD_CLASSES)))
    share = np.column_stack([snaps.share, 1 - snaps.share])
    origin, target, cost = [graph.turn_from], [graph.turn_to], [turn_s]
    for number, row in enumerate(rows):
        for side in (0, 1):
            state = int(graph.start_state[2 * snaps.edge[row] + side])
            if state >= 0:
                turns = slice(graph.turn_start[state], graph.turn_start[state + 1])
                origin.append(np.full(turns.stop - turns.start, graph.states + number, np.int32))
                target.append(graph.turn_to[turns])
                cost.append(turn_s[turns] - share[row, side] * arc_s[state])
    size = graph.states + len(rows)
    entries = (np.concatenate(cost), (np.concatenate(origin), np.concatenate(target)))
    to = dijkstra(csr_array(entries, shape=(size, size)), indices=graph.states + np.arange(len(rows)))
    begin, states = graph.states_by_arc
    expected = np.full((len(rows), len(snaps.places)), np.inf)
    for place, edge in enumerate(snaps.edge.tolist()):
        for side in (0, 1):
            reached = states[begin[2 * edge + side] : begin[2 * edge + side + 1]]
            for state in reached.tolist():
                way = to[:, state] + share[place, side] * arc_s[state]
                expected[:, place] = np.minimum(expected[:, place], way)
            for number, row in enumerate(rows):
                if len(reached) and snaps.edge[row] == edge and share[place, side] >= share[row, side]:
                    ahead = (share[place, side] - share[row, side]) * arc_s[reached[0]]
                    expected[number, place] = min(expected[number, place], ahead)
    return expected
