"""A day as the dispatcher sees it: ordinary travel times, what a tour costs, what a van may carry."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from routing.delays import lateness_s
from routing.itinerary import windows_array
from routing.matrix import UNREACHABLE, Matrices, Matrix, matrix_for
from routing.model import Problem, Vehicle
from routing.timing import NEVER, OPEN_END, time_route

LATE_EURO_PER_MIN = 2.0
LATE_EURO = 8.0
"""What a late stop costs in the dispatcher's mind, beside its minutes."""

RESERVE_S = 600
"""Seconds before the end of the shift by which the dispatcher wants a van back."""

_ILLEGAL_EURO = 1e4

_late_s = njit(cache=True)(lateness_s)

Tour = tuple[int, ...]
"""Rows of ``problem.stops`` in driving order."""


@njit(cache=True)
def _judge(
    departure: int,
    nodes: NDArray[np.int64],
    stops: NDArray[np.int64],
    windows: NDArray[np.int64],
    service: NDArray[np.int64],
    due: NDArray[np.int64],
    hard: NDArray[np.bool_],
    seconds: NDArray[np.int32],
    starts: NDArray[np.int64],
    out: NDArray[np.int64],
) -> tuple[int, int, int, int, int]:
    """Time a tour; return seconds driven, seconds late, stops late, hard windows missed and its end."""
    time_route(departure, nodes, stops, windows, service, seconds, starts, out)
    driven, late_s, late, missed = 0, 0, 0, 0
    for k in range(1, nodes.shape[0]):
        driven += out[k, 0] - out[k - 1, 2]
        if k <= stops.shape[0]:
            lateness = _late_s(out[k, 1], due[stops[k - 1]])
            late_s += lateness
            late += lateness > 0
            missed += lateness > 0 and hard[stops[k - 1]]
    return driven, late_s, late, missed, out[nodes.shape[0] - 1, 2]


@dataclass(frozen=True)
class Verdict:
    """What the dispatcher thinks of a tour: euro, and whether it keeps hard windows and the shift."""

    euro: float
    legal: bool


class Desk:
    """The dispatcher's desk for one day.

    Parameters
    ----------
    matrices
        The true travel times; the dispatcher knows only their mean over the day.
    """

    def __init__(self, problem: Problem, matrices: Matrices) -> None:
        self.problem = problem
        self.stops = problem.stops
        self.vehicles = problem.vehicles
        self._ordinary = {
            vehicle.profile: ordinary(matrix_for(matrices, vehicle), self.vehicles) for vehicle in self.vehicles
        }
        self._windows = windows_array(self.stops)
        self._service = np.array([stop.service_s for stop in self.stops], np.int64)
        self._due = np.array([OPEN_END if stop.due_s is None else stop.due_s for stop in self.stops], np.int64)
        self._hard = np.array([stop.hard_window for stop in self.stops], np.bool_)
        self._starts = np.zeros(1, np.int64)
        self._out = np.empty((len(self.stops) + 2, 4), np.int64)
        self._nodes = {
            profile: np.array(matrix.rows([stop.place for stop in self.stops]), np.int64)
            for profile, matrix in self._ordinary.items()
        }
        depots = {depot.depot_id: depot.place for depot in problem.depots}
        self._ends = [
            np.array(
                self._ordinary[vehicle.profile].rows(
                    [depots[depot] for depot in (vehicle.start_depot, vehicle.end_depot) if depot is not None]
                ),
                np.int64,
            )
            for vehicle in self.vehicles
        ]
        self._dimensions = problem.load_dimensions
        self._demand = np.array([self._load(stop.demand, 0) for stop in self.stops], np.int64).reshape(
            len(self.stops), len(self._dimensions)
        )
        self._capacity = [np.array(self._load(vehicle.capacity, 2**62), np.int64) for vehicle in self.vehicles]
        self._seen: dict[tuple[int, Tour], Verdict] = {}

    def _load(self, amounts: dict[str, int], missing: int) -> list[int]:
        return [amounts.get(name, missing) for name in self._dimensions]

    def may_serve(self, vehicle: int, stop: int) -> bool:
        """Tell whether skills and forced vehicle allow the vehicle to serve the stop."""
        van, order = self.vehicles[vehicle], self.stops[stop]
        return order.vehicle_id in {None, van.vehicle_id} and order.skills <= van.skills

    def reaches(self, vehicle: int, stop: int) -> bool:
        """Tell whether there is a road from the vehicle's depot to the stop and on to where it ends."""
        seconds, node = self._ordinary[self.vehicles[vehicle].profile].seconds[0], self._node(vehicle, stop)
        start, *end = self._ends[vehicle]
        return bool(seconds[start, node] != UNREACHABLE and all(seconds[node, last] != UNREACHABLE for last in end))

    def _node(self, vehicle: int, stop: int) -> int:
        return int(self._nodes[self.vehicles[vehicle].profile][stop])

    def fits(self, vehicle: int, tour: Sequence[int]) -> bool:
        """Tell whether a vehicle may carry these stops' loads, and as many stops."""
        most = self.vehicles[vehicle].max_stops
        if most is not None and len(tour) > most:
            return False
        return bool((self._demand[list(tour)].sum(axis=0) <= self._capacity[vehicle]).all())

    def drive_s(self, vehicle: int, origin: int, destination: int) -> int:
        """Return ordinary seconds between two stops."""
        profile = self.vehicles[vehicle].profile
        nodes = self._nodes[profile]
        return int(self._ordinary[profile].seconds[0, nodes[origin], nodes[destination]])

    def judge(self, vehicle: int, tour: Tour) -> Verdict:
        """Return what the dispatcher thinks of a tour."""
        key = (vehicle, tour)
        if key not in self._seen:
            self._seen[key] = self._judged(vehicle, tour) if tour else Verdict(0.0, legal=True)
        return self._seen[key]

    def late_stops(self, vehicle: int, tour: Tour) -> list[int]:
        """Return places in the tour that are late on ordinary travel times."""
        if not tour:
            return []
        self._time(vehicle, tour)
        return [
            place
            for place, stop in enumerate(tour)
            if lateness_s(int(self._out[place + 1, 1]), int(self._due[stop])) > 0
        ]

    def _time(self, vehicle: int, tour: Tour) -> tuple[int, int, int, int, int]:
        van, ends = self.vehicles[vehicle], self._ends[vehicle]
        stops = np.array(tour, np.int64)
        nodes = np.concatenate([ends[:1], self._nodes[van.profile][stops], ends[1:]])
        return tuple(  # type: ignore[return-value]  # five of them, as _judge returns
            int(part)
            for part in _judge(
                van.shift.start_s,
                nodes,
                stops,
                self._windows,
                self._service,
                self._due,
                self._hard,
                self._ordinary[van.profile].seconds,
                self._starts,
                self._out,
            )
        )

    def _judged(self, vehicle: int, tour: Tour) -> Verdict:
        van = self.vehicles[vehicle]
        driven, late_s, late, missed, end = self._time(vehicle, tour)
        if end >= NEVER:
            return Verdict(np.inf, legal=False)
        over = max(0, end - van.shift.end_s + RESERVE_S)
        euro = driven / 3600 * van.cost_per_h + self._metres(vehicle, tour) / 1000 * van.cost_per_km
        euro += late_s / 60 * LATE_EURO_PER_MIN + late * LATE_EURO + over / 60 * LATE_EURO_PER_MIN * 2
        over_end = end > van.shift.end_s
        return Verdict(euro + _ILLEGAL_EURO * (missed + over_end), legal=not missed and not over_end)

    def _metres(self, vehicle: int, tour: Tour) -> int:
        van, ends = self.vehicles[vehicle], self._ends[vehicle]
        nodes = np.concatenate([ends[:1], self._nodes[van.profile][list(tour)], ends[1:]])
        return int(self._ordinary[van.profile].metres[0, nodes[:-1], nodes[1:]].sum())


def ordinary(matrix: Matrix, vehicles: Sequence[Vehicle]) -> Matrix:
    """Return a matrix of one slot: the mean over the hours in which the vehicles are out.

    A pair that some of these hours close is taken at the mean of the others.
    """
    begin = min(vehicle.shift.start_s for vehicle in vehicles)
    end = max(vehicle.shift.end_s for vehicle in vehicles)
    starts = np.array(matrix.slots.starts_s)
    lower = np.maximum(np.concatenate([[begin], starts[1:]]), begin)
    upper = np.minimum(np.concatenate([starts[1:], [max(end, int(starts[-1]) + 1)]]), end)
    hours = np.maximum(upper - lower, 0).astype(np.float64)[:, None, None]
    open_ = matrix.seconds != UNREACHABLE
    weight = (hours * open_).sum(axis=0)

    def mean(values: NDArray[np.int32]) -> NDArray[np.int32]:
        total = (values * (hours * open_)).sum(axis=0)
        known = np.divide(total, weight, out=np.full(weight.shape, float(UNREACHABLE)), where=weight > 0)
        rounded: NDArray[np.int32] = np.rint(known).astype(np.int32)[None]
        return rounded

    return Matrix(
        places=matrix.places,
        slots=type(matrix.slots)(),
        seconds=mean(matrix.seconds),
        metres=mean(matrix.metres),
        profile=matrix.profile,
    )
