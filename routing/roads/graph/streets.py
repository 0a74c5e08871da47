"""Streets: edges that follow one another with no other street in between, however often they are cut.

The drawn line of a street is cut where its tags change, at a signal, and where a cycle way that a vehicle may not
ride joins it. None of these must change how fast one drives through.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.roads.network import RoadNetwork
from routing.traffic import ROAD_CLASSES

_ONE_STREET = 2
"""Two edges at a node are one street."""

_CYCLE_WAY = ROAD_CLASSES.index("cycleway")


@dataclass(frozen=True, eq=False)
class Streets:
    """The streets of a network as a vehicle sees them.

    Parameters
    ----------
    counts
        Edges that make a junction: cycle ways count for those only who may ride them.
    junction
        Per node whether more than one street meets there.
    before
        Per arc the one that leads into it along the same street, -1 where other streets meet it.
    """

    counts: NDArray[np.bool_]
    junction: NDArray[np.bool_]
    before: NDArray[np.int64]

    @classmethod
    def of(cls, network: RoadNetwork, legal: NDArray[np.int64]) -> "Streets":
        """Return the streets for who may drive the ``legal`` arcs."""
        counts = network.edge_class != _CYCLE_WAY
        counts[legal >> 1] = True
        ends = np.column_stack([network.edge_tail, network.edge_head]).ravel()  # where each arc begins
        arcs = np.flatnonzero(np.repeat(counts, 2))
        met = np.bincount(ends[arcs], minlength=network.nodes)
        within = arcs[met[ends[arcs]] == _ONE_STREET]
        one, other = within[np.argsort(ends[within], kind="stable")].reshape(-1, 2).T
        before = np.full(2 * network.edges, -1, np.int64)
        before[one], before[other] = other ^ 1, one ^ 1
        return cls(counts, met > _ONE_STREET, before)

    @property
    def after(self) -> NDArray[np.int64]:
        """Per arc the one that it leads into along the same street, -1 where other streets meet it."""
        back = self.before[np.arange(len(self.before)) ^ 1]
        return np.where(back < 0, -1, back ^ 1)

    def even(self, speed_kmh: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return :attr:`before` where the speed stays, else -1: there one drives through as on one line."""
        stays = speed_kmh[self.before] == speed_kmh
        return np.where((self.before >= 0) & stays, self.before, -1)
