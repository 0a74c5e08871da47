"""How good a network is: what is known of every road, and where no order can be snapped to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.profile_file import profiles_in_use
from routing.roads import storage
from routing.roads.graph.edge_graph import build_graph
from routing.roads.law.conditions import survey
from routing.roads.law.tags import Tags, speed_kmh, zone_kmh
from routing.roads.network import RoadNetwork
from routing.traffic import ROAD_CLASSES


class Rule(NamedTuple):
    """A turn restriction at its place: its kind (``no_left_turn``), or why it was left out."""

    lon: float
    lat: float
    kind: str
    osm_id: int
    left_out: bool


@dataclass(frozen=True, eq=False)
class Health:
    """What ``roads info`` tells and draws.

    Parameters
    ----------
    figures
        Fit into a JSON document; see :func:`describe`.
    without_limit
        Per edge: no tag says how fast one may drive.
    outside
        Per profile and edge: legal, yet outside the main component, so that no order is snapped to it.
    limits
        Per row of the network's ``tag_sets``: its limits of weight and size, such as ``maxheight=3.5``.
    low_emission
        Per edge: lies in a low-emission zone.
    rules
        Turn restrictions whose place is known.
    """

    figures: dict[str, object]
    without_limit: NDArray[np.bool_]
    outside: Mapping[str, NDArray[np.bool_]]
    limits: tuple[str, ...]
    low_emission: NDArray[np.bool_]
    rules: tuple[Rule, ...]


def examine(network: RoadNetwork) -> Health:
    """Return the health of a network for all profiles in use."""
    limited = np.array([_limit(tags) is not None for tags in network.tag_sets], np.bool_)
    without = ~limited[network.way_tags[network.edge_way]]
    limits = tuple(_size_limits(tags) for tags in network.tag_sets)
    outside, shares = _outside(network)
    kept = network.counts
    total = float(network.edge_m.sum())
    low_emission = _low_emission(network)
    with_limits = np.array([bool(text) for text in limits], np.bool_)[network.way_tags[network.edge_way]]
    figures: dict[str, object] = {
        "source": network.source,
        "version": storage.VERSION,
        "content_hash": network.content_hash,
        "bounds": list(network.bounds),
        "nodes": network.nodes,
        "edges": network.edges,
        "arcs": 2 * network.edges,
        "km": round(total / 1000, 3),
        "km_by_class": _km_by_class(network),
        "share_with_maxspeed": round(1 - float(network.edge_m[without].sum()) / total, 4) if total else None,
        "km_with_size_limit": round(float(network.edge_m[with_limits].sum()) / 1000, 3),
        "km_low_emission": round(float(network.edge_m[low_emission].sum()) / 1000, 3),
        "restrictions": kept.get("restrictions", 0),
        "restrictions_read": kept.get("restrictions_read", 0),
        "restrictions_skipped": _named(kept, "restrictions_skipped_"),
        "restrictions_outside": kept.get("restrictions_outside", 0),
        "conditional_rules": dict(sorted(survey(network.tag_sets).items())),
        "outside_main": shares,
        "addresses": len(network.address_lon),
        **{name: kept.get(name, 0) for name in MET},
    }
    return Health(figures, without, outside, limits, low_emission, _rules(network))


def describe(network: RoadNetwork) -> dict[str, object]:
    """Return the figures that fit into a JSON document.

    Kilometres count each street once. ``outside_main`` is the share of the
    legal metres of a profile that lie outside its largest strongly connected
    component: the roads no order is snapped to. ``conditional_rules`` counts
    clauses of distinct sets of tags.
    """
    return examine(network).figures


MET = (
    "nodes_missing",
    "nodes_not_uploaded",
    "roads_without_place",
    "roads_repeated",
    "objects_deleted",
    "low_emission_zones_open",
    "edges_without_length",
    "areas_left_out",
    "edges_over_border",
)
"""What the import met, by its name in the counts of a network."""


def _named(counts: Mapping[str, int], prefix: str) -> dict[str, int]:
    """Return the counts whose names begin alike, by the rest of their name."""
    return {name.removeprefix(prefix): count for name, count in counts.items() if name.startswith(prefix)}


def _km_by_class(network: RoadNetwork) -> dict[str, float]:
    km = np.bincount(network.edge_class, weights=network.edge_m, minlength=len(ROAD_CLASSES)) / 1000
    return {name: round(float(value), 3) for name, value in zip(ROAD_CLASSES, km, strict=True)}


def _outside(network: RoadNetwork) -> tuple[dict[str, NDArray[np.bool_]], dict[str, float | None]]:
    """Return per profile the legal edges that nothing is snapped to, and the share of metres outside the main part."""
    edges: dict[str, NDArray[np.bool_]] = {}
    shares: dict[str, float | None] = {}
    for name, profile in profiles_in_use().items():
        graph = build_graph(network, profile)
        legal = (graph.start_state[::2] >= 0) | (graph.start_state[1::2] >= 0)
        edges[name] = legal & ~graph.usable_edge
        shares[name] = round(1 - graph.main_m / graph.legal_m, 4) if graph.legal_m else None
    return edges, shares


def _low_emission(network: RoadNetwork) -> NDArray[np.bool_]:
    """Return which edges lie in a low-emission zone; a network without one keeps no array of them."""
    marked = network.edge_low_emission
    return marked if len(marked) else np.zeros(network.edges, np.bool_)


def _rules(network: RoadNetwork) -> tuple[Rule, ...]:
    """Return the turn restrictions that were read, at the end of their first arc, and those left out."""
    first = network.restriction_arc[network.restriction_start[:-1]]
    node = np.where(first & 1, network.edge_tail[first >> 1], network.edge_head[first >> 1])
    kinds = [_kind(network.tag_sets[row]) for row in network.restriction_tags.tolist()]
    places = zip(network.node_lon[node].tolist(), network.node_lat[node].tolist(), kinds, strict=True)
    read = dict.fromkeys(Rule(lon, lat, kind, 0, left_out=False) for lon, lat, kind in places)
    left = [
        Rule(item.lon, item.lat, item.reason, item.osm_id, left_out=True)
        for item in network.left_out
        if item.lon is not None and item.lat is not None
    ]
    return (*read, *left)


def _kind(tags: Tags) -> str:
    """Return what a turn restriction says, its general value first."""
    said = sorted((key, value) for key, value in tags.items() if key.startswith("restriction"))
    return said[0][1] if said else ""


def _size_limits(tags: Tags) -> str:
    """Return the limits of weight and size that a way's tags set."""
    wanted = (f"{key}={value}" for key, value in sorted(tags.items()) if key.startswith("max"))
    return ", ".join(text for text in wanted if not text.startswith("maxspeed"))


def _limit(tags: Tags) -> float | None:
    """Return any speed limit the tags set."""
    keys = ("maxspeed", "maxspeed:forward", "maxspeed:backward")
    return next((limit for key in keys if (limit := speed_kmh(tags.get(key))) is not None), zone_kmh(tags))
