"""How much slower than free flow each road is in one slot."""

import hashlib
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from routing.roads.graph.edge_graph import EdgeGraph
from routing.roads.network import RoadNetwork
from routing.traffic import FREE_FLOW, ROAD_CLASSES, LearnedTimes, TravelFactors


@dataclass(frozen=True, eq=False)
class Zones:
    """The zone of each edge, whole numbers below ``count``."""

    edge: NDArray[np.int64]
    count: int

    @classmethod
    def grid(cls, network: RoadNetwork, side: int) -> "Zones":
        """Lay ``side`` x ``side`` zones over a network: an edge belongs where its middle is.

        A zone is its row from the south x ``side`` + its column from the west.
        """
        lon, lat = network.edge_middle
        west, south, east, north = network.bounds
        column = (lon - west) / max(east - west, 1e-9) * side
        row = (lat - south) / max(north - south, 1e-9) * side
        cell = np.clip(np.floor([row, column]).astype(np.int64), 0, side - 1)
        return cls(np.asarray(cell[0] * side + cell[1], np.int64), side**2)

    def buckets(self, graph: EdgeGraph) -> NDArray[np.int32]:
        """Return the bucket of each state of a graph: class x zone, as in :attr:`routing.matrix.Matrix.classes`."""
        zone = self.edge[graph.state_arc >> 1]
        return np.asarray(graph.state_class.astype(np.int64) * self.count + zone, np.int32)

    @cached_property
    def key(self) -> str:
        """Short content hash."""
        return hashlib.sha256(f"{self.count}".encode() + self.edge.tobytes()).hexdigest()[:16]


@dataclass(frozen=True, eq=False)
class Pace:
    """Travel time ÷ free-flow time by bucket (class x zone) in one slot; without zones by class."""

    factors: NDArray[np.float64]
    zones: Zones | None = None

    def of_states(self, graph: EdgeGraph) -> NDArray[np.float64]:
        """Return the factor of each state of a graph."""
        return self.factors[graph.state_class if self.zones is None else self.zones.buckets(graph)]

    @cached_property
    def key(self) -> str:
        """Short content hash: equal paces have equal keys, in whatever slot and model they stand."""
        zones = "" if self.zones is None else self.zones.key
        return hashlib.sha256(zones.encode() + np.ascontiguousarray(self.factors).tobytes()).hexdigest()[:24]


FREE_PACE = Pace(np.array([FREE_FLOW.factors[name][0] for name in ROAD_CLASSES]))
"""No traffic."""


def paces(traffic: TravelFactors | LearnedTimes, zones: Zones) -> tuple[Pace, ...]:
    """Return the pace of each slot.

    Parameters
    ----------
    zones
        What learned zone factors refer to.
    """
    if isinstance(traffic, TravelFactors):
        return tuple(Pace(column) for column in traffic.table.T)
    return tuple(Pace(column, zones) for column in traffic.bucket_factors.T)
