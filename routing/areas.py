"""Areas: square cells of about a kilometre, the same on every day and for every firm.

Rows are strips of equal height from the equator, columns are cut at the
latitude of the strip's middle, so that a cell's sides are metres wherever it
lies. The id holds the side, the row and the column.
"""

import math
import re

from routing.model import Location

AREA_SIDE_M = 1000
"""Side of a cell unless another is asked for."""

M_PER_DEGREE = 111_320.0
"""Metres of a degree of latitude, and of longitude at the equator."""

_AREA = re.compile(r"(\d+)m/(-?\d+)/(-?\d+)")
_POLE = 89.9  # no road is nearer to a pole, and its strip would have no columns


def area_of(location: Location, side_m: int = AREA_SIDE_M) -> str:
    """Return the id of the cell that ``location`` lies in, e.g. ``1000m/5502/540``."""
    row = math.floor(location.lat * M_PER_DEGREE / side_m)
    column = math.floor(location.lon * _m_per_degree_lon(row, side_m) / side_m)
    return f"{side_m}m/{row}/{column}"


def outline(area: str) -> tuple[tuple[float, float], ...]:
    """Return a cell's corners as a closed ring of (lon, lat), south-west first, counter-clockwise.

    Raises
    ------
    ValueError
        If ``area`` is no id of :func:`area_of`.
    """
    side_m, row, column = _parts(area)
    width = side_m / _m_per_degree_lon(row, side_m)
    height = side_m / M_PER_DEGREE
    west, south = column * width, row * height
    east, north = west + width, south + height
    return ((west, south), (east, south), (east, north), (west, north), (west, south))


def centre(area: str) -> Location:
    """Return a cell's middle.

    Raises
    ------
    ValueError
        If ``area`` is no id of :func:`area_of`.
    """
    ring = outline(area)
    return Location(lon=(ring[0][0] + ring[2][0]) / 2, lat=(ring[0][1] + ring[2][1]) / 2)


def _parts(area: str) -> tuple[int, int, int]:
    """Return side, row and column of an id."""
    found = _AREA.fullmatch(area)
    if found is None:
        msg = f"not an area: {area!r}"
        raise ValueError(msg)
    side, row, column = (int(part) for part in found.groups())
    return side, row, column


def _m_per_degree_lon(row: int, side_m: int) -> float:
    """Return the metres of a degree of longitude in the middle of a strip."""
    middle = (row + 0.5) * side_m / M_PER_DEGREE
    return M_PER_DEGREE * math.cos(math.radians(min(max(middle, -_POLE), _POLE)))
