"""Where trips begin and end on the edge-based graph: states with what is driven of their arcs.

A label of the hierarchy is the cost at which a state's arc is entered. A trip
that starts at a share of an arc entered it *before* its start, so it has a
negative offset; one that ends at a share has that part still to drive. Where
an arc takes too long to be driven, trips neither begin nor end.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.roads.graph.edge_graph import EdgeGraph
from routing.roads.hierarchy import INFINITE, Ends, pack, unpack
from routing.roads.network import starts
from routing.roads.snapping import Snaps

Weights = NDArray[np.int64]


class Costs(NamedTuple):
    """Packed weights of a graph at one pace: per state that of its arc, per turn that of the arc left and the turn."""

    arc: Weights
    turn: Weights

    @classmethod
    def of(cls, graph: EdgeGraph, factor: NDArray[np.float64]) -> "Costs":
        """Return the weights under a factor for each state."""
        arc_s, turn_s = graph.state_costs(factor)
        return cls(pack(arc_s, graph.state_m), pack(turn_s, graph.state_m[graph.turn_from]))


def origins(graph: EdgeGraph, snaps: Snaps, costs: Costs) -> Ends:
    """Return the states in which each place is left."""
    state, share = graph.start_state[_arcs(snaps)], _shares(snaps)
    used = state >= 0
    used[used] = costs.arc[state[used]] < INFINITE
    return Ends(starts(used.sum(axis=1)), state[used], -part(costs.arc[state[used]], share[used]))


def targets(graph: EdgeGraph, snaps: Snaps, costs: Costs) -> Ends:
    """Return the states in which each place is reached."""
    begin, states = graph.states_by_arc
    arcs = _arcs(snaps).ravel()
    count = begin[arcs + 1] - begin[arcs]
    state = states[_runs(begin[arcs], count)]
    place = np.repeat(np.arange(len(arcs)) // 2, count)
    share = np.repeat(_shares(snaps).ravel(), count)
    used = costs.arc[state] < INFINITE
    state, share, place = state[used], share[used], place[used]
    return Ends(starts(np.bincount(place, minlength=len(snaps.places))), state, part(costs.arc[state], share))


def part(weight: Weights, share: NDArray[np.float64]) -> Weights:
    """Return a share of whole weights, both parts rounded; a larger share is never less."""
    seconds, metres = unpack(weight)
    return np.asarray(pack(seconds * share, metres * share), np.int64)


def _arcs(snaps: Snaps) -> NDArray[np.int64]:
    """Return both arcs of each place."""
    return 2 * snaps.edge.astype(np.int64)[:, None] + np.arange(2)


def _shares(snaps: Snaps) -> NDArray[np.float64]:
    """Return the share of both arcs that lies before each place."""
    return np.column_stack([snaps.share, 1 - snaps.share])


def _runs(begin: NDArray[np.int64], count: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the numbers of consecutive runs that begin at ``begin`` and have ``count`` members."""
    offset = np.repeat(begin - np.cumsum(count) + count, count)
    return np.asarray(offset + np.arange(len(offset)), np.int64)
