"""A past day planned anew with some of its habits kept, and how late that would be on simulated days."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Literal, NamedTuple

from benchmarks.diagnose.customs import Customs, Share
from benchmarks.diagnose.usual_order import keep_order, usual_pairs
from benchmarks.replay.information import expected, morning
from data.history import PastDay
from routing.matrix import UNREACHABLE, Matrices, matrix_for
from routing.model import Problem, Second
from routing.plan import Sequences
from routing.simulate import Simulated, simulate
from routing.table import TravelTables
from routing.traffic import LearnedTimes

Kind = Literal["territory", "sequence", "start"]

KINDS: tuple[Kind, ...] = ("territory", "sequence", "start")

Planner = Callable[[Problem, Matrices, int], Sequences]
"""Decides sequences for a problem and its travel, repeatably for a seed."""

SCENARIOS = 40
"""Simulated days on which plans are compared; the same ones for all."""

EARLIEST_S = 60 * 60
"""How much earlier a tour may start where starts are free."""

STEP_S = 15 * 60

PLANNING_SCENARIOS = 20
"""Further simulated days, on which free starts are chosen."""

WORTH_IT = 0.02
"""Late stops a tour that an earlier start must save at least."""


class Figures(NamedTuple):
    """Late stops and kilometres of a day."""

    late: float
    km: float


class Replans:
    """One past day, planned anew under any set of kept habits; every plan is made once.

    Plans are made on the day as it was known at its planning instant, with
    expected times, and compared on common simulated days.

    Raises
    ------
    TermintreuError
        If the day can't be planned.
    """

    def __init__(
        self,
        day: PastDay,
        tables: TravelTables,
        times: LearnedTimes,
        customs: Customs,
        planner: Planner,
        seeds: Sequence[int],
        seed: int,
    ) -> None:
        self.day = day
        self.times = times
        self.customs = customs
        self.planner = planner
        self.seeds = tuple(seeds)
        self.seed = seed
        known = morning(day)
        self.known, self.planned = known.problem, known.manual
        self.expected, self.matrices = expected(self.known, tables, times)
        self._plans: dict[tuple[frozenset[Kind], int], tuple[Sequences, dict[str, Second]]] = {}
        self.free = self.plan(frozenset(), self.seeds[0])

    @cached_property
    def manual(self) -> Figures:
        """Figures of the manual plan as planned."""
        return self._judge(self.planned, self._starts)

    def figures(self, kept: frozenset[Kind]) -> Figures:
        """Return figures with habits kept, means over the seeds."""
        each = [self._judge(*self.plan(kept, seed)) for seed in self.seeds]
        return Figures(sum(item.late for item in each) / len(each), sum(item.km for item in each) / len(each))

    def manual_share(self, kind: Kind) -> Share:
        """Return how far the manual plan follows a habit."""
        return self._share(kind, self.planned, self._starts)

    def free_share(self, kind: Kind) -> Share:
        """Return how far a plan without habits follows it all the same."""
        return self._share(kind, *self.free)

    def plan(self, kept: frozenset[Kind], seed: int) -> tuple[Sequences, dict[str, Second]]:
        """Return sequences and starts of a new plan."""
        if (kept, seed) not in self._plans:
            self._plans[kept, seed] = self._plan(kept, seed)
        return self._plans[kept, seed]

    def _plan(self, kept: frozenset[Kind], seed: int) -> tuple[Sequences, dict[str, Second]]:
        problem = self.expected
        if "territory" in kept:
            problem = _with_territories(problem, self._territories)
        if "sequence" not in kept:
            return self._timed(problem, kept, seed, self.planner)

        def in_order(day: Problem, matrices: Matrices, seed: int) -> Sequences:
            return keep_order(day, matrices, self.planner(day, matrices, seed), self._pairs)

        return self._timed(problem, kept, seed, in_order)

    def _timed(
        self, problem: Problem, kept: frozenset[Kind], seed: int, planner: Planner
    ) -> tuple[Sequences, dict[str, Second]]:
        """Plan with starts as they are or, where they are free, also with earlier ones; take the better."""
        if "start" in kept:
            return planner(problem, self.matrices, seed), self._starts
        earliest = {tour: start - EARLIEST_S for tour, start in self._starts.items()}
        plans = [self.plan(kept | {"start"}, seed)[0], planner(_with_starts(problem, earliest), self.matrices, seed)]
        timed = [self._early_enough(sequences) for sequences in plans]
        best = min((0, 1), key=lambda k: (timed[k][1], k))
        return plans[best], timed[best][0]

    def _early_enough(self, sequences: Sequences) -> tuple[dict[str, Second], float]:
        """Return each tour's latest start that leaves little to save, and the late stops then."""
        late: dict[str, list[float]] = {tour: [] for tour in self._starts}
        offsets = range(0, EARLIEST_S + 1, STEP_S)
        for offset in offsets:
            for tour, stops in self._late_by_tour(sequences, offset).items():
                late[tour].append(stops)
        chosen = {
            tour: next(k for k, stops in enumerate(each) if stops <= min(each) + WORTH_IT)
            for tour, each in late.items()
        }
        starts = {tour: self._starts[tour] - offsets[k] for tour, k in chosen.items()}
        return starts, sum(late[tour][k] for tour, k in chosen.items()) + self._left_out(sequences)

    def _late_by_tour(self, sequences: Sequences, offset: int) -> dict[str, float]:
        """Return mean late stops of each tour when all start earlier by ``offset`` seconds."""
        problem = _with_starts(self.known, {tour: start - offset for tour, start in self._starts.items()})
        run = simulate(
            problem,
            sequences,
            self.matrices,
            self.times,
            seed=self.seed,
            scenarios=PLANNING_SCENARIOS,
            first_scenario=SCENARIOS,
        )
        means = dict.fromkeys(self._starts, 0.0)
        for route in run.routes:
            only = Simulated((route,), (), run.scenarios)
            means[route.vehicle_id] = float(only.late(problem)[1].sum()) / PLANNING_SCENARIOS
        return means

    def _left_out(self, sequences: Sequences) -> int:
        """Return how many due stops no tour serves."""
        served = {stop_id for sequence in sequences.values() for stop_id in sequence}
        return sum(stop.due_if_left_out and stop.stop_id not in served for stop in self.known.stops)

    def _share(self, kind: Kind, sequences: Sequences, starts: Mapping[str, Second]) -> Share:
        if kind == "territory":
            return self.customs.territory(self.day, sequences)
        if kind == "sequence":
            return self.customs.sequence(self.day, self.known, sequences)
        return self.customs.start(self.day, {tour: starts[tour] for tour, visits in sequences.items() if visits})

    def _judge(self, sequences: Sequences, starts: Mapping[str, Second]) -> Figures:
        """Return mean late stops over simulated days, and the km driven."""
        problem = _with_starts(self.known, starts)
        run = simulate(problem, sequences, self.matrices, self.times, seed=self.seed, scenarios=SCENARIOS)
        _, late = run.late(problem)
        return Figures(float(late.sum()) / SCENARIOS, _kilometres(problem, self.matrices, sequences))

    @cached_property
    def _starts(self) -> dict[str, Second]:
        return {vehicle.vehicle_id: vehicle.shift.start_s for vehicle in self.known.vehicles}

    @cached_property
    def _territories(self) -> dict[str, str]:
        """Usual tours of the stops that the dispatcher did put on them."""
        usual = self.customs.usual_tours(self.day)
        planned = {stop_id: tour for tour, sequence in self.planned.items() for stop_id in sequence}
        return {stop_id: tour for stop_id, tour in usual.items() if planned.get(stop_id) == tour}

    @cached_property
    def _pairs(self) -> frozenset[tuple[str, str]]:
        return usual_pairs(self.known, self.planned, self.customs.orders_without(self.day))


def _with_territories(problem: Problem, tour_of: Mapping[str, str]) -> Problem:
    """Force stops onto their tours."""
    stops = tuple(
        stop.model_copy(update={"vehicle_id": stop.vehicle_id or tour_of.get(stop.stop_id)}) for stop in problem.stops
    )
    return problem.model_copy(update={"stops": stops})


def _with_starts(problem: Problem, starts: Mapping[str, Second]) -> Problem:
    """Let vehicles start at other times; a shift never ends before it starts."""
    vehicles = tuple(
        vehicle.model_copy(update={"shift": vehicle.shift.model_copy(update={"start_s": starts[vehicle.vehicle_id]})})
        for vehicle in problem.vehicles
    )
    return problem.model_copy(update={"vehicles": vehicles})


def _kilometres(problem: Problem, matrices: Matrices, sequences: Sequences) -> float:
    """Return the kilometres of all tours, by each pair's metres in the first slot that has a road."""
    metres = 0
    for vehicle in problem.vehicles:
        matrix = matrix_for(matrices, vehicle)
        sequence = sequences.get(vehicle.vehicle_id, ())
        if not sequence:
            continue
        depots = (vehicle.start_depot, vehicle.end_depot)
        ends = [problem.depot_by_id[name].place for name in depots if name is not None]
        nodes = matrix.rows([ends[0], *(problem.stop_by_id[stop_id].place for stop_id in sequence), *ends[1:]])
        legs = matrix.metres[:, nodes[:-1], nodes[1:]].min(axis=0)
        metres += int(legs[legs != UNREACHABLE].sum())
    return metres / 1000
