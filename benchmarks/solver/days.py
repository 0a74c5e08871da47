"""Simulated days on a real town: OR-Tools beside the simulated dispatcher.

Both plans get the same orders, vehicles and true travel times by hour, and
both are timed by `schedule()`. The dispatcher is the decent one of
:mod:`data.samples.dispatcher`, local improvement included. Orders are
simulated; what a firm gains, only its own history can tell.
"""

from collections.abc import Callable
from datetime import date as Date  # noqa: N812 - `date` is an argument below
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import pandas as pd

from data.imports import read_problem
from data.samples import DECENT, deliverable_addresses, dispatch, habits_of, regular_customers, sample_day, write_day
from routing.check import check
from routing.delays import Kpis, reduction
from routing.matrix import Matrices
from routing.model import Problem
from routing.plan import Plan
from routing.progress import Say, silent
from routing.roads import DijkstraEngine, RoadEngine, RoadNetwork, travel_matrices
from routing.schedule import schedule
from routing.solvers import Progress, Solution, SolveOptions, solve
from routing.traffic import DEFAULT_TRAFFIC

FIRST_DAY = Date(2026, 3, 2)
"""A Monday; the next ones follow daily, no change of clocks among five."""

MANUAL_BAND = (0.05, 0.12)
"""Delay rates of a decent dispatcher's day; days outside are listed and marked, never left out."""


class SampledDay(NamedTuple):
    """A simulated day as it was read back from its files."""

    problem: Problem
    customers: pd.DataFrame


class BothPlans(NamedTuple):
    """The same day, planned by hand and by OR-Tools."""

    manual: Plan
    optimised: Solution


def sampled_day(
    engine: RoadEngine, folder: Path, date: Date, *, stops: int, tours: int, seed: int, timezone: str
) -> SampledDay:
    """Simulate a day's lists in ``folder`` and read them as any firm's lists are read."""
    addresses = deliverable_addresses(engine)
    day = sample_day(addresses, date=date, tours=tours, stops=stops, seed=seed, timezone=timezone)
    write_day(day, folder)
    problem, _ = read_problem(folder / "orders.csv", folder / "vehicles.csv", date=date)
    return SampledDay(problem, day.customers)


def plan_both(
    day: SampledDay,
    matrices: Matrices,
    options: SolveOptions,
    *,
    effort: int = DECENT,
    progress: Callable[[Progress], None] | None = None,
) -> BothPlans:
    """Plan a day by the simulated dispatcher and by OR-Tools, on the same travel times.

    Parameters
    ----------
    effort
        The dispatcher's improvement steps, see :data:`data.samples.EFFORTS`.
    """
    habits = habits_of(regular_customers(day.customers), day.problem)
    sequences = dispatch(day.problem, matrices, habits=habits, effort=effort, seed=options.seed)
    manual = schedule(day.problem, sequences, matrices)
    return BothPlans(manual, solve(day.problem, matrices, options, progress=progress))


def bench_days(
    network: RoadNetwork,
    *,
    stops: int = 150,
    tours: int = 8,
    days: int = 5,
    time_limit_s: float = 20.0,
    effort: int = DECENT,
    timezone: str = "Europe/Berlin",
    say: Say = silent,
) -> dict[str, Any]:
    """Compare both plans over seeded days.

    Returns
    -------
    dict
        ``grade`` ("simulated orders"), ``days`` with a row each (late stops,
        due stops, minutes, km, hours of both plans, what check() found) and
        ``total`` with the sums, the reduction and every loss.
    """
    engine = DijkstraEngine(network)
    rows = []
    for seed in range(1, days + 1):
        with TemporaryDirectory() as folder:
            date = FIRST_DAY + timedelta(days=seed - 1)
            day = sampled_day(engine, Path(folder), date, stops=stops, tours=tours, seed=seed, timezone=timezone)
        matrices = travel_matrices(day.problem, engine, DEFAULT_TRAFFIC).matrices
        plans = plan_both(day, matrices, SolveOptions(time_limit_s=time_limit_s, seed=seed), effort=effort)
        rows.append(_row(seed, day.problem, matrices, plans))
        say(f"{seed}/{days}")
    return {
        "grade": "simulated orders",
        "stops": stops,
        "tours": tours,
        "effort": effort,
        "time_limit_s": time_limit_s,
        "traffic": DEFAULT_TRAFFIC.name,
        "days": rows,
        "total": _total(rows),
    }


def _row(seed: int, problem: Problem, matrices: Matrices, plans: BothPlans) -> dict[str, Any]:
    """Return one day's figures of both plans."""
    manual, optimised = (Kpis.of(plan, problem.tolerance_s) for plan in (plans.manual, plans.optimised.plan))
    rate = manual.delay_rate or 0.0
    row: dict[str, Any] = {"day": problem.date.isoformat(), "seed": seed, "due_stops": manual.due_stops}
    for name, kpis in (("manual", manual), ("optimised", optimised)):
        row |= {
            f"{name}_late": kpis.late_stops,
            f"{name}_late_min": kpis.lateness_min,
            f"{name}_unassigned": kpis.unassigned,
            f"{name}_km": round(kpis.distance_km, 1),
            f"{name}_h": round(kpis.duration_h, 1),
        }
    return row | {
        "manual_delay_rate": round(rate, 4),
        "manual_in_band": MANUAL_BAND[0] <= rate <= MANUAL_BAND[1],
        "violations": len(check(problem, plans.optimised.plan, matrices, optimised)),
        "manual_violations": len(check(problem, plans.manual, matrices, manual)),
        "seconds": round(plans.optimised.seconds, 1),
    }


def _total(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return sums over the days, and every day on which OR-Tools was behind in stops or km."""
    sums = {
        f"{name}_{figure}": round(sum(row[f"{name}_{figure}"] for row in rows), 1)
        for name in ("manual", "optimised")
        for figure in ("late", "late_min", "unassigned", "km", "h")
    }
    fewer = reduction(sums["manual_late"], sums["optimised_late"])
    shorter = reduction(sums["manual_km"], sums["optimised_km"])
    return sums | {
        "due_stops": sum(row["due_stops"] for row in rows),
        "late_reduction": None if fewer is None else round(fewer, 3),
        "km_reduction": None if shorter is None else round(shorter, 3),
        "losses": [
            {"day": row["day"], "figure": figure}
            for row in rows
            for figure in ("late", "km")
            if row[f"optimised_{figure}"] > row[f"manual_{figure}"]
        ],
    }
