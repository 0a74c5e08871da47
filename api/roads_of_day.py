"""The roads and the traffic of a day: what is read, and how long it takes between its places."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Discriminator, Tag, TypeAdapter, ValidationError

from benchmarks.replay.options import BUFFER_S
from routing.errors import InputError
from routing.matrix import Matrix
from routing.model import Problem
from routing.progress import Say, silent
from routing.roads import RoadEngine, RoadNetwork, Snaps, engine_of, read_extract, travel_matrices
from routing.traffic import DEFAULT_TRAFFIC, LearnedTimes, TravelFactors

Traffic = TravelFactors | LearnedTimes
"""How long travel takes: factors by class and hour, or all that was learned from stamps."""


def _learned(document: object) -> str:
    return "learned" if isinstance(document, dict) and "travel" in document else "factors"


_TRAFFIC: TypeAdapter[Traffic] = TypeAdapter(
    Annotated[
        Annotated[LearnedTimes, Tag("learned")] | Annotated[TravelFactors, Tag("factors")], Discriminator(_learned)
    ]
)


@dataclass(frozen=True)
class DayRoads:
    """A day's places on the roads: where they snapped and how long it takes between them."""

    network: RoadNetwork
    engine: RoadEngine
    traffic: Traffic
    matrices: Mapping[str, Matrix]
    snaps: Mapping[str, Snaps]


def open_roads(path: Path, say: Say = silent) -> RoadNetwork:
    """Load a saved network, or import an extract.

    Raises
    ------
    RoadsError
        If the file is missing, broken or of another version.
    """
    if path.suffix in {".osm", ".pbf", ".gz", ".bz2"}:
        return read_extract(path, progress=say)
    return RoadNetwork.load(path)


def read_traffic(path: Path | None) -> Traffic:
    """Return learned times or travel factors, without a file the sourced default profile.

    Raises
    ------
    InputError
        If the file is missing or holds neither.
    """
    if path is None:
        return DEFAULT_TRAFFIC
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError.of("traffic_unreadable", file=path.name, detail=error.strerror) from error
    return traffic_from(content, path.name)


def traffic_from(content: bytes, name: str) -> Traffic:
    """Return learned times or travel factors from a file's content.

    Raises
    ------
    InputError
        If it holds neither; the error names the file.
    """
    try:
        return _TRAFFIC.validate_json(content)
    except ValidationError as error:
        raise InputError.of("traffic_unreadable", file=name, detail=error.errors()[0]["msg"]) from error


def day_roads(problem: Problem, network: RoadNetwork, traffic: Traffic, say: Say = silent) -> DayRoads:
    """Snap every place of the day and time the ways between them.

    Raises
    ------
    SnapError
        With every place that no legal road is near to.
    """
    engine = engine_of(network, problem.timezone, problem.state)
    matrices, snaps = travel_matrices(problem, engine, traffic, progress=say)
    return DayRoads(network, engine, traffic, matrices, snaps)


def as_expected(problem: Problem, traffic: Traffic) -> Problem:
    """Return the day with learned service times where there are any; else what the orders say."""
    return traffic.service.expected(problem) if isinstance(traffic, LearnedTimes) else problem


def buffer_s(traffic: Traffic) -> int:
    """Return by how many seconds a plan aims early unless told: as replays do, once a firm's own times are learned."""
    return BUFFER_S if isinstance(traffic, LearnedTimes) else 0
