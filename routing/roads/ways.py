"""From the states driven to what people see of a way: its line, its length and its streets."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.roads.engine import RoadPath
from routing.roads.graph.edge_graph import EdgeGraph
from routing.roads.network import RoadNetwork
from routing.roads.snapping import Snaps, cut_line


class Drive(NamedTuple):
    """A way as an engine found it: the states in driving order and what it takes."""

    states: Sequence[int]
    seconds: int
    metres: int


def path_of(network: RoadNetwork, graph: EdgeGraph, pair: Snaps, drive: Drive) -> RoadPath:
    """Return the way from the first place of ``pair`` to the second."""
    found = list(parts(graph, pair, drive.states))
    lines = [_oriented(network.polyline(arc >> 1), arc, begin, end) for arc, begin, end in found]
    points = [tuple(point) for line in lines for point in line.tolist()]
    names = [network.street_name(arc >> 1) for arc, _, _ in found]
    return RoadPath(
        origin=pair.places[0],
        destination=pair.places[1],
        polyline=tuple(p for k, p in enumerate(points) if k in (0, len(points) - 1) or p != points[k - 1]),
        distance_m=drive.metres,
        travel_s=drive.seconds,
        streets=tuple(name for k, name in enumerate(names) if name and (k == 0 or name != names[k - 1])),
    )


def parts(graph: EdgeGraph, pair: Snaps, states: Sequence[int]) -> Iterator[tuple[int, float, float]]:
    """Yield arc, and share of it where the drive begins and ends, per state."""
    for k, state in enumerate(states):
        arc = int(graph.state_arc[state])
        share = np.abs(pair.share - (arc & 1))
        yield arc, float(share[0]) if k == 0 else 0.0, float(share[1]) if k == len(states) - 1 else 1.0


def _oriented(points: NDArray[np.float64], arc: int, begin: float, end: float) -> NDArray[np.float64]:
    """Return the driven part of an arc in driving direction."""
    driven = points[::-1] if arc & 1 else points
    return driven if (begin, end) == (0.0, 1.0) else cut_line(driven, begin, end)
