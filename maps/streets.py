"""The base map: a town's own streets, thinned until they fit into one file."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from maps.frames import STREET_COLUMNS

DRAWN_AS = {
    "motorway": "motorway",
    "trunk": "motorway",
    "primary": "primary",
    "secondary": "secondary",
    "tertiary": "tertiary",
    "unclassified": "minor",
    "residential": "minor",
    "living_street": "minor",
    "road": "minor",
    "pedestrian": "pedestrian",
    "service": "service",
}
"""OSM highway value to one of the widths a map knows; links count as their class, other ways are not drawn."""

THROUGH = ("motorway", "primary", "secondary", "tertiary")
"""Widths that are kept also far from the tours, so that the town stays recognisable."""

DIGITS = 5
"""Decimals of a coordinate: about one metre."""

SIMPLIFY_DEG = 1.5e-5
"""How far a thinned line may leave the true one, in degrees: under two metres."""

Bounds = tuple[float, float, float, float]
"""West, south, east, north in degrees."""


def streets_frame(records: Iterable[tuple[str, str | None, Sequence[tuple[float, float]]]]) -> pd.DataFrame:
    """Return street records as a frame with :data:`maps.frames.STREET_COLUMNS`.

    Parameters
    ----------
    records
        ``(road_class, name, points)`` each, points as (lon, lat) in degrees;
        records with fewer than two points are left out.
    """
    kept = [(road_class, name or "", points) for road_class, name, points in records if len(points) > 1]
    lengths = [len(points) for _, _, points in kept]
    coordinates = np.array([point for _, _, points in kept for point in points], float).reshape(-1, 2)
    lines = shapely.linestrings(coordinates, indices=np.repeat(np.arange(len(kept)), lengths))
    return pd.DataFrame(
        {
            "road_class": [road_class for road_class, _, _ in kept],
            "name": [name for _, name, _ in kept],
            "geometry": pd.Series(list(lines), dtype=object),
        },
        columns=list(STREET_COLUMNS),
    )


def street_features(streets: pd.DataFrame, view: Bounds) -> list[dict[str, Any]]:
    """Return a GeoJSON feature per drawn width and street name, thickest last.

    Both directions of a street become one line, pieces are joined, what lies
    far from ``view`` is left out and the rest is thinned.
    """
    drawn = _near(_with_width(streets), view)
    features: list[dict[str, Any]] = []
    order = list(dict.fromkeys(reversed(DRAWN_AS.values())))
    ranks = drawn["width"].map({width: rank for rank, width in enumerate(order)})
    for (_, name), group in drawn.groupby([ranks, "name"], sort=True):
        lines = joined(group["geometry"].to_numpy(object))
        if lines:
            features.append(
                {
                    "type": "Feature",
                    "properties": {"kind": "street", "width": str(group["width"].iloc[0]), "name": name},
                    "geometry": {"type": "MultiLineString", "coordinates": lines},
                }
            )
    return features


def rounded(line: shapely.LineString) -> list[list[float]]:
    """Return a line's points as [lon, lat], rounded, neighbours that fall together taken once."""
    points = np.round(shapely.get_coordinates(line), DIGITS)
    moved = np.ones(len(points), bool)
    moved[1:] = np.any(points[1:] != points[:-1], axis=1)
    kept: list[list[float]] = points[moved].tolist()
    return kept


def _with_width(streets: pd.DataFrame) -> pd.DataFrame:
    """Return the streets that are drawn, with their width; empty names are the empty string."""
    width = streets["road_class"].astype(str).str.removesuffix("_link").map(DRAWN_AS)
    frame = pd.DataFrame({"width": width, "name": streets["name"].fillna(""), "geometry": streets["geometry"]})
    return frame.loc[width.notna()]


def _near(streets: pd.DataFrame, view: Bounds) -> pd.DataFrame:
    """Return the streets in and around ``view``; through roads reach further out."""
    west, south, east, north = view
    reach = max(east - west, north - south, 0.02)
    bounds = shapely.bounds(streets["geometry"].to_numpy(object)).reshape(-1, 4)
    margin = np.where(streets["width"].isin(THROUGH), 2.0, 0.6) * reach
    inside = (
        (bounds[:, 2] >= west - margin)
        & (bounds[:, 0] <= east + margin)
        & (bounds[:, 3] >= south - margin)
        & (bounds[:, 1] <= north + margin)
    )
    kept: pd.DataFrame = streets.loc[inside]
    return kept


def joined(lines: NDArray[np.object_]) -> list[list[list[float]]]:
    """Return lines without doubles, joined at their ends, simplified and rounded."""
    once = np.unique(shapely.to_wkb(shapely.normalize(lines)))
    merged = shapely.line_merge(shapely.multilinestrings(shapely.from_wkb(once)))
    parts = shapely.get_parts(shapely.simplify(merged, SIMPLIFY_DEG, preserve_topology=False))
    points = [rounded(part) for part in parts]
    return sorted(part for part in points if len(part) > 1)
