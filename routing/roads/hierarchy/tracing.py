"""From swept costs back to the arcs driven, for one origin and all targets at once (numba).

The ways from one origin make a tree. Its *nodes* are the rows of the downward
sweep, and behind them the vertices climbed from the origin (``rows + vertex``).
All kernels stand in this file, because numba's cache does not see changes in imported modules.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from routing.roads.hierarchy.weights import INFINITE

Int = int | np.int64
"""A whole number as Python or as the kernel holds it."""

Ints = NDArray[np.int64]
Rows = NDArray[np.int32]
Times = NDArray[np.float32]

NONE = -1


@njit(cache=True, nogil=True)
def trace(
    cost: Ints,
    label: Ints,
    origin_vertex: Rows,
    origin_offset: Ints,
    target_start: Ints,
    target_row: Rows,
    target_offset: Ints,
    vertex_of: Rows,
    start: Ints,
    above: Rows,
    down_weight: Ints,
    sweep_arc: Rows,
    down_start: Ints,
    down: Rows,
    down_arc: Rows,
    weight: Ints,
    slot: Rows,
    tree: Rows,
    before: Rows,
    via: Rows,
    end: Ints,
    stack: Ints,
) -> Int:
    """Trace the ways from one origin; return the number of nodes in its tree.

    Parameters
    ----------
    cost, label
        Cost at each row of the sweep, and at each vertex climbed from the origin.
    origin_vertex, origin_offset
        Vertices in which the origin is left.
    target_start, target_row, target_offset
        Rows in which each target is reached.
    vertex_of, start, above, down_weight, sweep_arc
        The sweep: vertex of each row, and row above, weight and arc of each way down.
    slot
        Result: position of each node in the tree; must be -1 before.
    tree, before, via
        Results, by position, each after the one before it: the node; position of the node before, -1 for an
        origin; and ``2 * arc`` (plus 1 down) driven from it, -1 for none. At an origin ``via`` is ``-2 - row``.
    end
        Result: the row of ``target_row`` in which each target is best reached, -1 for none.
    stack
        Workspace, shape (nodes, 3).
    """
    size = 0
    for target in range(target_start.shape[0] - 1):
        end[target] = _best(target_start[target], target_start[target + 1], target_row, target_offset, cost)
        if end[target] == NONE:
            continue
        node: Int = target_row[end[target]]
        depth = 0
        while node != NONE and slot[node] == NONE:
            other, arc = _before(
                node, cost, label, origin_vertex, origin_offset, vertex_of, start, above, down_weight, sweep_arc,
                down_start, down, down_arc, weight,
            )  # fmt: skip
            stack[depth, 0], stack[depth, 1], stack[depth, 2] = node, other, arc
            depth += 1
            node = other
        for at in range(depth - 1, -1, -1):
            before[size] = NONE if stack[at, 1] == NONE else slot[stack[at, 1]]
            via[size] = stack[at, 2]
            tree[size] = stack[at, 0]
            slot[tree[size]] = size
            size += 1
    return size


@njit(cache=True, nogil=True)
def _before(
    node: Int, cost: Ints, label: Ints, origin_vertex: Rows, origin_offset: Ints, vertex_of: Rows, start: Ints,
    above: Rows, down_weight: Ints, sweep_arc: Rows, down_start: Ints, down: Rows, down_arc: Rows, weight: Ints,
) -> tuple[Int, Int]:  # fmt: skip
    """Return the node before a node, and the arc between them, as :func:`trace` writes it."""
    rows = start.shape[0] - 1
    if node < rows:
        return _above(node, cost, label, vertex_of, start, above, down_weight, sweep_arc)
    other, arc = _below(node - rows, label, origin_vertex, origin_offset, down_start, down, down_arc, weight)
    return other if other == NONE else rows + other, arc


@njit(cache=True, nogil=True)
def _best(begin: Int, end: Int, target_row: Rows, target_offset: Ints, cost: Ints) -> Int:
    """Return the row in which a target is best reached, -1 for none."""
    found, least = NONE, INFINITE
    for row in range(begin, end):
        if cost[target_row[row]] < INFINITE and cost[target_row[row]] + target_offset[row] < least:
            found, least = row, cost[target_row[row]] + target_offset[row]
    return found


@njit(cache=True, nogil=True)
def _above(
    row: Int, cost: Ints, label: Ints, vertex_of: Rows, start: Ints, above: Rows, down_weight: Ints, sweep_arc: Rows
) -> tuple[Int, Int]:
    """Return the node that a row of the sweep was reached from, and the arc, -1 if it is the same vertex climbed to."""
    if label[vertex_of[row]] == cost[row]:
        return np.int64(cost.shape[0] + vertex_of[row]), np.int64(NONE)
    for entry in range(start[row], start[row + 1]):
        if cost[above[entry]] < INFINITE and cost[above[entry]] + down_weight[entry] == cost[row]:
            return np.int64(above[entry]), np.int64(2 * np.int64(sweep_arc[entry]) + 1)
    return np.int64(NONE), np.int64(NONE)


@njit(cache=True, nogil=True)
def _below(
    vertex: Int, label: Ints, origin_vertex: Rows, origin_offset: Ints, down_start: Ints, down: Rows, down_arc: Rows,
    weight: Ints,
) -> tuple[Int, Int]:  # fmt: skip
    """Return the vertex that one was climbed from, and the arc; at an origin -1, and ``-2 - row`` of the origin."""
    for number in range(origin_vertex.shape[0]):
        if origin_vertex[number] == vertex and origin_offset[number] == label[vertex]:
            return np.int64(NONE), np.int64(-2 - number)
    for entry in range(down_start[vertex], down_start[vertex + 1]):
        step, lower = weight[2 * np.int64(down_arc[entry])], down[entry]
        if step < INFINITE and label[lower] < INFINITE and label[lower] + step == label[vertex]:
            return np.int64(lower), np.int64(2 * np.int64(down_arc[entry]))
    return np.int64(NONE), np.int64(NONE)


@njit(cache=True, nogil=True)
def milliseconds(weight: Int) -> Int:
    """Return the milliseconds of a weight, which may be negative in both parts."""
    return -(-weight >> 32) if weight < 0 else weight >> 32


@njit(cache=True, nogil=True)
def mark(via: Rows, size: Int, used: Rows) -> None:
    """Write 0 for the arcs of a tree."""
    for node in range(size):
        if via[node] >= 0:
            used[via[node]] = 0


@njit(cache=True, nogil=True)
def add_up(
    tree: Rows,
    before: Rows,
    via: Rows,
    slot: Rows,
    end: Ints,
    target_row: Rows,
    target_offset: Ints,
    target_bucket: Rows,
    origin_offset: Ints,
    origin_bucket: Rows,
    number: Rows,
    entry_start: Ints,
    entry_bucket: Rows,
    entry_ms: Times,
    sums: NDArray[np.float32],
    result: NDArray[np.float32],
) -> None:
    """Write the milliseconds by bucket between one origin and all targets.

    Parameters
    ----------
    tree, before, via, slot, end
        The origin's tree, as :func:`trace` left it.
    number, entry_start, entry_bucket, entry_ms
        Number of each arc among those used, and where the buckets of each of these stand.
    sums
        Workspace, shape (nodes, buckets).
    result
        Shape (targets, buckets): 0 where there is no way.
    """
    for node in range(tree.shape[0]):
        if before[node] == NONE:
            sums[node] = 0.0
            origin = -2 - via[node]
            sums[node, origin_bucket[origin]] = milliseconds(origin_offset[origin])
            continue
        sums[node] = sums[before[node]]
        if via[node] >= 0:
            used = number[via[node]]
            for entry in range(entry_start[used], entry_start[used + 1]):
                sums[node, entry_bucket[entry]] += entry_ms[entry]
    for target in range(end.shape[0]):
        result[target] = 0.0
        if end[target] != NONE:
            result[target] = sums[slot[target_row[end[target]]]]
            result[target, target_bucket[end[target]]] += milliseconds(target_offset[end[target]])
