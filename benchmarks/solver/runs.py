"""One run of one solver on one instance, judged anew, and the record of many."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final, Literal, Self

from benchmarks.solver.bench import judge
from benchmarks.solver.instances import Instance
from benchmarks.solver.peers import SEEDED, known_peers, peer_plan, peer_version
from routing.plan import Sequences
from routing.solvers import SolveOptions, solve

SolverName = Literal["termintreu", "pyvrp", "vroom", "or_tools"]

Row = dict[str, Any]
"""A run with what came of it; a line of JSON."""

OURS: Final = "termintreu"

WARM_S, WARM_WORK = 180.0, 4
"""Seconds at most, and work, for compiling our kernels."""


@dataclass(frozen=True)
class Run:
    """What is to be run; ``seed`` is ``None`` for a solver that takes none."""

    instance: str
    solver: SolverName
    seed: int | None
    time_limit_s: float
    cores: int

    @classmethod
    def of(cls, row: Row) -> Self:
        """Return the run that a row of the record tells of."""
        return cls(**{field.name: row[field.name] for field in fields(cls)})

    def done(self, row: Row, digest: str) -> bool:
        """Tell whether a row of the record is this run, on this very instance."""
        return row.get("digest") == digest and all(row.get(name) == value for name, value in self.__dict__.items())


def playing(peers: Sequence[str] | None) -> tuple[SolverName, ...]:
    """Return ours and the peers of these names, all without names.

    Raises
    ------
    InputError
        If there is no such peer.
    """
    return (OURS, *known_peers(peers))


def seeded(solver: SolverName) -> bool:
    """Tell whether another seed gives another plan."""
    return True if solver == OURS else SEEDED[solver]


def solver_version(solver: SolverName) -> str | None:
    """Return a solver's version; ours is the commit's, which every result names."""
    return None if solver == OURS else peer_version(solver)


def perform(run: Run, instance: Instance) -> Row:
    """Run a solver and judge its tours by our own walk.

    Returns
    -------
    dict
        The run, ``digest`` of the instance, ``cost``, ``vehicles``, ``feasible``, ``tours``, and ``seconds``:
        the wall clock of the whole call, processes started, libraries loaded, the model built. Peers may
        use it beyond the limit, which is given whole to their search; ours may not.
    """
    begun = time.monotonic()
    tours = [[int(stop) for stop in visits] for visits in _sequences(run, instance).values()]
    seconds = time.monotonic() - begun
    cost, feasible = judge(instance, tours)
    return run.__dict__ | {
        "digest": instance.digest,
        "cost": cost,
        "vehicles": len([tour for tour in tours if tour]),
        "feasible": feasible,
        "seconds": round(seconds, 2),
        "tours": tours,
    }


def warm(instance: Instance) -> None:
    """Let our kernels be compiled; a few units of work pass through all of them."""
    solve(instance.problem(), instance.matrix(), SolveOptions(time_limit_s=WARM_S, work_limit=WARM_WORK))


def _sequences(run: Run, instance: Instance) -> Sequences:
    """Return a solver's tours."""
    problem, matrix = instance.problem(), instance.matrix()
    seed = run.seed or 0
    if run.solver == OURS:
        options = SolveOptions(time_limit_s=run.time_limit_s, seed=seed, cores=run.cores)
        return solve(problem, matrix, options).sequences
    return peer_plan(run.solver, problem, matrix, time_limit_s=run.time_limit_s, cores=run.cores, seed=seed).sequences


class Record:
    """Rows of runs, one JSON line each, written as soon as a run is over.

    Parameters
    ----------
    resume
        Keep what the file holds; else it begins anew.
    """

    def __init__(self, path: Path, *, resume: bool) -> None:
        self._path = path
        self.rows: list[Row] = []
        if resume and path.is_file():
            self.rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.endswith("}")]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(f"{json.dumps(row)}\n" for row in self.rows), "utf-8")

    def add(self, row: Row) -> None:
        """Append a row."""
        self.rows.append(row)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(f"{json.dumps(row)}\n")

    def of(self, runs: Sequence[Run], instances: dict[str, Instance]) -> list[Row]:
        """Return the rows of these runs, those that have been made."""
        return [row for run in runs if (row := self.find(run, instances[run.instance])) is not None]

    def find(self, run: Run, instance: Instance) -> Row | None:
        """Return the row of a run, if it has been made on this very instance."""
        return next((row for row in self.rows if run.done(row, instance.digest)), None)


Perform = Callable[[Run, Instance], Row]
