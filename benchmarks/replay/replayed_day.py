"""One past day: plan it as it was known that morning, then send every plan through the same simulated days."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.replay.adherence import Adherence
from benchmarks.replay.baselines import at_random, nearest_neighbour
from benchmarks.replay.information import Morning, expected, morning, without_cancelled
from benchmarks.replay.judges import Judge, Judges
from benchmarks.replay.options import ReplayOptions
from benchmarks.replay.parity import raised_tours
from benchmarks.replay.plans import planned
from data.history import PastDay
from routing.areas import area_of
from routing.check import check
from routing.delays import Kpis
from routing.matrix import Matrices
from routing.model import Frozen, Problem
from routing.plan import Sequences
from routing.schedule import schedule
from routing.simulate import simulate
from routing.solvers import SolveOptions
from routing.table import TravelTable, matrices_of
from routing.traffic import LearnedTimes

MANUAL, OPTIMISED = "manual", "optimised"
AS_DRIVEN, NEAREST, RANDOM = "as_driven", "nearest_neighbour", "random_order"
MANUAL_ADHERED, OPTIMISED_ADHERED = "manual_adhered", "optimised_adhered"


class Figures(Frozen):
    """A plan under a judge: expected late stops and minutes late on this day."""

    late: float
    lateness_min: float


class DayResult(Frozen):
    """A replayed day.

    Parameters
    ----------
    key
        What it was made from; a stored day with another key is made anew.
    figures
        By plan, then by judge.
    distance_km, unassigned
        By plan.
    visits
        A row per due stop, see :func:`_visit_rows`.
    violations
        What ``check()`` found in the optimised plan.
    limits_raised
        Vehicles that were planned by hand beyond what the list allows, see :mod:`benchmarks.replay.parity`.
    """

    key: str
    date: Date
    stops: int
    due_stops: int
    unknown_stops: int
    truncated: bool
    figures: dict[str, dict[str, Figures]]
    distance_km: dict[str, float]
    unassigned: dict[str, int]
    visits: tuple[dict[str, Any], ...]
    violations: tuple[str, ...] = ()
    limits_raised: int = 0


@dataclass(frozen=True)
class DayTask:
    """All that a worker needs for one day: ``tables`` of this day's spots only, ``plans`` a folder to keep plans in."""

    day: PastDay
    tables: Mapping[str, TravelTable]
    planner: LearnedTimes
    judges: Judges
    adherence: Adherence
    options: ReplayOptions
    plans: Path | None = None

    @property
    def key(self) -> str:
        """Hash of all that decides the result."""
        day = self.day
        parts = [
            day.problem.model_dump_json(),
            repr((day.tours, sorted(day.visits.items()), day.planned_at_s)),
            self.planner.model_dump_json(),
            *(f"{judge.name}/{judge.times.model_dump_json()}" for judge in self.judges.all),
            self.adherence.model_dump_json(),
            self.options.model_dump_json(),
        ]
        digest = hashlib.sha256("\n".join(parts).encode())
        for table in self.tables.values():
            digest.update(table.parts.tobytes())
            digest.update(table.metres.tobytes())
        return digest.hexdigest()


def replay_day(task: DayTask) -> DayResult:
    """Replay one day.

    Every plan has the same vehicles, loads, shifts and departures, and meets
    the same scenarios; equal plans give equal figures.
    """
    known = morning(task.day)
    options = task.options
    plans: dict[str, Sequences] = {MANUAL: known.manual}
    asked, travel = expected(known.known, task.tables, task.planner)
    chosen = SolveOptions(
        time_limit_s=options.time_cap_s,
        work_limit=options.work_limit,
        seed=options.seed,
        due_buffer_s=options.due_buffer_s,
    )
    plan = planned(asked, travel, chosen, task.plans)
    plans[OPTIMISED] = without_cancelled(plan.sequences, known.problem)
    problem, matrices = expected(known.problem, task.tables, task.planner)
    late = set(known.unknown)
    plans[AS_DRIVEN] = {
        name: tuple(stop for stop in stops if stop not in late) for name, stops in task.day.driven.items()
    }
    plans[NEAREST] = nearest_neighbour(problem, matrices)
    plans[RANDOM] = at_random(problem, known.manual, options.seed)
    figures = {
        name: {judge.name: _figures(task, known.problem, sequences, judge) for judge in _judges(task, name)}
        for name, sequences in plans.items()
    }
    for name, adhered in ((MANUAL, MANUAL_ADHERED), (OPTIMISED, OPTIMISED_ADHERED)):
        figures[adhered] = {task.judges.headline.name: _adhered(task, known.problem, plans[name], (problem, matrices))}
    timed = {name: schedule(problem, sequences, matrices) for name, sequences in plans.items()}
    kpis = {name: Kpis.of(plan) for name, plan in timed.items()}
    return DayResult(
        key=task.key,
        date=known.problem.date,
        stops=len(known.problem.stops),
        due_stops=kpis[MANUAL].due_stops,
        unknown_stops=len(known.unknown),
        truncated=plan.truncated,
        limits_raised=len(raised_tours(task.day)),
        figures=figures,
        distance_km={name: figure.distance_km for name, figure in kpis.items()},
        unassigned={name: figure.unassigned for name, figure in kpis.items()},
        visits=tuple(_visit_rows(task, known, plans)),
        violations=tuple(item.text("en") for item in check(asked, schedule(asked, plan.sequences, travel), travel)),
    )


def _judges(task: DayTask, plan: str) -> Sequence[Judge]:
    """Return who judges a plan: everybody the two that are compared, the headline's judge the others."""
    return task.judges.all if plan in {MANUAL, OPTIMISED} else (task.judges.headline,)


def _figures(task: DayTask, problem: Problem, sequences: Sequences, judge: Judge) -> Figures:
    """Return what a judge expects of a plan."""
    simulated = simulate(
        problem,
        sequences,
        matrices_of(task.tables, problem, judge.times),
        judge.times,
        seed=task.options.seed,
        scenarios=task.options.scenarios,
    )
    _, late = simulated.late(problem)
    _, lateness_s = simulated.lateness_s(problem)
    scenarios = task.options.scenarios
    return Figures(late=float(late.sum()) / scenarios, lateness_min=float(lateness_s.sum()) / scenarios / 60)


def _adhered(task: DayTask, problem: Problem, sequences: Sequences, planned: tuple[Problem, Matrices]) -> Figures:
    """Return what becomes of a plan with the drivers' learned habit of swapping neighbours.

    ``planned`` is the day as the planner expects it: a driver judges by planned times what looks harmless.
    """
    times, options = task.judges.headline.times, task.options
    matrices = matrices_of(task.tables, problem, times)
    each = -(-options.scenarios // options.adherence_draws)
    late = lateness = 0.0
    for draw in range(options.adherence_draws):
        driven = task.adherence.applied(planned[0], sequences, planned[1], seed=options.seed, draw=draw)
        simulated = simulate(
            problem, driven, matrices, times, seed=options.seed, scenarios=each, first_scenario=draw * each
        )
        late += float(simulated.late(problem)[1].sum())
        lateness += float(simulated.lateness_s(problem)[1].sum())
    total = each * options.adherence_draws
    return Figures(late=late / total, lateness_min=lateness / total / 60)


def _visit_rows(task: DayTask, known: Morning, plans: Mapping[str, Sequences]) -> list[dict[str, Any]]:
    """Return per due stop where it lies, its tours, and P(late) and expected minutes late in both plans."""
    problem, times = known.problem, task.judges.headline.times
    matrices = matrices_of(task.tables, problem, times)
    found: dict[str, dict[str, tuple[float, float]]] = {}
    for name in (MANUAL, OPTIMISED):
        simulated = simulate(
            problem, plans[name], matrices, times, seed=task.options.seed, scenarios=task.options.scenarios
        )
        minutes = dict(zip(*_mean_minutes(*simulated.lateness_s(problem)), strict=True))
        stops, late = simulated.late(problem)
        shares = late.mean(axis=1)
        found[name] = {stop: (float(share), minutes.get(stop, 0.0)) for stop, share in zip(stops, shares, strict=True)}
    tour_of = {name: {stop: tour for tour, stops in plans[name].items() for stop in stops} for name in found}
    rows = []
    for stop in problem.stops:
        if stop.due_s is None:
            continue
        row = {
            "date": problem.date.isoformat(),
            "order_id": stop.stop_id,
            "customer_id": stop.customer_id or "",
            "name": stop.name or "",
            "lon": stop.location.lon,
            "lat": stop.location.lat,
            "area": area_of(stop.location),
            "status": task.day.visits[stop.stop_id].status,
        }
        for name, cells in found.items():
            p_late, late_min = cells[stop.stop_id]
            row |= {
                f"{name}_tour": tour_of[name].get(stop.stop_id, ""),
                f"{name}_p_late": p_late,
                f"{name}_late_min": late_min,
            }
        rows.append(row)
    return rows


def _mean_minutes(stops: tuple[str, ...], lateness_s: NDArray[np.int64]) -> tuple[tuple[str, ...], list[float]]:
    """Return stops with their mean minutes late."""
    return stops, (lateness_s.mean(axis=1) / 60).tolist()
