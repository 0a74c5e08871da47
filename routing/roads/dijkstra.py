"""Dijkstra's algorithm with a binary heap on the edge-based graph (numba).

The engine of now and the oracle of later ones. All kernels stand in this
file, because numba's cache does not see changes in imported modules. A label
is the cost at which a state's arc is *entered*.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

NONE = -1
BEGINS = -2
"""``BEGINS - x`` marks that the trip begins with ``x``."""

Int = int | np.int64
"""A whole number as Python or as the kernel holds it."""

Ints = NDArray[np.int64]
Rows = NDArray[np.int32]
Floats = NDArray[np.float64]


@njit(cache=True, nogil=True)
def _push(keys: Floats, items: Rows, size: Int, key: float, item: Int) -> Int:
    """Add an entry to the heap; return its new size."""
    at = size
    while at > 0:
        above = (at - 1) >> 1
        if keys[above] <= key:
            break
        keys[at] = keys[above]
        items[at] = items[above]
        at = above
    keys[at] = key
    items[at] = item
    return size + 1


@njit(cache=True, nogil=True)
def _pop(keys: Floats, items: Rows, size: Int) -> Int:
    """Remove the smallest entry, which the caller has read at row 0; return the new size."""
    size -= 1
    key, item = keys[size], items[size]
    at = 0
    while True:
        below = 2 * at + 1
        if below >= size:
            break
        if below + 1 < size and keys[below + 1] < keys[below]:
            below += 1
        if keys[below] >= key:
            break
        keys[at] = keys[below]
        items[at] = items[below]
        at = below
    keys[at] = key
    items[at] = item
    return size


@njit(cache=True, nogil=True)
def search(
    place: Int,
    origin_state: Rows,
    share: Floats,
    state_arc: Rows,
    turn_start: Ints,
    turn_to: Rows,
    turn_cost: Floats,
    arc_cost: Floats,
    target_start: Rows,
    target_place: Rows,
    label: Floats,
    parent: Ints,
    keys: Floats,
    items: Rows,
    best: Floats,
    last: Rows,
) -> None:
    """Find the cheapest way from one place to all targets.

    Parameters
    ----------
    place, origin_state
        Where the trip starts, and the states it may start in, shape (places, candidates); -1 is unused.
    share
        Share of the forward and of the backward arc that lies before each place, shape (places, 2).
    turn_start, turn_to, turn_cost, arc_cost
        The graph; ``turn_cost`` includes the arc that the turn leaves.
    target_start, target_place
        Places that can be reached in state ``n``: rows ``target_start[n]:target_start[n + 1]``.
    label, parent, keys, items
        Workspace, overwritten. ``parent`` is the turn that entered a state,
        or ``-2 - turn`` if the trip began on the arc which that turn leaves.
    best, last
        Result per place: cost (inf if unreachable), and the state it is reached in (-1 if unreachable), or
        ``-2 - state`` if it lies ahead on the very arc the trip begins on.
    """
    label[:] = np.inf
    best[:] = np.inf
    last[:] = NONE
    size: Int = 0
    for candidate in range(origin_state.shape[1]):
        state = np.int64(origin_state[place, candidate])
        if state >= 0:
            behind = share[place, state_arc[state] & 1]
            _offer(
                BEGINS - state, -behind * arc_cost[state], behind, state, share, state_arc, arc_cost, target_start,
                target_place, best, last,
            )  # fmt: skip
            for turn in range(turn_start[state], turn_start[state + 1]):
                cost = turn_cost[turn] - behind * arc_cost[state]
                size = _relax(label, parent, keys, items, size, turn_to[turn], cost, BEGINS - turn)
    bound = best.max()
    while size > 0 and keys[0] <= bound:
        cost, state = keys[0], np.int64(items[0])
        size = _pop(keys, items, size)
        if cost > label[state]:
            continue
        if target_start[state] < target_start[state + 1]:
            _offer(state, cost, 0.0, state, share, state_arc, arc_cost, target_start, target_place, best, last)
            bound = best.max()
        for turn in range(turn_start[state], turn_start[state + 1]):
            size = _relax(label, parent, keys, items, size, turn_to[turn], cost + turn_cost[turn], turn)


@njit(cache=True, nogil=True)
def _relax(label: Floats, parent: Ints, keys: Floats, items: Rows, size: Int, state: Int, cost: float, by: Int) -> Int:
    """Take a cheaper way into a state; return the heap's new size."""
    if cost < label[state]:
        label[state] = cost
        parent[state] = by
        return _push(keys, items, size, cost, state)
    return size


@njit(cache=True, nogil=True)
def _offer(
    mark: Int,
    cost: float,
    behind: float,
    state: Int,
    share: Floats,
    state_arc: Rows,
    arc_cost: Floats,
    target_start: Rows,
    target_place: Rows,
    best: Floats,
    last: Rows,
) -> None:
    """Offer a state entered at ``cost`` to its targets that lie not before the share ``behind``."""
    side = state_arc[state] & 1
    for row in range(target_start[state], target_start[state + 1]):
        other = target_place[row]
        total = cost + share[other, side] * arc_cost[state]
        ahead = share[other, side] >= behind or arc_cost[state] == 0.0  # nothing lies behind on an arc of no length
        if ahead and total < best[other]:
            best[other] = total
            last[other] = mark


@njit(cache=True, nogil=True)
def trace(last: Int, parent: Ints, turn_from: Rows, states: Ints, turns: Ints) -> Int:
    """Write the states and turns of a found way, from its end to its beginning.

    Parameters
    ----------
    last, parent
        As :func:`search` left them.
    states, turns
        Filled; ``turns[k]`` leads into ``states[k]``, -1 where the trip begins.

    Returns
    -------
    int
        How many states there are; 0 if there is no way.
    """
    if last == NONE:
        return 0
    states[0] = BEGINS - last if last <= BEGINS else last
    turns[0] = NONE
    if last <= BEGINS:
        return 1
    size = 1
    while True:
        turn = parent[states[size - 1]]
        begins = turn <= BEGINS
        turns[size - 1] = BEGINS - turn if begins else turn
        states[size] = turn_from[turns[size - 1]]
        turns[size] = NONE
        size += 1
        if begins:
            return size


@njit(cache=True, nogil=True)
def fill_rows(
    begin: int,
    end: int,
    origin_state: NDArray[np.int32],
    share: Floats,
    state_arc: Rows,
    turn_start: Ints,
    turn_from: Rows,
    turn_to: Rows,
    turn_cost: Floats,
    arc_cost: Floats,
    arc_m: Floats,
    target_start: Rows,
    target_place: Rows,
    seconds: Floats,
    metres: Floats,
    bucket: Rows,
    buckets: NDArray[np.float32],
) -> None:
    """Fill the rows ``begin:end`` of a matrix; parameters as in :func:`search`.

    Parameters
    ----------
    turn_from, arc_m
        State each turn leaves; metres of each state's arc.
    seconds, metres
        Result, shape (places, places): inf where unreachable.
    bucket, buckets
        Bucket of each state, and the cost by bucket, shape (places, places, buckets); not added up if empty.
    """
    label, parent = np.empty(arc_cost.shape[0]), np.empty(arc_cost.shape[0], np.int64)
    keys, items = np.empty(2 * turn_to.shape[0] + 1), np.empty(2 * turn_to.shape[0] + 1, np.int32)
    states, turns = np.empty(arc_cost.shape[0] + 1, np.int64), np.empty(arc_cost.shape[0] + 1, np.int64)
    last = np.empty(seconds.shape[1], np.int32)
    for place in range(begin, end):
        search(
            place, origin_state, share, state_arc, turn_start, turn_to, turn_cost, arc_cost, target_start,
            target_place, label, parent, keys, items, seconds[place], last,
        )  # fmt: skip
        for other in range(seconds.shape[1]):
            size = trace(last[other], parent, turn_from, states, turns)
            metres[place, other] = 0.0 if size else np.inf
            for row in range(size):
                state = states[row]
                side = state_arc[state] & 1
                ahead = share[other, side] if row == 0 else 1.0
                part = ahead - (share[place, side] if row == size - 1 else 0.0)
                metres[place, other] += part * arc_m[state]
                if buckets.size:
                    lost = 0.0 if row == 0 else turn_cost[turns[row - 1]] - arc_cost[state]
                    buckets[place, other, bucket[state]] += np.float32(part * arc_cost[state] + lost)
