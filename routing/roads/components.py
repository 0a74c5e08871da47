"""The largest strongly connected component: the part of a network one can get about in."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components


class Reach(NamedTuple):
    """Per state: lies in the main component, can be reached from it, can reach it."""

    in_main: NDArray[np.bool_]
    from_main: NDArray[np.bool_]
    to_main: NDArray[np.bool_]


def reach(origin: NDArray[np.int64], target: NDArray[np.int64], states: int, counted: int) -> Reach:
    """Return where the largest strongly connected component lies, and what hangs on it.

    Parameters
    ----------
    origin, target
        Turns between states.
    counted
        Only the first so many states count for what is largest.
    """
    none = np.zeros(states, np.bool_)
    if not counted:
        return Reach(none, none, none)
    graph = csr_array((np.ones(len(origin), np.int8), (origin, target)), shape=(states, states))
    _, label = connected_components(graph, directed=True, connection="strong")
    main = label == np.bincount(label[:counted]).argmax()
    seed = int(np.flatnonzero(main)[0])
    return Reach(main, _reached(graph, seed), _reached(graph.T.tocsr(), seed))


def _reached(graph: csr_array, seed: int) -> NDArray[np.bool_]:
    """Return which states can be reached from ``seed``."""
    reached = np.zeros(graph.shape[0], np.bool_)
    reached[breadth_first_order(graph, seed, return_predecessors=False)] = True
    return reached
