"""A day and a working plan as flat arrays for our own search, and how they are filled."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.matrix import UNREACHABLE, Matrix
from routing.solvers.tours import Day

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

WHO, LEAVE, ARRIVED, LATEST, WAIT, SLOT = range(6)
"""Columns of ``times``: node, departure, arrival, latest arrival that makes nobody later, waits from here on, slot."""

WAY, LATE, JUMP = range(3)
"""Columns of ``euros``: of the leg into a place, of the lateness there, of one more late stop after ``LATEST``."""

SERVICE, DUE, EARLY, HARD, OPENS = range(5)
"""Columns of ``facts``: seconds on site, due time, the same less the buffer, 1 for a hard window, first opening."""

OUTSIDE, SAVED, VERSION, STEP, LOOK = range(5)
"""Places in ``counts``: stops outside, tours put aside, last version given out, steps made, stops priced."""

TOTAL, TOURS, BEST, TEMPERATURE = range(4)
"""Places in ``sums``: euro of the plan, of its tours alone, of the best plan, and the temperature."""

NOWHERE = -1
"""Vehicle or place of a stop without one; also the node of an open end and the end of a tour in ``best``."""


class Ground(NamedTuple):
    """What a run never changes. Nodes are the stops by number, then the depots.

    Parameters
    ----------
    legs
        int32, shape (profiles, nodes, nodes, slots, 2): seconds and metres.
    starts
        Slot starts, shape (profiles, slots).
    least
        float32, shape (profiles, stops, nodes, 4): least metres and seconds to a stop from a node, then on to it.
    profile, ends, limits, rates, capacity, kinds
        Per vehicle; limits and rates as in :class:`routing.solvers.pricing.Track`; ends as nodes.
    allowed
        Shape (vehicles, stops).
    facts
        Per stop, see its columns.
    windows, demand, prices
        Per stop; prices are for leaving it out.
    near
        Other stops by closeness, shape (stops, some).
    keys
        Ranks of the stops in several orders, shape (orders, stops).
    """

    legs: NDArray[np.int32]
    starts: Ints
    least: NDArray[np.float32]
    profile: Ints
    ends: Ints
    limits: Ints
    rates: Floats
    capacity: Ints
    kinds: Ints
    allowed: NDArray[np.bool_]
    windows: Ints
    facts: Ints
    demand: Ints
    prices: Floats
    near: Ints
    keys: Ints


class State(NamedTuple):
    """A working plan, what is needed to take a step back, and the best plan so far.

    Parameters
    ----------
    times, euros
        Per vehicle and place, see their columns; place 0 is the start, the one after the last visit the end.
    sizes, versions, price, load
        Per vehicle: visits, number of its present order, euro, and load by dimension.
    home, place
        Vehicle and place of each stop.
    outside, before
        Stops without a tour: now, and before this step.
    kept_times, kept_euros, kept_load, kept_heads, kept_price
        Tours as they were before this step; heads are vehicle, size, version.
    stamps
        Last step that put a vehicle's tour aside; took a string from it; priced an unused vehicle of its kind.
    known, known_euro
        The cheapest insertion of each stop into each tour: version it holds for, place; extra euro.
    stale, hopes, bounds
        Vehicles still to be looked at; their most hopeful places; what each place costs at least.
    best
        The best plan's stops, vehicle after vehicle, NOWHERE after each.
    chance
        State of the generator.
    """

    times: Ints
    euros: Floats
    sizes: Ints
    versions: Ints
    price: Floats
    load: Ints
    home: Ints
    place: Ints
    outside: Ints
    before: Ints
    kept_times: Ints
    kept_euros: Floats
    kept_load: Ints
    kept_heads: Ints
    kept_price: Floats
    stamps: Ints
    known: Ints
    known_euro: Floats
    stale: Ints
    hopes: Ints
    bounds: Floats
    best: Ints
    chance: NDArray[np.uint64]
    counts: Ints
    sums: Floats


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
    arrays, buffer_s = day.stop_arrays, day.options.due_buffer_s
    euro = leg_eur(day, legs[0])
    return Ground(
        legs=legs,
        starts=starts,
        least=np.ascontiguousarray(least),
        profile=np.array([number[id(matrix)] for matrix in day.matrices], np.int64),
        ends=np.array(ends, np.int64),
        limits=np.array([track.limits for track in day.tracks], np.int64),
        rates=np.array([track.rates for track in day.tracks], np.float64),
        capacity=day.capacity,
        kinds=np.array(day.kinds, np.int64),
        allowed=day.allowed,
        windows=arrays.windows,
        facts=np.stack(
            [arrays.service, arrays.due, arrays.due - buffer_s, arrays.hard, arrays.windows[:, 0, 0]], axis=1
        ),
        demand=day.demand,
        prices=day.prices,
        near=_near(euro[:stops, :stops]),
        keys=_keys(day, euro[ends[0][0], :stops]),
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


def state_of(day: Day, seed: int) -> State:
    """Return a state without a plan."""
    stops, vehicles, loads = len(day.stops), len(day.vehicles), day.demand.shape[1]
    chance = np.random.SeedSequence(seed).generate_state(1, np.uint64) | np.uint64(1)
    return State(
        times=np.zeros((vehicles, stops + 2, 6), np.int64),
        euros=np.zeros((vehicles, stops + 2, 3), np.float64),
        sizes=np.zeros(vehicles, np.int64),
        versions=np.zeros(vehicles, np.int64),
        price=np.zeros(vehicles, np.float64),
        load=np.zeros((vehicles, loads), np.int64),
        home=np.full(stops, NOWHERE, np.int64),
        place=np.zeros(stops, np.int64),
        outside=np.zeros(stops, np.int64),
        before=np.zeros(stops, np.int64),
        kept_times=np.zeros((vehicles, stops + 2, 6), np.int64),
        kept_euros=np.zeros((vehicles, stops + 2, 3), np.float64),
        kept_load=np.zeros((vehicles, loads), np.int64),
        kept_heads=np.zeros((vehicles, 3), np.int64),
        kept_price=np.zeros(vehicles, np.float64),
        stamps=np.full((vehicles, 3), -1, np.int64),
        known=np.full((stops, vehicles, 2), -1, np.int64),
        known_euro=np.zeros((stops, vehicles), np.float64),
        stale=np.zeros(vehicles, np.int64),
        hopes=np.zeros(vehicles, np.int64),
        bounds=np.zeros((vehicles, stops + 2), np.float64),
        best=np.full(stops + vehicles, NOWHERE, np.int64),
        chance=chance,
        counts=np.zeros(5, np.int64),
        sums=np.zeros(4, np.float64),
    )
