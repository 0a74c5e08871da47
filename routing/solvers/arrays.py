"""A day and a working plan as flat arrays for our own search; :mod:`routing.solvers.ground` fills in the day."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.solvers.pricing import StopArrays
from routing.solvers.rules import DONE, Rules
from routing.solvers.tours import Day
from routing.timing import OPEN_END

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

WHO, LEAVE, LATEST, LIMIT, ARRIVED, WAIT, SLOT = range(7)
"""Columns of ``times``.

Node, departure, latest arrival that makes nobody later, latest arrival that may keep every rule, arrival, waits from
here on, slot of the departure.
"""

TIMES = 8
"""Columns of ``times`` with padding: a place fills one line of the processor's cache."""

WAY, LATE, JUMP = range(3)
"""Columns of ``euros``: of the leg into a place, of the lateness there, of one more late stop after ``LATEST``."""

EUROS = 3

SERVICE, DUE, EARLY, HARD, OPENS, LAST, GAPS = range(7)
"""Columns of ``facts``.

Seconds on site, due time, the same less the buffer, 1 for a hard window, first opening, latest lawful start of
service, 1 if there are several windows.
"""

METRES_IN, SECONDS_IN, METRES_OUT, SECONDS_OUT = range(4)
"""Columns of ``arcs``."""

OUTSIDE, SAVED, USED, STEP, FREE, MEMBERS, LONG = range(7)
"""Places in ``counts``: stops outside, tours put aside, vehicles with a tour, steps made, candidates until a blink,
stops at hand, 1 while stops are put back beside likely neighbours only.
"""

TOTAL, TOURS, BEST, TEMPERATURE, OPENING, TOUR = range(6)
"""Places in ``sums``: euro of the plan, its tours, the best plan; temperature; share unused vehicles seem to cost,
and euro a tour seems to cost on top."""

NOWHERE = -1
"""Vehicle or place of a stop without one; also the node of an open end and the end of a tour in ``best``."""

FAR = 2**30
"""Seconds and metres of an arc that is never open."""

OPEN = 2**29
"""``LAST`` of a stop that may be served at any hour; no arc that is never open is crossed by then."""


class Settings(NamedTuple):
    """Which parts of the search are at work, and how much.

    Parameters
    ----------
    string
        Longest string taken out of a tour.
    removed
        Stops taken out by a step, on average.
    split
        Share of strings with a visit kept in the middle, and of one more being kept.
    blink
        Share of best places overlooked when a stop is put back.
    opening
        Share of steps in which an unused vehicle looks cheaper than it is.
    crowding
        Temperatures that a tour seems to cost on top; see :data:`routing.solvers.portfolio.CROWDINGS`.
    ordering
        Whether stops are put back in the order of a random key; else always at random.
    long
        Visits of a tour, on average, from which a stop is put back beside likely neighbours only.
    early_stop
        Whether a step ends as soon as it is sure to be refused.
    remembering
        Whether the cheapest place of a stop in a tour is known again when the tour comes back to that order.
    """

    string: float = 10.0
    removed: float = 10.0
    split: float = 0.5
    blink: float = 0.01
    opening: float = 0.0
    crowding: float = 0.0
    ordering: bool = True
    long: float = 30.0
    early_stop: bool = True
    remembering: bool = True


class Ground(NamedTuple):
    """What a run never changes. Nodes are the stops by number, then the depots.

    Parameters
    ----------
    legs
        int32, shape (2, profiles, slots, nodes, nodes): seconds and metres; those of a leg lie together in memory.
    starts
        Slot starts, shape (profiles, slots).
    slots
        Number of slots of each profile.
    arcs
        int32, shape (profiles, nodes, nodes, 4): least metres and seconds over the hours to the first node from the
        second, then the way back. With one slot they are the leg, and ``legs`` is empty
        if all have one and no vehicle is ruled.
    settings
        What the search does.
    firsts
        First row of each kind in ``State.pool``.
    profile, ends, limits, rates, capacity, kinds
        Per vehicle; limits and rates as in :class:`routing.solvers.pricing.Track`; ends as nodes; capacity of
        all that a day can load.
    liking
        Euro for having a stop in a tour, infinite where it may not be, shape (kinds, stops).
    ruled
        Vehicles whose tours :func:`routing.solvers.ruled.ruled_tour` times and prices.
    facts
        Per stop, see its columns.
    windows, demand, prices
        Per stop; prices are for leaving it out.
    near
        Other stops by closeness, shape (stops, some).
    likely
        Stops that likely come before each in a tour, and behind it, shape (2, stops, some); none are listed if a
        vehicle is ruled.
    keys
        Ranks of the stops in several orders, shape (orders, stops).
    short_leg_eur
        Median euro of legs between near stops.
    numbers, stops, rules
        What ruled tours are timed and priced by: the nodes by number, and stops and rules as ``Day`` has them.
    """

    legs: NDArray[np.int32]
    starts: Ints
    slots: Ints
    arcs: NDArray[np.int32]
    settings: Settings
    profile: Ints
    ends: Ints
    limits: Ints
    rates: Floats
    capacity: Ints
    kinds: Ints
    firsts: Ints
    liking: Floats
    ruled: NDArray[np.bool_]
    windows: Ints
    facts: Ints
    demand: Ints
    prices: Floats
    near: NDArray[np.int32]
    likely: NDArray[np.int32]
    keys: Ints
    short_leg_eur: float
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
        Per vehicle: visits, key of its present order, euro, and load by dimension.
    home, place
        Vehicle and place of each stop.
    members
        Stops at hand, in tours and outside; the others stand in tours that belong to another search.
    outside, before
        Stops without a tour: now, and before this step.
    kept_times, kept_euros, kept_load, kept_heads, kept_price
        Tours as they were before this step; heads are vehicle, size, version.
    stamps
        Last step that put a vehicle's tour aside; took a string from it.
    known, known_euro
        The cheapest insertion of each stop into each tour, without its liking: the version it holds for with the place
        in the lowest bits; the extra euro in the second column of the same memory. Without a place (``UNSURE``) it is
        only known to cost no less.
    stale
        Vehicles still to be looked at, and a place of each to overlook.
    used, used_at
        Vehicles, those with a tour first, and where each stands.
    pool, pool_at, spare
        Vehicles by kind, unused ones first, and where each stands; unused ones of each kind.
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
    members: Ints
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
    used: Ints
    used_at: Ints
    pool: Ints
    pool_at: Ints
    spare: Ints
    best: Ints
    chance: NDArray[np.uint64]
    counts: Ints
    sums: Floats


UNBLINKING = 100
"""Candidates before the first blink."""

UNSURE = 2**16 - 1
"""Place in ``known`` of an insertion whose place is not known."""


SPARE = 4
"""Places of a tour beside its most visits: both ends, and two visits that are put in before they are refused."""


def state_of(day: Day, seed: int) -> State:
    """Return a state without a plan, with places for tours as long as the rules allow."""
    stops, vehicles, loads = len(day.stops), len(day.vehicles), day.demand.shape[1]
    rooms = _rooms(vehicles, most_visits(day))
    chance = np.random.SeedSequence(seed).generate_state(1, np.uint64) | np.uint64(1)
    kinds = np.array(day.kinds, np.int64)
    pool = np.argsort(kinds, kind="stable").astype(np.int64)
    known = np.full((stops, vehicles, 2), -1, np.int64)
    return State(
        **rooms,
        sizes=np.zeros(vehicles, np.int64),
        versions=np.zeros(vehicles, np.int64),
        price=np.zeros(vehicles, np.float64),
        load=np.zeros((vehicles, loads), np.int64),
        home=np.full(stops, NOWHERE, np.int64),
        place=np.zeros(stops, np.int64),
        members=np.arange(stops, dtype=np.int64),
        outside=np.zeros(stops, np.int64),
        before=np.zeros(stops, np.int64),
        kept_load=np.zeros((vehicles, loads), np.int64),
        kept_heads=np.zeros((vehicles, 3), np.int64),
        kept_price=np.zeros(vehicles, np.float64),
        stamps=np.full((vehicles, 2), -1, np.int64),
        known=known,
        known_euro=known.view(np.float64),
        stale=np.zeros((vehicles, 2), np.int64),
        used=np.arange(vehicles, dtype=np.int64),
        used_at=np.arange(vehicles, dtype=np.int64),
        pool=pool,
        pool_at=np.argsort(pool).astype(np.int64),
        spare=np.bincount(kinds).astype(np.int64),
        best=np.full(stops + vehicles, NOWHERE, np.int64),
        chance=chance,
        counts=np.array([0, 0, 0, 0, UNBLINKING, stops, 0], np.int64),
        sums=np.zeros(6, np.float64),
    )


def widened(state: State, longest: int) -> State:
    """Return the state with places for tours of so many visits; the plan is lost if they were not there already."""
    if longest + SPARE <= state.times.shape[1]:
        return state
    return state._replace(**_rooms(len(state.sizes), longest))


def _rooms(vehicles: int, longest: int) -> dict[str, NDArray[Any]]:
    """Return the fields of a state that have a row for every place of a tour.

    An odd number of lines of the cache lies between two tours, so that their beginnings don't displace each other.
    """
    places = (longest + SPARE) | 1
    return {
        name: np.zeros((vehicles, places, columns), kind)
        for name, columns, kind in (
            ("times", TIMES, np.int64),
            ("euros", EUROS, np.float64),
            ("kept_times", TIMES, np.int64),
            ("kept_euros", EUROS, np.float64),
        )
    }


def most_visits(day: Day) -> int:
    """Return a number of visits that no tour which keeps every rule passes: by load and by the hours of service.

    What is done of a tour is not counted, nor its hours: they may have passed a limit already.
    """
    done = day.rules.laws[:, DONE]
    loads = np.sort(day.demand, axis=0).cumsum(axis=0)
    most = np.full(len(day.vehicles), len(day.stops), np.int64)
    for load, room in zip(loads.T, day.room.T, strict=True):
        most = np.minimum(most, np.searchsorted(load, room, side="right"))
    limits = np.array([track.limits for track in day.tracks], np.int64)
    hours = np.minimum(np.sort(day.stop_arrays.service), OPEN_END).cumsum()
    by_hours = np.searchsorted(hours, limits[:, 1] - limits[:, 0], side="right")
    most = np.where(done == 0, np.minimum(most, by_hours), most)
    return min(len(day.stops), int((most + done).max(initial=0)))
