"""How a day becomes the arrays that our own search reads.

Days of thousands of stops leave no room for a second table of all nodes by all
nodes beside the one that is made, nor time for passing it more than once.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from routing.matrix import UNREACHABLE, Matrix
from routing.solvers.arrays import (
    FAR,
    METRES_IN,
    METRES_OUT,
    NOWHERE,
    OPEN,
    SECONDS_IN,
    SECONDS_OUT,
    Ground,
    Settings,
)
from routing.solvers.kernels import kernel
from routing.solvers.likely import likely_of
from routing.solvers.tours import Day
from routing.timing import Int

NEAR = 200
"""Stops listed as a stop's neighbours at most."""

TYPICAL = 10
"""Neighbours whose legs count as short."""

WIDE = 2
"""Nodes that ``legs`` has room for at least: one laid the same both ways would be another type, compiled for anew."""

BLOCK = 64
"""Rows of a table that are filled together, and columns: what is read both ways stays in the cache meanwhile."""


def ground_of(day: Day, settings: Settings | None = None) -> Ground:
    """Return the day as the kernel reads it; vehicles of one matrix share a profile."""
    matrices = {id(matrix): matrix for matrix in day.matrices}
    number = {key: place for place, key in enumerate(matrices)}
    nodes = {id(matrix): rows for matrix, rows in zip(day.matrices, day.rows, strict=True)}
    slots = np.array([len(matrix.slots) for matrix in matrices.values()], np.int64)
    size, stops = len(day.stops) + len(day.depots), len(day.stops)
    by_hour = int(slots.max()) > 1 or bool(day.ruled.any())
    wide = max(WIDE, size)
    shape = (len(matrices), wide, wide, slots.max(), 2)
    legs = np.empty(shape, np.int32) if by_hour else np.full((1, WIDE, WIDE, 1, 2), UNREACHABLE, np.int32)
    arcs = np.empty((len(matrices), size, size, 4), np.int32)
    # slots that a matrix lacks begin after any day: legs that reach them never end
    starts = np.tile(2**42 + np.arange(slots.max(), dtype=np.int64), (len(matrices), 1))
    for key, matrix in matrices.items():
        starts[number[key], : len(matrix.slots)] = matrix.slots.starts_s
    depots = {depot: stops + place for depot, place in day.depots.items()} | {None: NOWHERE}
    ends = [(depots[vehicle.start_depot], depots[vehicle.end_depot]) for vehicle in day.vehicles]
    kinds = np.array(day.kinds, np.int64)
    firsts = np.unique(kinds, return_index=True)[1]
    liking = np.where(day.allowed[firsts], day.liking[firsts], np.inf)
    rates = np.array([track.rates for track in day.tracks], np.float64)
    near = np.zeros((stops, min(NEAR, max(0, stops - 1))), np.int32)
    roads = [(matrix, nodes[key]) for key, matrix in matrices.items()]
    _lay(arcs, legs if by_hour else None, near, roads, rates[0], day.options.seats)
    short, pace = _short_leg(arcs[0], near, rates[0])
    facts = _facts(day)
    choice = near[:, :0] if day.ruled.any() else near
    return Ground(
        legs=legs.transpose(4, 0, 3, 1, 2),
        starts=starts,
        slots=slots,
        arcs=arcs,
        settings=settings or Settings(),
        profile=np.array([number[id(matrix)] for matrix in day.matrices], np.int64),
        ends=np.array(ends, np.int64),
        limits=np.array([track.limits for track in day.tracks], np.int64),
        rates=rates,
        capacity=day.room,
        kinds=kinds,
        firsts=np.concatenate([[0], np.cumsum(np.bincount(kinds))[:-1]]).astype(np.int64),
        liking=np.ascontiguousarray(liking, np.float64),
        ruled=day.ruled,
        windows=day.stop_arrays.windows,
        facts=facts,
        demand=day.demand,
        prices=day.prices,
        near=near,
        likely=likely_of(choice, arcs[0], facts, rates[0], pace),
        keys=_keys(day, leg_eur(arcs[0, :stops, ends[0][0]], rates[0])),
        short_leg_eur=short,
        numbers=np.arange(size),
        stops=day.stop_arrays,
        rules=day.rules,
    )


def _facts(day: Day) -> NDArray[np.int64]:
    """Return the columns of ``Ground.facts``."""
    arrays = day.stop_arrays
    last = np.where(arrays.hard, np.minimum(arrays.due, OPEN), OPEN)
    gaps = (arrays.windows[:, 1:, 1] != arrays.windows[:, 1:, 0]).any(axis=1)
    opens = arrays.windows[:, 0, 0]
    columns = [arrays.service, arrays.due, arrays.early, arrays.hard, opens, last, gaps, np.zeros_like(last)]
    return np.ascontiguousarray(np.stack(columns, axis=1), np.int64)


def _blocks(rows: int) -> list[slice]:
    """Return slices that cover so many rows."""
    return [slice(first, min(rows, first + BLOCK)) for first in range(0, rows, BLOCK)]


def _lay(
    arcs: NDArray[np.int32],
    legs: NDArray[np.int32] | None,
    near: NDArray[np.int32],
    roads: Sequence[tuple[Matrix, NDArray[np.int64]]],
    rates: NDArray[np.float64],
    cores: int,
) -> None:
    """Fill arcs and legs of each matrix and, by the arcs of the first one, who is near whom: blocks side by side."""
    stops = len(near)

    def fill(key: int, part: slice) -> None:
        matrix, nodes = roads[key]
        fill_arcs(part.start, part.stop, arcs[key], matrix.seconds, matrix.metres, nodes)
        if legs is not None:
            fill_legs(part.start, part.stop, legs[key], matrix.seconds, matrix.metres, nodes)
        if key == 0:
            list_near(part.start, min(part.stop, stops), near, arcs[key], rates)

    with ThreadPoolExecutor(cores, thread_name_prefix="ground") as pool:
        filled = [pool.submit(fill, key, part) for key in range(len(roads)) for part in _blocks(arcs.shape[1])]
        for block in filled:
            block.result()


@kernel()
def fill_arcs(
    first: int,
    end: int,
    arcs: NDArray[np.int32],
    seconds: NDArray[np.int32],
    metres: NDArray[np.int32],
    nodes: NDArray[np.int64],
) -> None:
    """Write rows of least metres and seconds over the slots, both ways."""
    size = nodes.shape[0]
    for left in range(0, size, BLOCK):
        for row in range(first, end):
            for column in range(left, min(size, left + BLOCK)):
                here, there = nodes[row], nodes[column]
                arcs[row, column, METRES_IN] = least(metres, there, here)
                arcs[row, column, SECONDS_IN] = least(seconds, there, here)
                arcs[row, column, METRES_OUT] = least(metres, here, there)
                arcs[row, column, SECONDS_OUT] = least(seconds, here, there)


@kernel(joined=True)
def least(table: NDArray[np.int32], origin: Int, node: Int) -> Int:
    """Return the least value of a leg over the slots, FAR if it is never open."""
    found = table[0, origin, node]
    for slot in range(1, table.shape[0]):
        found = min(found, table[slot, origin, node])
    return FAR if found == UNREACHABLE else found


@kernel()
def fill_legs(
    first: int,
    end: int,
    legs: NDArray[np.int32],
    seconds: NDArray[np.int32],
    metres: NDArray[np.int32],
    nodes: NDArray[np.int64],
) -> None:
    """Write rows of one matrix with the slots of a leg side by side: what is read together lies together."""
    for row in range(first, end):
        for column in range(nodes.shape[0]):
            here, there = nodes[row], nodes[column]
            for slot in range(legs.shape[2]):
                known = slot < seconds.shape[0]
                legs[row, column, slot, 0] = seconds[slot, here, there] if known else UNREACHABLE
                legs[row, column, slot, 1] = metres[slot, here, there] if known else UNREACHABLE


def leg_eur(arcs: NDArray[np.int32], rates: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the least euro of driving to the first node of each arc, by a vehicle's rates."""
    euro: NDArray[np.float64] = arcs[..., 0] * rates[1] + arcs[..., 1] * rates[2]
    return euro


def _short_leg(arcs: NDArray[np.int32], near: NDArray[np.int32], rates: NDArray[np.float64]) -> tuple[float, float]:
    """Return the median euro of legs between near stops, and the euro for each of their seconds; 1 without any."""
    rows = np.arange(len(near))[:, None]
    short = arcs[rows, near[:, :TYPICAL]]
    euro = leg_eur(short, rates)
    drivable = euro < FAR * max(rates[1], rates[2])
    if not drivable.any():
        return 1.0, 1.0
    seconds = max(1.0, float(np.median(short[..., SECONDS_IN][drivable])))
    return float(np.median(euro[drivable])), float(np.median(euro[drivable])) / seconds


@kernel(allocates=True)
def list_near(
    first: int, end: int, near: NDArray[np.int32], arcs: NDArray[np.int32], rates: NDArray[np.float64]
) -> None:
    """Fill rows with the other stops nearest to each, both ways together; of those equally near, in the day's order.

    Those found so far are kept as a heap with the farthest, and of equals the last one, on top.
    """
    some = near.shape[1]
    far = np.empty(some, np.float64)
    for stop in range(first, end):
        found = 0
        for other in range(near.shape[0] if some else 0):
            if other == stop:
                continue
            into = arcs[stop, other, METRES_IN] * rates[1] + arcs[stop, other, SECONDS_IN] * rates[2]
            both = into + (arcs[stop, other, METRES_OUT] * rates[1] + arcs[stop, other, SECONDS_OUT] * rates[2])
            if found < some:
                found += 1
                risen(found - 1, both, other, far, near[stop])
            elif both < far[0]:
                sunk(some, both, other, far, near[stop])
        for size in range(found - 1, 0, -1):
            last, at = far[size], np.int64(near[stop, size])
            far[size], near[stop, size] = far[0], near[stop, 0]
            sunk(size, last, at, far, near[stop])


@kernel()
def risen(place: Int, euro: float, stop: Int, far: NDArray[np.float64], near: NDArray[np.int32]) -> None:
    """Put a stop at the end of a heap and let it rise."""
    while place > 0:
        above = (place - 1) // 2
        if far[above] > euro or (far[above] == euro and near[above] > stop):
            break
        far[place], near[place] = far[above], near[above]
        place = above
    far[place], near[place] = euro, stop


@kernel()
def sunk(size: Int, euro: float, stop: Int, far: NDArray[np.float64], near: NDArray[np.int32]) -> None:
    """Put a stop on top of a heap of some size in place of what is there, and let it sink."""
    place = 0
    while 2 * place + 1 < size:
        below = 2 * place + 1
        if below + 1 < size and (
            far[below + 1] > far[below] or (far[below + 1] == far[below] and near[below + 1] > near[below])
        ):
            below += 1
        if far[below] < euro or (far[below] == euro and near[below] < stop):
            break
        far[place], near[place] = far[below], near[below]
        place = below
    far[place], near[place] = euro, stop


def _keys(day: Day, way: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return ranks of the stops: most load, far, near, narrow window, early due, dearest to leave out."""
    share = (day.demand / np.maximum(1, day.demand.sum(axis=0))).sum(axis=1)
    opens = np.where(day.stop_arrays.windows[:, 0, 0] < 0, 0, day.stop_arrays.windows[:, 0, 0])
    due = day.stop_arrays.due
    orders = [-share, -way, way, due - opens, due, -day.prices]
    return np.array([np.unique(order, return_inverse=True)[1] for order in orders], np.int64)
