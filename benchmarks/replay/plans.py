"""Optimised plans of past days, made once: kept by problem, model, work limit and seed."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from routing.files import write_atomically
from routing.matrix import Matrix
from routing.model import Frozen, Problem
from routing.solvers import SolveOptions, solve_in_process


class KeptPlan(Frozen):
    """What the solver decided, and whether its time cap came before its work limit."""

    sequences: dict[str, tuple[str, ...]]
    truncated: bool


def planned(
    problem: Problem, matrices: Mapping[str, Matrix], options: SolveOptions, store: Path | None = None
) -> KeptPlan:
    """Return the plan of a day as its planner expects it.

    Parameters
    ----------
    store
        Folder of plans; one made from the same problem, travel times and options is not made again.
    """
    file = None if store is None else store / f"{_key(problem, matrices, options)}.json"
    if file is not None and file.exists():
        try:
            return KeptPlan.model_validate_json(file.read_bytes())
        except ValidationError:  # torn or foreign: make it anew
            pass
    solution = solve_in_process(problem, matrices, options)
    plan = KeptPlan(sequences=solution.sequences, truncated=solution.truncated)
    if file is not None and not plan.truncated:
        write_atomically(file, plan.model_dump_json().encode())
    return plan


def _key(problem: Problem, matrices: Mapping[str, Matrix], options: SolveOptions) -> str:
    """Return a hash of all that decides the plan; the model is in the service times and the matrices."""
    digest = hashlib.sha256(f"{problem.model_dump_json()}\n{options.model_dump_json()}".encode())
    for profile, matrix in sorted(matrices.items()):
        digest.update(f"{profile}/{matrix.slots.starts_s}".encode())
        digest.update(matrix.seconds.tobytes())
        digest.update(matrix.metres.tobytes())
    return digest.hexdigest()
