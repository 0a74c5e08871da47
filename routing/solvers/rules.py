"""What a day asks of tours beyond windows, shifts and loads, as arrays for our own search.

Stops and vehicles go by number. A tour of a vehicle that any of this concerns
is *ruled*: :mod:`routing.solvers.ruled` times and prices it.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.model import Problem, Stop, Vehicle
from routing.solvers.options import SolveOptions
from routing.timing import OPEN_END, OPEN_START
from routing.trips import UNLIMITED
from routing.work_clock import RULES

NOBODY = -1
"""Number of a stop or lock that is not there."""

UNKNOWN = -2
"""The stop before one that ``SolveOptions.keep`` doesn't name."""

BREAKS, TRIPS, RELOAD, DURATION, DONE, FREE, MISFITS, BREACHES = range(8)
"""Columns of ``laws``."""

BALANCE, COMPACT, REORDERED = range(3)
"""Places in ``prices``."""

FROM_DEPOT, TO_DEPOT, ABOARD, OFF = range(4)
"""Kinds of stops: a delivery, a pickup, and the two halves of a shipment."""


class Rules(NamedTuple):
    """The rules by number.

    Parameters
    ----------
    kinds, mates
        Per stop: its kind, and the other half of its shipment or NOBODY.
    locks, ranks
        Per stop: its lock or NOBODY, and its place in it.
    fixed
        Stops that never move: done, or locked as the start or the whole of a tour.
    done
        Arrival, start of service and departure of stops that are done, shape (stops, 3).
    follows
        Per stop the one before it in ``SolveOptions.keep``: NOBODY for a tour's first, UNKNOWN if not there.
    degrees
        Longitude and latitude per stop.
    laws
        Per vehicle, shape (vehicles, 8): number of the break rule, trips, seconds that a reload takes, longest
        duration, visits done, the second from which on it goes on after those, and the misfits and breaches that
        the visits done bring with them and nobody can undo.
    loads, capacity
        Per stop and per vehicle, shape (.., dimensions); the last dimension counts stops.
    prices
        Euro per squared hour of a tour, per kilometre to its middle, per stop after another than kept.
    """

    kinds: NDArray[np.int64]
    mates: NDArray[np.int64]
    locks: NDArray[np.int64]
    ranks: NDArray[np.int64]
    fixed: NDArray[np.bool_]
    done: NDArray[np.int64]
    follows: NDArray[np.int64]
    degrees: NDArray[np.float64]
    laws: NDArray[np.int64]
    loads: NDArray[np.int64]
    capacity: NDArray[np.int64]
    prices: NDArray[np.float64]


def rules_of(problem: Problem, options: SolveOptions, loads: NDArray[np.int64], capacity: NDArray[np.int64]) -> Rules:
    """Return the rules of a day; loads and capacities as :class:`routing.solvers.tours.Day` numbers them."""
    number = _numbers(problem)
    weights = options.weights
    locks, ranks, fixed = _locks(problem, number)
    done = np.zeros((len(number), 3), np.int64)
    for way in problem.under_way:
        for visit in way.visits:
            done[number[visit.stop_id]] = visit.arrival_s, visit.service_start_s, visit.departure_s
    places = [(stop.location.lon, stop.location.lat) for stop in problem.stops]
    prices = weights.balance_eur_per_h2, weights.compact_eur_per_km, weights.reordered_eur_per_stop
    return Rules(
        kinds=np.array([_kind(stop) for stop in problem.stops], np.int64),
        mates=_mates(problem, number),
        locks=locks,
        ranks=ranks,
        fixed=fixed,
        done=done,
        follows=_follows(options.keep, number),
        degrees=np.array(places, np.float64).reshape(-1, 2),
        laws=_laws(problem),
        loads=loads,
        capacity=capacity,
        prices=np.array(prices, np.float64),
    )


def ruled_vehicles(problem: Problem, options: SolveOptions) -> NDArray[np.bool_]:
    """Tell for each vehicle whether its tours are ruled."""
    weights = options.weights
    everyone = (
        weights.balance_eur_per_h2 > 0
        or weights.compact_eur_per_km > 0
        or (weights.reordered_eur_per_stop + weights.moved_eur_per_stop > 0 and bool(options.keep))
        or any(stop.kind == "pickup" or stop.shipment_id is not None for stop in problem.stops)
    )
    bound = {lock.vehicle_id for lock in problem.locks} | {way.vehicle_id for way in problem.under_way}
    return np.array([everyone or _own_law(item) or item.vehicle_id in bound for item in problem.vehicles], np.bool_)


def _own_law(vehicle: Vehicle) -> bool:
    """Tell whether a vehicle has hours, breaks or trips to heed."""
    return vehicle.break_rule != "none" or vehicle.max_trips > 1 or vehicle.max_duration_s is not None


def permitted(problem: Problem, suits: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return who may serve what (vehicles, stops) when locks, visits done and shipments are heeded as well."""
    number = _numbers(problem)
    vehicle = {item.vehicle_id: place for place, item in enumerate(problem.vehicles)}
    able = suits.copy()
    for lock in problem.locks:
        visits, own = [number[stop_id] for stop_id in lock.stops], vehicle[lock.vehicle_id]
        kept = able[own, visits]
        able[:, visits] = False
        if lock.extent == "whole":
            able[own] = False
        able[own, visits] = kept
    for way in problem.under_way:
        visits = [number[visit.stop_id] for visit in way.visits]
        able[:, visits] = False
        able[vehicle[way.vehicle_id], visits] = True
    mates = _mates(problem, number)
    halves = np.flatnonzero(mates != NOBODY)
    able[:, halves] &= able[:, mates[halves]]
    return able


def room_of(rules: Rules, ruled: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the most that each vehicle can load in a day, shape (vehicles, dimensions); a bound, not the rule.

    Goods that ride a part of a trip, and goods gone already, don't take room from all others.
    """
    room = rules.capacity.copy()
    shared = bool((rules.kinds != FROM_DEPOT).any())
    for row, laws, rule in zip(room, rules.laws, ruled, strict=True):
        if rule and (shared or laws[DONE]):
            row[:-1] = UNLIMITED
        elif rule:
            row[:-1] = np.minimum(UNLIMITED // laws[TRIPS], row[:-1]) * laws[TRIPS]
    return room


def liking_of(problem: Problem, options: SolveOptions) -> NDArray[np.float64]:
    """Return the euro for having a stop in a vehicle's tour (vehicles, stops): it rode on another one in ``keep``."""
    liking = np.zeros((len(problem.vehicles), len(problem.stops)))
    number = _numbers(problem)
    for place, vehicle in enumerate(problem.vehicles):
        for other, visits in options.keep.items():
            if other != vehicle.vehicle_id:
                liking[place, [number[stop_id] for stop_id in visits if stop_id in number]] = 1.0
    return liking * options.weights.moved_eur_per_stop


def anchored(problem: Problem, rules: Rules, tours: Sequence[Sequence[int]]) -> list[list[int]]:
    """Return tours with the stops that never move in their places, and without stops that break a lock or shipment."""
    number = _numbers(problem)
    heads: dict[str, list[int]] = {
        way.vehicle_id: [number[done.stop_id] for done in way.visits] for way in problem.under_way
    }
    for lock in problem.locks:
        if lock.extent != "order":
            head = heads.setdefault(lock.vehicle_id, [])
            head += [number[stop_id] for stop_id in lock.stops if number[stop_id] not in head]
    return [
        _coherent(rules, [*head, *(stop for stop in visits if not rules.fixed[stop])])
        for vehicle, visits in zip(problem.vehicles, tours, strict=True)
        for head in [heads.get(vehicle.vehicle_id, [])]
    ]


def _coherent(rules: Rules, visits: list[int]) -> list[int]:
    """Leave out stops that stand before one they are locked behind, and halves of shipments out of order."""
    left: list[int] = []
    ranks: dict[int, int] = {}
    for stop in visits:
        lock = int(rules.locks[stop])
        if lock != NOBODY and rules.ranks[stop] < ranks.get(lock, 0):
            continue
        ranks[lock] = int(rules.ranks[stop])
        left.append(stop)
    place = {stop: row for row, stop in enumerate(left)}
    return [stop for stop in left if _in_order(rules, stop, place)]


def _in_order(rules: Rules, stop: int, place: Mapping[int, int]) -> bool:
    """Tell whether a stop is no half of a shipment, or both stand in a tour, the pickup first."""
    mate = int(rules.mates[stop])
    if mate == NOBODY or rules.fixed[stop]:
        return True
    first, second = (stop, mate) if rules.kinds[stop] == ABOARD else (mate, stop)
    return mate in place and place[first] < place[second]


def _numbers(problem: Problem) -> dict[str, int]:
    """Return the number of each stop."""
    return {stop.stop_id: place for place, stop in enumerate(problem.stops)}


def _kind(stop: Stop) -> int:
    """Return the number of a stop's kind."""
    if stop.kind == "pickup":
        return TO_DEPOT if stop.shipment_id is None else ABOARD
    return FROM_DEPOT if stop.shipment_id is None else OFF


def _mates(problem: Problem, number: Mapping[str, int]) -> NDArray[np.int64]:
    """Return the other half of each stop's shipment."""
    mates = np.full(len(number), NOBODY, np.int64)
    first: dict[str, int] = {}
    for place, stop in enumerate(problem.stops):
        if stop.shipment_id in first:
            mates[place] = first[stop.shipment_id]
            mates[mates[place]] = place
        elif stop.shipment_id is not None:
            first[stop.shipment_id] = place
    return mates


def _locks(
    problem: Problem, number: Mapping[str, int]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    """Return lock and place in it of each stop, and which stops never move."""
    locks = np.full(len(number), NOBODY, np.int64)
    ranks = np.zeros(len(number), np.int64)
    fixed = np.zeros(len(number), np.bool_)
    for name, lock in enumerate(problem.locks):
        for rank, stop_id in enumerate(lock.stops):
            stop = number[stop_id]
            locks[stop], ranks[stop], fixed[stop] = name, rank, lock.extent != "order"
    for way in problem.under_way:
        fixed[[number[visit.stop_id] for visit in way.visits]] = True
    return locks, ranks, fixed


def _follows(keep: Mapping[str, Sequence[str]], number: Mapping[str, int]) -> NDArray[np.int64]:
    """Return the stop before each in ``keep``; stops that are not of this day are passed over."""
    follows = np.full(len(number), UNKNOWN, np.int64)
    for visits in keep.values():
        before = NOBODY
        for stop in (number[stop_id] for stop_id in visits if stop_id in number):
            follows[stop] = before
            before = stop
    return follows


def _laws(problem: Problem) -> NDArray[np.int64]:
    """Return the columns of ``Rules.laws``."""
    ways = {way.vehicle_id: way for way in problem.under_way}
    laws = np.zeros((len(problem.vehicles), BREACHES + 1), np.int64)
    for row, vehicle in zip(laws, problem.vehicles, strict=True):
        way = ways.get(vehicle.vehicle_id)
        row[BREAKS], row[TRIPS], row[RELOAD] = RULES[vehicle.break_rule], vehicle.max_trips, vehicle.reload_s
        row[DURATION] = OPEN_END if vehicle.max_duration_s is None else vehicle.max_duration_s
        row[DONE] = 0 if way is None else len(way.visits)
        row[FREE] = OPEN_START if way is None else way.free_s
    return laws
