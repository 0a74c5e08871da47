"""A day as arrays: times and prices tours by number, without building a Plan.

Stops and vehicles go by number here: their place in ``problem.stops`` and
``problem.vehicles``.
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from routing.driving_bans import usable_shift
from routing.errors import Finding, InputError
from routing.itinerary import windows_array
from routing.matrix import Matrices, matrix_for
from routing.model import Problem, Stop, Vehicle
from routing.plan import Sequences
from routing.solvers.cost import left_out_eur
from routing.solvers.options import SolveOptions
from routing.solvers.pricing import StopArrays, Track, tour_price
from routing.solvers.ruled_pricing import ROW, ruled_price
from routing.solvers.rules import (
    BREACHES,
    DONE,
    MISFITS,
    anchored,
    liking_of,
    permitted,
    room_of,
    ruled_vehicles,
    rules_of,
)
from routing.timing import NEVER, OPEN_END, time_route
from routing.trips import UNLIMITED

Tours = list[list[int]]
"""Stop numbers per vehicle number, in driving order."""


class Day:
    """A problem with its matrices, ready to time and price tours.

    ``liking`` is the euro for having a stop in a vehicle's tour (vehicles,
    stops); ``ruled`` are the vehicles whose tours ``rules`` concern and
    :mod:`routing.solvers.ruled_pricing` prices; ``room`` is what each can load
    at most over its day, whatever else it has to heed.

    Parameters
    ----------
    problem, matrices, options
        As given to :func:`routing.solvers.solve`.

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
        self.matrices = [matrix_for(matrices, vehicle) for vehicle in self.vehicles]
        self.depots = {depot.depot_id: number for number, depot in enumerate(problem.depots)}
        left_out = [left_out_eur(problem, stop.stop_id, options.weights) for stop in self.stops]
        self.prices = np.array(left_out, np.float64)
        due = np.array([int(OPEN_END) if stop.due_s is None else stop.due_s for stop in self.stops], np.int64)
        buffers = np.array([options.buffer_s(stop.stop_id) for stop in self.stops], np.int64)
        self.stop_arrays = StopArrays(
            windows=windows_array(self.stops),
            service=np.array([stop.service_s for stop in self.stops], np.int64),
            due=due,
            hard=np.array([stop.hard_window for stop in self.stops], np.bool_),
            early=due - buffers,
        )
        places = [stop.place for stop in self.stops] + [depot.place for depot in problem.depots]
        rows = {id(matrix): np.array(matrix.rows(places), np.int64) for matrix in self.matrices}
        starts = {id(matrix): np.array(matrix.slots.starts_s, np.int64) for matrix in self.matrices}
        self.rows = [rows[id(matrix)] for matrix in self.matrices]
        self.tracks = [self._track(number, starts[id(matrix)]) for number, matrix in enumerate(self.matrices)]
        self._set_rules()
        self.liking = liking_of(problem, options)
        self.ruled = ruled_vehicles(problem, options)
        self.rules = rules_of(problem, options, self.demand, self.capacity)
        self.room = room_of(self.rules, self.ruled)
        self.kinds = self._kinds()
        self._excuse()

    def _track(self, number: int, starts: NDArray[np.int64]) -> Track:
        """Return what one vehicle drives on."""
        vehicle, rows, weights = self.vehicles[number], self.rows[number], self.options.weights
        depots = rows[len(self.stops) :]
        end = -1 if vehicle.end_depot is None else int(depots[self.depots[vehicle.end_depot]])
        shift = usable_shift(self.problem, vehicle) or vehicle.shift
        begins = {way.vehicle_id: way.departure_s for way in self.problem.under_way}
        late_per_s = weights.late_eur_per_min / 60
        rates = [
            vehicle.cost_fixed,
            vehicle.cost_per_km / 1000,
            vehicle.cost_per_h / 3600,
            weights.late_eur_per_stop,
            late_per_s,
        ]
        return Track(
            rows=rows,
            ends=np.array([depots[self.depots[vehicle.start_depot]], end], np.int64),
            limits=np.array(
                [
                    begins.get(vehicle.vehicle_id, shift.start_s),
                    shift.end_s,
                    self.options.due_buffer_s,
                    self.problem.tolerance_s,
                ],
                np.int64,
            ),
            rates=np.array(rates, np.float64),
            seconds=self.matrices[number].seconds,
            metres=self.matrices[number].metres,
            starts=starts,
        )

    def _set_rules(self) -> None:
        """Set who may serve what (vehicles, stops), loads (stops, dimensions) and limits (vehicles, dimensions).

        The number of stops is one more load, of 1 each.
        """
        names = self.problem.load_dimensions
        self.demand = np.array(
            [[*(stop.demand.get(name, 0) for name in names), 1] for stop in self.stops], np.int64
        ).reshape(len(self.stops), len(names) + 1)
        most = [UNLIMITED if vehicle.max_stops is None else vehicle.max_stops for vehicle in self.vehicles]
        self.capacity = np.array(
            [
                [*(vehicle.capacity.get(name, UNLIMITED) for name in names), most[number]]
                for number, vehicle in enumerate(self.vehicles)
            ],
            np.int64,
        ).reshape(len(self.vehicles), len(names) + 1)
        suits = _suits(self.vehicles, self.stops)
        for load, room in zip(self.demand.T, self.capacity.T, strict=True):
            suits &= load[None, :] <= room[:, None]
        suits &= np.array([usable_shift(self.problem, item) is not None for item in self.vehicles], np.bool_)[:, None]
        self.allowed = permitted(self.problem, suits)

    def _excuse(self) -> None:
        """Note what the visits done break already: nobody can undo it, so no plan is unlawful for it."""
        for vehicle, visits in enumerate(self.anchored([[] for _ in self.vehicles])):
            if done := visits[: self.rules.laws[vehicle, DONE]]:
                misfits, breaches, _ = self._ruled_price(vehicle, done)
                self.rules.laws[vehicle, [MISFITS, BREACHES]] = misfits, breaches

    def _kinds(self) -> list[int]:
        """Return a number per vehicle; unused vehicles of the same number are interchangeable."""
        numbers: dict[tuple[int | bytes, ...], int] = {}
        return [
            numbers.setdefault(
                (
                    id(self.matrices[vehicle]),
                    *(part.tobytes() for part in (track.ends, track.limits, track.rates)),
                    self.capacity[vehicle].tobytes(),
                    self.allowed[vehicle].tobytes(),
                    self.liking[vehicle].tobytes(),
                    bool(self.ruled[vehicle]),
                    self.rules.laws[vehicle].tobytes(),
                ),
                len(numbers),
            )
            for vehicle, track in enumerate(self.tracks)
        ]

    def time(self, vehicle: int, visits: Sequence[int]) -> NDArray[np.int64]:
        """Return the times of a tour as :func:`routing.timing.time_route` fills them, reloads left out."""
        if self.ruled[vehicle]:
            times = np.full((len(visits) + 2, ROW), NEVER, np.int64)
            self._ruled_price(vehicle, visits, times)
            return times
        track = self.tracks[vehicle]
        ends = track.ends if track.ends[1] >= 0 else track.ends[:1]
        numbers = np.array(visits, np.int64)
        rows = np.concatenate([ends[:1], track.rows[numbers], ends[1:]])
        times = np.empty((len(rows), 4), np.int64)
        time_route(
            int(track.limits[0]),
            rows,
            numbers,
            self.stop_arrays.windows,
            self.stop_arrays.service,
            track.seconds,
            track.starts,
            times,
        )
        return times

    def rank(self, vehicle: int, visits: Sequence[int]) -> tuple[int, float]:
        """Return breaches and euro of a tour; add up to ``plan_cost`` over a plan's tours."""
        liking = float(self.liking[vehicle, list(visits)].sum())
        if self.ruled[vehicle]:
            _, breaches, euro = self._ruled_price(vehicle, visits)
        else:
            breaches, euro = tour_price(np.array(visits, np.int64), self.stop_arrays, self.tracks[vehicle])
        return int(breaches), float(euro) + liking

    def _ruled_price(
        self, vehicle: int, visits: Sequence[int], times: NDArray[np.int64] | None = None
    ) -> tuple[int, int, float]:
        """Return misfits, breaches and euro of a ruled vehicle's tour."""
        rows = np.empty((len(visits) + 2, ROW), np.int64) if times is None else times
        numbers = np.array(visits, np.int64)
        price = ruled_price(numbers, vehicle, self.stop_arrays, self.tracks[vehicle], self.rules, rows)
        return int(price[0]), int(price[1]), float(price[2])

    def flaws(self, vehicle: int, visits: Sequence[int]) -> tuple[int, int]:
        """Return misfits and breaches of a ruled vehicle's tour, see :func:`ruled_price`."""
        misfits, breaches, _ = self._ruled_price(vehicle, visits)
        return misfits, breaches

    def lawful(self, vehicle: int, visits: Sequence[int]) -> bool:
        """Tell whether a tour keeps every rule, but for what its visits done have broken already."""
        return self.fits(vehicle, visits) and self.rank(vehicle, visits)[0] <= self.rules.laws[vehicle, BREACHES]

    def anchored(self, tours: Tours) -> Tours:
        """Return tours with the stops that never move in their places, and none that breaks a lock or shipment."""
        return anchored(self.problem, self.rules, tours)

    def opening(self) -> Tours:
        """Return the tours that a search begins from: what is done or locked, and nothing else."""
        number = {stop.stop_id: place for place, stop in enumerate(self.stops)}
        return self.anchored(
            [
                [
                    number[stop_id]
                    for lock in self.problem.locks
                    if lock.vehicle_id == vehicle.vehicle_id
                    for stop_id in lock.stops
                ]
                for vehicle in self.vehicles
            ]
        )

    def rank_all(self, tours: Tours) -> tuple[int, float]:
        """Rank all tours together by breaches, then euro, stops left out included."""
        ranks = [self.rank(vehicle, visits) for vehicle, visits in enumerate(tours)]
        return sum(rank[0] for rank in ranks), sum(rank[1] for rank in ranks) + float(
            self.prices[self.outside(tours)].sum()
        )

    def late_stops(self, tours: Tours) -> int:
        """Count the stops served later than the tolerance after their true due time."""
        late = 0
        for vehicle, visits in enumerate(tours):
            if visits:
                starts = self.time(vehicle, visits)[1 : len(visits) + 1, 1]
                late += int((starts - self.stop_arrays.due[visits] > self.problem.tolerance_s).sum())
        return late

    def outside(self, tours: Tours) -> list[int]:
        """Return the stops that no tour serves, by number, ascending."""
        served = {number for visits in tours for number in visits}
        return [number for number in range(len(self.stops)) if number not in served]

    def fits(self, vehicle: int, visits: Sequence[int]) -> bool:
        """Tell whether the vehicle may serve these stops together, whatever the clock says."""
        numbers = list(visits)
        if not self.allowed[vehicle, numbers].all():
            return False
        if self.ruled[vehicle]:
            return bool(self._ruled_price(vehicle, numbers)[0] <= self.rules.laws[vehicle, MISFITS])
        return bool((self.demand[numbers].sum(axis=0) <= self.capacity[vehicle]).all())

    def tours(self, sequences: Sequences) -> Tours:
        """Return sequences by number.

        Raises
        ------
        InputError
            If they name unknown vehicles or stops, or repeat a stop.
        """
        number = {stop.stop_id: place for place, stop in enumerate(self.stops)}
        named = [stop_id for visits in sequences.values() for stop_id in visits]
        vehicles = self.problem.vehicle_by_id
        findings = [
            Finding(code="unknown_vehicle", value=name, detail=", ".join(vehicles))
            for name in sequences
            if name not in vehicles
        ]
        findings += [Finding(code="unknown_stop", value=stop_id) for stop_id in named if stop_id not in number]
        findings += [
            Finding(code="repeated_stop", value=stop_id) for stop_id, count in Counter(named).items() if count > 1
        ]
        if findings:
            raise InputError(findings)
        return [[number[stop_id] for stop_id in sequences.get(vehicle.vehicle_id, ())] for vehicle in self.vehicles]

    def sequences(self, tours: Tours) -> dict[str, tuple[str, ...]]:
        """Return tours by id, empty ones left out."""
        return {
            vehicle.vehicle_id: tuple(self.stops[number].stop_id for number in visits)
            for vehicle, visits in zip(self.vehicles, tours, strict=True)
            if visits
        }


def _suits(vehicles: Sequence[Vehicle], stops: Sequence[Stop]) -> NDArray[np.bool_]:
    """Tell which vehicles have what stops ask for (vehicles, stops): they are the one named, and have the skills."""
    number = {vehicle.vehicle_id: place for place, vehicle in enumerate(vehicles)}
    rows = {
        skills: np.array([stop.skills <= skills for stop in stops], np.bool_)
        for skills in {vehicle.skills for vehicle in vehicles}
    }
    suits = np.array([rows[vehicle.skills] for vehicle in vehicles], np.bool_).reshape(len(vehicles), len(stops))
    for place, stop in enumerate(stops):
        if stop.vehicle_id is not None:
            own = number[stop.vehicle_id]
            able = bool(suits[own, place])
            suits[:, place] = False
            suits[own, place] = able
    return suits
