"""Telling built-up areas from open country, where no zone is tagged."""

import numpy as np
from numpy.typing import NDArray

from routing.roads.geometry import flat
from routing.roads.network import RoadNetwork
from routing.traffic import ROAD_CLASSES

_CELL_M = 200.0
_STREET_M = 150.0
_ADDRESSES = 5
_COLUMN = 2**32
"""Numbers of the cells of one column; far more than fit on the earth."""

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
    homes = _cells(network.address_lon, network.address_lat, scale)
    dense = np.concatenate(
        [
            _dense(cell[lived_in], network.edge_m[lived_in], _STREET_M),
            _dense(homes, np.ones(len(homes)), _ADDRESSES),
        ]
    )
    around = np.add.outer(np.array([-1, 0, 1]) * _COLUMN, [-1, 0, 1]).ravel()
    return np.isin(cell, np.unique(np.add.outer(dense, around)))


def _cells(lon: NDArray[np.float64], lat: NDArray[np.float64], scale: float) -> NDArray[np.int64]:
    """Return the number of each point's cell; cells north of each other follow each other."""
    column, row = np.floor(flat(lon, lat) * scale / _CELL_M).astype(np.int64).T
    return np.asarray(column * _COLUMN + row, np.int64)


def _dense(cell: NDArray[np.int64], amount: NDArray[np.float64], enough: float) -> NDArray[np.int64]:
    """Return the cells whose amounts add up to enough."""
    cells, row = np.unique(cell, return_inverse=True)
    return cells[np.bincount(row, weights=amount, minlength=len(cells)) >= enough]
