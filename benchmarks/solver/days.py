"""Simulated days on a real town: termintreu beside the simulated dispatcher.

Both plans get the same orders and vehicles, and both are timed by `schedule()`
on the same travel times by hour. The dispatcher is the decent one of
:mod:`data.samples.dispatcher`, local improvement included; he reckons with
the mean of the day, termintreu with every hour. Nothing goes wrong on these
days: what is late here was planned late. Orders are simulated; what a firm
gains, only its own history can tell.
"""

from datetime import date as Date
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.sampled_days import manual_plan, sampled_day
from data.samples import DECENT
from routing.check import check
from routing.delays import Kpis, reduction
from routing.matrix import Matrices
from routing.model import Problem
from routing.plan import Plan
from routing.progress import Say, silent
from routing.roads import RoadNetwork, engine_of, travel_matrices
from routing.solvers import Solution, SolveOptions, solve
from routing.traffic import DEFAULT_TRAFFIC

FIRST_DAY = Date(2026, 3, 2)
"""A Monday; the next seeds follow daily."""

MANUAL_BAND = (0.05, 0.12)
"""Delay rates of a decent dispatcher's day. Chosen before termintreu sees the day; days outside are listed."""

SEEDS_PER_DAY = 4
"""Seeds tried at most for each day asked for."""


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
    """Compare both plans over the first seeded days whose manual delay rate lies in :data:`MANUAL_BAND`.

    Returns
    -------
    dict
        ``grade`` ("simulated orders"), ``days`` with a row each (late stops,
        due stops, minutes, km, hours of both plans, what check() found),
        ``outside_band`` with the days passed over and their manual rate, and
        ``total`` with the sums, the reduction and every loss.
    """
    engine = engine_of(network)
    rows: list[dict[str, Any]] = []
    outside: list[dict[str, Any]] = []
    for seed in range(1, SEEDS_PER_DAY * days + 1):
        with TemporaryDirectory() as folder:
            date = FIRST_DAY + timedelta(days=seed - 1)
            day = sampled_day(engine, Path(folder), date, stops=stops, tours=tours, seed=seed, timezone=timezone)
        matrices = travel_matrices(day.problem, engine, DEFAULT_TRAFFIC).matrices
        manual = manual_plan(day, matrices, effort=effort, seed=seed)
        rate = Kpis.of(manual, day.problem.tolerance_s).delay_rate or 0.0
        if not MANUAL_BAND[0] <= rate <= MANUAL_BAND[1]:
            outside.append({"day": date.isoformat(), "seed": seed, "manual_delay_rate": round(rate, 4)})
            continue
        solution = solve(day.problem, matrices, SolveOptions(time_limit_s=time_limit_s, seed=seed))
        rows.append(_row(seed, day.problem, matrices, manual, solution))
        say(f"{len(rows)}/{days}")
        if len(rows) == days:
            break
    return {
        "grade": "simulated orders",
        "stops": stops,
        "tours": tours,
        "effort": effort,
        "time_limit_s": time_limit_s,
        "traffic": DEFAULT_TRAFFIC.name,
        "manual_band": MANUAL_BAND,
        "days": rows,
        "outside_band": outside,
        "total": _total(rows),
    }


def _row(seed: int, problem: Problem, matrices: Matrices, by_hand: Plan, solution: Solution) -> dict[str, Any]:
    """Return one day's figures of both plans."""
    manual, optimised = (Kpis.of(plan, problem.tolerance_s) for plan in (by_hand, solution.plan))
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
        "manual_delay_rate": round(manual.delay_rate or 0.0, 4),
        "violations": len(check(problem, solution.plan, matrices, optimised)),
        "manual_violations": len(check(problem, by_hand, matrices, manual)),
        "seconds": round(solution.seconds, 1),
    }


def _total(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return sums over the days, and every day on which termintreu was behind in stops or km."""
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
