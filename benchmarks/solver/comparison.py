"""``termintreu bench solvers``: ours beside others, equal wall time and cores in the same run, judged by one walk."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.results import commit
from benchmarks.solver.best_known import BestKnown, published
from benchmarks.solver.figures import figures
from benchmarks.solver.instances import Instance
from benchmarks.solver.peers import require
from benchmarks.solver.runs import OURS, Perform, Record, Run, SolverName, perform, seeded, solver_version, warm
from benchmarks.solver.suite import LIMIT_SHARE, Entry, Folders, load
from routing.progress import Say, silent

START_S = 2.0
"""Seconds that starting processes and building models adds to a run, for the estimate."""


@dataclass(frozen=True)
class Terms:
    """What every solver gets: seconds at a full limit, cores, and the seeds of those that take one."""

    time_limit_s: float
    cores: int
    seeds: int


def runs_of(entries: Sequence[Entry], solvers: Sequence[SolverName], terms: Terms) -> list[Run]:
    """Return the runs, seed by seed: one that is broken off has covered every instance.

    A solver that takes no seed runs once, with the first.
    """
    return [
        Run(
            entry.name,
            solver,
            seed if seeded(solver) else None,
            terms.time_limit_s * LIMIT_SHARE[entry.part],
            terms.cores,
        )
        for seed in range(1, terms.seeds + 1)
        for entry in entries
        for solver in solvers
        if seed == 1 or seeded(solver)
    ]


def estimated_s(runs: Sequence[Run]) -> float:
    """Return about how long runs take at most; VROOM often ends earlier."""
    return sum(run.time_limit_s + START_S for run in runs)


def compare(
    entries: Sequence[Entry],
    folders: Folders,
    solvers: Sequence[SolverName],
    terms: Terms,
    record: Record,
    best: BestKnown,
    *,
    run_one: Perform = perform,
    prepare: Callable[[Instance], None] = warm,
    say: Say = silent,
) -> dict[str, Any]:
    """Run what the record lacks and return the figures of all.

    Our kernels are compiled before any clock runs; users have them from the
    install. Plans that are better than the best known ones replace them; gaps are
    against the best known at the end.

    Raises
    ------
    InputError
        If a peer isn't installed, an instance can't be read, or a stored best plan does not cost what it says.
    """
    require(tuple(solver for solver in solvers if solver != OURS))
    instances = load(entries, folders, say)
    changed = take_published(entries, folders, instances, best)
    runs = runs_of(entries, solvers, terms)
    for row in record.of(runs, instances):
        best.offer(row["instance"], instances[row["instance"]], row["tours"], origin(Run.of(row)))
    left = [run for run in runs if record.find(run, instances[run.instance]) is None]
    say(f"{len(left)} of {len(runs)} runs, about {estimated_s(left) / 60:.0f} min")
    if any(run.solver == OURS for run in left):
        prepare(instances[left[0].instance])
    for number, run in enumerate(left):
        made = run_one(run, instances[run.instance])
        record.add(made)
        best.offer(run.instance, instances[run.instance], made["tours"], origin(run))
        known = best.get(run.instance)
        gap = f"{100 * (made['cost'] / known.cost - 1):.2f} %" if made["feasible"] and known else "infeasible"
        say(
            f"{number + 1}/{len(left)} {run.instance}, {run.solver}, seed {run.seed}: {gap}; "
            f"about {estimated_s(left[number + 1 :]) / 60:.0f} min left"
        )
    return {
        "time_limit_s": terms.time_limit_s,
        "cores": terms.cores,
        "seeds": terms.seeds,
        "run_once": [solver for solver in solvers if not seeded(solver)],
        "versions": {solver: solver_version(solver) for solver in solvers},
        "changed_instances": changed,
        **figures(entries, solvers, record.of(runs, instances), best, instances),
    }


def origin(run: Run) -> str:
    """Return how a plan was found, to stand beside it for good."""
    name = " ".join(filter(None, (run.solver, solver_version(run.solver))))
    seed = "" if run.seed is None else f", seed {run.seed}"
    return f"{name}, {run.time_limit_s:g} s on {run.cores} cores{seed}, commit {commit()}"


def take_published(
    entries: Sequence[Entry], folders: Folders, instances: dict[str, Instance], best: BestKnown
) -> list[str]:
    """Judge the stored best plans anew and take published ones; return the instances that have changed."""
    changed = best.verify(instances)
    for entry in entries:
        path = (folders.instances / entry.file).with_suffix(".sol")
        if entry.part != "road" and path.is_file():
            best.offer(entry.name, instances[entry.name], published(path), f"published plan, {path.name}")
    return changed
