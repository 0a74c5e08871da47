"""A day as arrays: times and prices one tour without building a Plan.

Stops and vehicles go by number here (their place in ``problem.stops`` and
``problem.vehicles``). Times come from the one recurrence,
:func:`routing.timing.time_route`; prices from :mod:`routing.solvers.cost`.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from routing.matrix import UNREACHABLE, Matrices, Matrix, matrix_for
from routing.model import Problem, Stop
from routing.plan import Sequences
from routing.schedule import windows_array
from routing.solvers.cost import lateness, lateness_eur, misses_hard_window, overrun_eur, vehicle_eur
from routing.solvers.options import SolveOptions
from routing.timing import NEVER, time_route

Tours = list[list[int]]
"""Stop numbers per vehicle number, in driving order."""

IMPOSSIBLE = (2**30, 0.0)
"""Rank of a tour with a leg that no later slot can drive."""


class Day:
    """A problem with its matrices, ready to time and price tours.

    Raises
    ------
    InputError
        If a matrix lacks a place or a profile.
    """

    def __init__(self, problem: Problem, matrices: Matrices, options: SolveOptions) -> None:
        self.problem = problem
        self.options = options
        self.stops = problem.stops
        self.vehicles = problem.vehicles
        self.stop_number = {stop.stop_id: number for number, stop in enumerate(self.stops)}
        self.vehicle_number = {vehicle.vehicle_id: number for number, vehicle in enumerate(self.vehicles)}
        self.matrices = [matrix_for(matrices, vehicle) for vehicle in self.vehicles]
        self.windows = windows_array(self.stops)
        self.service = np.array([stop.service_s for stop in self.stops], np.int64)
        self.depots = {depot.depot_id: number for number, depot in enumerate(problem.depots)}
        places = [stop.place for stop in self.stops] + [depot.place for depot in problem.depots]
        by_matrix = {id(matrix): np.array(matrix.rows(places), np.int64) for matrix in self.matrices}
        self.rows = [by_matrix[id(matrix)] for matrix in self.matrices]
        self._slots = {id(matrix): np.array(matrix.slots.starts_s, np.int64) for matrix in self.matrices}

    def nodes(self, vehicle: int, visits: Sequence[int]) -> list[int]:
        """Return the nodes of a tour, ends included: stops by number, then depots."""
        what = self.vehicles[vehicle]
        size = len(self.stops)
        end = [] if what.end_depot is None else [size + self.depots[what.end_depot]]
        return [size + self.depots[what.start_depot], *visits, *end]

    def slot_starts(self, vehicle: int) -> NDArray[np.int64]:
        """Return the slot starts of the vehicle's matrix."""
        return self._slots[id(self.matrices[vehicle])]

    def time(self, vehicle: int, visits: Sequence[int]) -> NDArray[np.int64]:
        """Return the times of a tour as :func:`routing.timing.time_route` fills them."""
        rows = self.rows[vehicle][self.nodes(vehicle, visits)]
        times = np.empty((len(rows), 4), np.int64)
        time_route(
            self.vehicles[vehicle].shift.start_s,
            rows,
            np.array(visits, np.int64),
            self.windows,
            self.service,
            self.matrices[vehicle].seconds,
            self.slot_starts(vehicle),
            times,
        )
        return times

    def rank(self, vehicle: int, visits: Sequence[int]) -> tuple[int, float]:
        """Return breaches and euro of a tour; adds up to ``plan_cost`` over a plan's tours."""
        if not visits:
            return 0, 0.0
        times = self.time(vehicle, visits)
        if times[-1, 0] >= NEVER:
            return IMPOSSIBLE
        what, options = self.vehicles[vehicle], self.options
        end_s = int(times[-1, 2])
        over = max(0, end_s - what.shift.end_s + options.due_buffer_s)
        breaches = int(end_s > what.shift.end_s)
        euro = vehicle_eur(what, self.distance_m(vehicle, visits, times), end_s - what.shift.start_s)
        euro += overrun_eur(over, options.weights)
        for number, start_s in zip(visits, times[1:, 1].tolist(), strict=False):
            stop = self.stops[number]
            breaches += misses_hard_window(stop, start_s)
            late = lateness(stop, start_s, options.due_buffer_s)
            euro += lateness_eur(late, self.problem.tolerance_s, options.weights) if late else 0.0
        return breaches, euro

    def distance_m(self, vehicle: int, visits: Sequence[int], times: NDArray[np.int64]) -> int:
        """Return the metres of a timed tour, each leg's in the slot in which its wheels first turn."""
        rows = self.rows[vehicle][self.nodes(vehicle, visits)]
        return sum(
            leg_metres(self.matrices[vehicle], int(leave), int(origin), int(destination))
            for leave, origin, destination in zip(times[:-1, 2], rows[:-1], rows[1:], strict=True)
        )

    def allows(self, vehicle: int, stop: Stop) -> bool:
        """Tell whether the vehicle may serve the stop at all: forced vehicle, skills, its own load."""
        what = self.vehicles[vehicle]
        return (
            stop.vehicle_id in {None, what.vehicle_id}
            and stop.skills <= what.skills
            and all(amount <= what.capacity.get(name, amount) for name, amount in stop.demand.items())
            and what.max_stops != 0
        )

    def fits(self, vehicle: int, visits: Sequence[int]) -> bool:
        """Tell whether the vehicle may serve these stops together: loads, number, forced vehicle, skills."""
        what = self.vehicles[vehicle]
        stops = [self.stops[number] for number in visits]
        return (
            (what.max_stops is None or len(stops) <= what.max_stops)
            and all(self.allows(vehicle, stop) for stop in stops)
            and all(sum(stop.demand.get(name, 0) for stop in stops) <= most for name, most in what.capacity.items())
        )

    def tours(self, sequences: Sequences) -> Tours:
        """Return sequences by number."""
        return [
            [self.stop_number[stop_id] for stop_id in sequences.get(vehicle.vehicle_id, ())]
            for vehicle in self.vehicles
        ]

    def sequences(self, tours: Tours) -> Mapping[str, tuple[str, ...]]:
        """Return tours by id, empty ones left out."""
        return {
            vehicle.vehicle_id: tuple(self.stops[number].stop_id for number in visits)
            for vehicle, visits in zip(self.vehicles, tours, strict=True)
            if visits
        }


def leg_metres(matrix: Matrix, departure_s: int, origin: int, destination: int) -> int:
    """Return the metres of a leg between matrix rows in the first slot at or after departure that is open."""
    slot = matrix.slots.at(departure_s)
    while matrix.seconds[slot, origin, destination] == UNREACHABLE:
        slot += 1
    return int(matrix.metres[slot, origin, destination])
