"""Reading an OpenStreetMap extract with pyosmium, in one pass over the file."""

from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import osmium
import shapely
from numpy.typing import NDArray
from osmium.osm import types as osm

from routing.errors import RoadsError
from routing.progress import Say, silent
from routing.roads.law import tags as osm_tags
from routing.roads.law.cycling import CYCLE_WAYS, way_class
from routing.roads.network import Interner, LeftOut, RoadNetwork, starts
from routing.roads.reading.areas import Area
from routing.roads.reading.clipping import DEGREE, Nearby, nodes_near
from routing.roads.reading.extract_format import format_of, refuse_versions, several_versions
from routing.roads.reading.low_emission import ZoneOutlines, mark_zones, read_zones
from routing.roads.reading.restrictions import RawRestriction, resolve
from routing.roads.reading.segments import Cuts, cut

_LIMITS = ("maxheight", "maxweight", "maxwidth")
_WANTED = ("highway", "barrier", "addr:housenumber", "type", "boundary", *_LIMITS)
"""Only objects with one of these keys reach Python."""


_UNREADABLE = (RuntimeError, ValueError, osmium.InvalidLocationError)
"""All that pyosmium raises on a file it can't read."""

_TAKEN_NODES = ("traffic_signals", "mini_roundabout")
"""Kinds of nodes that mean something to traffic."""


@dataclass
class RawExtract:
    """What one pass over the file collects.

    ``x`` and ``y`` are 1e-7 degrees, nodes without a place left out;
    ``versions`` are those of the roads taken, by their ids.
    """

    texts: Interner = field(default_factory=lambda: Interner(""))
    tag_sets: Interner = field(default_factory=lambda: Interner(()))
    way_id: "array[int]" = field(default_factory=lambda: array("q"))
    way_class: "array[int]" = field(default_factory=lambda: array("b"))
    way_name: "array[int]" = field(default_factory=lambda: array("i"))
    way_tags: "array[int]" = field(default_factory=lambda: array("i"))
    way_points: "array[int]" = field(default_factory=lambda: array("q"))
    ref: "array[int]" = field(default_factory=lambda: array("q"))
    x: "array[int]" = field(default_factory=lambda: array("i"))
    y: "array[int]" = field(default_factory=lambda: array("i"))
    node_tags: dict[int, int] = field(default_factory=dict)
    restrictions: list[RawRestriction] = field(default_factory=list)
    address_x: "array[int]" = field(default_factory=lambda: array("i"))
    address_y: "array[int]" = field(default_factory=lambda: array("i"))
    address_texts: "array[int]" = field(default_factory=lambda: array("i"))
    counts: Counter[str] = field(default_factory=Counter)
    versions: dict[int, int] = field(default_factory=dict)
    nearby: Nearby | None = None
    outlines: ZoneOutlines = field(default_factory=ZoneOutlines)
    zones: list[shapely.Geometry] = field(default_factory=list)


def read_extract(path: Path, *, area: Area | None = None, progress: Say = silent) -> RoadNetwork:
    """Read roads, turn restrictions and addresses of an extract, or of the part of it that lies in an area.

    Parameters
    ----------
    path
        ``.osm.pbf``, ``.osm``, ``.osm.gz`` or ``.osm.bz2``; the content decides, not the name.
    area
        Only roads and addresses in it are kept, roads over its border up to
        the next junction. Memory then grows with the area, not with the file.
    progress
        Called with a short text at the start of each step.

    Returns
    -------
    RoadNetwork
        Its ``counts`` tell what was met and left out: ways cut at missing
        nodes, edges of no length, restrictions that name absent members.

    Raises
    ------
    RoadsError
        If the file is missing, empty, broken off, no OpenStreetMap file, or
        holds no road, or none in the area.

    Notes
    -----
    Untagged nodes never reach Python: pyosmium keeps their places in a sparse
    table (16 bytes a node) and hands out objects with certain keys only.
    """
    form = format_of(path)
    progress("read")
    raw = _read(path, form, area, progress)
    if raw.counts["nodes_missing"] and not raw.ref:
        progress("read again: ways stand before nodes")
        raw = _read(path, form, area, progress, nodes_first=True)
    if not raw.ref:
        raise _no_roads(path, area, raw)
    progress("cut at junctions")
    source = path.name if area is None else f"{path.name} ({area.said})"
    network = mark_zones(_assemble(raw, source, area), raw.zones)
    if not network.edge_m.any():
        raise _no_roads(path, area, raw)
    return network


def _no_roads(path: Path, area: Area | None, raw: RawExtract) -> RoadsError:
    """Return the error for an extract, or an area of it, in which nothing can be driven on."""
    if raw.counts["nodes_not_uploaded"]:
        return RoadsError.of("extract_not_uploaded", file=str(path), value=path.name)
    if area is None:
        return RoadsError.of("extract_without_roads", file=str(path), value=path.name)
    return RoadsError.of("area_without_roads", file=str(path), value=area.said)


def _read(path: Path, form: str, area: Area | None, progress: Say, *, nodes_first: bool = False) -> RawExtract:
    """Collect roads, restrictions and addresses.

    Raises
    ------
    RoadsError
        If pyosmium can't read the file to its end, or the area lies outside it.
    """
    raw = RawExtract()
    try:
        refuse_versions(path, osmium.io.File(str(path), form))
        if area is not None:
            raw.nearby = nodes_near(path, form, area, progress)
        for thing in _tagged(path, form, raw.nearby, nodes_first=nodes_first):
            if not isinstance(thing, osm.Changeset) and thing.deleted:
                raw.counts["objects_deleted"] += 1
            elif isinstance(thing, osm.Node):
                _take_node(raw, thing)
            elif isinstance(thing, osm.Way):
                if raw.versions.get(thing.id, thing.version) != thing.version:
                    raise several_versions(path)
                raw.outlines.take(thing)
                _take_way(raw, thing)
            elif isinstance(thing, osm.Relation):
                raw.outlines.take(thing)
                _take_relation(raw, thing)
        raw.zones = read_zones(path, form, raw.outlines, raw.counts)
    except _UNREADABLE as error:
        code = "extract_without_end" if _broken_off(str(error)) else "extract_broken"
        raise RoadsError.of(code, file=str(path), value=path.name, detail=str(error)) from error
    return raw


def _broken_off(message: str) -> bool:
    """Tell whether the reader's words mean a file that ends too early."""
    ends = ("eof", "truncated", "read close failed", "no element found", "unclosed token", "read failed: -7")
    return any(words in message.lower() for words in ends)


def _tagged(path: Path, form: str, nearby: Nearby | None, *, nodes_first: bool) -> Iterator[osm.OSMEntity]:
    """Yield the objects of the file that may matter, ways with the places of their nodes."""
    file = osmium.io.File(str(path), form)
    if nearby is not None:
        yield from osmium.FileProcessor(file, osmium.osm.NODE).with_filter(osmium.filter.KeyFilter(*_WANTED))
        placed = osmium.NodeLocationsForWays(nearby.places)
        placed.ignore_errors()  # a node without a place lies outside
        wanted = osmium.filter.KeyFilter(*_WANTED)  # held here: pyosmium keeps no hold of its own on it
        with osmium.io.Reader(file, osmium.osm.WAY | osmium.osm.RELATION) as reader:
            yield from osmium.OsmFileIterator(reader, placed, wanted)
        return
    places = osmium.index.create_map("flex_mem")
    if nodes_first:
        with osmium.io.Reader(file, osmium.osm.NODE) as reader:
            osmium.apply(reader, osmium.NodeLocationsForWays(places))
    processor = osmium.FileProcessor(file).with_locations(places)  # type: ignore[arg-type]  # documented; stub too narrow
    yield from processor.with_filter(osmium.filter.KeyFilter(*_WANTED))


def _take_node(raw: RawExtract, node: osm.Node) -> None:
    """Keep a node's address and what it means to traffic."""
    tags = node.tags
    if "addr:housenumber" in tags and node.location.valid():
        _take_address(raw, tags, node.location.x, node.location.y)
    if "barrier" in tags or tags.get("highway") in _TAKEN_NODES or any(limit in tags for limit in _LIMITS):
        kept = osm_tags.kept(((tag.k, tag.v) for tag in tags), osm_tags.NODE_TAGS)
        raw.node_tags[node.id] = raw.tag_sets.row(kept)


def _take_way(raw: RawExtract, way: osm.Way) -> None:
    """Keep a way that is a road, and the address of one that is a building."""
    if raw.nearby is not None and not raw.nearby.touches(way):
        return
    tags = way.tags
    kind = tags.get("highway")
    highway = way_class(dict(tags)) if kind in CYCLE_WAYS else osm_tags.road_class(kind)
    if highway is not None:
        if way.id in raw.versions:
            raw.counts["roads_repeated"] += 1
        elif tags.get("area") == "yes":
            raw.counts["areas_left_out"] += 1
        else:
            _take_road(raw, way, highway)
    if "addr:housenumber" in tags:
        points = [(node.location.x, node.location.y) for node in way.nodes if node.location.valid()]
        if len(points) > 1 and points[0] == points[-1]:
            points.pop()  # a closed outline names its first corner twice
        if points:
            middle = np.array(points, np.int64).mean(axis=0)
            _take_address(raw, tags, round(middle[0]), round(middle[1]))


def _take_road(raw: RawExtract, way: osm.Way, highway: int) -> None:
    """Keep a road with those of its nodes whose place is known; a gap splits it in two."""
    tags = way.tags
    name = raw.texts.row(tags.get("name") or tags.get("ref") or "")
    kept = raw.tag_sets.row(osm_tags.kept(((tag.k, tag.v) for tag in tags), osm_tags.WAY_TAGS))
    raw.versions[way.id] = way.version
    before = len(raw.way_id)
    run: list[tuple[int, int, int]] = []
    for node in [*way.nodes, None]:
        if node is not None and node.location.valid():
            run.append((node.ref, node.location.x, node.location.y))
            continue
        raw.counts["nodes_missing"] += node is not None and raw.nearby is None
        raw.counts["nodes_not_uploaded"] += node is not None and node.ref < 0
        if len(run) > 1:
            for ref, x, y in run:
                raw.ref.append(ref)
                raw.x.append(x)
                raw.y.append(y)
            raw.way_points.append(len(run))
            raw.way_id.append(way.id)
            raw.way_class.append(highway)
            raw.way_name.append(name)
            raw.way_tags.append(kept)
        run = []
    if len(raw.way_id) > before:
        raw.counts["roads"] += 1
    elif raw.nearby is None:  # else the rest of it lies outside
        raw.counts["roads_without_place"] += 1


def _take_address(raw: RawExtract, tags: osm.TagList, x: int, y: int) -> None:
    """Keep a house number; a place without streets counts as its street."""
    if raw.nearby is not None and not raw.nearby.holds(x, y):
        return
    raw.address_x.append(x)
    raw.address_y.append(y)
    street = tags.get("addr:street") or tags.get("addr:place")
    for text in (street, tags.get("addr:housenumber"), tags.get("addr:postcode"), tags.get("addr:city")):
        raw.address_texts.append(raw.texts.row(text or ""))


def _take_relation(raw: RawExtract, relation: osm.Relation) -> None:
    """Keep a turn restriction."""
    if (relation.tags.get("type") or "").partition(":")[0] != "restriction":
        return
    members: dict[str, list[tuple[str, int]]] = {"from": [], "via": [], "to": []}
    for member in relation.members:
        if member.role in members:
            members[member.role].append((member.type, member.ref))
    kept = tuple(
        sorted(
            (tag.k, tag.v) for tag in relation.tags if tag.k.startswith("restriction") or tag.k in ("type", "except")
        )
    )
    raw.restrictions.append(RawRestriction(members["from"], members["via"], members["to"], kept, relation.id))


def _assemble(raw: RawExtract, source: str, area: Area | None) -> RoadNetwork:
    """Cut ways into edges, attach restrictions and addresses."""
    counts = raw.counts
    way_start = starts(np.frombuffer(raw.way_points, np.int64))
    ref = np.frombuffer(raw.ref, np.int64)
    lon, lat = _degrees(raw.x), _degrees(raw.y)
    wanted = None if area is None else area.holds(lon, lat)
    cuts = cut(ref, lon, lat, way_start, np.array(list(raw.node_tags), np.int64), wanted)
    counts["edges_without_length"] = int((cuts.edge_m == 0).sum())
    way_id = np.frombuffer(raw.way_id, np.int64)
    restrictions = raw.restrictions if area is None else _touching(raw, set(way_id[cuts.edge_way].tolist()))
    chains, skipped = resolve(restrictions, way_id, cuts)
    counts["restrictions"] = len(restrictions)
    counts["restrictions_read"] = len(restrictions) - len(skipped)
    counts.update({f"restrictions_skipped_{reason}": count for reason, count in Counter(skipped.values()).items()})
    address_lon, address_lat = _degrees(raw.address_x), _degrees(raw.address_y)
    asked = np.ones(len(address_lon), np.bool_) if area is None else area.holds(address_lon, address_lat)
    counts["addresses"] = int(asked.sum())
    street, house_number, postcode, city = np.frombuffer(raw.address_texts, np.int32).reshape(-1, 4)[asked].T.copy()
    ways, edge_way = np.arange(len(way_id)), cuts.edge_way.astype(np.int64)
    if area is not None:
        ways, edge_way = np.unique(cuts.edge_way, return_inverse=True)
        counts["roads"] = len(ways)
        counts["edges_over_border"] = _over_border(cuts, area)
    tag_rows = [raw.tag_sets.row(chain.tags) for chain in chains]
    return RoadNetwork(
        node_osm_id=cuts.node_ref,
        node_lon=cuts.node_lon,
        node_lat=cuts.node_lat,
        node_tags=np.array([raw.node_tags.get(node, 0) for node in cuts.node_ref.tolist()], np.int32),
        edge_tail=cuts.edge_tail,
        edge_head=cuts.edge_head,
        edge_way=edge_way.astype(np.int32),
        edge_m=cuts.edge_m,
        edge_start=cuts.edge_start,
        point_lon=cuts.point_lon,
        point_lat=cuts.point_lat,
        way_osm_id=way_id[ways],
        way_class=np.frombuffer(raw.way_class, np.int8)[ways],
        way_name=np.frombuffer(raw.way_name, np.int32)[ways],
        way_tags=np.frombuffer(raw.way_tags, np.int32)[ways],
        restriction_start=starts([len(chain.arcs) for chain in chains]),
        restriction_arc=np.array([arc for chain in chains for arc in chain.arcs], np.int32),
        restriction_only=np.array([chain.only for chain in chains], np.bool_),
        restriction_tags=np.array(tag_rows, np.int32),
        address_lon=address_lon[asked],
        address_lat=address_lat[asked],
        address_street=street,
        address_house_number=house_number,
        address_postcode=postcode,
        address_city=city,
        texts=raw.texts.texts(),
        tag_sets=raw.tag_sets.tag_sets(),
        source=source,
        counts=dict(counts),
        left_out=_left_out([(restrictions[row], reason) for row, reason in skipped.items()], way_id, cuts),
    )


def _touching(raw: RawExtract, ways: set[int]) -> list[RawRestriction]:
    """Return the restrictions that name a way of the area; the others are counted as outside it."""
    touching = [
        rule
        for rule in raw.restrictions
        if any(kind == "w" and ref in ways for kind, ref in (*rule.origins, *rule.via, *rule.targets))
    ]
    raw.counts["restrictions_outside"] = len(raw.restrictions) - len(touching)
    return touching


def _left_out(
    rules: Sequence[tuple[RawRestriction, str]], way_id: NDArray[np.int64], cuts: Cuts
) -> tuple[LeftOut, ...]:
    """Return the restrictions that were left out, placed at their junction or at a road that they name."""
    named = [ref for rule, _ in rules for _, ref in (*rule.via, *rule.origins, *rule.targets)]
    nodes = np.flatnonzero(np.isin(cuts.node_ref, named))
    edges = np.flatnonzero(np.isin(way_id[cuts.edge_way], named))[::-1]
    at = {("w", int(way_id[cuts.edge_way[edge]])): int(cuts.edge_tail[edge]) for edge in edges.tolist()}
    at |= {("n", int(cuts.node_ref[node])): node for node in nodes.tolist()}
    found = []
    for rule, reason in rules:
        node = next((at[member] for member in (*rule.via, *rule.origins, *rule.targets) if member in at), None)
        place = (None, None) if node is None else (float(cuts.node_lon[node]), float(cuts.node_lat[node]))
        found.append(LeftOut(rule.osm_id, reason, *place))
    return tuple(found)


def _over_border(cuts: Cuts, area: Area) -> int:
    """Return how many edges lie partly outside."""
    inside = area.holds(cuts.point_lon, cuts.point_lat)
    return int((~np.logical_and.reduceat(inside, cuts.edge_start[:-1])).sum()) if len(inside) else 0


def _degrees(values: "array[int]") -> NDArray[np.float64]:
    """Return 1e-7 degrees as degrees."""
    return np.frombuffer(values, np.int32) / DEGREE
