"""Cutting ways into edges at the nodes where one can turn."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.roads.geometry import distances_m
from routing.roads.network import starts


@dataclass(frozen=True)
class Cuts:
    """Nodes, edges and their points; arrays as in ``RoadNetwork``."""

    node_ref: NDArray[np.int64]
    node_lon: NDArray[np.float64]
    node_lat: NDArray[np.float64]
    edge_tail: NDArray[np.int32]
    edge_head: NDArray[np.int32]
    edge_way: NDArray[np.int32]
    edge_m: NDArray[np.float64]
    edge_start: NDArray[np.int64]
    point_lon: NDArray[np.float64]
    point_lat: NDArray[np.float64]


def cut(
    ref: NDArray[np.int64],
    lon: NDArray[np.float64],
    lat: NDArray[np.float64],
    way_start: NDArray[np.int64],
    always: NDArray[np.int64],
    wanted: NDArray[np.bool_] | None = None,
) -> Cuts:
    """Cut ways at their ends, at nodes met more than once, and at the nodes in ``always``.

    Parameters
    ----------
    ref, lon, lat
        Node ids and places of all ways, one way after the other.
    way_start
        Where each way begins, and the end of the last; shape (ways + 1,).
    always
        Ids of nodes that matter to traffic: signals, barriers.
    wanted
        Which of the places lie in the area asked for: an edge is kept, as a
        whole, if one of its points does. Everything is kept unless given.
    """
    _, first, row, met = np.unique(ref, return_index=True, return_inverse=True, return_counts=True)
    is_cut = (met > 1)[row] | np.isin(ref, always)
    is_cut[way_start[:-1]] = True
    is_cut[way_start[1:] - 1] = True
    way = np.repeat(np.arange(len(way_start) - 1), np.diff(way_start))
    at = np.flatnonzero(is_cut)
    same_way = way[at[1:]] == way[at[:-1]]
    begin, end = at[:-1][same_way], at[1:][same_way]
    real = ~((end == begin + 1) & (ref[begin] == ref[end]))  # a node named twice in a row is no road
    begin, end = begin[real], end[real]
    if wanted is not None:
        so_far = starts(wanted.astype(np.int64))
        touching = so_far[end + 1] > so_far[begin]
        begin, end = begin[touching], end[touching]

    kept = np.unique(np.concatenate([row[begin], row[end]]))
    number = np.full(len(first), -1, np.int32)
    number[kept] = np.arange(len(kept), dtype=np.int32)
    length = end - begin + 1
    edge_start = starts(length)
    point = np.arange(edge_start[-1]) + np.repeat(begin - edge_start[:-1], length)
    point_lon, point_lat = lon[point], lat[point]
    along = np.concatenate([[0.0], np.cumsum(_steps_m(point_lon, point_lat, edge_start))])
    return Cuts(
        node_ref=ref[first[kept]],
        node_lon=lon[first[kept]],
        node_lat=lat[first[kept]],
        edge_tail=number[row[begin]],
        edge_head=number[row[end]],
        edge_way=way[begin].astype(np.int32),
        edge_m=_lengths_m(along, edge_start),
        edge_start=edge_start,
        point_lon=point_lon,
        point_lat=point_lat,
    )


def _steps_m(lon: NDArray[np.float64], lat: NDArray[np.float64], edge_start: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return metres from each point to the next, 0 from one edge to the next edge."""
    steps = distances_m(lon[:-1], lat[:-1], lon[1:], lat[1:])
    steps[edge_start[1:-1] - 1] = 0.0
    return steps


def _lengths_m(along: NDArray[np.float64], edge_start: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return metres per edge, on whole millimetres so that the running sum leaves no trace."""
    return np.round(along[edge_start[1:] - 1] - along[edge_start[:-1]], 3)
