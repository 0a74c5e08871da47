"""A firm's past days on its roads: what diagnosis, learning and replay all begin with."""

from dataclasses import dataclass, replace
from pathlib import Path

from api.console import Console
from api.planning import open_roads
from data.history import History
from data.imports.history import read_history
from data.stamps import untrusted_tours
from routing.roads import DijkstraEngine, RoadNetwork, travel_tables
from routing.table import TravelTable


@dataclass(frozen=True)
class Past:
    """A history with the roads it happened on."""

    history: History
    network: RoadNetwork
    tables: dict[str, TravelTable]


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
    TermintreuError
        If a file can't be used.
    """
    with console.progress("Historie lesen", "Reading the history") as say:
        read = read_history(history, vehicles, planned_at=planned_at, tolerance_s=tolerance_s, progress=say)
    console.findings(read.findings)
    with console.progress("Straßen laden", "Loading roads") as say:
        network = open_roads(roads, say)
    with console.progress("Wege berechnen", "Computing ways") as say:
        tables = travel_tables([day.problem for day in read.days], DijkstraEngine(network), progress=say)
    days, untrusted = untrusted_tours(read.days, tables)
    trusted = replace(read, days=days, excluded=(*read.excluded, *untrusted))
    return Past(trusted, network, tables)
