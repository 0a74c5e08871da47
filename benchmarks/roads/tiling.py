"""A network larger than any at hand: copies of a real town side by side, joined by a few roads.

Every copy is the whole town: streets, turn restrictions, house numbers.
Copies in a row lie east of each other; rows lie north of each other, their
longitudes stretched so that streets keep their shape on a narrower parallel.
Neighbours are joined by straight primary roads between the outermost
junctions of bands along the border. A real region has more roads across such
a border than these, so the few make the search for separators easier than it
would be: figures of a tiled network say that they are.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from routing.roads import PROFILES, RoadNetwork
from routing.roads.geometry import distances_m
from routing.roads.graph.edge_graph import build_graph
from routing.roads.network import starts
from routing.traffic import ROAD_CLASSES

JOINS = 12
"""Roads between two neighbours at most: one a band of the border."""

_GAP = 0.002
"""Degrees of latitude left between neighbours."""

_JOINT = ROAD_CLASSES.index("primary")
_JOINABLE = tuple(
    ROAD_CLASSES.index(name) for name in ("primary", "secondary", "tertiary", "unclassified", "residential")
)

_ROWS_OF = {
    "edge_tail": "node_osm_id",
    "edge_head": "node_osm_id",
    "edge_way": "way_osm_id",
}
"""Arrays that hold rows of another; ``restriction_arc`` holds arcs, two an edge."""

_PLACED = ("node", "point", "address")

Array = NDArray[Any]
Points = NDArray[np.float64]


@dataclass(frozen=True)
class _Grid:
    """Where copies lie: ``columns`` in a row, the last row perhaps shorter."""

    copies: int
    columns: int

    def cell(self, copy: int) -> tuple[int, int]:
        """Return column and row of a copy."""
        return copy % self.columns, copy // self.columns

    def borders(self) -> Iterator[tuple[int, int, bool]]:
        """Yield pairs of neighbours, with whether the second lies east of the first (else north)."""
        for copy in range(self.copies):
            if (copy + 1) % self.columns and copy + 1 < self.copies:
                yield copy, copy + 1, True
            if copy + self.columns < self.copies:
                yield copy, copy + self.columns, False


def tiled(town: RoadNetwork, copies: int) -> RoadNetwork:
    """Return a network of copies of a town, laid out in a grid about as wide as high.

    Parameters
    ----------
    copies
        At least 1; one copy is the town under another name.

    Returns
    -------
    RoadNetwork
        ``source`` says what it is tiled from. Node and way ids are disjoint;
        ``counts`` are those of the town times the copies, and ``joining_roads``.

    Raises
    ------
    ValueError
        If there are no copies, or the town has no junction to join them at.
    """
    if copies < 1:
        msg = f"at least one copy, got {copies}"
        raise ValueError(msg)
    grid = _Grid(copies, math.ceil(math.sqrt(copies)))
    arrays = {name: _repeated(town, name, array, grid) for name, array in town.arrays.items()}
    joints = _joints(town, grid)
    tag_sets = (*town.tag_sets, {"highway": "primary"})
    arrays |= _joined(arrays, joints, len(town.tag_sets))
    # It was loaded from no file, whatever the town was.
    others = {item.name: getattr(town, item.name) for item in fields(town) if item.name not in (*arrays, "file")}
    others |= {
        "tag_sets": tag_sets,
        "source": f"tiled from {copies} x {town.source}",
        "counts": {name: copies * count for name, count in town.counts.items()} | {"joining_roads": len(joints)},
    }
    return RoadNetwork(**arrays, **others)  # type: ignore[arg-type]  # the arrays of a network, by name


def _repeated(town: RoadNetwork, name: str, array: Array, grid: _Grid) -> Array:
    """Return an array of the town once per copy, with what differs between copies added."""
    kind = name.partition("_")[0]
    if kind in _PLACED and name.endswith(("_lon", "_lat")):
        lon, lat = getattr(town, f"{kind}_lon"), getattr(town, f"{kind}_lat")
        placed = [_placed(town, lon, lat, *grid.cell(copy)) for copy in range(grid.copies)]
        return np.concatenate([pair[name.endswith("_lat")] for pair in placed])
    if name.endswith("_start"):
        return starts(np.tile(np.diff(array), grid.copies))
    step = _step(town, name, array)
    each = np.repeat(np.arange(grid.copies), len(array)) * step
    return (np.tile(array, grid.copies) + each).astype(array.dtype)


def _step(town: RoadNetwork, name: str, array: Array) -> int:
    """Return by how much the values of an array grow from copy to copy."""
    if name.endswith("_osm_id"):
        return int(array.max(initial=0)) + 1
    if name == "restriction_arc":
        return 2 * town.edges
    return len(town.arrays[_ROWS_OF[name]]) if name in _ROWS_OF else 0


def _placed(town: RoadNetwork, lon: Points, lat: Points, column: int, row: int) -> tuple[Points, Points]:
    """Return lon and lat of points of the copy in a cell of the grid."""
    west, south, east, north = town.bounds
    up = lat + row * (north - south + _GAP)
    stretch = np.cos(np.radians(lat)) / np.cos(np.radians(up))
    middle = (west + east) / 2
    across = (lon - middle) * stretch
    # All copies of a row move by the same width, that of their northern end, where a degree is shortest.
    top = np.radians(north + row * (north - south + _GAP))
    width = (east - west) * np.cos(np.radians(north)) / np.cos(top) + _GAP / np.cos(top)
    return middle + across + column * width, up


def _joints(town: RoadNetwork, grid: _Grid) -> list[tuple[int, int]]:
    """Return pairs of nodes of the tiled network to join by a road."""
    inside = _junctions(town)
    if grid.copies > 1 and not len(inside):
        msg = f"{town.source} has no junction that every vehicle can come to and leave"
        raise ValueError(msg)
    pairs = []
    for one, other, east in grid.borders():
        along, across = (town.node_lat, town.node_lon) if east else (town.node_lon, town.node_lat)
        for band in _bands(along[inside]):
            nodes = inside[band]
            last, first = nodes[np.argmax(across[nodes])], nodes[np.argmin(across[nodes])]
            pairs.append((int(last) + one * town.nodes, int(first) + other * town.nodes))
    return pairs


def _bands(along: Points) -> Iterator[NDArray[np.int64]]:
    """Yield the rows of points in each band of equal width that holds any."""
    edges = np.linspace(along.min(), along.max(), JOINS + 1)
    band = np.clip(np.searchsorted(edges, along, side="right") - 1, 0, JOINS - 1)
    for number in np.unique(band).tolist():
        yield np.flatnonzero(band == number)


def _junctions(town: RoadNetwork) -> NDArray[np.int64]:
    """Return the nodes where all vehicles come and go in both directions of some street, restrictions aside."""
    fits = np.isin(town.edge_class, _JOINABLE)
    for profile in PROFILES.values():
        graph = build_graph(town, profile)
        both = graph.can_start & graph.can_end
        fits &= both[::2] & both[1::2]
    return np.unique(np.concatenate([town.edge_tail[fits], town.edge_head[fits]])).astype(np.int64)


def _joined(arrays: Mapping[str, Array], joints: list[tuple[int, int]], tag_set: int) -> dict[str, Array]:
    """Return the arrays of ways, edges and points with one straight road more per joint."""
    if not joints:
        return {}
    tail, head = np.array(joints).T
    lon, lat = arrays["node_lon"], arrays["node_lat"]
    ways = len(arrays["way_osm_id"])
    first_id = int(arrays["way_osm_id"].max()) + 1
    each = np.arange(len(joints))
    added: dict[str, Array] = {
        "edge_tail": tail,
        "edge_head": head,
        "edge_way": ways + each,
        "edge_m": distances_m(lon[tail], lat[tail], lon[head], lat[head]),
        "point_lon": np.column_stack([lon[tail], lon[head]]).ravel(),
        "point_lat": np.column_stack([lat[tail], lat[head]]).ravel(),
        "way_osm_id": first_id + each,
        "way_class": np.full(len(joints), _JOINT),
        "way_tags": np.full(len(joints), tag_set),
        "way_name": np.zeros(len(joints)),
    }
    longer = {
        name: np.concatenate([arrays[name], np.asarray(more, arrays[name].dtype)]) for name, more in added.items()
    }
    lengths = np.diff(arrays["edge_start"])
    return longer | {"edge_start": starts(np.concatenate([lengths, np.full(len(joints), 2)]))}


def span_km(network: RoadNetwork) -> tuple[float, float]:
    """Return how far a network reaches from west to east, in its middle, and from south to north."""
    west, south, east, north = network.bounds
    middle = (south + north) / 2
    ends = np.array([[west, middle, east, middle], [west, south, west, north]])
    across, up = distances_m(*ends.T) / 1000
    return round(float(across), 1), round(float(up), 1)
