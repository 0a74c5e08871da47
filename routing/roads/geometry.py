"""Distances, bearings and the flat map that snapping works on."""

import numpy as np
from numpy.typing import NDArray

EARTH_M = 6_371_008.8
"""Mean radius of the earth (IUGG)."""

Degrees = NDArray[np.float64]


def distances_m(lon: Degrees, lat: Degrees, other_lon: Degrees, other_lat: Degrees) -> NDArray[np.float64]:
    """Return great-circle metres between pairs of points (haversine)."""
    phi, other_phi = np.radians(lat), np.radians(other_lat)
    half = np.sin((other_phi - phi) / 2) ** 2
    half += np.cos(phi) * np.cos(other_phi) * np.sin(np.radians(other_lon - lon) / 2) ** 2
    return np.asarray(2 * EARTH_M * np.arcsin(np.sqrt(half)), np.float64)


def bearings_deg(lon: Degrees, lat: Degrees, other_lon: Degrees, other_lat: Degrees) -> NDArray[np.float64]:
    """Return compass bearings from first to second points, for points close to each other."""
    east = (other_lon - lon) * np.cos(np.radians((lat + other_lat) / 2))
    return np.asarray(np.degrees(np.arctan2(east, other_lat - lat)), np.float64)


def flat(lon: Degrees, lat: Degrees) -> NDArray[np.float64]:
    """Return Mercator coordinates, shape (..., 2).

    Conformal: the nearest road is nearest there too. One unit is ``cos(lat)`` metres.
    """
    phi = np.radians(np.clip(lat, -89, 89))
    return np.stack([EARTH_M * np.radians(lon), EARTH_M * np.log(np.tan(np.pi / 4 + phi / 2))], axis=-1)
