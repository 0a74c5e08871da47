"""The chordal completion of a ranked graph, its elimination tree, and its lower neighbours (numba).

Vertices are ranks; vertex ``v`` is contracted before ``v + 1``. *Arc* ``a``
leads from a vertex up to a higher neighbour ``up[a]``; those of vertex ``v``
are ``up_start[v]:up_start[v + 1]``, sorted. All kernels stand in this file,
because numba's cache does not see changes in imported modules.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Rows = NDArray[np.int32]

NONE = -1


@njit(cache=True, nogil=True)
def tree(down_start: Ints, down: Rows) -> Rows:
    """Return the parent of each vertex in the elimination tree, -1 at a root (Liu's algorithm, paths shortened).

    Parameters
    ----------
    down_start, down
        Lower neighbours of each vertex: ``down[down_start[v]:down_start[v + 1]]``, repeated or not.
    """
    size = down_start.shape[0] - 1
    parent, ancestor = np.full(size, NONE, np.int32), np.full(size, NONE, np.int32)
    for vertex in range(size):
        for row in range(down_start[vertex], down_start[vertex + 1]):
            lower = down[row]
            while ancestor[lower] not in (NONE, vertex):
                above = ancestor[lower]
                ancestor[lower] = vertex
                lower = above
            if ancestor[lower] == NONE:
                ancestor[lower] = vertex
                parent[lower] = vertex
    return parent


@njit(cache=True, nogil=True)
def postorder(parent: Rows) -> Rows:
    """Return new ranks, in which every subtree is a run that ends at its root; the completion stays the same."""
    size = parent.shape[0]
    descendants = np.ones(size, np.int32)
    for vertex in range(size):
        if parent[vertex] != NONE:
            descendants[parent[vertex]] += descendants[vertex]
    rank, free = np.empty(size, np.int32), np.empty(size, np.int32)
    end = np.int32(size)
    for vertex in range(size - 1, -1, -1):
        if parent[vertex] == NONE:
            last = end
            end -= descendants[vertex]
        else:
            last = free[parent[vertex]]
            free[parent[vertex]] -= descendants[vertex]
        rank[vertex] = last - 1
        free[vertex] = last - 1
    return rank


@njit(cache=True, nogil=True)
def complete(down_start: Ints, down: Rows, parent: Rows) -> tuple[Ints, Rows]:
    """Return ``up_start`` and ``up`` of the chordal completion; parameters as :func:`tree` takes and returns them."""
    size = parent.shape[0]
    mark = np.full(size, NONE, np.int32)
    up_start = np.zeros(size + 1, np.int64)
    for vertex in range(size):
        mark[vertex] = vertex
        for row in range(down_start[vertex], down_start[vertex + 1]):
            lower = down[row]
            while mark[lower] != vertex:
                mark[lower] = vertex
                up_start[lower + 1] += 1
                lower = parent[lower]
    for vertex in range(size):
        up_start[vertex + 1] += up_start[vertex]
    up, at = np.empty(up_start[size], np.int32), up_start[:-1].copy()
    mark[:] = NONE
    for vertex in range(size):
        mark[vertex] = vertex
        for row in range(down_start[vertex], down_start[vertex + 1]):
            lower = down[row]
            while mark[lower] != vertex:
                mark[lower] = vertex
                up[at[lower]] = vertex
                at[lower] += 1
                lower = parent[lower]
    return up_start, up


@njit(cache=True, nogil=True)
def reverse(up_start: Ints, up: Rows) -> tuple[Ints, Rows, Rows]:
    """Return the lower neighbours of each vertex, rising, and the arcs that lead up from them."""
    size = up_start.shape[0] - 1
    down_start = np.zeros(size + 1, np.int64)
    for higher in up:
        down_start[higher + 1] += 1
    for vertex in range(size):
        down_start[vertex + 1] += down_start[vertex]
    at = down_start[:-1].copy()
    down, down_arc = np.empty(up.shape[0], np.int32), np.empty(up.shape[0], np.int32)
    for vertex in range(size):
        for arc in range(up_start[vertex], up_start[vertex + 1]):
            higher = up[arc]
            down[at[higher]] = vertex
            down_arc[at[higher]] = arc
            at[higher] += 1
    return down_start, down, down_arc


@njit(cache=True, nogil=True)
def find_arcs(up_start: Ints, up: Rows, one: Rows, two: Rows) -> Rows:
    """Return for each pair of adjacent vertices ``2 * arc``, plus 1 if the pair leads down; -1 for equal ones."""
    found = np.empty(one.shape[0], np.int32)
    for row in range(one.shape[0]):
        low, high = min(one[row], two[row]), max(one[row], two[row])
        if low == high:
            found[row] = NONE
        else:
            begin = up_start[low]
            arc = begin + np.searchsorted(up[begin : up_start[low + 1]], high)
            found[row] = 2 * arc + (one[row] > two[row])
    return found


@njit(cache=True, nogil=True)
def work(up_start: Ints, up: Rows) -> Ints:
    """Return per vertex the number of triangles in which it is the middle one."""
    count = np.zeros(up_start.shape[0] - 1, np.int64)
    for vertex in range(count.shape[0]):
        end = up_start[vertex + 1]
        for arc in range(up_start[vertex], end):
            count[up[arc]] += end - arc - 1
    return count


@njit(cache=True, nogil=True)
def depths(parent: Rows) -> Rows:
    """Return the number of ancestors of each vertex."""
    depth = np.zeros(parent.shape[0], np.int32)
    for vertex in range(parent.shape[0] - 1, -1, -1):
        if parent[vertex] != NONE:
            depth[vertex] = depth[parent[vertex]] + 1
    return depth


@njit(cache=True, nogil=True)
def subtrees(parent: Rows, triangles: Ints, most: int) -> tuple[Rows, Rows, Rows]:
    """Cut the tree into runs of vertices that depend on no other run, and the vertices above them.

    Parameters
    ----------
    triangles
        Work per vertex, as :func:`work` counts it.
    most
        Subtrees with more work than this are cut further.

    Returns
    -------
    tuple
        Begin and end of each run, and the vertices above all runs, rising.
    """
    size = parent.shape[0]
    total, lowest = triangles.copy(), np.arange(size).astype(np.int32)
    for vertex in range(size):
        above = parent[vertex]
        if above != NONE:
            total[above] += total[vertex]
            lowest[above] = min(lowest[above], lowest[vertex])
    begin, end, top = np.empty(size, np.int32), np.empty(size, np.int32), np.empty(size, np.int32)
    runs, tops = 0, 0
    for vertex in range(size):
        if total[vertex] > most:
            top[tops] = vertex
            tops += 1
        elif parent[vertex] == NONE or total[parent[vertex]] > most:
            begin[runs], end[runs] = lowest[vertex], vertex + 1
            runs += 1
    return begin[:runs].copy(), end[:runs].copy(), top[:tops].copy()
