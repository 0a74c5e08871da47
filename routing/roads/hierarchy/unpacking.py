"""From labels to a way through the edge-based graph (numba).

Nothing is stored for this: an arc of weight ``w`` is either a turn of that
weight, or leads over a lower vertex whose two arcs add up to ``w``; as weights
are whole numbers, equality finds it. All kernels stand in this file, because
numba's cache does not see changes in imported modules.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from routing.roads.hierarchy.weights import INFINITE

Int = int | np.int64
"""A whole number as Python or as the kernel holds it."""

Ints = NDArray[np.int64]
Rows = NDArray[np.int32]

_NONE = -1


@njit(cache=True, nogil=True)
def way(
    origin: Rows,
    origin_offset: Ints,
    target: Rows,
    target_offset: Ints,
    chain: Rows,
    up_label: Ints,
    down_label: Ints,
    up_start: Ints,
    up: Rows,
    down_start: Ints,
    down: Rows,
    down_arc: Rows,
    turn_start: Ints,
    turn_to: Rows,
    rank: Rows,
    state_of: Rows,
    turn_weight: Ints,
    weight: Ints,
) -> tuple[Rows, Int]:
    """Return the vertices of the cheapest way, and which of the origins it begins with; empty if there is none.

    Parameters
    ----------
    origin, origin_offset, target, target_offset
        Vertices in which the trip can begin and end, and their offsets.
    chain
        Ancestors of the origins.
    up_label, down_label
        Cost from the origins up to each vertex, and down from each to the targets.
    """
    meeting, best = _NONE, INFINITE
    for vertex in chain:
        if up_label[vertex] < INFINITE and down_label[vertex] < INFINITE:
            cost = up_label[vertex] + down_label[vertex]
            if cost < best:
                meeting, best = vertex, cost
    if meeting == _NONE:
        return np.empty(0, np.int32), _NONE
    ups, first = _descend(meeting, origin, origin_offset, up_label, 0, down_start, down, down_arc, weight)
    downs, _ = _descend(meeting, target, target_offset, down_label, 1, down_start, down, down_arc, weight)
    size: Int = 1
    path = np.empty(1024, np.int32)
    path[0] = ups[-1]
    hops = np.concatenate((ups[::-1], downs[1:]))
    stack = np.empty((up_start.shape[0] + 1, 2), np.int32)
    for hop in range(hops.shape[0] - 1):
        path, size = _unpack(
            hops[hop], hops[hop + 1], path, size, stack, up_start, up, down_start, down, down_arc, turn_start,
            turn_to, rank, state_of, turn_weight, weight,
        )  # fmt: skip
    return path[:size].copy(), first


@njit(cache=True, nogil=True)
def _unpack(
    begin: Int, end: Int, path: Rows, size: Int, stack: Rows, up_start: Ints, up: Rows, down_start: Ints, down: Rows,
    down_arc: Rows, turn_start: Ints, turn_to: Rows, rank: Rows, state_of: Rows, turn_weight: Ints, weight: Ints,
) -> tuple[Rows, Int]:  # fmt: skip
    """Append what follows the first vertex of an arc to a path; return the path, grown if need be, and its size."""
    stack[0, 0], stack[0, 1] = begin, end
    depth = 1
    while depth > 0:
        depth -= 1
        one, two = stack[depth, 0], stack[depth, 1]
        middle = _middle(
            one, two, up_start, up, down_start, down, down_arc, turn_start, turn_to, rank, state_of, turn_weight,
            weight,
        )  # fmt: skip
        if middle == _NONE:
            if size == path.shape[0]:
                path = np.concatenate((path, np.empty(size, np.int32)))
            path[size] = two
            size += 1
        else:
            stack[depth, 0], stack[depth, 1] = middle, two
            stack[depth + 1, 0], stack[depth + 1, 1] = one, middle
            depth += 2
    return path, size


@njit(cache=True, nogil=True)
def sort_out(
    tail: Rows, head: Rows, bucket: Rows, width: Int, up_start: Ints, up: Rows, down_start: Ints, down: Rows,
    down_arc: Rows, turn_start: Ints, turn_to: Rows, rank: Rows, state_of: Rows, turn_weight: Ints, weight: Ints,
) -> tuple[Ints, Rows, NDArray[np.float32]]:  # fmt: skip
    """Return the milliseconds of arcs by bucket, for those buckets that have any.

    Parameters
    ----------
    tail, head
        Vertices between which each arc is driven.
    bucket, width
        Bucket of each state, and how many there are. A turn counts where it begins.

    Returns
    -------
    tuple
        Where the entries of each arc begin, and bucket and milliseconds per entry.
    """
    start = np.zeros(tail.shape[0] + 1, np.int64)
    number, time = np.empty(1024, np.int32), np.empty(1024, np.float32)
    total = np.zeros(width, np.int64)
    path, stack = np.empty(1024, np.int32), np.empty((up_start.shape[0] + 1, 2), np.int32)
    size = 0
    for arc in range(tail.shape[0]):
        path[0] = tail[arc]
        path, steps = _unpack(
            tail[arc], head[arc], path, 1, stack, up_start, up, down_start, down, down_arc, turn_start, turn_to,
            rank, state_of, turn_weight, weight,
        )  # fmt: skip
        for step in range(steps - 1):
            low, high = min(path[step], path[step + 1]), max(path[step], path[step + 1])
            side = 1 if path[step] > path[step + 1] else 0
            total[bucket[state_of[path[step]]]] += weight[2 * _arc(low, high, up_start, up) + side] >> 32
        if size + width > number.shape[0]:
            number = np.concatenate((number, np.empty(size + width, np.int32)))
            time = np.concatenate((time, np.empty(size + width, np.float32)))
        for entry in range(width):
            if total[entry] > 0:
                number[size], time[size] = entry, total[entry]
                total[entry] = 0
                size += 1
        start[arc + 1] = size
    return start, number[:size].copy(), time[:size].copy()


@njit(cache=True, nogil=True)
def _descend(
    meeting: Int, ends: Rows, offset: Ints, label: Ints, side: Int, down_start: Ints, down: Rows, down_arc: Rows,
    weight: Ints,
) -> tuple[Rows, Int]:  # fmt: skip
    """Return the vertices from the meeting one down to that of an end, and which end that is."""
    path, size, vertex = np.empty(64, np.int32), 0, meeting
    while True:
        if size == path.shape[0]:
            path = np.concatenate((path, np.empty(size, np.int32)))
        path[size] = vertex
        size += 1
        for number in range(ends.shape[0]):
            if ends[number] == vertex and offset[number] == label[vertex]:
                return path[:size].copy(), number
        for row in range(down_start[vertex], down_start[vertex + 1]):
            lower, step = down[row], weight[2 * down_arc[row] + side]
            if label[lower] < INFINITE and step < INFINITE and label[lower] + step == label[vertex]:
                vertex = lower
                break


@njit(cache=True, nogil=True)
def _middle(
    one: Int, two: Int, up_start: Ints, up: Rows, down_start: Ints, down: Rows, down_arc: Rows, turn_start: Ints,
    turn_to: Rows, rank: Rows, state_of: Rows, turn_weight: Ints, weight: Ints,
) -> Int:  # fmt: skip
    """Return the vertex that the arc between two vertices leads over, -1 if it is a turn."""
    low, high = min(one, two), max(one, two)
    side = 1 if one > two else 0
    cost = weight[2 * _arc(low, high, up_start, up) + side]
    for turn in range(turn_start[state_of[one]], turn_start[state_of[one] + 1]):
        if rank[turn_to[turn]] == two and turn_weight[turn] == cost:
            return _NONE
    for row in range(down_start[low], down_start[low + 1]):
        middle: Int = down[row]
        other = _arc(middle, high, up_start, up)
        if other != _NONE:
            # Down to the middle on the one side, up from it on the other.
            to_low, to_high = weight[2 * down_arc[row] + 1 - side], weight[2 * other + side]
            if to_low < INFINITE and to_high < INFINITE and to_low + to_high == cost:
                return middle
    return _NONE


@njit(cache=True, nogil=True)
def _arc(low: Int, high: Int, up_start: Ints, up: Rows) -> Int:
    """Return the arc between two vertices, -1 if there is none."""
    begin, end = up_start[low], up_start[low + 1]
    arc = begin + np.searchsorted(up[begin:end], high)
    return arc if arc < end and up[arc] == high else _NONE
