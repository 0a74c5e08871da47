"""Figures about a network, for ``roads info``."""

import numpy as np

from routing.profile_file import profiles_in_use
from routing.roads.graph import build_graph
from routing.roads.network import RoadNetwork
from routing.roads.tags import speed_kmh, zone_kmh
from routing.traffic import ROAD_CLASSES


def describe(network: RoadNetwork) -> dict[str, object]:
    """Return figures that fit into a JSON document.

    Kilometres count each street once. ``outside_main`` is the share of the
    legal metres of a profile that lie outside its largest strongly connected
    component: the roads no order is snapped to.
    """
    km = np.bincount(network.edge_class, weights=network.edge_m, minlength=len(ROAD_CLASSES)) / 1000
    limited = np.array([_limit(dict(tags)) is not None for tags in network.tag_sets], np.bool_)
    has_limit = limited[network.way_tags[network.edge_way]]
    total = float(network.edge_m.sum())
    skipped = {
        name.removeprefix("restrictions_skipped_"): count
        for name, count in network.counts.items()
        if name.startswith("restrictions_skipped_")
    }
    outside = {}
    for name, profile in profiles_in_use().items():
        graph = build_graph(network, profile)
        outside[name] = round(1 - graph.main_m / graph.legal_m, 4) if graph.legal_m else None
    return {
        "source": network.source,
        "content_hash": network.content_hash,
        "bounds": list(network.bounds),
        "nodes": network.nodes,
        "edges": network.edges,
        "arcs": 2 * network.edges,
        "km": round(total / 1000, 3),
        "km_by_class": {name: round(float(value), 3) for name, value in zip(ROAD_CLASSES, km, strict=True)},
        "share_with_maxspeed": round(float(network.edge_m[has_limit].sum()) / total, 4) if total else None,
        "restrictions": network.counts.get("restrictions", 0),
        "restrictions_read": network.counts.get("restrictions_read", 0),
        "restrictions_skipped": skipped,
        "outside_main": outside,
        "addresses": len(network.address_lon),
        "nodes_missing": network.counts.get("nodes_missing", 0),
        "edges_without_length": network.counts.get("edges_without_length", 0),
        "areas_left_out": network.counts.get("areas_left_out", 0),
    }


def _limit(tags: dict[str, str]) -> float | None:
    """Return any speed limit the tags set."""
    keys = ("maxspeed", "maxspeed:forward", "maxspeed:backward")
    return next((limit for key in keys if (limit := speed_kmh(tags.get(key))) is not None), zone_kmh(tags))
