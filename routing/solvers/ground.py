"""How a day becomes the arrays that our own search reads."""

import numpy as np
from numpy.typing import NDArray

from routing.matrix import UNREACHABLE, Matrix
from routing.solvers.arrays import NOWHERE, Ground
from routing.solvers.tours import Day

NEAR = 200
"""Stops listed as a stop's neighbours at most."""

FAR = 2**30
"""Seconds and metres of a leg that is never open, where only a lower bound is asked for."""


def ground_of(day: Day) -> Ground:
    """Return the day as the kernel reads it; vehicles of one matrix share a profile."""
    matrices = {id(matrix): matrix for matrix in day.matrices}
    number = {key: place for place, key in enumerate(matrices)}
    nodes = {id(matrix): rows for matrix, rows in zip(day.matrices, day.rows, strict=True)}
    slots = max(len(matrix.slots) for matrix in matrices.values())
    size, stops = len(day.stops) + len(day.depots), len(day.stops)
    legs = np.full((len(matrices), size, size, slots, 2), UNREACHABLE, np.int32)
    # slots that a matrix lacks begin after any day: legs that reach them never end
    starts = np.tile(2**42 + np.arange(slots, dtype=np.int64), (len(matrices), 1))
    for key, matrix in matrices.items():
        _fill(legs[number[key]], starts[number[key]], matrix, nodes[key])
    closed = (legs[..., 0] == UNREACHABLE)[..., None]
    fewest = np.where(closed, FAR, legs).min(axis=3)[..., ::-1].astype(np.float32)
    least = np.concatenate([fewest[:, :, :stops].transpose(0, 2, 1, 3), fewest[:, :stops]], axis=3)
    depots = {depot: stops + place for depot, place in day.depots.items()} | {None: NOWHERE}
    ends = [(depots[vehicle.start_depot], depots[vehicle.end_depot]) for vehicle in day.vehicles]
    arrays = day.stop_arrays
    firsts = np.unique(day.kinds, return_index=True)[1]
    euro = leg_eur(day, legs[0])
    return Ground(
        legs=legs,
        starts=starts,
        least=np.ascontiguousarray(least),
        profile=np.array([number[id(matrix)] for matrix in day.matrices], np.int64),
        ends=np.array(ends, np.int64),
        limits=np.array([track.limits for track in day.tracks], np.int64),
        rates=np.array([track.rates for track in day.tracks], np.float64),
        capacity=day.room,
        kinds=np.array(day.kinds, np.int64),
        allowed=np.ascontiguousarray(day.allowed[firsts]),
        liking=np.ascontiguousarray(day.liking[firsts], np.float64),
        ruled=day.ruled,
        windows=arrays.windows,
        facts=np.stack([arrays.service, arrays.due, arrays.early, arrays.hard, arrays.windows[:, 0, 0]], axis=1),
        demand=day.demand,
        prices=day.prices,
        near=_near(euro[:stops, :stops]),
        keys=_keys(day, euro[ends[0][0], :stops]),
        numbers=np.arange(size),
        stops=arrays,
        rules=day.rules,
    )


def _fill(legs: NDArray[np.int32], starts: NDArray[np.int64], matrix: Matrix, nodes: NDArray[np.int64]) -> None:
    """Write one matrix with the slots of a leg side by side: what is read together lies together."""
    slots = len(matrix.slots)
    starts[:slots] = matrix.slots.starts_s
    pick = np.ix_(np.arange(slots), nodes, nodes)
    legs[:, :, :slots, 0] = matrix.seconds[pick].transpose(1, 2, 0)
    legs[:, :, :slots, 1] = matrix.metres[pick].transpose(1, 2, 0)


def leg_eur(day: Day, legs: NDArray[np.int32]) -> NDArray[np.float64]:
    """Return the least euro of driving between nodes, by the first vehicle's rates; infinite if never open."""
    rates = day.tracks[0].rates
    euro = legs[..., 1] * rates[1] + legs[..., 0] * rates[2]
    least: NDArray[np.float64] = np.where(legs[..., 0] == UNREACHABLE, np.inf, euro).min(axis=2)
    return least


def _near(legs: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the other stops by closeness, both ways together, shape (stops, at most NEAR)."""
    both = legs + legs.T
    np.fill_diagonal(both, np.inf)
    order: NDArray[np.int64] = np.argsort(both, axis=1, kind="stable")[:, : min(NEAR, len(legs) - 1)]
    return np.ascontiguousarray(order, np.int64)


def _keys(day: Day, way: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return ranks of the stops: most load, far, near, narrow window, early due, dearest to leave out."""
    share = (day.demand / np.maximum(1, day.demand.sum(axis=0))).sum(axis=1)
    opens = np.where(day.stop_arrays.windows[:, 0, 0] < 0, 0, day.stop_arrays.windows[:, 0, 0])
    due = day.stop_arrays.due
    orders = [-share, -way, way, due - opens, due, -day.prices]
    return np.array([np.unique(order, return_inverse=True)[1] for order in orders], np.int64)
