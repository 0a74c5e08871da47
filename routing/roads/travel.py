"""Travel times of a problem, or of many past ones: one matrix or table for each profile the vehicles use."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date as Date
from typing import Final, NamedTuple

from routing.errors import Finding, SnapError, SolverError
from routing.matrix import Matrix
from routing.model import Location, Problem
from routing.profiles import profiles_named
from routing.progress import Say, silent
from routing.roads.engine import RoadEngine, Traffic
from routing.roads.hierarchy_engine import engine_of
from routing.roads.network import RoadNetwork
from routing.roads.snapping import Snaps
from routing.table import DaysTable, spot
from routing.traffic import FREE_FLOW

_AT_ONCE: Final = 1_200_000
"""Most pairs that are timed at once: they take 550 MB by road class and zone."""


class Travel(NamedTuple):
    """Matrices and the places on the road they belong to, each by profile."""

    matrices: Mapping[str, Matrix]
    snaps: Mapping[str, Snaps]


def travel_matrices(
    problem: Problem,
    roads: RoadNetwork | RoadEngine,
    traffic: Traffic,
    *,
    max_snap_m: int = 250,
    with_classes: bool = False,
    progress: Say = silent,
) -> Travel:
    """Return the matrices that ``schedule`` and the solvers need, under the time rules of the problem's day.

    Parameters
    ----------
    roads
        A network, whose one engine is used (:func:`routing.roads.hierarchy_engine.engine_of`), or an engine.
    max_snap_m
        A place farther than this from the nearest usable road is an error.
    progress
        Called with a short text after each time slot computed.

    Raises
    ------
    InputError
        If vehicles name unknown profiles; all at once.
    SnapError
        Naming every place without a usable road, over all profiles.
    SolverError
        If there is no memory for so many places.
    """
    profiles = problem.profiles
    engine = engine_of(roads, problem.timezone, problem.state) if isinstance(roads, RoadNetwork) else roads
    snaps = _snapped(engine, dict.fromkeys(profiles, problem.places), max_snap_m, problem.date)
    try:
        matrices = {
            profile: engine.matrix(
                snaps[profile], profile, traffic, day=problem.date, with_classes=with_classes, progress=progress
            )
            for profile in profiles
        }
    except MemoryError:
        raise SolverError.of("solver_memory", value=str(len(problem.stops))) from None
    return Travel(matrices, snaps)


def travel_tables(
    problems: Iterable[Problem], roads: RoadNetwork | RoadEngine, *, max_snap_m: int = 250, progress: Say = silent
) -> dict[str, DaysTable]:
    """Return one table per profile with the ways between all spots that share a day.

    A table serves many days, so it belongs to no particular one: time rules (``*:conditional``) are left aside,
    the plain tags count. A pair of spots takes some 60 bytes; while a day is timed, each of its pairs takes 500.

    Raises
    ------
    InputError, SnapError
        As :func:`travel_matrices`; spots without a usable road are named by their coordinates.
    """
    engine = engine_of(roads) if isinstance(roads, RoadNetwork) else roads
    wanted: dict[str, dict[str, Location]] = {}
    days: dict[str, list[list[str]]] = {}
    for problem in problems:
        spots = {spot(location): location for location in problem.places.values()}
        for profile in problem.profiles:
            wanted.setdefault(profile, {}).update(spots)
            days.setdefault(profile, []).append(list(spots))
    side = math.isqrt(engine.zones)
    return {
        profile: DaysTable.of(snaps.places, _timed(engine, snaps, profile, days[profile], progress), side, profile)
        for profile, snaps in _snapped(engine, wanted, max_snap_m).items()
    }


def _timed(
    engine: RoadEngine, snaps: Snaps, profile: str, days: Sequence[Sequence[str]], progress: Say
) -> Iterator[Matrix]:
    """Yield free-flow matrices with all pairs that share a day: a single one if that is less work than one a day."""
    alone = sum(len(day) ** 2 for day in days)
    if len(snaps.places) ** 2 <= min(alone, _AT_ONCE):
        yield engine.matrix(snaps, profile, FREE_FLOW, with_classes=True, progress=progress)
        return
    for number, day in enumerate(days):
        yield engine.matrix(snaps.only(snaps.rows(day)), profile, FREE_FLOW, with_classes=True)
        progress(f"{profile} {number + 1}/{len(days)}")


def _snapped(
    engine: RoadEngine, wanted: Mapping[str, Mapping[str, Location]], max_snap_m: int, day: Date | None = None
) -> dict[str, Snaps]:
    """Snap each profile's places; raise one error with every place that fails."""
    profiles_named(sorted(wanted), engine.profiles)
    snaps: dict[str, Snaps] = {}
    findings: dict[tuple[str, str | None], Finding] = {}
    for profile, places in sorted(wanted.items()):
        try:
            snaps[profile] = engine.snap(places, profile, max_snap_m, day=day)
        except SnapError as error:
            findings |= {(finding.code, finding.value): finding for finding in error.findings}
    if findings:
        raise SnapError(findings.values())
    return snaps
