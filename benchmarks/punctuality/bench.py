"""Late stops and kilometres of our plans and of deterministic ones on the same learned times, driven by one judge.

The others are given mean times and hard windows, which is how such solvers are
used; ours gets what the same weeks taught of hours and chance. All have the
same wall time and cores, and all their plans drive the same sampled days.
"""

import os
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from benchmarks.intervals import reduction_interval
from benchmarks.punctuality.town_days import SCENARIOS, WEEKS, TownDays
from benchmarks.solver.peers import PEERS, SEEDED, PeerName, peer_plan, peer_version, require
from routing.check import check
from routing.model import Problem
from routing.plan import Sequences
from routing.progress import Say, silent
from routing.punctuality import mean_times, plan_punctually
from routing.roads import RoadNetwork
from routing.schedule import schedule
from routing.solvers import SolveOptions

LATE_BAR, KM_BAR = 1 / 3, 1.02
"""At most so many of the best competitor's late stops, at no more than so many of its kilometres."""

KM_ASKED = 1.015
"""What the planner is held to, of its own shortest plan: that one is about half a percent longer than the best
competitor's, measured on another simulated firm than the figures are of."""

OURS = "termintreu"
JUDGES = {
    "other_weeks": f"learned from {WEEKS} earlier weeks, none of which the planner saw",
    "truth": "what the simulated firm was made with",
}
"""Who drives the plans; the worse of them decides."""

START_S = 3.0
"""Seconds that a run takes beside its limit, about."""


class Run(NamedTuple):
    """One plan of one day."""

    day: str
    seed: int
    solver: str
    km: float
    hours: float
    late: dict[str, float]
    planned_late: int
    left_out: int
    seconds: float
    violations: int

    def document(self) -> dict[str, Any]:
        """Return it as JSON types."""
        return self._asdict()


def bench_punctuality(
    network: RoadNetwork,
    *,
    tours: int = 8,
    stops: int = 20,
    days: int = 10,
    seeds: int = 3,
    time_limit_s: float = 10.0,
    cores: int | None = None,
    peers: Sequence[PeerName] = PEERS,
    pool_seed: int = 1,
    say: Say = silent,
) -> dict[str, Any]:
    """Plan each day with every solver and let the judges drive the plans.

    Parameters
    ----------
    tours, stops
        Vehicles, and stops for each.
    seeds
        Runs of each solver that takes a seed; another's one plan stands beside each of ours.

    Raises
    ------
    InputError
        If a peer isn't installed.
    """
    require(tuple(peers))
    seats = cores or os.cpu_count() or 1
    town = TownDays.of(network, tours=tours, stops=stops, days=days, pool_seed=pool_seed, say=say)
    _warm(town)
    runs: list[Run] = []
    whole = planned_runs(days, seeds, peers)
    for number, problem in enumerate(town.problems):
        for seed in range(seeds):
            minutes = (whole - len(runs)) * (time_limit_s + START_S) / 60
            say(f"{number + 1}/{days}, {seed + 1}/{seeds}: about {minutes:.0f} min left")
            runs.append(_ours(town, problem, seed, time_limit_s, seats))
            asked = [name for name in peers if seed == 0 or SEEDED[name]]
            runs += [_theirs(town, problem, name, seed, time_limit_s, seats) for name in asked]
    return {
        "grade": "simulated history",
        "objective": "distance; peers with hard windows on mean times, weighted by the shift",
        "tours": tours,
        "stops": tours * stops,
        "days": days,
        "seeds": seeds,
        "run_once": [name for name in peers if not SEEDED[name]],
        "time_limit_s": time_limit_s,
        "cores": seats,
        "world": pool_seed,
        "judges": JUDGES,
        "weeks_learned": WEEKS,
        "scenarios": SCENARIOS,
        "peers": {name: peer_version(name) for name in peers},
        **summary(runs, peers),
        "runs": [run.document() for run in runs],
    }


def planned_runs(days: int, seeds: int, peers: Sequence[PeerName]) -> int:
    """Return how many plans are made in all: those without a seed once a day."""
    return days * (seeds + sum(seeds if SEEDED[name] else 1 for name in peers))


def _warm(town: TownDays) -> None:
    """Load the kernels before any clock runs."""
    problem = town.problems[0]
    options = SolveOptions(time_limit_s=300, work_limit=10, or_tools=False)
    found = plan_punctually(problem, town.matrices(problem, town.planner), town.planner, options)
    town.late(problem, found.solution.sequences)


def _ours(town: TownDays, problem: Problem, seed: int, time_limit_s: float, cores: int) -> Run:
    """Plan a day punctually, with the kilometres of its own shortest plan as the yardstick."""
    matrices = town.matrices(problem, town.planner)
    options = SolveOptions(time_limit_s=time_limit_s, seed=seed, cores=cores)
    found = plan_punctually(problem, matrices, town.planner, options, most_km=lambda km: km * KM_ASKED)
    return _run(town, problem, OURS, seed, found.solution.sequences, found.solution.seconds)


def _theirs(town: TownDays, problem: Problem, name: PeerName, seed: int, time_limit_s: float, cores: int) -> Run:
    """Let a peer plan a day on the same expected times without their hours."""
    expected = town.planner.service.expected(problem)
    matrices = mean_times(problem, town.matrices(problem, town.planner))
    found = peer_plan(name, expected, matrices, time_limit_s=time_limit_s, cores=cores, seed=seed)
    return _run(town, problem, name, seed, found.sequences, found.seconds)


def _run(town: TownDays, problem: Problem, solver: str, seed: int, sequences: Sequences, seconds: float) -> Run:
    """Time, check and judge a plan."""
    expected = town.planner.service.expected(problem)
    matrices = town.matrices(problem, town.planner)
    plan = schedule(expected, sequences, matrices)
    return Run(
        day=problem.date.isoformat(),
        seed=seed,
        solver=solver,
        km=round(sum(route.distance_m for route in plan.routes) / 1000, 3),
        hours=round(sum(route.duration_s for route in plan.routes) / 3600, 2),
        late={name: round(value, 3) for name, value in town.late(problem, sequences).items()},
        planned_late=sum(visit.lateness_s > 0 for route in plan.routes for visit in route.visits),
        left_out=len(plan.unassigned),
        seconds=round(seconds, 2),
        violations=len(check(expected, plan, matrices)),
    )


def summary(runs: Sequence[Run], peers: Sequence[str]) -> dict[str, Any]:
    """Compare our plans with each peer's over all days and seeds, and name every loss.

    Returns
    -------
    dict
        ``totals`` by solver; ``against`` by peer: ratios of late stops per judge and of kilometres, the
        reduction of late stops with its interval over days, and whether the bar is kept under both judges;
        ``best_peer``, the one with the fewest kilometres among those that leave nothing out, and ``losses``.
    """
    ours = [run for run in runs if run.solver == OURS]
    beside = {name: _beside(runs, name, ours) for name in peers}
    totals = {name: _total(found) for name, found in {OURS: ours, **beside}.items()}
    against = {name: _against(ours, found) for name, found in beside.items()}
    whole = [name for name in peers if totals[name]["left_out"] == 0] or list(peers)
    best = min(whole, key=lambda name: totals[name]["km"], default=None)
    return {
        "bar": {"late": round(LATE_BAR, 4), "km": KM_BAR},
        "totals": totals,
        "against": against,
        "best_peer": best,
        "passed": None if best is None else against[best]["passed"],
        "losses": [
            {"day": mine.day, "seed": mine.seed, "peer": name, "late": ratio, "km": round(mine.km / other.km, 4)}
            for name, found in beside.items()
            for mine, other in zip(ours, found, strict=True)
            if (ratio := _worst(mine, other)) > LATE_BAR or mine.km > KM_BAR * other.km
        ],
    }


def _beside(runs: Sequence[Run], name: str, ours: Sequence[Run]) -> list[Run]:
    """Return a peer's run beside each of ours: of the same seed, or its only one."""
    found = {(run.day, run.seed): run for run in runs if run.solver == name}
    return [found.get((run.day, run.seed), found[run.day, 0]) for run in ours]


def _worst(mine: Run, other: Run) -> float:
    """Return the larger ratio of late stops over the judges."""
    return round(max(mine.late[judge] / max(other.late[judge], 1e-9) for judge in JUDGES), 4)


def _total(runs: Sequence[Run]) -> dict[str, Any]:
    """Return means per plan."""
    count = max(1, len(runs))
    return {
        "km": round(sum(run.km for run in runs) / count, 2),
        "hours": round(sum(run.hours for run in runs) / count, 2),
        "late": {judge: round(sum(run.late[judge] for run in runs) / count, 3) for judge in JUDGES},
        "planned_late": sum(run.planned_late for run in runs),
        "left_out": sum(run.left_out for run in runs),
        "violations": sum(run.violations for run in runs),
        "most_seconds": max((run.seconds for run in runs), default=0.0),
    }


def _against(ours: Sequence[Run], theirs: Sequence[Run]) -> dict[str, Any]:
    """Return our plans' figures over a peer's, and the reduction with its interval over days."""
    km = sum(run.km for run in ours) / sum(run.km for run in theirs)
    late, intervals = {}, {}
    for judge in JUDGES:
        mine, other = _by_day(ours, judge), _by_day(theirs, judge)
        late[judge] = round(float(mine.sum() / max(other.sum(), 1e-9)), 4)
        intervals[judge] = reduction_interval(other, mine, seed=0).document()
    kept = max(late.values()) <= LATE_BAR and km <= KM_BAR
    return {"late": late, "km": round(km, 4), "reduction": intervals, "passed": bool(kept)}


def _by_day(runs: Sequence[Run], judge: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return the mean late stops of each day over its seeds."""
    days = sorted({run.day for run in runs})
    return np.array([np.mean([run.late[judge] for run in runs if run.day == day]) for day in days])
