"""Search in a customized hierarchy, many to many and pair by pair (numba).

From each origin its ancestors are labelled upwards; then the ancestors of all
targets are swept downwards, for a batch of origins side by side. All kernels
stand in this file, because numba's cache does not see changes in imported modules.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from routing.roads.hierarchy.weights import INFINITE

LANES = 16
"""Origins swept side by side."""

Int = int | np.int64
"""A whole number as Python or as the kernel holds it."""

Ints = NDArray[np.int64]
Rows = NDArray[np.int32]
Table = NDArray[np.int64]

_NONE = -1


@njit(cache=True, nogil=True)
def select(vertices: Rows, parent: Rows, up_start: Ints, up: Rows, weight: Ints) -> tuple[Rows, Ints, Rows, Rows, Ints]:
    """Return what a downward sweep to given vertices needs.

    Returns
    -------
    tuple
        The row of each vertex in the sweep, -1 for those left out; where the arcs of each row begin; and per arc
        the row it comes down from, its number and its weight. Rows fall in rank.
    """
    row_of = np.full(parent.shape[0], _NONE, np.int32)
    rows, arcs = 0, 0
    for vertex in vertices:
        at = vertex
        while at != _NONE and row_of[at] == _NONE:
            row_of[at] = 0
            rows += 1
            arcs += up_start[at + 1] - up_start[at]
            at = parent[at]
    start, above = np.empty(rows + 1, np.int64), np.empty(arcs, np.int32)
    number, down_weight = np.empty(arcs, np.int32), np.empty(arcs, np.int64)
    rows, arcs = 0, 0
    for vertex in range(parent.shape[0] - 1, -1, -1):
        if row_of[vertex] != _NONE:
            row_of[vertex] = rows
            start[rows] = arcs
            for arc in range(up_start[vertex], up_start[vertex + 1]):
                if weight[2 * arc + 1] < INFINITE:
                    above[arcs] = row_of[up[arc]]
                    number[arcs] = arc
                    down_weight[arcs] = weight[2 * arc + 1]
                    arcs += 1
            rows += 1
    start[rows] = arcs
    return row_of, start, above[:arcs].copy(), number[:arcs].copy(), down_weight[:arcs].copy()


@njit(cache=True, nogil=True)
def climb(
    begin: Int, end: Int, vertex: Rows, offset: Ints, parent: Rows, up_start: Ints, up: Rows, weight: Ints,
    side: Int, label: Ints, chain: Rows,
) -> Int:  # fmt: skip
    """Label the ancestors of one place's vertices ``vertex[begin:end]``; return how many there are.

    Parameters
    ----------
    side
        0 labels with the cost of driving up from the place, 1 with that of driving down to it.
    label
        Result per vertex; must be ``INFINITE`` before.
    chain
        Result: the ancestors, rising.
    """
    heads = vertex[begin:end].copy()
    for row in range(begin, end):
        label[vertex[row]] = min(label[vertex[row]], offset[row])
    size = 0
    while True:
        lowest = _step(heads, parent)
        if lowest == _NONE:
            return size
        chain[size] = lowest
        size += 1
        if label[lowest] < INFINITE:
            for arc in range(up_start[lowest], up_start[lowest + 1]):
                step = weight[2 * arc + side]
                if step < INFINITE:
                    label[up[arc]] = min(label[up[arc]], label[lowest] + step)


@njit(cache=True, nogil=True)
def _step(heads: Rows, parent: Rows) -> Int:
    """Return the lowest of several climbers' vertices, -1 if all are past the root, and move those there on."""
    lowest: Int = parent.shape[0]
    for head in heads:
        if head != _NONE and head < lowest:
            lowest = head
    if lowest == parent.shape[0]:
        return _NONE
    for number in range(heads.shape[0]):
        if heads[number] == lowest:
            heads[number] = parent[lowest]
    return lowest


@njit(cache=True, nogil=True)
def fill_rows(
    first: Int,
    last: Int,
    origin_start: Ints,
    origin_vertex: Rows,
    origin_offset: Ints,
    target_start: Ints,
    target_row: Rows,
    target_offset: Ints,
    parent: Rows,
    up_start: Ints,
    up: Rows,
    weight: Ints,
    row_of: Rows,
    start: Ints,
    above: Rows,
    down_weight: Ints,
    result: Table,
) -> None:
    """Fill the rows ``first:last`` of a matrix.

    Parameters
    ----------
    origin_start, origin_vertex, origin_offset
        Vertices in which each place can be left, and the cost to begin with there.
    target_start, target_row, target_offset
        Rows of the sweep in which each place is reached, and the cost to add there.
    row_of, start, above, down_weight
        The sweep, as :func:`select` returns it.
    result
        Shape (origins, targets): ``INFINITE`` where there is no way.
    """
    label, chain = np.full(parent.shape[0], INFINITE, np.int64), np.empty(parent.shape[0], np.int32)
    cost = np.empty((start.shape[0] - 1, LANES), np.int64)
    for batch in range(first, last, LANES):
        lanes = min(LANES, last - batch)
        fill_batch(
            batch, batch + lanes, origin_start, origin_vertex, origin_offset, parent, up_start, up, weight, row_of,
            start, above, down_weight, label, chain, cost,
        )  # fmt: skip
        _collect(batch, lanes, cost, target_start, target_row, target_offset, result)


@njit(cache=True, nogil=True)
def fill_batch(
    first: Int,
    last: Int,
    origin_start: Ints,
    origin_vertex: Rows,
    origin_offset: Ints,
    parent: Rows,
    up_start: Ints,
    up: Rows,
    weight: Ints,
    row_of: Rows,
    start: Ints,
    above: Rows,
    down_weight: Ints,
    label: Ints,
    chain: Rows,
    cost: Table,
) -> None:
    """Write the cost from the origins ``first:last`` to each row of the sweep, shape (rows, LANES).

    Other parameters as in :func:`fill_rows`, workspace as in :func:`climb`.
    """
    cost[:] = INFINITE
    for place in range(first, last):
        size = climb(
            origin_start[place], origin_start[place + 1], origin_vertex, origin_offset, parent, up_start, up, weight,
            0, label, chain,
        )  # fmt: skip
        for vertex in chain[:size]:
            if row_of[vertex] != _NONE:
                cost[row_of[vertex], place - first] = label[vertex]
            label[vertex] = INFINITE
    _sweep(cost, start, above, down_weight)


@njit(cache=True, nogil=True)
def _sweep(cost: Table, start: Ints, above: Rows, down_weight: Ints) -> None:
    """Relax all arcs of the sweep downwards, all lanes at once."""
    for row in range(cost.shape[0]):
        own = cost[row]
        for arc in range(start[row], start[row + 1]):
            other, step = cost[above[arc]], down_weight[arc]
            for lane in range(LANES):
                own[lane] = min(own[lane], other[lane] + step)


@njit(cache=True, nogil=True)
def _collect(
    batch: Int, lanes: Int, cost: Table, target_start: Ints, target_row: Rows, target_offset: Ints, result: Table
) -> None:
    """Write the costs at the targets into the rows of a batch."""
    for place in range(target_start.shape[0] - 1):
        for lane in range(lanes):
            best = INFINITE
            for row in range(target_start[place], target_start[place + 1]):
                if cost[target_row[row], lane] < INFINITE:
                    best = min(best, cost[target_row[row], lane] + target_offset[row])
            result[batch + lane, place] = best


@njit(cache=True, nogil=True)
def fill_pairs(
    origin_start: Ints,
    origin_vertex: Rows,
    origin_offset: Ints,
    target_place: Ints,
    target_start: Ints,
    target_vertex: Rows,
    target_offset: Ints,
    parent: Rows,
    up_start: Ints,
    up: Rows,
    weight: Ints,
    result: Ints,
) -> None:
    """Write the cost of single pairs: origin ``k`` and target ``target_place[k]``."""
    size = parent.shape[0]
    label, chain = np.full(size, INFINITE, np.int64), np.empty(size, np.int32)
    back, back_chain = np.full(size, INFINITE, np.int64), np.empty(size, np.int32)
    for pair in range(result.shape[0]):
        place = target_place[pair]
        ups = climb(
            origin_start[pair], origin_start[pair + 1], origin_vertex, origin_offset, parent, up_start, up, weight,
            0, label, chain,
        )  # fmt: skip
        downs = climb(
            target_start[place], target_start[place + 1], target_vertex, target_offset, parent, up_start, up, weight,
            1, back, back_chain,
        )  # fmt: skip
        result[pair] = INFINITE
        for vertex in chain[:ups]:
            if label[vertex] < INFINITE and back[vertex] < INFINITE:
                result[pair] = min(result[pair], label[vertex] + back[vertex])
        label[chain[:ups]] = INFINITE
        back[back_chain[:downs]] = INFINITE
