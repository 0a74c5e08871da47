"""A road network's health as the frames that its map is drawn from."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from maps import ROAD_COLUMNS, RULE_COLUMNS
from maps.roads_limits import binding
from routing.profile_file import profiles_in_use
from routing.roads import RoadNetwork
from routing.roads.graph.edge_graph import build_graph
from routing.roads.statistics import Health
from routing.traffic import ROAD_CLASSES


def roads_frame(network: RoadNetwork, health: Health) -> pd.DataFrame:
    """Return a row a piece of road, columns :data:`maps.ROAD_COLUMNS`."""
    points = np.column_stack([network.point_lon, network.point_lat])
    lines = shapely.linestrings(points, indices=np.repeat(np.arange(network.edges), np.diff(network.edge_start)))
    classes = np.array(ROAD_CLASSES, dtype=object)
    names = np.array(network.texts, dtype=object)
    limits = np.array([binding(text) for text in health.limits], dtype=object)
    columns = {
        "road_class": classes[network.edge_class],
        "name": names[network.way_name[network.edge_way]],
        "without_limit": health.without_limit,
        "outside": _named(health.outside, network.edges),
        "closed": _named(_closed(network), network.edges),
        "limits": limits[network.way_tags[network.edge_way]],
        "low_emission": health.low_emission,
        "geometry": pd.Series(list(lines), dtype=object),
    }
    return pd.DataFrame(columns, columns=list(ROAD_COLUMNS))


def rules_frame(health: Health) -> pd.DataFrame:
    """Return a row a turn restriction, columns :data:`maps.RULE_COLUMNS`."""
    return pd.DataFrame(health.rules, columns=list(RULE_COLUMNS))


def _closed(network: RoadNetwork) -> dict[str, NDArray[np.bool_]]:
    """Return per vehicle in use the edges that it may not drive in either direction, at no particular hour.

    Cycle ways lie beside many streets: said to be closed, they would pass for the street.
    """
    is_road = network.edge_class != ROAD_CLASSES.index("cycleway")
    closed = {}
    for name, profile in profiles_in_use().items():
        start = build_graph(network, profile).start_state
        closed[name] = is_road & (start[::2] < 0) & (start[1::2] < 0)
    return closed


def _named(found: Mapping[str, NDArray[np.bool_]], edges: int) -> list[str]:
    """Return per edge the vehicles it is true of, joined by spaces."""
    said = [""] * edges
    for name, marked in found.items():
        for edge in np.flatnonzero(marked).tolist():
            said[edge] = f"{said[edge]} {name}".lstrip()
    return said
