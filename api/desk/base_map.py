"""The streets under a depot's plans: thinned until a browser takes them quickly, made once per network and view."""

import gzip
from dataclasses import dataclass
from math import cos, radians
from typing import Final

from api.desk.map_layer import encoded
from maps import streets_frame
from maps.streets import DRAWN_AS, Bounds, street_features
from routing.roads import RoadNetwork

MOST_BYTES: Final = 1_500_000
"""Largest base map, before it is compressed."""

AROUND_DEG: Final = 0.03
"""Half the side of the view of a depot that has no plan yet: about 3 km."""

PANE_RATIO: Final = 2.0
"""Width by height of the largest usual map pane."""

LEFT_OUT_FIRST: Final = ("service", "pedestrian", "minor", "tertiary")
"""Widths that go, one after the other, if the map is too large."""


@dataclass(frozen=True)
class BaseMap:
    """Streets as JSON, as it stands and compressed."""

    content: bytes
    packed: bytes


def base_map(network: RoadNetwork, view: Bounds) -> BaseMap:
    """Return the streets of all that a pane shows which fits the view."""
    seen = pane_of(view)
    streets = streets_frame(network.streets())
    width = streets["road_class"].astype(str).str.removesuffix("_link").map(DRAWN_AS)
    content = b""
    for gone in range(len(LEFT_OUT_FIRST) + 1):
        kept = streets.loc[~width.isin(LEFT_OUT_FIRST[:gone])]
        content = encoded({"features": street_features(kept, seen), "view": list(view)})
        if len(content) <= MOST_BYTES:
            break
    return BaseMap(content, gzip.compress(content, 6))


def pane_of(view: Bounds) -> Bounds:
    """Return a view widened to the shape of a pane: a town that is taller than wide has streets beside it too."""
    west, south, east, north = view
    degree = cos(radians((south + north) / 2))
    wide = max((east - west) * degree, PANE_RATIO * (north - south)) / degree
    tall = max(north - south, (east - west) * degree / PANE_RATIO)
    lon, lat = (west + east) / 2, (south + north) / 2
    return lon - wide / 2, lat - tall / 2, lon + wide / 2, lat + tall / 2


def around(network: RoadNetwork) -> Bounds:
    """Return the view of a depot without plans: the middle of its network."""
    west, south, east, north = network.bounds
    lon, lat = (west + east) / 2, (south + north) / 2
    return (
        max(west, lon - AROUND_DEG),
        max(south, lat - AROUND_DEG),
        min(east, lon + AROUND_DEG),
        min(north, lat + AROUND_DEG),
    )
