"""A firm's past days on its roads: what diagnosis, learning and replay all begin with."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from api.console import Console
from api.roads_of_day import open_roads
from data.history import History
from data.imports.history import read_history
from data.stamps import untrusted_tours
from routing.errors import Finding, SnapError
from routing.progress import Say, silent
from routing.roads import RoadEngine, RoadNetwork, engine_of, travel_tables
from routing.table import DaysTable, spot

OFF_ROAD_SHARE = 0.1
"""Stops without a usable road are left out; if more than this share of them has none, the network is the wrong one."""

Reading = Callable[..., History]
"""Reads the history; ``off_road`` names the spots whose stops are left out."""


@dataclass(frozen=True)
class Past:
    """A history with the roads it happened on."""

    history: History
    network: RoadNetwork
    tables: dict[str, DaysTable]


def read_past(
    console: Console,
    history: Path,
    vehicles: Path,
    roads: Path,
    *,
    planned_at: str | None = None,
    tolerance_s: int = 0,
) -> Past:
    """Read a history, time the ways between all its places, and set tours with impossible stamps apart.

    What should be known is said on the console.

    Raises
    ------
    SnapError
        If a depot has no usable road, or more than :data:`OFF_ROAD_SHARE` of the stops have none.
    TermintreuError
        If a file can't be used.
    """
    reading = reading_of(history, vehicles, planned_at=planned_at, tolerance_s=tolerance_s)
    with console.progress("Historie lesen", "Reading the history") as say:
        read = reading(progress=say)
    console.findings(read.findings)
    with console.progress("Straßen laden", "Loading roads") as say:
        network = open_roads(roads, say)
    with console.progress("Wege berechnen", "Computing ways") as say:
        return on_roads(read, reading, network, say)


def reading_of(history: Path, vehicles: Path, *, planned_at: str | None = None, tolerance_s: int = 0) -> Reading:
    """Return what reads a history from its files; see :func:`data.imports.history.read_history`."""
    return partial(read_history, history, vehicles, planned_at=planned_at, tolerance_s=tolerance_s)


def on_roads(read: History, reading: Reading, network: RoadNetwork, say: Say = silent) -> Past:
    """Time the ways between all places of a history, and set tours with impossible stamps apart.

    Parameters
    ----------
    read, reading
        The history as read, and what reads it once more if a few stops have no road.

    Raises
    ------
    SnapError
        If a depot has no usable road, or more than :data:`OFF_ROAD_SHARE` of the stops have none.
    """
    read, tables = _timed(read, reading, engine_of(network), say)
    days, untrusted = untrusted_tours(read.days, tables)
    trusted = replace(read, days=days, excluded=(*read.excluded, *untrusted))
    return Past(trusted, network, tables)


def _timed(read: History, reading: Reading, engine: RoadEngine, say: Say) -> tuple[History, dict[str, DaysTable]]:
    """Return the ways of a history; if a few stops have no road, it is read again without them."""
    try:
        return read, travel_tables([day.planned_work for day in read.days], engine, progress=say)
    except SnapError as error:
        off_road = {finding.value or "": finding for finding in error.findings}
        if not _few(read, off_road):
            raise
    again = reading(off_road=off_road)
    return again, travel_tables([day.planned_work for day in again.days], engine, progress=say)


def _few(read: History, off_road: dict[str, Finding]) -> bool:
    """Tell whether those spots are of a few stops only, and none is a depot."""
    stops = [spot(stop.location) for day in read.days for stop in day.planned_work.stops]
    depots = {spot(depot.location) for day in read.days for depot in day.problem.depots}
    return depots.isdisjoint(off_road) and sum(place in off_road for place in stops) <= OFF_ROAD_SHARE * len(stops)
