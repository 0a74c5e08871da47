"""Low-emission zones: areas that only vehicles with a badge may drive in.

They are drawn as ``boundary=low_emission_zone``, a closed way or a relation
of ways. Which badge a zone asks for, and hours or exceptions of single zones,
are not read: a vehicle has the badge or stays outside.

Sources: StVO Anlage 2 to § 41, signs 270.1 and 270.2; 35. BImSchV;
OpenStreetMap wiki, page *Tag:boundary=low emission zone*.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import osmium
import shapely
from numpy.typing import NDArray
from osmium.osm import types as osm

from routing.roads.network import RoadNetwork
from routing.roads.reading.clipping import DEGREE, node_batches

_MOSTLY = 0.5
"""Share of its length from which on an edge counts as inside: borders often follow the middle of a road."""


@dataclass
class ZoneOutlines:
    """What a pass over an extract meets: per zone the ways around it, and those around what is cut out of it."""

    zones: list[tuple[list[int], list[int]]] = field(default_factory=list)

    def take(self, thing: osm.Way | osm.Relation) -> None:
        """Keep a zone; anything else is left alone."""
        if thing.tags.get("boundary") != "low_emission_zone":
            return
        if isinstance(thing, osm.Way):
            self.zones.append(([thing.id], []))
            return
        ways = [(member.ref, member.role == "inner") for member in thing.members if member.type == "w"]
        self.zones.append(([ref for ref, inner in ways if not inner], [ref for ref, inner in ways if inner]))


def read_zones(path: Path, form: str, outlines: ZoneOutlines, counts: Counter[str]) -> list[shapely.Geometry]:
    """Return the shapes of the zones of an extract, reading it again if there are any.

    ``counts`` tells how many there are, and how many have an outline that does not close and are left out.
    """
    if not outlines.zones:
        return []
    refs = _way_nodes(path, form, {ref for zone in outlines.zones for part in zone for ref in part})
    places = _places(path, form, {node for nodes in refs.values() for node in nodes})
    shapes = [
        shapely.difference(_filled(outer, refs, places), _filled(inner, refs, places))
        for outer, inner in outlines.zones
    ]
    counts["low_emission_zones"] = len(shapes)
    counts["low_emission_zones_open"] = sum(shape.is_empty for shape in shapes)
    return [shape for shape in shapes if not shape.is_empty]


def mark_zones(network: RoadNetwork, shapes: Sequence[shapely.Geometry]) -> RoadNetwork:
    """Return the network with the edges marked that lie for at least half of their length in one of the shapes."""
    if not shapes:
        return network
    zone = shapely.union_all(shapes)
    shapely.prepare(zone)
    rows = np.repeat(np.arange(network.edges), np.diff(network.edge_start))
    lines = shapely.linestrings(np.column_stack([network.point_lon, network.point_lat]), indices=rows)
    touching = np.flatnonzero(shapely.intersects(zone, lines))
    inside = shapely.length(shapely.intersection(lines[touching], zone))
    marked = np.zeros(network.edges, np.bool_)
    marked[touching] = inside >= _MOSTLY * shapely.length(lines[touching])
    return replace(network, edge_low_emission=marked)


def _way_nodes(path: Path, form: str, wanted: Iterable[int]) -> dict[int, list[int]]:
    """Return the nodes of some ways."""
    file = osmium.io.File(str(path), form)
    some = osmium.filter.IdFilter(list(wanted))
    ways = osmium.FileProcessor(file, osmium.osm.WAY).with_filter(some)
    return {way.id: [node.ref for node in way.nodes] for way in ways if isinstance(way, osm.Way)}


def _places(path: Path, form: str, wanted: set[int]) -> dict[int, tuple[float, float]]:
    """Return lon and lat of some nodes."""
    asked: NDArray[np.int64] = np.array(sorted(wanted), np.int64)
    found: dict[int, tuple[float, float]] = {}
    for nodes in node_batches(path, form):
        hit = np.isin(nodes.ref, asked)
        lon, lat = (nodes.x[hit] / DEGREE).tolist(), (nodes.y[hit] / DEGREE).tolist()
        found |= dict(zip(nodes.ref[hit].tolist(), zip(lon, lat, strict=True), strict=True))
    return found


def _filled(
    ways: Iterable[int], refs: Mapping[int, Sequence[int]], places: Mapping[int, tuple[float, float]]
) -> shapely.Geometry:
    """Return the area that ways enclose, an empty one if a way or node is missing or they do not close."""
    lines = []
    for way in ways:
        points = [places[node] for node in refs.get(way, ()) if node in places]
        if len(points) < 2 or len(points) < len(refs[way]):  # noqa: PLR2004 - ends of a line
            return shapely.Polygon()
        lines.append(shapely.LineString(points))
    if not lines:
        return shapely.Polygon()
    # A way that closes may run over itself; noding makes clean rings of it.
    polygons = shapely.polygonize([shapely.node(shapely.MultiLineString(lines))])
    return shapely.union_all(polygons.geoms)
