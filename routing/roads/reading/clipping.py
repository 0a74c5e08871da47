"""The nodes in and around an area, found without keeping those of the whole extract."""

from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import osmium
import shapely
from numpy.typing import NDArray
from osmium.index import LocationTable
from osmium.osm import types as osm

from routing.errors import RoadsError
from routing.progress import Say
from routing.roads.reading.areas import Area
from routing.roads.reading.pbf_nodes import Nodes, OtherLayoutError, pbf_nodes

DEGREE = 10_000_000
"""OpenStreetMap keeps coordinates as whole 1e-7 degrees."""

_MARGIN_M = 5_000.0
"""Metres around an area in which roads are read, so that edges over its border end where others meet them."""

_BATCH = 1_000_000

Box = tuple[int, int, int, int]
"""West, south, east, north as whole 1e-7 degrees."""


class Nearby(NamedTuple):
    """Places of the nodes in and around an area, and the area's own bounds."""

    places: LocationTable
    box: Box

    def holds(self, x: int, y: int) -> bool:
        """Tell whether a place lies within the bounds of the area."""
        west, south, east, north = self.box
        return west <= x <= east and south <= y <= north

    @staticmethod
    def touches(way: osm.Way) -> bool:
        """Tell whether one of a way's nodes lies in the area or around it; the others have no place here."""
        return any(node.location.valid() for node in way.nodes)


def nodes_near(path: Path, form: str, area: Area, progress: Say) -> Nearby:
    """Return the places of the nodes in and around an area, in one pass over the file's nodes.

    Memory grows with the area, not with the extract: 16 bytes a node kept,
    and one batch of nodes as they are read.

    Raises
    ------
    RoadsError
        If no node of the extract lies in the area; the error tells where the extract lies.
    """
    wide = _box(area.wider(_MARGIN_M))
    places = osmium.index.create_map("sparse_mem_array")
    extent, within, read, told = _NOWHERE, False, 0, 0
    for nodes in node_batches(path, form):
        extent = _joined(extent, nodes)
        near = _inside(nodes, wide)
        kept = Nodes(nodes.ref[near], nodes.x[near], nodes.y[near])
        within = within or bool(area.holds(kept.x / DEGREE, kept.y / DEGREE).any())
        for ref, lon, lat in zip(
            kept.ref.tolist(), (kept.x / DEGREE).tolist(), (kept.y / DEGREE).tolist(), strict=True
        ):
            places.set(ref, osmium.osm.Location(lon, lat))
        read += len(nodes.ref)
        if read // _BATCH > told:
            told = read // _BATCH
            progress(f"{told} M nodes")
    if not within:
        raise _outside(area, extent, path)
    return Nearby(places, _box(area.bounds))


_NOWHERE: Box = (2**31, 2**31, -(2**31), -(2**31))


def node_batches(path: Path, form: str) -> Iterator[Nodes]:
    """Yield all nodes that have a place, many at a time."""
    if form == "pbf":
        try:
            yield from pbf_nodes(path)
        except OtherLayoutError:
            pass  # pyosmium reads it, or says what is wrong with it
        else:
            return
    ref, x, y = array("q"), array("i"), array("i")
    for node in osmium.FileProcessor(osmium.io.File(str(path), form), osmium.osm.NODE):
        if not isinstance(node, osmium.osm.Node) or not node.location.valid():
            continue
        ref.append(node.id)
        x.append(node.location.x)
        y.append(node.location.y)
        if len(ref) == _BATCH:
            yield _nodes(ref, x, y)
            ref, x, y = array("q"), array("i"), array("i")
    yield _nodes(ref, x, y)


def _nodes(ref: "array[int]", x: "array[int]", y: "array[int]") -> Nodes:
    """Return what was collected as arrays."""
    return Nodes(np.frombuffer(ref, np.int64), np.frombuffer(x, np.int32), np.frombuffer(y, np.int32))


def _box(bounds: tuple[float, float, float, float]) -> Box:
    west, south, east, north = (round(side * DEGREE) for side in bounds)
    return west, south, east, north


def _inside(nodes: Nodes, box: Box) -> NDArray[np.bool_]:
    west, south, east, north = box
    return (nodes.x >= west) & (nodes.x <= east) & (nodes.y >= south) & (nodes.y <= north)


def _joined(extent: Box, nodes: Nodes) -> Box:
    """Return bounds that hold some more nodes."""
    if not len(nodes.ref):
        return extent
    west, south, east, north = extent
    x, y = nodes.x, nodes.y
    return min(west, int(x.min())), min(south, int(y.min())), max(east, int(x.max())), max(north, int(y.max()))


def _outside(area: Area, extent: Box, path: Path) -> RoadsError:
    """Return the error for an area in which the extract has nothing."""
    if extent == _NOWHERE:
        return RoadsError.of("extract_without_roads", file=str(path), value=path.name)
    west, south, east, north = (side / DEGREE for side in extent)
    lies = f"{west:.4f},{south:.4f},{east:.4f},{north:.4f}"
    if area.turned().intersects(shapely.box(west, south, east, north)):
        return RoadsError.of("area_swapped", file=str(path), value=area.said, detail=lies)
    return RoadsError.of("area_outside_extract", file=str(path), value=area.said, detail=lies)
