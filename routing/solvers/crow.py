"""As the crow flies: how far the stops of a tour lie from their middle, in numba."""

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

EARTH_KM = 6371.0088
"""Mean radius of the earth."""


@njit(cache=True, nogil=True)
def crow_km(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Return great-circle kilometres between two points in degrees (haversine)."""
    down, across = math.radians(other_lat - lat), math.radians(other_lon - lon)
    a = math.sin(down / 2) ** 2
    a += math.cos(math.radians(lat)) * math.cos(math.radians(other_lat)) * math.sin(across / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(min(1.0, a)))


@njit(cache=True, nogil=True)
def spread_km(degrees: NDArray[np.float64]) -> float:
    """Return the kilometres of points, shape (points, 2), to their mean longitude and latitude, added up."""
    if degrees.shape[0] == 0:
        return 0.0
    lon, lat = degrees[:, 0].mean(), degrees[:, 1].mean()
    km = 0.0
    for k in range(degrees.shape[0]):
        km += crow_km(degrees[k, 0], degrees[k, 1], lon, lat)
    return km
