"""Where our free-flow times lie against others', and which of our costs make the difference.

Nobody here knows what was driven: OSRM's car profile and raw osmnx times are references, not truth.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import osmnx as ox
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from routing.matrix import UNREACHABLE
from routing.profiles import PROFILES, Profile
from routing.roads import DijkstraEngine, RoadNetwork, Snaps
from routing.traffic import FREE_FLOW

_WAITS = ("left_s", "right_s", "give_way_s", "u_turn_s")
_MOTIONS = ("acceleration_ms2", "braking_ms2")
_FROM_M = 500
_LENGTHS_KM = ((0.5, 2), (2, 5), (5, 10), (10, 100))
_FEW_PAIRS = 30


def without_causes() -> Mapping[str, Profile]:
    """Return the van, and vans that lack one of its costs; a ``name`` tells which."""
    van = PROFILES["van"]
    lacking: dict[str, dict[str, float]] = {
        "signals": {"signal_s": 0.0},
        "waiting at turns and where one gives way": dict.fromkeys(_WAITS, 0.0),
        "slowing down at turns": dict.fromkeys(_MOTIONS, 1e12),
        "bends": {"cornering_ms2": 1e12},
        "all of them": {"signal_s": 0.0, "cornering_ms2": 1e12}
        | dict.fromkeys(_WAITS, 0.0)
        | dict.fromkeys(_MOTIONS, 1e12),
    }
    return {
        "van": van,
        **{name: van.model_copy(update={**values, "name": name}) for name, values in lacking.items()},
    }


def costs_by_cause(network: RoadNetwork, snaps: Snaps) -> dict[str, float]:
    """Return the share of our time that each cost makes up: 1 - median without it ÷ median with it."""
    engine = DijkstraEngine(network, profiles=without_causes())
    medians = {}
    for name in without_causes():
        placed = Snaps(name, snaps.places, snaps.edge, snaps.share, snaps.lon, snaps.lat, snaps.walk_m)
        seconds = engine.matrix(placed, name, FREE_FLOW).seconds[0].astype(float)
        medians[name] = float(np.median(seconds[(seconds != UNREACHABLE) & (seconds > 0)]))
    return {name: round(1 - median / medians["van"], 3) for name, median in medians.items() if name != "van"}


def osmnx_raw_s(network: RoadNetwork, snaps: Snaps) -> NDArray[np.float64]:
    """Return seconds between places by osmnx: signed limits, its means per class elsewhere, no junctions.

    A place is the nearer end of its street, as users of osmnx do it.
    """
    graph = ox.add_edge_travel_times(ox.add_edge_speeds(network.to_osmnx()))
    row = {node: number for number, node in enumerate(network.node_osm_id.tolist())}
    best: dict[tuple[int, int], float] = {}
    for tail, head, data in graph.edges(data=True):
        pair = row[tail], row[head]
        best[pair] = min(best.get(pair, np.inf), float(data["travel_time"]))
    ends = np.array(list(best))
    weights = csr_array((list(best.values()), ends.T), shape=(network.nodes, network.nodes))
    ends_of = np.column_stack([network.edge_tail, network.edge_head])[snaps.edge]
    nodes = np.where(snaps.share < 0.5, ends_of[:, 0], ends_of[:, 1])  # noqa: PLR2004 - the middle of the street
    return np.asarray(dijkstra(weights, indices=nodes)[:, nodes], np.float64)


def against(seconds: NDArray[np.float64], metres: NDArray[np.float64], other_s: NDArray[np.float64]) -> dict[str, Any]:
    """Return how our seconds lie against others' for pairs over 500 m: ours ÷ theirs, in all and by length of trip."""
    known = np.isfinite(seconds) & np.isfinite(other_s) & (metres >= _FROM_M) & (other_s > 0)
    ratio = np.divide(seconds, other_s, out=np.full_like(seconds, np.nan), where=known)
    by_length = {}
    for least, most in _LENGTHS_KM:
        chosen = known & (metres >= 1000 * least) & (metres < 1000 * most)
        if chosen.sum() >= _FEW_PAIRS:
            by_length[f"{least:g}-{most:g} km"] = _summary(seconds, metres, other_s, ratio, chosen)
    return {**_summary(seconds, metres, other_s, ratio, known), "by_length": by_length}


def _summary(
    seconds: NDArray[np.float64],
    metres: NDArray[np.float64],
    other_s: NDArray[np.float64],
    ratio: NDArray[np.float64],
    chosen: NDArray[np.bool_],
) -> dict[str, float | int]:
    """Return the figures of some pairs."""
    return {
        "pairs": int(chosen.sum()),
        "ratio_of_medians": round(float(np.median(seconds[chosen]) / np.median(other_s[chosen])), 3),
        "median_ratio": round(float(np.median(ratio[chosen])), 3),
        "p5_ratio": round(float(np.percentile(ratio[chosen], 5)), 3),
        "p95_ratio": round(float(np.percentile(ratio[chosen], 95)), 3),
        "our_median_kmh": round(float(np.median(3.6 * metres[chosen] / seconds[chosen])), 1),
    }
