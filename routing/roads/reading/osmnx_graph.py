"""The open door to osmnx: networks from its graphs and graphs from networks.

osmnx itself is not needed for either: its graphs are networkx graphs with
agreed attributes.
"""

from collections.abc import Hashable, Iterable
from typing import Any, TypeAlias

import networkx as nx
import numpy as np
from numpy.typing import NDArray
from shapely import LineString

from routing.errors import RoadsError
from routing.profiles import PROFILES
from routing.roads.geometry import distances_m
from routing.roads.law import tags as osm_tags
from routing.roads.law.access import runs
from routing.roads.law.cycling import way_class
from routing.roads.network import Interner, RoadNetwork, starts
from routing.traffic import ROAD_CLASSES

Graph: TypeAlias = "nx.MultiDiGraph[Any]"
"""A graph in osmnx's layout: node attributes x and y, edge attributes osmid, highway, oneway, reversed, length."""

_OWN = frozenset(["oneway", "highway", "name", "length", "osmid", "reversed", "geometry"])


def read_graph(graph: Graph) -> RoadNetwork:
    """Build a network from an osmnx graph, simplified or not.

    The two directions of a two-way street become one edge again. Where osmnx
    merged ways, the first highway value and name count and the lowest
    maxspeed. Such graphs know neither turn restrictions nor addresses.

    Raises
    ------
    RoadsError
        If the graph has no road.
    """
    numbers = {node: row for row, node in enumerate(graph.nodes)}
    found = [(u, v, data) for u, v, data in _streets(graph) if _class(data) is not None]
    if not found:
        raise RoadsError.of("extract_without_roads", value=str(graph.graph.get("name", "osmnx")))
    texts, tag_sets = Interner(""), Interner(())
    lines = [_line(graph, u, v, data) for u, v, data in found]
    points = np.concatenate(lines)
    return RoadNetwork(
        node_osm_id=np.array([_number(node, row) for node, row in numbers.items()], np.int64),
        node_lon=np.array([graph.nodes[node]["x"] for node in numbers], np.float64),
        node_lat=np.array([graph.nodes[node]["y"] for node in numbers], np.float64),
        node_tags=np.array([tag_sets.row(_kept(graph.nodes[node], osm_tags.NODE_TAGS)) for node in numbers], np.int32),
        edge_tail=np.array([numbers[u] for u, _, _ in found], np.int32),
        edge_head=np.array([numbers[v] for _, v, _ in found], np.int32),
        edge_way=np.arange(len(found), dtype=np.int32),
        edge_m=np.array([_metres(data, line) for (_, _, data), line in zip(found, lines, strict=True)], np.float64),
        edge_start=starts([len(line) for line in lines]),
        point_lon=points[:, 0].copy(),
        point_lat=points[:, 1].copy(),
        way_osm_id=np.array([_number(_first(data.get("osmid", 0)), 0) for _, _, data in found], np.int64),
        way_class=np.array([_class(data) for _, _, data in found], np.int8),
        way_name=np.array([texts.row(str(_first(data.get("name") or ""))) for _, _, data in found], np.int32),
        way_tags=np.array([tag_sets.row(_way_tags(data)) for _, _, data in found], np.int32),
        restriction_start=starts([]),
        restriction_arc=np.empty(0, np.int32),
        restriction_only=np.empty(0, np.bool_),
        restriction_tags=np.empty(0, np.int32),
        address_lon=np.empty(0),
        address_lat=np.empty(0),
        address_street=np.empty(0, np.int32),
        address_house_number=np.empty(0, np.int32),
        address_postcode=np.empty(0, np.int32),
        address_city=np.empty(0, np.int32),
        texts=texts.texts(),
        tag_sets=tag_sets.tag_sets(),
        source=str(graph.graph.get("name", "osmnx")),
        counts={"roads": len(found)},
    )


def write_graph(network: RoadNetwork) -> Graph:
    """Return a network as an osmnx graph (simplified, EPSG:4326).

    An arc that a one-way closes to motor vehicles is left out, as osmnx does;
    access tags stay attributes. Turn restrictions and addresses have no place in such a graph.
    """
    graph: Graph = nx.MultiDiGraph(crs="epsg:4326", simplified=True, name=network.source)
    degree = np.bincount(np.concatenate([network.edge_tail, network.edge_head]), minlength=network.nodes)
    for row, node in enumerate(network.node_osm_id.tolist()):
        place = {"x": float(network.node_lon[row]), "y": float(network.node_lat[row])}
        tags = network.tag_sets[int(network.node_tags[row])]
        graph.add_node(node, **place, street_count=int(degree[row]), **tags)
    for edge in range(network.edges):
        _write_edge(graph, network, edge)
    return graph


def _write_edge(graph: Graph, network: RoadNetwork, edge: int) -> None:
    """Add the arcs of one edge."""
    way = int(network.edge_way[edge])
    tags = dict(network.tag_sets[int(network.way_tags[way])])
    highway = tags.setdefault("highway", ROAD_CLASSES[int(network.edge_class[edge])])
    ends = [int(network.node_osm_id[node[edge]]) for node in (network.edge_tail, network.edge_head)]
    line = network.polyline(edge)
    forward, backward = (runs(PROFILES["van"], tags, direction) for direction in osm_tags.DIRECTIONS)
    shared: dict[str, Any] = {
        **{key: value for key, value in tags.items() if key not in _OWN},
        "osmid": int(network.way_osm_id[way]),
        "highway": highway,
        "oneway": forward != backward,
        "length": float(network.edge_m[edge]),
    }
    if name := network.street_name(edge):
        shared["name"] = name
    if forward:
        graph.add_edge(*ends, **shared, reversed=False, geometry=LineString(line))
    if backward:
        graph.add_edge(*ends[::-1], **shared, reversed=forward, geometry=LineString(line[::-1]))


def _streets(graph: Graph) -> Iterable[tuple[Hashable, Hashable, dict[str, Any]]]:
    """Yield each street once; one found in a single direction comes out as a one-way."""
    waiting: dict[object, tuple[Hashable, Hashable, dict[str, Any]]] = {}
    for u, v, data in sorted(graph.edges(data=True), key=lambda edge: bool(_first(edge[2].get("reversed", False)))):
        if data.get("oneway") is True:
            yield u, v, data
            continue
        ids = data.get("osmid", 0)
        osmids = frozenset(ids) if isinstance(ids, list) else frozenset([ids])
        key = (frozenset([u, v]), osmids, round(float(data.get("length", 0)), 1))
        if (*key, v, u) in waiting:
            yield waiting.pop((*key, v, u))
        else:
            waiting[(*key, u, v)] = (u, v, data)
    for u, v, data in waiting.values():
        yield u, v, {**data, "oneway": True}


def _class(data: dict[str, Any]) -> int | None:
    """Return the road class of an edge."""
    return way_class(dict(_kept(data, osm_tags.WAY_TAGS)) | {"highway": str(_first(data.get("highway", "")))})


def _line(graph: Graph, u: Hashable, v: Hashable, data: dict[str, Any]) -> NDArray[np.float64]:
    """Return the points of an edge, a straight line where it has no geometry."""
    if "geometry" in data:
        return np.asarray(data["geometry"].coords, np.float64)[:, :2]
    ends = [(graph.nodes[node]["x"], graph.nodes[node]["y"]) for node in (u, v)]
    return np.array(ends, np.float64)


def _metres(data: dict[str, Any], line: NDArray[np.float64]) -> float:
    """Return the length of an edge."""
    if "length" in data:
        return float(data["length"])
    return float(distances_m(line[:-1, 0], line[:-1, 1], line[1:, 0], line[1:, 1]).sum())


def _way_tags(data: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return the tags of an edge; its class and one-way flag are tags again."""
    tags = [(key, value) for key, value in _kept(data, osm_tags.WAY_TAGS) if key not in _OWN]
    tags.append(("highway", str(_first(data["highway"]))))
    tags.append(("oneway", "yes" if data.get("oneway") is True else "no"))
    return tuple(sorted(tags))


def _kept(data: dict[str, Any], keys: frozenset[str]) -> tuple[tuple[str, str], ...]:
    """Return known tags of an attribute dict; the values of a list are joined."""
    pairs = ((key, ";".join(map(str, value)) if isinstance(value, list) else str(value)) for key, value in data.items())
    return osm_tags.kept(pairs, keys)


def _first(value: Any) -> Any:
    """Return the first of a list, or the value itself."""
    return value[0] if isinstance(value, list) else value


def _number(value: object, otherwise: int) -> int:
    """Return an id as a whole number."""
    return int(value) if isinstance(value, int | np.integer) else otherwise
