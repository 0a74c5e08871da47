"""A road network's health as the frames that its map is drawn from."""

import numpy as np
import pandas as pd
import shapely

from maps import ROAD_COLUMNS, RULE_COLUMNS
from routing.roads import RoadNetwork
from routing.roads.statistics import Health
from routing.traffic import ROAD_CLASSES


def roads_frame(network: RoadNetwork, health: Health) -> pd.DataFrame:
    """Return a row a piece of road, columns :data:`maps.ROAD_COLUMNS`."""
    points = np.column_stack([network.point_lon, network.point_lat])
    lines = shapely.linestrings(points, indices=np.repeat(np.arange(network.edges), np.diff(network.edge_start)))
    classes = np.array(ROAD_CLASSES, dtype=object)
    names = np.array(network.texts, dtype=object)
    limits = np.array(health.limits, dtype=object)
    columns = {
        "road_class": classes[network.edge_class],
        "name": names[network.way_name[network.edge_way]],
        "without_limit": health.without_limit,
        "outside": _outside(network, health),
        "limits": limits[network.way_tags[network.edge_way]],
        "low_emission": health.low_emission,
        "geometry": pd.Series(list(lines), dtype=object),
    }
    return pd.DataFrame(columns, columns=list(ROAD_COLUMNS))


def rules_frame(health: Health) -> pd.DataFrame:
    """Return a row a turn restriction, columns :data:`maps.RULE_COLUMNS`."""
    return pd.DataFrame(health.rules, columns=list(RULE_COLUMNS))


def _outside(network: RoadNetwork, health: Health) -> list[str]:
    """Return per edge the vehicles that are out of reach there, joined by spaces."""
    said = [""] * network.edges
    for name, edges in health.outside.items():
        for edge in np.flatnonzero(edges).tolist():
            said[edge] = f"{said[edge]} {name}".lstrip()
    return said
