"""Open streets behind streets that only serve themselves.

Where the only way to a street leads through one signed for residents and
their visitors, who goes there is one of them: the sign stands for all that
lies behind it. Such a street is treated like the one before it: trips may
begin and end there, none passes through.
"""

import numpy as np
from numpy.typing import NDArray

from routing.roads.components import reach
from routing.roads.law.access import CLOSED, END_ONLY, OPEN
from routing.roads.network import RoadNetwork


def without_enclaves(network: RoadNetwork, access: NDArray[np.int8], closed: NDArray[np.bool_]) -> NDArray[np.int8]:
    """Return the legal state per arc with open arcs made END_ONLY that no open way joins to the main open network.

    Parameters
    ----------
    access
        Per arc CLOSED, OPEN or END_ONLY.
    closed
        Per node whether nobody passes it; edges that end there are dead ends.

    Notes
    -----
    Arcs that not even END_ONLY arcs join to the rest stay as they are. Turn
    restrictions are not looked at.
    """
    if not ((access == END_ONLY).any() and (access == OPEN).any()):
        return access
    ends = np.column_stack([network.edge_tail, network.edge_head]).astype(np.int64)
    own = network.nodes + np.arange(ends.size).reshape(ends.shape)
    ends = np.where(closed[ends], own, ends)
    tail, head = ends.ravel(), ends[:, ::-1].ravel()
    size = network.nodes + ends.size
    joined = _joined(tail, head, access != CLOSED, size)
    openly = _joined(tail, head, access == OPEN, size)
    return np.where((access == OPEN) & joined & ~openly, END_ONLY, access).astype(np.int8)


def _joined(
    tail: NDArray[np.int64], head: NDArray[np.int64], driven: NDArray[np.bool_], size: int
) -> NDArray[np.bool_]:
    """Return per arc whether ``driven`` arcs lead to it from their main component, and from it back there."""
    found = reach(tail[driven], head[driven], size, size)
    return np.asarray(found.from_main[tail] & found.to_main[head], np.bool_)
