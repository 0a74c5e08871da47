"""Shortest arcs of a hierarchy for given turn weights (numba).

Weight ``2 * a`` is that of arc ``a`` driven up, ``2 * a + 1`` driven down.
Every vertex pulls the triangles in which it is the middle one, so that threads
never write to the same arc. All kernels stand in this file, because numba's
cache does not see changes in imported modules.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from routing.roads.hierarchy.weights import INFINITE

Int = int | np.int64
"""A whole number as Python or as the kernel holds it."""

Ints = NDArray[np.int64]
Rows = NDArray[np.int32]

_NO_ARC = -1


@njit(cache=True, nogil=True)
def spread_turns(turn_arc: Rows, turn_weight: Ints, weight: Ints) -> None:
    """Write the weight of the cheapest turn into each arc and direction, and ``INFINITE`` where there is none."""
    weight[:] = INFINITE
    for turn in range(turn_arc.shape[0]):
        arc = turn_arc[turn]
        if arc != _NO_ARC:
            weight[arc] = min(weight[arc], turn_weight[turn])


@njit(cache=True, nogil=True)
def pull_run(
    begin: Int, end: Int, up_start: Ints, up: Rows, down_start: Ints, down: Rows, down_arc: Rows, weight: Ints
) -> None:
    """Pull all triangles of the vertices ``begin:end``, whose lower neighbours lie among them."""
    place = np.empty(up_start.shape[0], np.int32)
    for vertex in range(begin, end):
        _pull(vertex, down_start[vertex], down_start[vertex + 1], up_start, up, down, down_arc, weight, place)


@njit(cache=True, nogil=True)
def pull_top(
    top: Rows,
    is_top: NDArray[np.bool_],
    from_top: bool,
    up_start: Ints,
    up: Rows,
    down_start: Ints,
    down: Rows,
    down_arc: Rows,
    weight: Ints,
) -> None:
    """Pull the triangles of the vertices ``top`` whose lowest vertex is one of the top, or is not."""
    place = np.empty(up_start.shape[0], np.int32)
    for vertex in top:
        begin = down_start[vertex]
        while begin < down_start[vertex + 1]:
            end = begin
            while end < down_start[vertex + 1] and is_top[down[end]] == is_top[down[begin]]:
                end += 1
            if is_top[down[begin]] == from_top:
                _pull(vertex, begin, end, up_start, up, down, down_arc, weight, place)
            begin = end


@njit(cache=True, nogil=True)
def _pull(
    vertex: Int, begin: Int, end: Int, up_start: Ints, up: Rows, down: Rows, down_arc: Rows, weight: Ints, place: Rows
) -> None:
    """Let ways over the lower neighbours ``down[begin:end]`` shorten the arcs of a vertex.

    ``place`` is workspace: the arc from the vertex to each of its higher neighbours.
    """
    for arc in range(up_start[vertex], up_start[vertex + 1]):
        place[up[arc]] = 2 * arc
    for row in range(begin, end):
        over = np.int64(down_arc[row])
        to_lower, to_vertex = weight[2 * over + 1], weight[2 * over]
        for other in range(over + 1, up_start[down[row] + 1]):
            arc = place[up[other]]
            weight[arc] = min(weight[arc], to_lower + weight[2 * other])
            weight[arc + 1] = min(weight[arc + 1], weight[2 * other + 1] + to_vertex)
