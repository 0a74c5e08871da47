"""The day as an OR-Tools routing model: the only file that imports ortools.

OR-Tools 9.15 has no time-dependent transit from Python, so it plans on legs
of one travel time each (:mod:`routing.solvers.legs`). Its solve call holds the
interpreter: run it in a process of its own (:mod:`routing.solvers.worker`).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from routing.solvers.legs import CLOSED, Legs
from routing.solvers.tours import Day, Tours

UNITS_PER_EURO = 100_000
"""OR-Tools counts whole numbers: a hundred-thousandth of a euro keeps a metre at 30 units."""

MOST_UNITS = 2**50
"""Largest single price in the model."""

LATE_STOP_S = 900
"""A late stop's fixed price is spread over this many seconds: lateness is linear in the model."""

FORBIDDEN_EUR = 100_000
"""Price of a leg that can't be driven; its time is longer than any shift as well."""


@dataclass(frozen=True)
class Limits:
    """When one search stops: wall-clock seconds, and solutions if given."""

    seconds: float
    solutions: int | None = None


@dataclass(frozen=True)
class Found:
    """The best tours of a search or several, and the number of solutions seen."""

    tours: Tours
    solutions: int


class Model:
    """An OR-Tools model of a day on given legs.

    Parameters
    ----------
    legs
        Per vehicle; vehicles that share their legs share the object.
    stops
        Numbers of the stops to plan, in the order in which OR-Tools shall see them.
    """

    def __init__(self, day: Day, legs: list[Legs], stops: list[int]) -> None:
        self.day = day
        self.legs = legs
        self.stops = stops
        limits = np.array([track.limits[:2] for track in day.tracks], np.int64)
        self._first_s = int(limits[:, 0].min())
        self._horizon_s = int(limits[:, 1].max()) - self._first_s
        # every node that is no vehicle's start or end would have to be visited: name only those in use
        used = {depot for vehicle in day.vehicles for depot in (vehicle.start_depot, vehicle.end_depot)}
        self._depots = sorted(day.depots[depot] for depot in used if depot is not None)
        self._open_ends = int(None in used)
        node = {depot: len(stops) + self._depots.index(day.depots[depot]) for depot in used if depot is not None}
        size = len(stops) + len(self._depots)
        starts = [node[vehicle.start_depot] for vehicle in day.vehicles]
        ends = [size if vehicle.end_depot is None else node[vehicle.end_depot] for vehicle in day.vehicles]
        self._manager = pywrapcp.RoutingIndexManager(size + self._open_ends, len(day.vehicles), starts, ends)
        self._routing = pywrapcp.RoutingModel(self._manager)
        self._pick = np.array([*stops, *(len(day.stops) + depot for depot in self._depots)], np.int64)
        self._cache: dict[Any, int] = {}
        self._add_costs()
        self._add_time()
        self._add_loads()
        self._add_choices()

    # --- building ---------------------------------------------------------

    def _table(self, values: np.ndarray[Any, Any], closed: int, service: bool = False) -> list[list[int]]:
        """Return legs over this model's nodes; an open end is reached at no cost."""
        size = len(self._pick)
        table = np.zeros((size + self._open_ends, size + self._open_ends), np.int64)
        table[:size, :size] = values[np.ix_(self._pick, self._pick)]
        table[table == CLOSED] = closed
        if service:
            table[: len(self.stops), :] += self.day.stop_arrays.service[self.stops][:, None]
        return list(table.tolist())

    def _add_costs(self) -> None:
        """Price metres and seconds driven, and using a vehicle at all; waiting is priced with the time."""
        for number, vehicle in enumerate(self.day.vehicles):
            legs = self.legs[number]
            key = (id(legs), vehicle.cost_per_km, vehicle.cost_per_h)
            if key not in self._cache:
                euro = legs.metres * (vehicle.cost_per_km / 1000) + legs.seconds * (vehicle.cost_per_h / 3600)
                units = np.where(legs.seconds == CLOSED, CLOSED, np.rint(euro * UNITS_PER_EURO)).astype(np.int64)
                table = self._table(units, FORBIDDEN_EUR * UNITS_PER_EURO)
                self._cache[key] = self._routing.RegisterTransitMatrix(table)
            self._routing.SetArcCostEvaluatorOfVehicle(self._cache[key], number)
            self._routing.SetFixedCostOfVehicle(_units(vehicle.cost_fixed), number)

    def _add_time(self) -> None:
        """Add shifts, windows and service; lateness is priced by the second."""
        transits: dict[int, int] = {}
        for legs in self.legs:
            if id(legs) not in transits:
                table = self._table(legs.seconds, self._horizon_s + 1, service=True)
                transits[id(legs)] = self._routing.RegisterTransitMatrix(table)
        self._routing.AddDimensionWithVehicleTransits(
            [transits[id(legs)] for legs in self.legs], self._horizon_s, self._horizon_s, False, "time"
        )
        time = self._routing.GetDimensionOrDie("time")
        for number, vehicle in enumerate(self.day.vehicles):
            start_s, end_s = (int(second) - self._first_s for second in self.day.tracks[number].limits[:2])
            end_s = max(
                start_s, end_s if vehicle.max_duration_s is None else min(end_s, start_s + vehicle.max_duration_s)
            )
            time.CumulVar(self._routing.Start(number)).SetValue(start_s)
            time.CumulVar(self._routing.End(number)).SetRange(start_s, end_s)
            time.SetSlackCostCoefficientForVehicle(_units(vehicle.cost_per_h / 3600), number)
            if self.day.options.due_buffer_s:
                early = max(start_s, end_s - self.day.options.due_buffer_s)
                time.SetCumulVarSoftUpperBound(self._routing.End(number), early, self._late_units_per_s())
        for node, number in enumerate(self.stops):
            self._add_window(time, self._manager.NodeToIndex(node), number)

    def _add_window(self, time: Any, index: int, number: int) -> None:
        """Bound one stop's start of service as :meth:`routing.model.Stop.service_start_s` does."""
        stop = self.day.stops[number]
        cumul = time.CumulVar(index)
        for window, following in zip(stop.windows, stop.windows[1:], strict=False):
            if window.end_s is not None and following.start_s is not None:
                cumul.RemoveInterval(window.end_s + 1 - self._first_s, following.start_s - 1 - self._first_s)
        opens = stop.windows[0].start_s if stop.windows else None
        if opens is not None:
            cumul.SetMin(min(max(0, opens - self._first_s), self._horizon_s))
        if stop.due_s is None:
            return
        due_s = stop.due_s - self._first_s
        if stop.hard_window:
            cumul.SetMax(max(due_s, -1))
        buffer_s = self.day.options.buffer_s(stop.stop_id)
        if not stop.hard_window or buffer_s:
            early = max(0, due_s - buffer_s)
            time.SetCumulVarSoftUpperBound(index, early, self._late_units_per_s())

    def _late_units_per_s(self) -> int:
        """Return the price of a second of lateness."""
        weights = self.day.options.weights
        return _units(weights.late_eur_per_min / 60 + weights.late_eur_per_stop / LATE_STOP_S)

    def _add_loads(self) -> None:
        """Add one dimension per load, and one for the number of stops."""
        rest = [0] * (len(self._depots) + self._open_ends)
        vehicles = self.day.vehicles
        for name in self.day.problem.load_dimensions:
            amounts = [self.day.stops[number].demand.get(name, 0) for number in self.stops]
            total = sum(amounts)
            limits = [min(vehicle.capacity.get(name, total), total) for vehicle in vehicles]
            transit = self._routing.RegisterUnaryTransitVector(amounts + rest)
            self._routing.AddDimensionWithVehicleCapacity(transit, 0, limits, True, f"load/{name}")
        if any(vehicle.max_stops is not None for vehicle in vehicles):
            most = len(self.stops)
            limits = [most if vehicle.max_stops is None else min(vehicle.max_stops, most) for vehicle in vehicles]
            transit = self._routing.RegisterUnaryTransitVector([1] * most + rest)
            self._routing.AddDimensionWithVehicleCapacity(transit, 0, limits, True, "stops")

    def _add_choices(self) -> None:
        """Let each stop be left out at its price, and keep it to the vehicles that may serve it."""
        everyone = len(self.day.vehicles)
        for node, number in enumerate(self.stops):
            stop = self.day.stops[number]
            index = self._manager.NodeToIndex(node)
            self._routing.AddDisjunction([index], _units(self.day.options.weights.unassigned(stop)))
            allowed = np.flatnonzero(self.day.allowed[:, number]).tolist()
            if len(allowed) < everyone:
                self._routing.VehicleVar(index).SetValues([-1, *allowed])

    # --- searching --------------------------------------------------------

    def search(self, limits: Limits, start: Tours | None) -> Found | None:
        """Return the best tours within the limits; ``None`` if there was no time for any.

        Parameters
        ----------
        start
            Tours to begin from; must keep every rule on these legs, else they are passed over.

        Raises
        ------
        RuntimeError
            If reading a solution failed: OR-Tools swallows what is raised in a callback.
        """
        parameters = _parameters(limits)
        best = _Best(self)
        self._routing.AddAtSolutionCallback(best.look)
        self._routing.CloseModelWithParameters(parameters)
        warm = None if start is None else self._read(start)
        if warm is None:
            self._routing.SolveWithParameters(parameters)
        else:
            self._routing.SolveFromAssignmentWithParameters(warm, parameters)
        return best.found()

    def _read(self, tours: Tours) -> Any:
        """Return tours as an OR-Tools assignment, ``None`` if they break a rule on these legs."""
        node = {number: node for node, number in enumerate(self.stops)}
        routes = [[self._manager.NodeToIndex(node[number]) for number in visits] for visits in tours]
        return self._routing.ReadAssignmentFromRoutes(routes, True)

    def tours(self) -> Tours:
        """Return the tours of the solution that OR-Tools stands at."""
        routing, manager = self._routing, self._manager
        found: Tours = []
        for vehicle in range(len(self.day.vehicles)):
            index = routing.NextVar(routing.Start(vehicle)).Value()
            visits: list[int] = []
            while not routing.IsEnd(index):
                visits.append(self.stops[manager.IndexToNode(index)])
                index = routing.NextVar(index).Value()
            found.append(visits)
        return found

    def cost_units(self) -> int:
        """Return the model's cost of the solution that OR-Tools stands at."""
        return int(self._routing.CostVar().Max())


class _Best:
    """Keeps the best solution of a search and counts all."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._units: int | None = None
        self._tours: Tours = []
        self._begun = 0
        self._solutions = 0

    def look(self) -> None:
        """Take the current solution if it is the best; OR-Tools calls this at each one."""
        self._begun += 1
        units = self._model.cost_units()
        if self._units is None or units < self._units:
            self._tours = self._model.tours()
            self._units = units
        self._solutions += 1

    def found(self) -> Found | None:
        """Return the best tours; ``None`` if there was no solution at all."""
        if self._begun != self._solutions:
            msg = "a solution could not be read"
            raise RuntimeError(msg)
        return Found(self._tours, self._solutions) if self._solutions else None


def _units(euro: float) -> int:
    """Return euro in the model's whole units, capped so that a thousand of them still add up."""
    return min(round(euro * UNITS_PER_EURO), MOST_UNITS)


def _parameters(limits: Limits) -> Any:
    """Return the search settings.

    Guided local search without the insertion operators of large neighbourhoods
    and without linear programs for the times: leaving early is always best
    here, so earliest times are the cheapest ones. Measured against simulated
    annealing, tabu, iterated local search, narrower neighbourhoods and other
    first solutions: none was better beyond the noise.
    """
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    parameters.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    operators = parameters.local_search_operators
    for field in operators.DESCRIPTOR.fields:
        if field.name.endswith("_lns") or field.name.startswith("use_relocate_path_global"):
            setattr(operators, field.name, pywrapcp.BOOL_FALSE)
    parameters.guided_local_search_lambda_coefficient = 0.3
    parameters.disable_scheduling_beware_this_may_degrade_performance = True
    parameters.time_limit.FromMilliseconds(max(1, round(limits.seconds * 1000)))
    if limits.solutions is not None:
        parameters.solution_limit = limits.solutions
    return parameters
