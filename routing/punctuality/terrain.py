"""A day of plain tours as flat arrays for moves over sampled days."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.matrix import UNREACHABLE
from routing.solvers.arrays import NOWHERE
from routing.solvers.kernels import kernel
from routing.solvers.tours import Day
from routing.timing import NEVER, Int, arrival

NEAR = 25
"""Near stops of a stop."""

TYPICAL = 10
"""Neighbours whose legs count as short."""

SERVICE, DUE, HARD = range(3)
"""Columns of ``facts``: seconds on site, due time, 1 for a hard window."""

Ints = NDArray[np.int64]


class Terrain(NamedTuple):
    """What a search never changes. Nodes are the stops by number, then the depots.

    Parameters
    ----------
    legs
        int32, shape (profiles, nodes, nodes, slots, 2): seconds and metres.
    least
        int32, shape (profiles, nodes, nodes, 2): the least seconds and metres of any slot.
    starts
        Slot starts, shape (profiles, slots).
    profile, ends, limits, rates, capacity
        Per vehicle; limits and rates as in :class:`routing.solvers.pricing.Track`; ends as nodes.
    allowed
        Shape (vehicles, stops).
    windows, facts, demand
        Per stop.
    near
        Other stops by closeness, shape (stops, at most NEAR).
    short_leg_eur
        Median euro of legs between near stops.
    """

    legs: NDArray[np.int32]
    least: NDArray[np.int32]
    starts: Ints
    profile: Ints
    ends: Ints
    limits: Ints
    rates: NDArray[np.float64]
    capacity: Ints
    allowed: NDArray[np.bool_]
    windows: Ints
    facts: Ints
    demand: Ints
    near: Ints
    short_leg_eur: float


def terrain_of(day: Day) -> Terrain:
    """Return a day as moves read it; vehicles of one matrix share a profile."""
    matrices = {id(matrix): matrix for matrix in day.matrices}
    number = {key: place for place, key in enumerate(matrices)}
    nodes = {id(matrix): rows for matrix, rows in zip(day.matrices, day.rows, strict=True)}
    slots = max(len(matrix.slots) for matrix in matrices.values())
    size, stops = len(day.stops) + len(day.depots), len(day.stops)
    legs = np.full((len(matrices), size, size, slots, 2), UNREACHABLE, np.int32)
    # slots that a matrix lacks begin after any day: legs that reach them never end
    starts = np.tile(2**42 + np.arange(slots, dtype=np.int64), (len(matrices), 1))
    for key, matrix in matrices.items():
        own, pick = number[key], np.ix_(np.arange(len(matrix.slots)), nodes[key], nodes[key])
        starts[own, : len(matrix.slots)] = matrix.slots.starts_s
        legs[own, :, :, : len(matrix.slots), 0] = matrix.seconds[pick].transpose(1, 2, 0)
        legs[own, :, :, : len(matrix.slots), 1] = matrix.metres[pick].transpose(1, 2, 0)
    depots = {depot: stops + place for depot, place in day.depots.items()} | {None: NOWHERE}
    near, short = _near(legs[0, :stops, :stops], day.tracks[0].rates)
    arrays = day.stop_arrays
    return Terrain(
        legs=legs,
        least=np.ascontiguousarray(legs.min(axis=3)),
        starts=starts,
        profile=np.array([number[id(matrix)] for matrix in day.matrices], np.int64),
        ends=np.array([(depots[item.start_depot], depots[item.end_depot]) for item in day.vehicles], np.int64),
        limits=np.array([track.limits for track in day.tracks], np.int64),
        rates=np.array([track.rates for track in day.tracks], np.float64),
        capacity=day.room,
        allowed=np.ascontiguousarray(day.allowed),
        windows=arrays.windows,
        facts=np.stack([arrays.service, arrays.due, arrays.hard], axis=1).astype(np.int64),
        demand=day.demand,
        near=near,
        short_leg_eur=short,
    )


def _near(legs: NDArray[np.int32], rates: NDArray[np.float64]) -> tuple[Ints, float]:
    """Return the other stops by closeness, both ways together, and the median euro of a short leg (1 without any)."""
    euro = legs[..., 1] * rates[1] + legs[..., 0] * rates[2]
    least = np.where(legs[..., 0] == UNREACHABLE, np.inf, euro).min(axis=2)
    both = least + least.T
    np.fill_diagonal(both, np.inf)
    near = np.ascontiguousarray(np.argsort(both, axis=1, kind="stable")[:, : min(NEAR, len(both) - 1)], np.int64)
    short = least[np.arange(len(least))[:, None], near[:, :TYPICAL]]
    short = short[np.isfinite(short)]
    return near, float(np.median(short)) if short.size else 1.0


@kernel(joined=True)
def driven(
    leave: Int, slot: Int, origin: Int, node: Int, legs: NDArray[np.int32], starts: Ints
) -> tuple[Int, Int, Int]:
    """Drive a leg: arrival, metres, and the slot that ``leave`` lies in; ``slot`` must not lie after it."""
    last = starts.shape[0] - 1
    while slot < last and leave >= starts[slot + 1]:
        slot += 1
    if node == NOWHERE:
        return leave, np.int64(0), slot
    pace = np.int64(legs[origin, node, slot, 0])
    if pace != UNREACHABLE and (slot == last or leave + pace <= starts[slot + 1]):
        return leave + pace, np.int64(legs[origin, node, slot, 1]), slot
    # turned around, the legs are as the recurrence reads them, from there to here
    arrived = arrival(leave, node, origin, legs[:, :, :, 0].T, starts)
    if arrived >= NEVER:
        return NEVER, np.int64(0), slot
    turning = slot
    while legs[origin, node, turning, 0] == UNREACHABLE:
        turning += 1
    return arrived, np.int64(legs[origin, node, turning, 1]), slot
