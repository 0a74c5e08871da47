"""``termintreu bench best-known``: long runs that lower the costs which gaps are measured against."""

from collections.abc import Sequence
from typing import Any

from benchmarks.solver.best_known import BestKnown
from benchmarks.solver.comparison import origin, take_published
from benchmarks.solver.peers import require
from benchmarks.solver.runs import OURS, Perform, Run, SolverName, perform, seeded
from benchmarks.solver.suite import Entry, Folders, load
from routing.progress import Say, silent


def lower(
    entries: Sequence[Entry],
    folders: Folders,
    solvers: Sequence[SolverName],
    best: BestKnown,
    *,
    seconds: float,
    cores: int,
    seed: int,
    run_one: Perform = perform,
    say: Say = silent,
) -> list[dict[str, Any]]:
    """Run every solver for so long on every instance, and keep what is better than the best known.

    Returns
    -------
    list of dict
        Per instance: what was known ``before`` (``None`` if nothing was), ``cost`` and ``origin`` now, and the cost
        of each solver (``None`` where it broke a rule). An instance may stay without any plan.

    Raises
    ------
    InputError
        If a peer isn't installed, an instance can't be read, or a stored best plan does not cost what it says.
    """
    require(tuple(solver for solver in solvers if solver != OURS))
    instances = load(entries, folders, say)
    take_published(entries, folders, instances, best)
    rows = []
    for entry in entries:
        before = best.get(entry.name)
        costs: dict[str, int | None] = {}
        for solver in solvers:
            run = Run(entry.name, solver, seed if seeded(solver) else None, seconds, cores)
            made = run_one(run, instances[entry.name])
            costs[solver] = made["cost"] if made["feasible"] else None
            best.offer(entry.name, instances[entry.name], made["tours"], origin(run))
            say(f"{entry.name}, {solver}: {costs[solver]}")
        known = best.get(entry.name)
        rows.append(
            {
                "instance": entry.name,
                "before": before and before.cost,
                "cost": known and known.cost,
                "origin": known and known.origin,
                "solvers": costs,
            }
        )
    best.save()
    return rows
