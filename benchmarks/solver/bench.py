"""``termintreu bench solver``: solve instances within a time limit and judge the plans anew."""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from benchmarks.solver.instances import Instance, read_instance
from routing.errors import Finding, InputError
from routing.solvers import SolveOptions, solve


def bench_solver(paths: Sequence[Path], time_limit_s: float, seed: int) -> list[dict[str, Any]]:
    """Solve each instance once.

    Returns
    -------
    list of dict
        Per instance: instance, stops, cost (total distance in the instance's
        scaled units), vehicles (tours used), feasible, seconds, seed, time_limit_s.

    Raises
    ------
    InputError
        With everything wrong in any of the files.
    """
    return [_run(instance, time_limit_s, seed) for instance in _read(paths)]


def result_name(paths: Iterable[Path]) -> str:
    """Return a stem for the result of these instances, another one for others: its only name, or a hash of all."""
    names = sorted(path.stem for path in paths)
    if len(names) == 1:
        return f"solver-{names[0]}"
    return f"solver-{len(names)}-instances-{sha256('/'.join(names).encode()).hexdigest()[:8]}"


def judge(instance: Instance, tours: Iterable[Sequence[int]]) -> tuple[int, bool]:
    """Return total distance and feasibility of tours of node numbers, by a walk of its own."""
    used = [list(tour) for tour in tours if tour]
    cost = 0
    feasible = len(used) <= instance.vehicles
    feasible &= sorted(node for tour in used for node in tour) == list(range(1, len(instance.distance)))
    for tour in used:
        feasible &= sum(int(instance.demand[node]) for node in tour) <= instance.capacity
        now = int(instance.windows[0, 0])
        for origin, node in zip([0, *tour], [*tour, 0], strict=True):
            cost += int(instance.distance[origin, node])
            now += int(instance.travel[origin, node])
            feasible &= now <= int(instance.windows[node, 1])
            now = max(now, int(instance.windows[node, 0])) + int(instance.service[node])
    return cost, bool(feasible)


def _read(paths: Sequence[Path]) -> list[Instance]:
    """Read all instances; report what is wrong in all of them at once."""
    instances: list[Instance] = []
    findings: list[Finding] = []
    for path in paths:
        try:
            instances.append(read_instance(path))
        except InputError as error:
            findings += error.findings
    if findings:
        raise InputError(findings)
    return instances


def _run(instance: Instance, time_limit_s: float, seed: int) -> dict[str, Any]:
    """Solve one instance and judge the plan."""
    solution = solve(instance.problem(), instance.matrix(), SolveOptions(time_limit_s=time_limit_s, seed=seed))
    tours = [[int(stop_id) for stop_id in visits] for visits in solution.sequences.values()]
    cost, feasible = judge(instance, tours)
    return {
        "instance": instance.name,
        "stops": instance.stops,
        "cost": cost,
        "vehicles": len([tour for tour in tours if tour]),
        "feasible": feasible,
        "seconds": solution.seconds,
        "seed": seed,
        "time_limit_s": time_limit_s,
    }
