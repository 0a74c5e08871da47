"""One search per place over the edge-based graph: plain, exact, the oracle of the faster engine."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.roads.dijkstra import fill_rows, search, trace
from routing.roads.edge_engine import EdgeEngine, Regime, Whole, whole
from routing.roads.graph.edge_graph import EdgeGraph
from routing.roads.hierarchy.weights import LONGEST_S
from routing.roads.pace import FREE_PACE, Pace, Zones
from routing.roads.snapping import Snaps
from routing.roads.ways import Drive, parts
from routing.traffic import ROAD_CLASSES

_CHUNK = 16
"""Matrix rows a thread takes at a time."""


@dataclass(frozen=True, eq=False)
class _Targets:
    """Snapped places as the kernel reads them."""

    origin_state: NDArray[np.int32]
    share: NDArray[np.float64]
    start: NDArray[np.int32]
    place: NDArray[np.int32]


class DijkstraEngine(EdgeEngine):
    """Dijkstra's algorithm from every place; see :class:`EdgeEngine` for the parameters."""

    def _cells(self, snaps: Snaps, regime: Regime, pace: Pace, seconds: Whole, metres: Whole) -> None:
        """Fill in seconds and metres between all places."""
        factor = pace.of_states(regime.graph)
        s, m, _ = _fill(regime.graph, snaps, factor, self._threads)
        m[s >= LONGEST_S] = s[s >= LONGEST_S] = np.inf
        seconds[:], metres[:] = whole(s), whole(m)

    def _classes(self, snaps: Snaps, regime: Regime) -> NDArray[np.float32]:
        """Return the free-flow seconds between all places by bucket."""
        return classes(regime.graph, snaps, self._zones, self._threads)

    def _way(self, pair: Snaps, regime: Regime, pace: Pace) -> Drive | None:
        """Return the way from the first place of ``pair`` to the second, if there is one."""
        graph = regime.graph
        targets = _targets(graph, pair)
        arc_s, turn_s = _costs(graph, pace.of_states(graph))
        label, parent = np.empty(graph.states), np.empty(graph.states, np.int64)
        keys, items = np.empty(2 * graph.turns + 1), np.empty(2 * graph.turns + 1, np.int32)
        best, last = np.empty(2), np.empty(2, np.int32)
        search(
            0, targets.origin_state, targets.share, graph.state_arc, graph.turn_start, graph.turn_to, turn_s, arc_s,
            targets.start, targets.place, label, parent, keys, items, best, last,
        )  # fmt: skip
        states, turns = np.empty(graph.states + 1, np.int64), np.empty(graph.states + 1, np.int64)
        size = trace(last[1], parent, graph.turn_from, states, turns)
        if not size or best[1] >= LONGEST_S:
            return None
        driven = states[:size][::-1].tolist()
        metres = sum((end - begin) * self._network.edge_m[arc >> 1] for arc, begin, end in parts(graph, pair, driven))
        return Drive(driven, round(float(best[1])), round(float(metres)))


def classes(graph: EdgeGraph, snaps: Snaps, zones: Zones, threads: int) -> NDArray[np.float32]:
    """Return the free-flow seconds of the free-flow ways between all places by bucket."""
    return _fill(graph, snaps, FREE_PACE.of_states(graph), threads, zones)[2]


def _fill(
    graph: EdgeGraph, snaps: Snaps, factor: NDArray[np.float64], threads: int, zones: Zones | None = None
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float32]]:
    """Return seconds, metres and, if zones are given, seconds by bucket under a factor for each state."""
    targets = _targets(graph, snaps)
    size = len(targets.share)
    arc_s, turn_s = _costs(graph, factor)
    bucket = zones.buckets(graph) if zones else np.empty(0, np.int32)
    seconds, metres = np.empty((size, size)), np.empty((size, size))
    buckets = np.zeros((size, size, len(ROAD_CLASSES) * zones.count if zones else 0), np.float32)

    def run(begin: int) -> None:
        fill_rows(
            begin, min(begin + _CHUNK, size), targets.origin_state, targets.share, graph.state_arc,
            graph.turn_start, graph.turn_from, graph.turn_to, turn_s, arc_s, graph.state_m,
            targets.start, targets.place, seconds, metres, bucket, buckets,
        )  # fmt: skip

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(run, range(0, size, _CHUNK)))
    return seconds, metres, buckets


def _costs(graph: EdgeGraph, factor: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return seconds per state and per turn; an arc that takes too long can't be driven."""
    arc_s, turn_s = graph.state_costs(factor)
    return np.where(arc_s < LONGEST_S, arc_s, np.inf), turn_s


def _targets(graph: EdgeGraph, snaps: Snaps) -> _Targets:
    """Return the states in which each place can be left and reached."""
    arcs = np.column_stack([2 * snaps.edge, 2 * snaps.edge + 1])
    begin, states = graph.states_by_arc
    reached = [
        (int(state), place)
        for place, both in enumerate(arcs.tolist())
        for arc in both
        for state in states[begin[arc] : begin[arc + 1]]
    ]
    reached.sort()
    pairs = np.array(reached, np.int64).reshape(-1, 2)
    count = np.bincount(pairs[:, 0], minlength=graph.states)
    return _Targets(
        origin_state=graph.start_state[arcs],
        share=np.column_stack([snaps.share, 1 - snaps.share]),
        start=np.concatenate([[0], np.cumsum(count)]).astype(np.int32),
        place=pairs[:, 1].astype(np.int32),
    )
