"""How a day becomes the arrays that our own search reads.

A table of all nodes by all nodes is filled in blocks of rows: days of thousands
of stops leave no room for a second one beside it.
"""

import numpy as np
from numpy.typing import NDArray

from routing.matrix import UNREACHABLE, Matrix
from routing.solvers.arrays import FAR, NOWHERE, OPEN, Ground, Settings
from routing.solvers.tours import Day

NEAR = 200
"""Stops listed as a stop's neighbours at most."""

TYPICAL = 10
"""Neighbours whose legs count as short."""

BLOCK = 256
"""Rows of a table that are filled together."""


def ground_of(day: Day, settings: Settings | None = None) -> Ground:
    """Return the day as the kernel reads it; vehicles of one matrix share a profile."""
    matrices = {id(matrix): matrix for matrix in day.matrices}
    number = {key: place for place, key in enumerate(matrices)}
    nodes = {id(matrix): rows for matrix, rows in zip(day.matrices, day.rows, strict=True)}
    slots = np.array([len(matrix.slots) for matrix in matrices.values()], np.int64)
    size, stops = len(day.stops) + len(day.depots), len(day.stops)
    by_hour = int(slots.max()) > 1 or bool(day.ruled.any())
    legs = np.full((len(matrices), size, size, slots.max(), 2) if by_hour else (1, 1, 1, 1, 2), UNREACHABLE, np.int32)
    arcs = np.empty((len(matrices), size, size, 4), np.int32)
    # slots that a matrix lacks begin after any day: legs that reach them never end
    starts = np.tile(2**42 + np.arange(slots.max(), dtype=np.int64), (len(matrices), 1))
    for key, matrix in matrices.items():
        starts[number[key], : len(matrix.slots)] = matrix.slots.starts_s
        _fill_arcs(arcs[number[key]], matrix, nodes[key])
        if by_hour:
            _fill_legs(legs[number[key]], matrix, nodes[key])
    depots = {depot: stops + place for depot, place in day.depots.items()} | {None: NOWHERE}
    ends = [(depots[vehicle.start_depot], depots[vehicle.end_depot]) for vehicle in day.vehicles]
    kinds = np.array(day.kinds, np.int64)
    firsts = np.unique(kinds, return_index=True)[1]
    liking = np.where(day.allowed[firsts], day.liking[firsts], np.inf)
    rates = np.array([track.rates for track in day.tracks], np.float64)
    near, short = _near(arcs[0, :stops, :stops], rates[0])
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
        facts=_facts(day),
        demand=day.demand,
        prices=day.prices,
        near=near,
        keys=_keys(day, _leg_eur(arcs[0, :stops, ends[0][0]], rates[0])),
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
    return [slice(first, first + BLOCK) for first in range(0, rows, BLOCK)]


def _fill_arcs(arcs: NDArray[np.int32], matrix: Matrix, nodes: NDArray[np.int64]) -> None:
    """Write the least metres and seconds over the slots, both ways."""
    for part in _blocks(len(nodes)):
        for column, table in enumerate((matrix.metres, matrix.seconds)):
            into = table[:, nodes[:, None], nodes[part]].min(axis=0).T
            out = table[:, nodes[part, None], nodes].min(axis=0)
            arcs[part, :, column] = np.where(into == UNREACHABLE, FAR, into)
            arcs[part, :, column + 2] = np.where(out == UNREACHABLE, FAR, out)


def _fill_legs(legs: NDArray[np.int32], matrix: Matrix, nodes: NDArray[np.int64]) -> None:
    """Write one matrix with the slots of a leg side by side: what is read together lies together."""
    slots = len(matrix.slots)
    for part in _blocks(len(nodes)):
        legs[part, :, :slots, 0] = matrix.seconds[:, nodes[part, None], nodes].transpose(1, 2, 0)
        legs[part, :, :slots, 1] = matrix.metres[:, nodes[part, None], nodes].transpose(1, 2, 0)


def _leg_eur(arcs: NDArray[np.int32], rates: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the least euro of driving to the first node of each arc, by a vehicle's rates."""
    euro: NDArray[np.float64] = arcs[..., 0] * rates[1] + arcs[..., 1] * rates[2]
    return euro


def _near(arcs: NDArray[np.int32], rates: NDArray[np.float64]) -> tuple[NDArray[np.int32], float]:
    """Return the other stops by closeness, both ways together, shape (stops, at most NEAR), and a typical short leg.

    The second is the median euro of legs between near stops, 1 without any.
    """
    stops = len(arcs)
    some = min(NEAR, max(0, stops - 1))
    near = np.zeros((stops, some), np.int32)
    short = np.zeros((stops, min(TYPICAL, some)))
    for part in _blocks(stops):
        into = _leg_eur(arcs[part], rates)
        both = into + _leg_eur(arcs[part][..., 2:], rates)
        own = np.arange(len(both))
        both[own, own + part.start] = np.inf
        nearest = np.argpartition(both, some - 1, axis=1)[:, :some] if some else near[part].astype(np.int64)
        nearest.sort(axis=1)  # of places equally near the first in the day's order comes first
        order = np.argsort(np.take_along_axis(both, nearest, axis=1), axis=1, kind="stable")
        near[part] = np.take_along_axis(nearest, order, axis=1)
        short[part] = np.take_along_axis(into, near[part, :TYPICAL].astype(np.int64), axis=1)
    drivable = short[short < FAR * max(rates[1], rates[2])]
    return near, float(np.median(drivable)) if drivable.size else 1.0


def _keys(day: Day, way: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return ranks of the stops: most load, far, near, narrow window, early due, dearest to leave out."""
    share = (day.demand / np.maximum(1, day.demand.sum(axis=0))).sum(axis=1)
    opens = np.where(day.stop_arrays.windows[:, 0, 0] < 0, 0, day.stop_arrays.windows[:, 0, 0])
    due = day.stop_arrays.due
    orders = [-share, -way, way, due - opens, due, -day.prices]
    return np.array([np.unique(order, return_inverse=True)[1] for order in orders], np.int64)
