"""Travel times of a problem: one matrix for each profile its vehicles use."""

from collections.abc import Mapping
from typing import NamedTuple

from routing.errors import Finding, SnapError
from routing.matrix import Matrix
from routing.model import Problem
from routing.progress import Say, silent
from routing.roads.engine import DijkstraEngine, RoadEngine
from routing.roads.network import RoadNetwork
from routing.roads.profiles import profiles_named
from routing.roads.snapping import Snaps
from routing.traffic import TravelFactors


class Travel(NamedTuple):
    """Matrices and the places on the road they belong to, each by profile."""

    matrices: Mapping[str, Matrix]
    snaps: Mapping[str, Snaps]


def travel_matrices(
    problem: Problem,
    roads: RoadNetwork | RoadEngine,
    traffic: TravelFactors,
    *,
    max_snap_m: int = 250,
    with_classes: bool = False,
    progress: Say = silent,
) -> Travel:
    """Return the matrices that ``schedule`` and the solvers need.

    Parameters
    ----------
    roads
        A network, or an engine to keep for the next problem.
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
    """
    profiles = sorted({vehicle.profile for vehicle in problem.vehicles})
    profiles_named(profiles)
    engine = DijkstraEngine(roads) if isinstance(roads, RoadNetwork) else roads
    snaps: dict[str, Snaps] = {}
    findings: dict[tuple[str, str | None], Finding] = {}
    for profile in profiles:
        try:
            snaps[profile] = engine.snap(problem.places, profile, max_snap_m)
        except SnapError as error:
            findings |= {(finding.code, finding.value): finding for finding in error.findings}
    if findings:
        raise SnapError(findings.values())
    matrices = {
        profile: engine.matrix(snaps[profile], profile, traffic, with_classes=with_classes, progress=progress)
        for profile in profiles
    }
    return Travel(matrices, snaps)
