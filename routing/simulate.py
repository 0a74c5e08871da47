"""What could have happened: random travel, service and departures, the same for every plan compared.

Draws are common random numbers: each is made from (seed, date, scenario) and
stable ids: a leg's from its slot and the two spots, a service's from the
customer, a tour's factor and departure from the vehicle. Never from row
numbers or the order of visits, so identical plans meet identical days, and
different plans meet the same day wherever they do the same.

Times come from :func:`routing.timing.paced_arrival`, the recurrence behind
``schedule()``; with everything at its expected value they equal it to the second.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from routing.draws import (
    TABLE,
    fixed_point,
    key,
    keys,
    keys_with,
    lognormal_factors,
    name_key,
    quantile_table,
    stretched,
    table_rows,
)
from routing.itinerary import Itinerary, itinerary
from routing.matrix import UNREACHABLE, Matrices, Matrix, matrix_for
from routing.model import Problem, Second, Vehicle
from routing.plan import Sequences
from routing.table import spot
from routing.timing import AS_EXPECTED, NEVER, OPEN_START, PAUSED, paced_arrival, service_start
from routing.traffic import LearnedTimes

_LEG, _SERVICE, _TOUR, _DEPARTURE, _DAY = (np.uint64(tag) for tag in range(1, 6))
_ONE = int(AS_EXPECTED)


@dataclass(frozen=True)
class Conditions:
    """What is known about the day and therefore not drawn; all is drawn by default.

    Parameters
    ----------
    departures
        Second at which vehicles leave; others are drawn.
    expected_departure
        Vehicles leave when the plan says; nothing is drawn.
    service_s
        Seconds on site by stop id; others are drawn.
    expected_service
        What ``service_s`` does not name takes its expected seconds.
    leg_ratios
        Observed ÷ expected seconds of legs by (place, place); others are drawn.
    expected_travel
        What ``leg_ratios`` does not name takes its expected seconds.
    tour_factors
        Known factor of a vehicle's other legs, in place of drawn day and tour factors.
    """

    departures: Mapping[str, Second] = field(default_factory=dict)
    expected_departure: bool = False
    service_s: Mapping[str, int] = field(default_factory=dict)
    expected_service: bool = False
    leg_ratios: Mapping[tuple[str, str], float] = field(default_factory=dict)
    expected_travel: bool = False
    tour_factors: Mapping[str, float] = field(default_factory=dict)


class SimulatedRoute(NamedTuple):
    """One vehicle's tour in every scenario.

    int32 arrays of shape (visits, scenarios), ``end_s`` of shape (scenarios,):
    back at the depot, or done with the last stop if the end is open.
    """

    vehicle_id: str
    stop_ids: tuple[str, ...]
    arrival_s: NDArray[np.int32]
    service_start_s: NDArray[np.int32]
    departure_s: NDArray[np.int32]
    end_s: NDArray[np.int32]


@dataclass(frozen=True)
class Simulated:
    """A plan in every scenario; ``unassigned`` are the stops that no route serves."""

    routes: tuple[SimulatedRoute, ...]
    unassigned: tuple[str, ...]
    scenarios: int

    def lateness_s(self, problem: Problem) -> tuple[tuple[str, ...], NDArray[np.int64]]:
        """Return the served due stops and their lateness in seconds, shape (stops, scenarios)."""
        due = [
            (stop_id, problem.stop_by_id[stop_id].due_s, starts)
            for route in self.routes
            for stop_id, starts in zip(route.stop_ids, route.service_start_s, strict=True)
            if problem.stop_by_id[stop_id].due_s is not None
        ]
        lateness = np.zeros((len(due), self.scenarios), np.int64)
        for row, (_, due_s, starts) in enumerate(due):
            lateness[row] = np.maximum(starts - np.int64(due_s or 0), 0)
        return tuple(stop_id for stop_id, _, _ in due), lateness

    def late(self, problem: Problem, tolerance_s: int | None = None) -> tuple[tuple[str, ...], NDArray[np.bool_]]:
        """Return all due stops and whether each is late, shape (stops, scenarios); one left out is always late.

        An optional stop that is left out is not due.

        Parameters
        ----------
        tolerance_s
            The problem's unless given.
        """
        stops, lateness = self.lateness_s(problem)
        absent = [problem.stop_by_id[name] for name in self.unassigned]
        left_out = tuple(stop.stop_id for stop in absent if stop.due_if_left_out)
        limit = problem.tolerance_s if tolerance_s is None else tolerance_s
        always = np.ones((len(left_out), self.scenarios), np.bool_)
        return (*stops, *left_out), np.concatenate([lateness > limit, always])


def simulate(
    problem: Problem,
    sequences: Sequences,
    matrices: Matrices,
    times: LearnedTimes,
    *,
    seed: int,
    scenarios: int,
    conditions: Conditions | None = None,
    first_scenario: int = 0,
) -> Simulated:
    """Drive a plan through random days.

    Parameters
    ----------
    sequences
        Stop ids per vehicle id, in driving order.
    matrices
        Expected travel, as :meth:`routing.table.TravelTable.matrix` gives it for ``times``.
    times
        Expected service and all spreads.
    scenarios
        How many days; scenario ``k`` is the same day for every plan simulated with this seed.
    conditions
        What is known about the day.
    first_scenario
        Number of the first scenario, to go on with further ones.

    Notes
    -----
    A leg's draw belongs to the slot in which it begins. Factors of day and
    tour are lognormal with mean 1. Breaks are taken where they are planned and
    as long; reloads take what is planned; what a vehicle under way has done is
    as it happened.
    """
    known = conditions or Conditions()
    stream = Stream(problem, times, seed, scenarios, first_scenario)
    routes = tuple(
        _route(problem, vehicle, tuple(sequences[vehicle.vehicle_id]), matrix_for(matrices, vehicle), stream, known)
        for vehicle in problem.vehicles
        if sequences.get(vehicle.vehicle_id)
    )
    served = {stop_id for route in routes for stop_id in route.stop_ids}
    left_out = tuple(stop.stop_id for stop in problem.stops if stop.stop_id not in served)
    return Simulated(routes, left_out, scenarios)


class Stream:
    """The random numbers of one day under one model."""

    def __init__(self, problem: Problem, times: LearnedTimes, seed: int, scenarios: int, first: int) -> None:
        self.times = times
        day = np.uint64(key(np.uint64(seed), np.uint64(problem.date.toordinal())))
        self.days = keys(day, np.arange(first, first + scenarios).astype(np.uint64))
        self.leg_keys = keys_with(self.days, _LEG)
        self.leg_tables = np.stack([fixed_point(spread) for spread in times.legs])
        limits = [spread.up_to_s for spread in times.legs]
        self.leg_limits = np.array([UNREACHABLE if limit is None else limit for limit in limits], np.int64)
        self.service_table = quantile_table(times.service.spread)
        self.departure_table = stretched(np.array(times.departure_late_s, np.float64))
        self.day_factors = lognormal_factors(keys_with(self.days, _DAY), times.day_log_sd)

    def tour_factors(self, vehicle_id: str) -> NDArray[np.int64]:
        """Return the factor of day and tour per scenario, in 2**-16ths."""
        own = lognormal_factors(keys_with(keys_with(self.days, _TOUR), name_key(vehicle_id)), self.times.tour_log_sd)
        return np.rint(self.day_factors * own * _ONE).astype(np.int64)

    def departures_late_s(self, vehicle_id: str) -> NDArray[np.int64]:
        """Return how much later than planned the vehicle leaves, per scenario."""
        numbers = keys_with(keys_with(self.days, _DEPARTURE), name_key(vehicle_id))
        return np.rint(self.departure_table[table_rows(numbers)]).astype(np.int64)

    def service_ratios(self, customer: str) -> NDArray[np.float64]:
        """Return observed ÷ expected seconds on site, per scenario."""
        numbers = keys_with(keys_with(self.days, _SERVICE), name_key(customer))
        return self.service_table[table_rows(numbers)]


def _route(
    problem: Problem, vehicle: Vehicle, visits: tuple[str, ...], matrix: Matrix, stream: Stream, known: Conditions
) -> SimulatedRoute:
    """Drive one tour through every scenario."""
    tour = itinerary(problem, vehicle, visits, matrix)
    planned, _ = tour.times(matrix, tour.departure_s)
    scenarios = stream.days.shape[0]
    out = np.empty((len(tour.places), 3, scenarios), np.int32)
    tables, limits, factors = _leg_draws(vehicle, stream, known)
    _simulate(
        _departures(vehicle, tour, stream, known),
        np.array(matrix.rows(tour.places), np.int64),
        np.array([name_key(spot(location)) for location in tour.locations], np.uint64),
        tour.at,
        tour.windows,
        _stays(tour, stream, known),
        np.ascontiguousarray(planned[:, PAUSED]),
        tour.facts,
        np.int64(tour.free_s),
        np.ascontiguousarray(matrix.seconds),
        np.array(matrix.slots.starts_s, np.int64),
        stream.leg_keys,
        tables,
        limits,
        factors,
        np.array([round(known.leg_ratios.get(pair, 0) * _ONE) for pair in pairwise(tour.places)]),
        out,
    )
    served = out[tour.at >= 0] if tour.reloads else out[1 : len(visits) + 1]  # a view where it can be
    return SimulatedRoute(vehicle.vehicle_id, visits, served[:, 0], served[:, 1], served[:, 2], out[-1, 2])


def _leg_draws(
    vehicle: Vehicle, stream: Stream, known: Conditions
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return tables of leg ratios, the longest seconds of each, and the tour's factor per scenario."""
    scenarios = stream.days.shape[0]
    if known.expected_travel:
        certain = np.full((1, TABLE), _ONE, np.int64)
        return certain, np.array([UNREACHABLE], np.int64), _constant(_ONE, scenarios)
    factor = known.tour_factors.get(vehicle.vehicle_id)
    factors = stream.tour_factors(vehicle.vehicle_id) if factor is None else _constant(round(factor * _ONE), scenarios)
    return stream.leg_tables, stream.leg_limits, factors


def _constant(value: int, scenarios: int) -> NDArray[np.int64]:
    return np.full(scenarios, value, np.int64)


def _departures(vehicle: Vehicle, tour: Itinerary, stream: Stream, known: Conditions) -> NDArray[np.int64]:
    """Return when the vehicle leaves, per scenario."""
    scenarios = stream.days.shape[0]
    if tour.under_way:
        return _constant(tour.departure_s, scenarios)
    if vehicle.vehicle_id in known.departures:
        return _constant(known.departures[vehicle.vehicle_id], scenarios)
    if known.expected_departure:
        return _constant(tour.departure_s, scenarios)
    return tour.departure_s + stream.departures_late_s(vehicle.vehicle_id)


def _stays(tour: Itinerary, stream: Stream, known: Conditions) -> NDArray[np.int64]:
    """Return seconds on site, shape (places, scenarios); a reload takes what is planned."""
    stays = np.empty((len(tour.places), stream.days.shape[0]), np.int64)
    for row in range(len(tour.places)):
        if tour.at[row] < 0:
            stays[row] = tour.stays[row]
            continue
        stop = tour.stops[tour.at[row]]
        expected = stream.times.service.expected_s(stop.customer_id, stop.service_s)
        if stop.stop_id in known.service_s:
            stays[row] = known.service_s[stop.stop_id]
        elif known.expected_service:
            stays[row] = expected
        else:
            stays[row] = np.rint(expected * stream.service_ratios(stop.customer_id or spot(stop.location)))
    return stays


@njit(cache=True)
def _simulate(
    departures: NDArray[np.int64],
    nodes: NDArray[np.int64],
    spots: NDArray[np.uint64],
    at: NDArray[np.int64],
    windows: NDArray[np.int64],
    stays: NDArray[np.int64],
    pauses: NDArray[np.int64],
    facts: NDArray[np.int64],
    free: np.int64,
    seconds: NDArray[np.int32],
    starts: NDArray[np.int64],
    leg_keys: NDArray[np.uint64],
    tables: NDArray[np.int64],
    limits: NDArray[np.int64],
    factors: NDArray[np.int64],
    pinned: NDArray[np.int64],
    out: NDArray[np.int32],
) -> None:
    """Fill arrival, start of service and departure per node and scenario; stop by stop, scenarios inside.

    Parameters
    ----------
    nodes, spots, at, pauses
        Per place of the tour, in driving order: matrix row, stable key, row in ``windows`` (-1 without),
        pause before the leg that leads there.
    stays
        Seconds on site, shape (places, scenarios).
    facts, free
        Arrival, start of service and departure of the first visits, and when the vehicle may go on from there.
    tables, limits
        Ratios in 2**-16ths by length of leg, and the longest seconds of each.
    pinned
        Ratio of each leg in 2**-16ths; 0 to draw it.
    out
        int32, shape (nodes, 3, scenarios).
    """
    scenarios, done = departures.shape[0], facts.shape[0]
    for s in range(scenarios):
        out[0, 0, s] = out[0, 1, s] = out[0, 2, s] = departures[s]
        for k in range(done):
            out[k + 1, 0, s], out[k + 1, 1, s], out[k + 1, 2, s] = facts[k, 0], facts[k, 1], facts[k, 2]
    for k in range(done + 1, nodes.shape[0]):
        origin, destination = nodes[k - 1], nodes[k]
        pair = key(spots[k - 1], spots[k])
        pause, row = pauses[k], at[k]
        earliest = free if k == done + 1 else OPEN_START
        for s in range(scenarios):
            leave = np.int64(out[k - 1, 2, s])
            if leave >= UNREACHABLE:
                out[k, 0, s] = out[k, 1, s] = out[k, 2, s] = UNREACHABLE
                continue
            leave = max(leave, earliest) + pause
            ratio = pinned[k - 1]
            if ratio == 0:
                ratio = _drawn(leave, origin, destination, pair, seconds, starts, leg_keys[s], tables, limits)
                ratio = (ratio * factors[s]) >> np.int64(16)
            arrived = paced_arrival(leave, origin, destination, seconds, starts, ratio)
            if arrived >= NEVER:
                out[k, 0, s] = out[k, 1, s] = out[k, 2, s] = UNREACHABLE
                continue
            begin = service_start(arrived, windows[row]) if row >= 0 else arrived
            out[k, 0, s] = arrived
            out[k, 1, s] = begin
            out[k, 2, s] = begin + stays[k, s]


@njit(cache=True)
def _drawn(
    leave: np.int64,
    origin: np.int64,
    destination: np.int64,
    pair: np.uint64,
    seconds: NDArray[np.int32],
    starts: NDArray[np.int64],
    leg_key: np.uint64,
    tables: NDArray[np.int64],
    limits: NDArray[np.int64],
) -> np.int64:
    """Return the ratio of observed to expected travel that one scenario draws for a leg, in 2**-16ths."""
    slot, last = 0, starts.shape[0] - 1
    while slot < last and leave >= starts[slot + 1]:
        slot += 1
    expected = np.int64(seconds[slot, origin, destination])
    band = 0
    while expected > limits[band]:
        band += 1
    place = np.int64(key(key(leg_key, np.uint64(slot)), pair) >> np.uint64(52))
    return np.int64(tables[band, place])
