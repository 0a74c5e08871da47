"""Nested dissection of a graph by inertial flow (numba).

A part of the nodes is projected on several directions; between the first and
the last of them a smallest cut is sought by maximum flow. The edges of the
best cut get the part's top ranks, both sides are split alike. All kernels
stand in this file, because numba's cache does not see changes in imported modules.
"""

from typing import Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

Int = int | np.int64
"""A whole number as Python or as the kernel holds it."""

Ints = NDArray[np.int64]
Rows = NDArray[np.int32]
Marks = NDArray[np.int8]
Parts = NDArray[np.int64]
"""Rows of (first node, end, lowest rank): parts of the nodes that are still to split."""

_TERMINALS: Final = 0.3
"""Share of the nodes at either end between which the flow runs: of 0.15 to 0.35 the one with the best orders."""

_SOURCE, _SINK = 1, 2
_NONE = -1


@njit(cache=True, nogil=True)
def split(
    begin: Int,
    end: Int,
    lowest: Int,
    whole: bool,
    first: Ints,
    neighbour: Rows,
    edge: Rows,
    sorted_by: Rows,
    part: Rows,
    local: Rows,
    edge_row: Rows,
    rank: Rows,
) -> Parts:
    """Split a part: the whole of it, or once, returning the parts that are left to split.

    Parameters
    ----------
    begin, end, lowest
        The nodes ``sorted_by[:, begin:end]``; the edges between them take the ranks from ``lowest`` on.
    first, neighbour, edge
        The graph as :func:`routing.roads.hierarchy.order.dissect` gives it.
    sorted_by, part, local, edge_row
        Workspace, of which the part owns its nodes and edges: nodes sorted along each direction, kept so; the
        ``begin`` of the part that each node is in; the row of nodes and edges within the part.
    rank
        Result, filled in for the edges of the part.
    """
    size = end - begin
    arcs = 0
    for at in range(begin, end):
        arcs += first[sorted_by[0, at] + 1] - first[sorted_by[0, at]]
    arc_start, arc_head, arc_link = np.empty(size + 1, np.int32), np.empty(arcs, np.int32), np.empty(arcs, np.int32)
    edge_of = np.empty(arcs // 2 + 1, np.int32)
    group, spare = np.empty(size, np.int32), np.empty(size, np.int32)
    stack = np.empty((size + 1, 3), np.int64)
    stack[0] = (begin, end, lowest)
    depth: Int = 1
    while depth > 0:
        depth -= 1
        low, high, base = stack[depth]
        count = high - low
        if count > 1:
            _compact(
                low, high, first, neighbour, edge, sorted_by[0], part, local, edge_row, arc_start, arc_head, arc_link,
                edge_of,
            )  # fmt: skip
            groups = _components(count, arc_start, arc_head, group)
            if groups == 1:
                groups = 2
                _cut(low, count, arc_start, arc_head, arc_link, sorted_by, local, group)
            depth = _push_groups(
                low, count, base, groups, arc_start, arc_head, arc_link, edge_of, group, rank, stack, depth
            )
            for direction in range(sorted_by.shape[0]):
                _regroup(sorted_by[direction], low, count, groups, local, group, spare)
            _mark(low, count, sorted_by[0], part, local, group)
        if not whole:
            break
    return stack[:depth].copy()


@njit(cache=True, nogil=True)
def _compact(
    low: Int,
    high: Int,
    first: Ints,
    neighbour: Rows,
    edge: Rows,
    nodes: Rows,
    part: Rows,
    local: Rows,
    edge_row: Rows,
    arc_start: Rows,
    arc_head: Rows,
    arc_link: Rows,
    edge_of: Rows,
) -> None:
    """Write the graph of one part with nodes and edges counted from 0; ``arc_link`` is ``2 * edge + side``."""
    for at in range(low, high):
        local[nodes[at]] = at - low
    arcs, edges = 0, 0
    for row in range(high - low):
        node = nodes[low + row]
        arc_start[row] = arcs
        for arc in range(first[node], first[node + 1]):
            if part[neighbour[arc]] == low:
                other = local[neighbour[arc]]
                if row < other:
                    edge_row[edge[arc]] = edges
                    edge_of[edges] = edge[arc]
                    edges += 1
                arc_head[arcs] = other
                arc_link[arcs] = 2 * edge_row[edge[arc]] + (row > other)
                arcs += 1
    arc_start[high - low] = arcs


@njit(cache=True, nogil=True)
def _components(count: Int, arc_start: Rows, arc_head: Rows, group: Rows) -> Int:
    """Write the connected component of each node; return how many there are."""
    group[:count] = _NONE
    queue = np.empty(count, np.int32)
    found = 0
    for root in range(count):
        if group[root] == _NONE:
            group[root] = found
            queue[0] = root
            at, size = 0, 1
            while at < size:
                node = queue[at]
                at += 1
                for arc in range(arc_start[node], arc_start[node + 1]):
                    other = arc_head[arc]
                    if group[other] == _NONE:
                        group[other] = found
                        queue[size] = other
                        size += 1
            found += 1
    return found


@njit(cache=True, nogil=True)
def _push_groups(
    low: Int,
    count: Int,
    base: Int,
    groups: Int,
    arc_start: Rows,
    arc_head: Rows,
    arc_link: Rows,
    edge_of: Rows,
    group: Rows,
    rank: Rows,
    stack: Parts,
    depth: Int,
) -> Int:
    """Rank the edges between groups at the top and push the groups; return the new depth of the stack."""
    nodes, edges = np.zeros(groups, np.int64), np.zeros(groups, np.int64)
    between = 0
    top = base + arc_start[count] // 2
    for node in range(count):
        nodes[group[node]] += 1
        for arc in range(arc_start[node], arc_start[node + 1]):
            if arc_link[arc] & 1 == 0:
                if group[arc_head[arc]] == group[node]:
                    edges[group[node]] += 1
                else:
                    between += 1
                    rank[edge_of[arc_link[arc] >> 1]] = top - between
    for number in range(groups):
        if edges[number] > 0:
            stack[depth] = (low, low + nodes[number], base)
            depth += 1
        low += nodes[number]
        base += edges[number]
    return depth


@njit(cache=True, nogil=True)
def _regroup(nodes: Rows, low: Int, count: Int, groups: Int, local: Rows, group: Rows, spare: Rows) -> None:
    """Sort the nodes of a part by group and keep their order within each."""
    at = np.zeros(groups + 1, np.int64)
    for row in range(count):
        at[group[row] + 1] += 1
    for number in range(groups):
        at[number + 1] += at[number]
    for row in range(low, low + count):
        number = group[local[nodes[row]]]
        spare[at[number]] = nodes[row]
        at[number] += 1
    nodes[low : low + count] = spare[:count]


@njit(cache=True, nogil=True)
def _mark(low: Int, count: Int, nodes: Rows, part: Rows, local: Rows, group: Rows) -> None:
    """Write the part of each node after regrouping."""
    begin, last = low, 0
    for row in range(low, low + count):
        number = group[local[nodes[row]]]
        if number != last:
            begin, last = row, number
        part[nodes[row]] = begin


@njit(cache=True, nogil=True)
def _cut(
    low: Int, count: Int, arc_start: Rows, arc_head: Rows, arc_link: Rows, sorted_by: Rows, local: Rows, group: Rows
) -> None:
    """Write on which side of the best cut each node of a connected part lies."""
    flow = np.empty(arc_start[count] // 2, np.int8)
    terminal = np.empty(count, np.int8)
    level, pointer, queue = np.empty(count, np.int32), np.empty(count, np.int32), np.empty(count, np.int32)
    path = np.empty(count, np.int32)
    terminals = max(1, int(count * _TERMINALS))
    best = np.inf
    for direction in range(1, sorted_by.shape[0]):
        terminal[:] = 0
        for row in range(terminals):
            terminal[local[sorted_by[direction, low + row]]] = _SOURCE
            terminal[local[sorted_by[direction, low + count - 1 - row]]] = _SINK
        most = int(min(best * (count // 2), 1e9))
        value = _maximum_flow(count, most, arc_start, arc_head, arc_link, terminal, flow, level, pointer, queue, path)
        if value < 0:
            continue
        for towards in (_SINK, _SOURCE):
            size = _reach(count, _SINK + _SOURCE - towards, arc_start, arc_head, arc_link, terminal, flow, level, queue)
            score = value / min(size, count - size)
            if score < best:
                best = score
                for node in range(count):
                    group[node] = level[node] >= 0


@njit(cache=True, nogil=True)
def _open(link: Int, flow: Marks) -> bool:
    """Tell whether an arc still lets flow through: an edge carries one unit either way."""
    return bool(flow[link >> 1] != (1 if link & 1 == 0 else -1))


@njit(cache=True, nogil=True)
def _reach(
    count: Int, source: Int, arc_start: Rows, arc_head: Rows, arc_link: Rows, terminal: Marks, flow: Marks,
    level: Rows, queue: Rows,
) -> Int:  # fmt: skip
    """Write steps from the terminals of one kind, -1 out of reach; return how many nodes are reached.

    From sources arcs are followed that let flow through, from sinks backwards. The search stops where the other
    kind is reached; its nodes then have a level.
    """
    level[:count] = _NONE
    size = 0
    for node in range(count):
        if terminal[node] == source:
            level[node] = 0
            queue[size] = node
            size += 1
    back = source == _SINK
    other_kind = _SINK + _SOURCE - source
    last = count
    at = 0
    while at < size:
        node = queue[at]
        at += 1
        if level[node] >= last:
            break
        for arc in range(arc_start[node], arc_start[node + 1]):
            other = arc_head[arc]
            if level[other] == _NONE and _open(arc_link[arc] ^ back, flow):
                level[other] = level[node] + 1
                queue[size] = other
                size += 1
                if terminal[other] == other_kind:
                    last = level[other]
    return size if last == count else _NONE


@njit(cache=True, nogil=True)
def _maximum_flow(
    count: Int, most: Int, arc_start: Rows, arc_head: Rows, arc_link: Rows, terminal: Marks, flow: Marks,
    level: Rows, pointer: Rows, queue: Rows, path: Rows,
) -> Int:  # fmt: skip
    """Write a largest flow from sources to sinks (Dinic) and return its value; -1 as soon as it exceeds ``most``."""
    flow[: arc_start[count] // 2] = 0
    value: Int = 0
    while _reach(count, _SOURCE, arc_start, arc_head, arc_link, terminal, flow, level, queue) == _NONE:
        pointer[:count] = arc_start[:count]
        for source in range(count):
            if terminal[source] == _SOURCE:
                value += _augment(source, arc_start, arc_head, arc_link, terminal, flow, level, pointer, path)
                if value > most:
                    return _NONE
    return value


@njit(cache=True, nogil=True)
def _augment(
    source: Int, arc_start: Rows, arc_head: Rows, arc_link: Rows, terminal: Marks, flow: Marks, level: Rows,
    pointer: Rows, path: Rows,
) -> Int:  # fmt: skip
    """Send units from one source along arcs that lead one level up; return how many arrived."""
    value, depth, node = 0, 0, source
    while True:
        if terminal[node] == _SINK:
            for arc in path[:depth]:
                flow[arc_link[arc] >> 1] += 1 if arc_link[arc] & 1 == 0 else -1
            value += 1
            depth, node = 0, source
            continue
        arc = pointer[node]
        if arc == arc_start[node + 1]:
            if depth == 0:
                return value
            level[node] = _NONE
            depth -= 1
            node = source if depth == 0 else arc_head[path[depth - 1]]
        elif level[arc_head[arc]] == level[node] + 1 and _open(arc_link[arc], flow):
            path[depth] = arc
            depth += 1
            node = arc_head[arc]
        else:
            pointer[node] += 1
