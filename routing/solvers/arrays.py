"""A day and a working plan as flat arrays for our own search; :mod:`routing.solvers.ground` fills in the day."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.solvers.pricing import StopArrays
from routing.solvers.rules import Rules
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
        Per vehicle; limits and rates as in :class:`routing.solvers.pricing.Track`; ends as nodes; capacity of
        all that a day can load.
    allowed
        Shape (kinds, stops), by ``kinds`` of the vehicle.
    liking
        Euro for having a stop in a tour, shape (kinds, stops).
    ruled
        Vehicles whose tours :func:`routing.solvers.ruled.ruled_tour` times and prices.
    facts
        Per stop, see its columns.
    windows, demand, prices
        Per stop; prices are for leaving it out.
    near
        Other stops by closeness, shape (stops, some).
    keys
        Ranks of the stops in several orders, shape (orders, stops).
    numbers, stops, rules
        What ruled tours are timed and priced by: the nodes by number, and stops and rules as ``Day`` has them.
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
    liking: Floats
    ruled: NDArray[np.bool_]
    windows: Ints
    facts: Ints
    demand: Ints
    prices: Floats
    near: Ints
    keys: Ints
    numbers: Ints
    stops: StopArrays
    rules: Rules


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
