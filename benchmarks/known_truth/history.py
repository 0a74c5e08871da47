"""One simulated history, replayed and taken apart as a firm's own would be, and beside it what really holds."""

import pickle
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date as Date
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.diagnose.attribution import CAUSES, EARLIER_WEEKS, attribute
from benchmarks.intervals import Interval, reduction_interval
from benchmarks.known_truth.planted import FIRST_DAY, TRUTH_SEED, Skill, practised
from benchmarks.known_truth.shares import expected_late, realised_late, shares_of, summed
from benchmarks.replay.faults import FAULTS, REPORTED
from benchmarks.replay.gate import Calibration, gate
from benchmarks.replay.information import expected, morning, without_cancelled
from benchmarks.replay.judges import HeadlineJudge, Judge, cross_fitted, headline
from data.calibrate import calibrate
from data.history import PastDay
from data.samples.dispatcher import DECENT
from data.samples.simulated_day import SimulatedDay
from data.samples.truth import Noise, working_days
from data.samples.world import Planner, World
from routing.files import write_atomically
from routing.model import Frozen, Problem
from routing.plan import Sequences
from routing.roads import engine_of, read_extract
from routing.simulate import simulate
from routing.solvers import solve_here
from routing.traffic import LearnedTimes

DAYS_A_WEEK = 5
ZERO = "zero"
"""The manual plans of the replayed weeks are the optimiser's with another seed: nothing to gain."""


class HistorySpec(Frozen):
    """A simulated history.

    Parameters
    ----------
    planted
        ``effort:N`` (the simulated dispatcher's), ``share:S`` (of planning, see
        :func:`benchmarks.known_truth.planted.sought_steps`) or ``zero``.
    stops
        Stops a tour.
    work_limit
        Work of every optimised plan, see :class:`routing.solvers.SolveOptions`.
    deviation
        How often drivers swap neighbours, 1 being as published. The swaps are
        part of the plan's share, so a small share can't be planted with many.
    faults
        Whether every wrong judge is sent through the gate too.
    """

    pool_seed: int
    seed: int
    planted: str
    tours: int = 4
    stops: int = 20
    warmup_days: int = 30
    days: int = 60
    work_limit: int = 2
    scenarios: int = 200
    due_buffer_s: int = 600
    deviation: float = 0.5
    faults: bool = True

    @property
    def skill(self) -> Skill:
        """How the optimiser plans."""
        return Skill(self.work_limit, self.due_buffer_s, self.seed)

    @property
    def name(self) -> str:
        """File name of its result."""
        return f"{self.planted.replace(':', '-')}-world{self.pool_seed}-{self.seed}"


@dataclass(frozen=True)
class Lived:
    """A world's history with its optimised plans, made on what the weeks before taught."""

    world: World
    spec: HistorySpec
    earlier: tuple[SimulatedDay, ...]
    replayed: tuple[SimulatedDay, ...]
    planner: LearnedTimes
    optimised: dict[Date, Sequences]


def known_world(extract: Path, spec: HistorySpec, folder: Path) -> World:
    """Return a world, made once per folder."""
    file = folder / f"world-{spec.pool_seed}-{spec.tours}x{spec.stops}.pickle"
    if not file.exists():
        engine = engine_of(read_extract(extract))
        made = World.of(engine, tours=spec.tours, stops=spec.stops, pool_seed=spec.pool_seed)
        write_atomically(file, pickle.dumps(made))
    world: World = pickle.loads(file.read_bytes())  # noqa: S301 - written above, in our own folder
    return world.with_noise(Noise(deviation=spec.deviation))


def lived(world: World, spec: HistorySpec, manual: Planner | None) -> Lived:
    """Let a history happen and plan its replayed days; without a manual planner it is one of :data:`ZERO`."""
    dates = working_days(FIRST_DAY, spec.warmup_days + spec.days)
    earlier = world.past_days(dates[: spec.warmup_days], spec.seed, manual or world.dispatcher(DECENT, spec.seed))
    planner = calibrate(earlier, world.tables, name="planner", held_out=False)

    def optimiser(problem: Problem, _matrices: object) -> Sequences:
        return plan(world, spec, planner, problem, seed=2)

    replayed = world.past_days(dates[spec.warmup_days :], spec.seed, manual or optimiser)
    optimised = {day.date: _as_known(world, spec, planner, day) for day in replayed}
    return Lived(world, spec, earlier, replayed, planner, optimised)


def _as_known(world: World, spec: HistorySpec, planner: LearnedTimes, day: PastDay) -> Sequences:
    """Return the optimiser's plan of a day, made before anybody cancelled."""
    known = morning(day)
    return without_cancelled(plan(world, spec, planner, known.known, seed=1), known.problem)


def manual_of(world: World, spec: HistorySpec, known_steps: Mapping[float, int]) -> tuple[Planner | None, int | None]:
    """Return who plans a history by hand and his effort or steps; nobody for :data:`ZERO`.

    Parameters
    ----------
    known_steps
        Steps already found for this world by share, see :func:`benchmarks.known_truth.planted.sought_steps`.
    """
    kind, _, value = spec.planted.partition(":")
    if kind == ZERO:
        return None, None
    if kind == "effort":
        return world.dispatcher(int(value), spec.seed), int(value)
    steps = known_steps[float(value)]
    return practised(world, steps, spec.skill), steps


def plan(world: World, spec: HistorySpec, times: LearnedTimes, problem: Problem, *, seed: int) -> Sequences:
    """Return the optimiser's plan of a day on learned times."""
    known, matrices = expected(problem, world.tables, times)
    return solve_here(known, matrices, spec.skill._replace(seed=seed).options())


def examine(life: Lived) -> dict[str, Any]:
    """Replay and attribute a history; set the truth beside every figure."""
    judge = HeadlineJudge.of(calibrate(life.replayed, life.world.tables, name="disjoint", held_out=False), life.planner)
    document = {
        "history": life.spec.name,
        "spec": life.spec.model_dump(),
        "reduction": _reductions(life, judge),
        "gate": _gates(life),
    }
    return document if life.spec.planted == ZERO else document | {"shares": _shares(life)}


def _late(life: Lived, sequences: Callable[[PastDay], Sequences], judge: Judge | None) -> np.ndarray[Any, Any]:
    """Return expected late stops a day under a judge, or under the truth."""
    late = []
    truth = life.world.truth(life.spec.seed)
    for day in life.replayed:
        problem = morning(day).problem
        if judge is None:
            run = truth.expected(problem, sequences(day), seed=TRUTH_SEED, scenarios=life.spec.scenarios)
        else:
            matrix = life.world.table.matrix(problem, judge.times)
            run = simulate(problem, sequences(day), matrix, judge.times, seed=1, scenarios=life.spec.scenarios)
        late.append(run.late(problem)[1].sum() / life.spec.scenarios)
    return np.array(late)


def _reductions(life: Lived, judge: HeadlineJudge) -> dict[str, Any]:
    """Return the reduction as replayed and as it truly is; the planner's own fit as a diagnostic."""

    def manual(day: PastDay) -> Sequences:
        return morning(day).manual

    def optimised(day: PastDay) -> Sequences:
        return life.optimised[day.date]

    own = Judge("planner", life.planner, frozenset(life.planner.days))
    claimed = headline(judge, _late(life, manual, judge), _late(life, optimised, judge), seed=life.spec.seed)
    shared = reduction_interval(_late(life, manual, own), _late(life, optimised, own), seed=life.spec.seed)
    true_manual, true_optimised = _late(life, manual, None), _late(life, optimised, None)
    true = 1 - float(true_optimised.sum() / true_manual.sum())
    due = sum(stop.due_s is not None for day in life.replayed for stop in day.problem.stops)
    return {
        "replayed": claimed.document(),
        "true": round(true, 4),
        "covered": bool(claimed.low <= true <= claimed.high),
        "claimed": bool(claimed.low > 0),
        "claimed_increase": bool(claimed.high < 0),
        "planner_judges_itself": shared.document(),
        "true_manual_late": round(float(true_manual.sum()), 2),
        "due_stops": due,
    }


def _gates(life: Lived) -> dict[str, Any]:
    """Return what the gate says of the right judge and of every wrong one."""
    right = cross_fitted(life.replayed, life.world.tables)

    def passed(spoil: Callable[[LearnedTimes], LearnedTimes]) -> Calibration:
        judges = {day: spoil(times) for day, times in right.items()}
        return gate(
            life.replayed, life.world.tables, judges.__getitem__, scenarios=life.spec.scenarios, seed=1, tolerance_s=0
        )

    own = passed(lambda times: times)
    wrong = dict(FAULTS) | dict(REPORTED) if life.spec.faults else {}
    spoiled = {name: passed(spoil) for name, spoil in wrong.items()}
    return {
        "right": {"passed": own.passed, "rules": {rule.name: _rounded(rule.value) for rule in own.rules}},
        "refused": {name: [rule.name for rule in found.rules if not rule.passed] for name, found in spoiled.items()},
    }


def _shares(life: Lived) -> dict[str, Any]:
    """Return the attributed shares beside the realised and the expected true ones."""
    # Of the planner's weeks four are enough to count as earlier ones; the rest would be attributed with its own fit.
    days = (*life.earlier[: EARLIER_WEEKS * DAYS_A_WEEK], *life.replayed)
    usual = calibrate((*life.earlier, *life.replayed), life.world.tables, name="all weeks", held_out=False)
    found = attribute(
        days, life.world.tables, lambda _: usual, lambda day: life.optimised[day.date], seed=life.spec.seed
    )
    truth = life.world.truth(life.spec.seed)
    covered = [day for day in life.replayed if day.date in set(found.parts.index)]
    happened = summed([realised_late(truth, day, life.optimised[day.date]) for day in covered])
    such_days = summed(
        [expected_late(truth, day, life.optimised[day.date], seed=TRUTH_SEED, draws=8) for day in covered]
    )
    return {
        "attributed": {name: _document(found.shares[name]) for name in CAUSES},
        "planned_late": _document(found.planned_late),
        "avoidable": _document(found.avoidable),
        "closing_error": found.closing_error,
        "days": len(covered),
        "late_stops": found.late_stops,
        "realised": {name: round(share, 4) for name, share in shares_of(happened).items()},
        "expected": {name: round(share, 4) for name, share in shares_of(such_days).items()},
    }


def _document(interval: Interval) -> dict[str, float | None]:
    return {name: None if value is None else round(value, 4) for name, value in interval.document().items()}


def _rounded(value: float) -> float | None:
    return None if np.isnan(value) else round(value, 4)
