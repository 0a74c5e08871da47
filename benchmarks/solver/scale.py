"""``termintreu bench scale``: seconds to the first feasible plan of large days, and the memory they take.

Each size runs in a process of its own, into which the day is loaded from a
file: what built the roads and the matrix does not count as the solver's memory.
"""

import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from benchmarks.roads.fresh import in_fresh_process
from benchmarks.solver.bench import judge
from benchmarks.solver.instances import Instance
from benchmarks.solver.road_instances import road_instance
from benchmarks.solver.runs import warm
from routing.progress import Say, silent
from routing.solvers import Progress, SolveOptions, solve

WARM_STOPS = 30
"""Stops of the day that loads the compiled kernels before the clock runs."""


def bench_scale(
    extract: Path, sizes: Sequence[int], *, time_limit_s: float, cores: int, seed: int, say: Say = silent
) -> list[dict[str, Any]]:
    """Measure days of several sizes on a town's streets.

    Returns
    -------
    list of dict
        Per size: ``first_s`` from the call to the first news of a plan that
        serves every stop by our own walk (``None`` if there was none),
        ``first_cpu_s``, what the whole process had computed by then (less than cores times ``first_s`` on a
        machine that is shared), ``first_cost``, ``cost`` and ``feasible`` at the end, ``seconds``,
        ``matrix_mb`` of the day's two tables and ``peak_mb`` of the whole process, both tables in it.

    Raises
    ------
    RoadsError
        If the extract can't be used.
    """
    rows = []
    with TemporaryDirectory() as name:
        for stops in sizes:
            say(f"{stops} stops")
            kept = Path(name) / f"{stops}.npz"
            _keep(kept, road_instance(extract, stops, seed))
            rows.append(in_fresh_process(_measured, kept, time_limit_s, cores, seed))
            kept.unlink()
    return rows


def _keep(path: Path, instance: Instance) -> None:
    """Write an instance to a file, its tables in the width that a matrix has."""
    np.savez(
        path,
        name=instance.name,
        distance=instance.distance.astype(np.int32),
        seconds=instance.travel.astype(np.int32),
        windows=instance.windows,
        service=instance.service,
        demand=instance.demand,
        fleet=np.array([instance.capacity, instance.vehicles]),
    )


def _kept(path: Path) -> Instance:
    """Read an instance from its file."""
    with np.load(path) as kept:
        return Instance(
            name=str(kept["name"]),
            distance=kept["distance"],
            seconds=kept["seconds"],
            windows=kept["windows"],
            service=kept["service"],
            demand=kept["demand"],
            capacity=int(kept["fleet"][0]),
            vehicles=int(kept["fleet"][1]),
        )


def first_stops(instance: Instance, stops: int) -> Instance:
    """Return a day of the first few stops."""
    few = slice(stops + 1)
    return Instance(
        name=instance.name,
        distance=instance.distance[few, few],
        seconds=instance.travel[few, few],
        windows=instance.windows[few],
        service=instance.service[few],
        demand=instance.demand[few],
        capacity=instance.capacity,
        vehicles=min(stops, instance.vehicles),
    )


def _measured(path: Path, time_limit_s: float, cores: int, seed: int) -> dict[str, Any]:
    """Solve one day, in a process of its own."""
    instance = _kept(path)
    warm(first_stops(instance, WARM_STOPS))
    problem, matrix = instance.problem(), instance.matrix()
    first: list[tuple[float, float, int]] = []

    def hear(news: Progress) -> None:
        if not first and not news.unassigned:
            seconds, cpu_s = time.monotonic() - begun, time.process_time() - begun_cpu
            cost, feasible = judge(instance, [[int(stop) for stop in tour] for tour in news.sequences.values()])
            first.extend([(seconds, cpu_s, cost)] if feasible else [])

    begun, begun_cpu = time.monotonic(), time.process_time()
    options = SolveOptions(time_limit_s=time_limit_s, seed=seed, cores=cores)
    solution = solve(problem, matrix, options, progress=hear)
    seconds, cpu_s = time.monotonic() - begun, time.process_time() - begun_cpu
    cost, feasible = judge(instance, [[int(stop) for stop in tour] for tour in solution.sequences.values()])
    return {
        "instance": instance.name,
        "stops": instance.stops,
        "first_s": round(first[0][0], 2) if first else None,
        "first_cpu_s": round(first[0][1], 2) if first else None,
        "first_cost": first[0][2] if first else None,
        "cost": cost,
        "feasible": feasible,
        "seconds": round(seconds, 2),
        "cpu_s": round(cpu_s, 2),
        "time_limit_s": time_limit_s,
        "cores": cores,
        "seed": seed,
        "matrix_mb": round((matrix.seconds.nbytes + matrix.metres.nbytes) / 2**20, 1),
    }
