"""Other solvers on our days, each at its best with the cores it is given.

They are optional: ``pip install 'termintreu[peers]'``. A peer's own clock
starts once its libraries are loaded, ours with the call.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Literal

from benchmarks.solver.peers import pyvrp, vroom
from benchmarks.solver.peers.question import Question, Tours, question_of
from benchmarks.solver.peers.side_by_side import Run, side_by_side
from routing.errors import Finding, InputError
from routing.matrix import Matrices
from routing.model import Problem

PeerName = Literal["pyvrp", "vroom", "or_tools"]

PEERS: tuple[PeerName, ...] = ("pyvrp", "vroom", "or_tools")

PACKAGES: dict[PeerName, str] = {"pyvrp": pyvrp.PACKAGE, "vroom": vroom.PACKAGE, "or_tools": "ortools"}
"""What a peer comes in."""

SEEDED: dict[PeerName, bool] = {"pyvrp": pyvrp.SEEDED, "vroom": vroom.SEEDED, "or_tools": False}
"""Whether another seed gives another plan; the others are run once."""


@dataclass(frozen=True)
class PeerPlan:
    """A peer's tours; the caller times and judges them.

    Parameters
    ----------
    sequences
        Stop ids per vehicle id; vehicles without a tour are missing, and so are stops that it left out.
    feasible
        Every stop served once and every rule kept, by our own walk on the times the peer was given.
    answers
        Processes that answered.
    seconds
        Wall clock of the whole call, start of its processes included.
    """

    sequences: dict[str, tuple[str, ...]]
    feasible: bool
    answers: int
    seconds: float


def peer_version(name: PeerName) -> str | None:
    """Return the version of a peer's package, ``None`` if it isn't installed."""
    try:
        return version(PACKAGES[name])
    except PackageNotFoundError:
        return None


def known_peers(names: Sequence[str] | None) -> tuple[PeerName, ...]:
    """Return the peers of these names, all without names.

    Raises
    ------
    InputError
        If there is no such peer, for all such names.
    """
    wrong = [name for name in names or () if name not in PEERS]
    if wrong:
        raise InputError([Finding(code="peer_unknown", value=name, detail=", ".join(PEERS)) for name in wrong])
    return tuple(peer for peer in PEERS if not names or peer in names)


def require(names: tuple[PeerName, ...]) -> None:
    """Refuse peers that aren't installed, all at once."""
    missing = [PACKAGES[name] for name in names if peer_version(name) is None]
    if missing:
        raise InputError.of("peer_missing", value=", ".join(missing))


def peer_plan(
    name: PeerName, problem: Problem, matrices: Matrices, *, time_limit_s: float, cores: int = 1, seed: int = 0
) -> PeerPlan:
    """Let a peer plan the day: all windows count as hard, every stop is to be served.

    Parameters
    ----------
    matrices
        Several slots count with their mean.
    time_limit_s
        Given whole to the peer's own search.
    cores
        A single-threaded peer runs one process per core, and its best plan counts.
    seed
        Process ``k`` searches with seed ``seed * cores + k``.

    Raises
    ------
    InputError
        If the peer isn't installed, or the day has rules that not every peer knows.
    """
    require((name,))
    question = question_of(problem, matrices)
    begun = time.monotonic()
    found = _answers(name, question, time_limit_s, cores, seed)
    seconds = time.monotonic() - begun
    empty: Tours = [[] for _ in problem.vehicles]
    best = min([*found, empty], key=question.rank)
    return PeerPlan(
        sequences={
            vehicle.vehicle_id: tuple(problem.stops[stop].stop_id for stop in tour)
            for vehicle, tour in zip(problem.vehicles, best, strict=True)
            if tour
        },
        feasible=question.rank(best)[0] == 0,
        answers=len(found),
        seconds=round(seconds, 3),
    )


def _answers(name: PeerName, question: Question, time_limit_s: float, cores: int, seed: int) -> list[Tours]:
    """Return the tours of each process."""
    if not question.stops or not question.fleets:
        return []
    if name == "vroom":
        return side_by_side(vroom.tours, question, time_limit_s, [cores])
    seeds = [seed * cores + core for core in range(cores)] if SEEDED[name] else list(range(cores))
    run: Run = pyvrp.tours if name == "pyvrp" else _or_tools
    return side_by_side(run, question, time_limit_s, seeds)


def _or_tools(question: Question, time_limit_s: float, number: int) -> Tours:
    """Load OR-Tools only where it searches: it is large."""
    from benchmarks.solver.peers import or_tools_plain  # noqa: PLC0415 - as said

    return or_tools_plain.tours(question, time_limit_s, number)
