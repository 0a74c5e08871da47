"""The network as others see it: nodes and arcs without turns, weighed with our own driving seconds.

What is compared on it differs from our answers by what a graph of nodes can't know: turn restrictions, turning round,
streets that only serve themselves. Costs at junctions are left out on both sides.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from routing.profiles import PROFILES, Profile
from routing.roads import RoadNetwork, Snaps
from routing.roads.graph.slowing import driving_s
from routing.roads.graph.streets import Streets
from routing.roads.law.access import CLOSED
from routing.roads.law.regimes import LegalRules, legal_rules

NO_JUNCTIONS: Profile = PROFILES["van"].model_copy(
    update={"name": "no junctions"}
    | dict.fromkeys(("left_s", "right_s", "give_way_s", "u_turn_s", "signal_s"), 0.0)
    | dict.fromkeys(("acceleration_ms2", "braking_ms2", "cornering_ms2"), 1e12)
)
"""A van that loses no time at junctions and in bends."""


@dataclass(frozen=True, eq=False)
class NodeGraph:
    """Arcs a van may drive, from node to node.

    Parameters
    ----------
    network
        The roads.
    """

    network: RoadNetwork

    @cached_property
    def _law(self) -> LegalRules:
        return legal_rules(self.network, NO_JUNCTIONS)

    def arcs(self, snaps: Snaps) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
        """Return tail, head and seconds of the fastest arc between two nodes.

        Each place becomes a node after those of the network, in the middle of its street.
        """
        network, law = self.network, self._law
        ends = np.column_stack([network.edge_tail, network.edge_head]).ravel().astype(np.int64)
        streets = Streets.of(network, np.flatnonzero(law.access != CLOSED))
        seconds = driving_s(network, NO_JUNCTIONS, law.speed_kmh, streets)
        legal = np.flatnonzero(
            (law.access != CLOSED) & ~law.closed[ends] & ~law.closed[ends.reshape(-1, 2)[:, ::-1].ravel()]
        )
        tail, head, cost = [ends[legal]], [ends[legal ^ 1]], [seconds[legal]]
        for side in (0, 1):
            arc = 2 * snaps.edge.astype(np.int64) + side
            place = network.nodes + np.arange(len(arc))
            share = np.abs(snaps.share - side)
            open_ = law.access[arc] != CLOSED
            tail += [place[open_], ends[arc][open_]]
            head += [ends[arc ^ 1][open_], place[open_]]
            cost += [((1 - share) * seconds[arc])[open_], (share * seconds[arc])[open_]]
        tails, heads, costs = np.concatenate(tail), np.concatenate(head), np.concatenate(cost)
        order = np.lexsort((costs, heads, tails))
        first = np.r_[True, (np.diff(tails[order]) != 0) | (np.diff(heads[order]) != 0)]
        kept = order[first]
        kept = kept[tails[kept] != heads[kept]]
        return tails[kept], heads[kept], np.maximum(costs[kept], 1e-6)

    def named(self, way: Sequence[int], snaps: Snaps) -> list[int]:
        """Return a way between two places with the far ends of their streets instead of the places."""
        if len(way) < 3:  # noqa: PLR2004 - from place to place along one street
            return []
        full = list(way)
        for at, inside in ((0, 1), (-1, -2)):
            edge = int(snaps.edge[full[at] - self.network.nodes])
            pair = (int(self.network.edge_tail[edge]), int(self.network.edge_head[edge]))
            full[at] = pair[1] if pair[0] == full[inside] else pair[0]
        return full


class Restrictions:
    """The turn restrictions that bind a van, to be held against ways given as nodes."""

    def __init__(self, network: RoadNetwork) -> None:
        ends = np.column_stack([network.edge_tail, network.edge_head]).ravel()
        self._forbidden: dict[tuple[int, ...], bool] = {}
        self._only: dict[tuple[int, ...], set[int]] = {}
        for arcs, only in legal_rules(network, NO_JUNCTIONS).chains:
            nodes = (int(ends[arcs[0]]), *(int(ends[arc ^ 1]) for arc in arcs))
            if only:
                self._only.setdefault(nodes[:-1], set()).add(nodes[-1])
            else:
                self._forbidden[nodes] = True
        self._lengths = sorted({len(nodes) for nodes in (*self._forbidden, *self._only)})

    def broken_by(self, way: Sequence[int]) -> bool:
        """Tell whether a way, as rows of nodes, breaks one."""
        for begin in range(len(way)):
            for length in self._lengths:
                part = tuple(way[begin : begin + length])
                if len(part) < length:
                    break
                after = way[begin + length] if begin + length < len(way) else None
                if part in self._forbidden or (after is not None and after not in self._only.get(part, {after})):
                    return True
        return False


def turns_round(way: Sequence[int]) -> bool:
    """Tell whether a way goes back where it came from."""
    return any(one == two for one, two in zip(way, way[2:], strict=False))


def ways_of(predecessor: NDArray[np.int32], targets: Iterable[int], origin: int) -> list[list[int]]:
    """Return the ways from an origin that a search left behind, as rows of nodes."""
    ways = []
    for target in targets:
        way = [int(target)]
        while way[-1] != origin and predecessor[way[-1]] >= 0:
            way.append(int(predecessor[way[-1]]))
        ways.append(way[::-1])
    return ways
