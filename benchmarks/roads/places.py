"""Random places on the streets that a vehicle may use."""

import numpy as np

from routing.model import Location
from routing.roads import RoadNetwork
from routing.roads.graph.edge_graph import EdgeGraph
from routing.roads.snapping import cut_line


def random_places(network: RoadNetwork, graph: EdgeGraph, stops: int, seed: int) -> dict[str, Location]:
    """Return places on usable streets; every metre is as likely as any other."""
    random = np.random.default_rng(seed)
    weight = network.edge_m * graph.usable_edge
    edges = random.choice(network.edges, size=stops, p=weight / weight.sum())
    places = {}
    for number, edge in enumerate(edges.tolist()):
        lon, lat = cut_line(network.polyline(edge), 0.0, random.random())[-1]
        places[f"p{number}"] = Location(lon=float(lon), lat=float(lat))
    return places
