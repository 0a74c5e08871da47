"""Telling built-up areas from open country, where no zone is tagged."""

import numpy as np
from numpy.typing import NDArray

from routing.roads.geometry import flat
from routing.roads.network import RoadNetwork
from routing.traffic import ROAD_CLASSES

_CELL_M = 200.0
_STREET_M = 150.0
_ADDRESSES = 5
_LIVED_IN = [ROAD_CLASSES.index(name) for name in ("residential", "living_street")]


def built_up_edges(network: RoadNetwork) -> NDArray[np.bool_]:
    """Return per edge whether it runs through a built-up area.

    The map is laid out in cells of about 200 m. A cell is built up if it or
    its neighbours hold 150 m of residential streets or five house numbers in
    one cell; an edge is if its middle point lies in one. A rule of thumb of
    ours: the sign that counts in law (StVO sign 310) is seldom mapped.
    """
    lon, lat = network.edge_middle
    scale = float(np.cos(np.radians(lat.mean()))) if len(lat) else 1.0
    cell = _cells(lon, lat, scale)
    lived_in = np.isin(network.edge_class, _LIVED_IN)
    dense = _dense(cell[lived_in], network.edge_m[lived_in], _STREET_M)
    homes = _cells(network.address_lon, network.address_lat, scale)
    dense |= _dense(homes, np.ones(len(homes)), _ADDRESSES)
    near = {(x + dx, y + dy) for x, y in dense for dx in (-1, 0, 1) for dy in (-1, 0, 1)}
    return np.array([(x, y) in near for x, y in cell.tolist()], np.bool_)


def _cells(lon: NDArray[np.float64], lat: NDArray[np.float64], scale: float) -> NDArray[np.int64]:
    """Return the cell of each point, shape (points, 2)."""
    return np.floor(flat(lon, lat) * scale / _CELL_M).astype(np.int64)


def _dense(cell: NDArray[np.int64], amount: NDArray[np.float64], enough: float) -> set[tuple[int, int]]:
    """Return the cells whose amounts add up to enough."""
    if not len(cell):
        return set()
    cells, row = np.unique(cell, axis=0, return_inverse=True)
    total = np.bincount(row.ravel(), weights=amount, minlength=len(cells))
    return {(x, y) for x, y in cells[total >= enough].tolist()}
