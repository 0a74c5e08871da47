"""Plain OR-Tools: one routing model on one matrix, guided local search at the best settings we know of.

It takes no seed; a process per core starts from another first solution instead. It stands apart from
:mod:`routing.solvers.or_tools` on purpose: what our own model gains must not help the peer, nor the other way round.
"""

from typing import Any

import numpy as np
from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from benchmarks.solver.peers.question import Fleet, Ints, Question, Tours

PACKAGE = "ortools"
SEEDED = False

FIRST_SOLUTIONS = ("PATH_CHEAPEST_ARC", "SAVINGS", "PARALLEL_CHEAPEST_INSERTION", "CHRISTOFIDES")
"""The first solution of each process, by its number."""

LEFT_OUT_UNITS = 10**9
"""Price of leaving a stop out: dearer than any way, so that it happens only where nothing else is possible."""


def tours(question: Question, time_limit_s: float, number: int) -> Tours:
    """Return its best tours from the first solution of this number; empty ones if it found none in time."""
    return _Model(question).search(_parameters(time_limit_s, number))


class _Model:
    """A routing model of a question; its nodes are the depots in use, the stops, and an open end if there is one."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.fleets = [fleet for _, fleet in sorted(_by_vehicle(question).items())]
        # a node that is no vehicle's start or end would have to be visited: only depots in use are nodes
        used = {fleet.start for fleet in self.fleets} | {fleet.end for fleet in self.fleets}
        self.depots = sorted(place for place in used if place is not None)
        self.open_ends = int(None in used)
        size = len(self.depots) + question.stops + self.open_ends
        starts = [self.depots.index(fleet.start) for fleet in self.fleets]
        ends = [size - 1 if fleet.end is None else self.depots.index(fleet.end) for fleet in self.fleets]
        self.manager = pywrapcp.RoutingIndexManager(size, len(self.fleets), starts, ends)
        self.routing = pywrapcp.RoutingModel(self.manager)
        self._add_prices()
        self._add_time()
        self._add_loads()
        self._add_stops()

    def _add_prices(self) -> None:
        """Price metres, seconds driven, and using a vehicle."""
        for fleet in self.question.fleets:
            metre, second = (self.question.units(eur) for eur in (fleet.eur_per_km / 1000, fleet.eur_per_h / 3600))
            price = metre * self.question.metres[fleet.table] + second * self.question.seconds[fleet.table]
            evaluator = self.routing.RegisterTransitMatrix(self._table(price))
            for vehicle in fleet.vehicles:
                self.routing.SetArcCostEvaluatorOfVehicle(evaluator, vehicle)
                self.routing.SetFixedCostOfVehicle(self.question.units(fleet.fixed_eur), vehicle)

    def _add_time(self) -> None:
        """Add shifts, windows and service; waiting is priced as driving is."""
        horizon_s = max(fleet.closes_s for fleet in self.fleets)
        service = np.concatenate([np.zeros(self.question.depots, np.int64), self.question.service])[:, None]
        evaluators = [
            self.routing.RegisterTransitMatrix(self._table(seconds + service)) for seconds in self.question.seconds
        ]
        self.routing.AddDimensionWithVehicleTransits(
            [evaluators[fleet.table] for fleet in self.fleets], horizon_s, horizon_s, False, "time"
        )
        time = self.routing.GetDimensionOrDie("time")
        for vehicle, fleet in enumerate(self.fleets):
            time.CumulVar(self.routing.Start(vehicle)).SetRange(fleet.opens_s, fleet.closes_s)
            time.CumulVar(self.routing.End(vehicle)).SetRange(fleet.opens_s, fleet.closes_s)
            if fleet.eur_per_h:
                time.SetSlackCostCoefficientForVehicle(self.question.units(fleet.eur_per_h / 3600), vehicle)
        for stop in range(self.question.stops):
            opens_s, due_s = self.question.windows[stop].tolist()
            time.CumulVar(self._index(stop)).SetRange(opens_s, due_s)

    def _add_loads(self) -> None:
        """Add a dimension per load that can bind."""
        for number, total in enumerate(self.question.demand.sum(0).tolist()):
            limits = [fleet.capacity[number] for fleet in self.fleets]
            if min(limits) >= total:
                continue
            amounts = [0] * len(self.depots) + self.question.demand[:, number].tolist() + [0] * self.open_ends
            evaluator = self.routing.RegisterUnaryTransitVector(amounts)
            self.routing.AddDimensionWithVehicleCapacity(evaluator, 0, limits, True, f"load {number}")

    def _add_stops(self) -> None:
        """Let a stop be left out only where nothing else is possible, and keep it to who may serve it."""
        for stop in range(self.question.stops):
            self.routing.AddDisjunction([self._index(stop)], LEFT_OUT_UNITS)
            able = [vehicle for vehicle, fleet in enumerate(self.fleets) if fleet.allowed[stop]]
            if len(able) < len(self.fleets):
                self.routing.VehicleVar(self._index(stop)).SetValues([-1, *able])

    def _index(self, stop: int) -> int:
        """Return OR-Tools' index of a stop."""
        return int(self.manager.NodeToIndex(len(self.depots) + stop))

    def _table(self, values: Ints) -> list[list[int]]:
        """Return a table over the nodes; an open end is reached at no cost."""
        picked = [*self.depots, *range(self.question.depots, len(values))]
        size = len(picked)
        table = np.zeros((size + self.open_ends, size + self.open_ends), np.int64)
        table[:size, :size] = values[np.ix_(picked, picked)]
        return list(table.tolist())

    def search(self, parameters: Any) -> Tours:
        """Return the best tours within the limits."""
        solution = self.routing.SolveWithParameters(parameters)
        found: Tours = [[] for _ in self.fleets]
        for vehicle, visits in enumerate(found):
            index = self.routing.Start(vehicle)
            while solution is not None and not self.routing.IsEnd(index):
                node = self.manager.IndexToNode(index)
                if node >= len(self.depots):
                    visits.append(node - len(self.depots))
                index = solution.Value(self.routing.NextVar(index))
        return found


def _by_vehicle(question: Question) -> dict[int, Fleet]:
    """Return the fleet of each vehicle number."""
    return {vehicle: fleet for fleet in question.fleets for vehicle in fleet.vehicles}


def _parameters(time_limit_s: float, number: int) -> Any:
    """Return the settings: guided local search without its slow insertion operators."""
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    first = FIRST_SOLUTIONS[number % len(FIRST_SOLUTIONS)]
    parameters.first_solution_strategy = getattr(routing_enums_pb2.FirstSolutionStrategy, first)
    parameters.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    operators = parameters.local_search_operators
    for field in operators.DESCRIPTOR.fields:
        if field.name.endswith("_lns") or field.name.startswith("use_relocate_path_global"):
            setattr(operators, field.name, pywrapcp.BOOL_FALSE)
    parameters.time_limit.FromMilliseconds(round(time_limit_s * 1000))
    return parameters
