"""From coordinates to places on legal roads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from routing.errors import Finding, InputError, SnapError
from routing.model import Location
from routing.roads.geometry import distances_m, flat
from routing.roads.network import RoadNetwork


@dataclass(frozen=True, eq=False)
class Snaps:
    """Places on the roads of one profile.

    Parameters
    ----------
    places
        Ids, in the order of the matrix axes.
    edge, share
        Edge of the network and share of its length, in drawing direction, up to the place.
    lon, lat
        The point on the road.
    walk_m
        Metres in a straight line between the location asked for and that point.
    """

    profile: str
    places: tuple[str, ...]
    edge: NDArray[np.int32]
    share: NDArray[np.float64]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    walk_m: NDArray[np.float64]

    @cached_property
    def index(self) -> dict[str, int]:
        """Row of each place."""
        return {place: row for row, place in enumerate(self.places)}

    def rows(self, places: Sequence[str]) -> list[int]:
        """Return the rows of ``places``.

        Raises
        ------
        InputError
            If one was not snapped.
        """
        missing = [place for place in places if place not in self.index]
        if missing:
            raise InputError.of("place_not_snapped", value=", ".join(missing))
        return [self.index[place] for place in places]

    def only(self, rows: Sequence[int] | NDArray[np.int64]) -> "Snaps":
        """Return some of the places, in the order of ``rows``."""
        chosen = np.asarray(rows, np.int64)
        return Snaps(
            profile=self.profile,
            places=tuple(self.places[row] for row in chosen.tolist()),
            edge=self.edge[chosen],
            share=self.share[chosen],
            lon=self.lon[chosen],
            lat=self.lat[chosen],
            walk_m=self.walk_m[chosen],
        )


class Snapper:
    """The nearest usable road of one profile; its search tree is built once."""

    def __init__(self, network: RoadNetwork, profile: str, usable_edge: NDArray[np.bool_]) -> None:
        self._network = network
        self._profile = profile
        self._edges = np.flatnonzero(usable_edge)
        points = flat(network.point_lon, network.point_lat)
        length = np.diff(network.edge_start)[self._edges]
        row = np.repeat(np.arange(len(self._edges)), length)
        at = np.repeat(network.edge_start[self._edges] - np.r_[0, np.cumsum(length)[:-1]], length) + np.arange(len(row))
        self._lines = shapely.linestrings(points[at], indices=row) if len(row) else np.empty(0, object)
        self._tree = shapely.STRtree(self._lines)

    def snap(self, places: Mapping[str, Location], max_distance_m: int) -> Snaps:
        """Put each place on the nearest usable road.

        Raises
        ------
        SnapError
            Naming every place that lies outside the network or too far from a usable road, with its distance.
        """
        lon = np.array([location.lon for location in places.values()], np.float64)
        lat = np.array([location.lat for location in places.values()], np.float64)
        asked = shapely.points(flat(lon, lat)) if len(lon) else np.empty(0, object)
        if not len(self._lines):
            raise SnapError([Finding(code="no_usable_road", value=place, detail=self._profile) for place in places])
        line = self._nearest(asked)
        share = shapely.line_locate_point(self._lines[line], asked, normalized=True)
        share = np.clip(np.nan_to_num(np.asarray(share, np.float64)), 0.0, 1.0)
        edge = self._edges[line]
        road_lon, road_lat = self._points(edge, share)
        snaps = Snaps(
            profile=self._profile,
            places=tuple(places),
            edge=edge.astype(np.int32),
            share=share,
            lon=road_lon,
            lat=road_lat,
            walk_m=distances_m(lon, lat, road_lon, road_lat),
        )
        self._refuse_far(snaps, lon, lat, max_distance_m)
        return snaps

    def _nearest(self, asked: NDArray[np.object_]) -> NDArray[np.int64]:
        """Return the nearest line of each point, the first of several equally near."""
        row, line = self._tree.query_nearest(asked, all_matches=True)
        nearest = np.full(len(asked), len(self._lines), np.int64)
        np.minimum.at(nearest, row, line)
        return nearest

    def _points(
        self, edge: NDArray[np.int64], share: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return lon and lat at shares of edges."""
        ends = [
            cut_line(self._network.polyline(e), 0.0, s)[-1] for e, s in zip(edge.tolist(), share.tolist(), strict=True)
        ]
        both = np.array(ends, np.float64).reshape(-1, 2)
        return both[:, 0].copy(), both[:, 1].copy()

    def _refuse_far(
        self, snaps: Snaps, lon: NDArray[np.float64], lat: NDArray[np.float64], max_distance_m: int
    ) -> None:
        """Raise one error that names every place too far off."""
        west, south, east, north = self._network.bounds
        outside = (lon < west) | (lon > east) | (lat < south) | (lat > north)
        findings = []
        for row in np.flatnonzero(snaps.walk_m > max_distance_m).tolist():
            name = self._network.street_name(int(snaps.edge[row]))
            street = f" ({name})" if name else ""
            findings.append(
                Finding(
                    code="place_outside_network" if outside[row] else "no_road_near",
                    value=snaps.places[row],
                    detail=f"{snaps.walk_m[row]:.0f} m{street} > {max_distance_m} m",
                )
            )
        if findings:
            raise SnapError(findings)


def cut_line(points: NDArray[np.float64], begin: float, end: float) -> NDArray[np.float64]:
    """Return the part of a line between two shares of its length, at least two points.

    Parameters
    ----------
    points
        Shape (points, 2), lon and lat.
    begin, end
        Shares with ``0 <= begin <= end <= 1``.
    """
    step = np.hypot(*np.diff(flat(points[:, 0], points[:, 1]), axis=0).T)
    along = np.concatenate([[0.0], np.cumsum(step)])
    if along[-1] == 0:
        return points[[0, -1]]
    along /= along[-1]
    ends = np.column_stack([np.interp([begin, end], along, points[:, axis]) for axis in (0, 1)])
    inner = points[(along > begin) & (along < end)]
    return np.concatenate([ends[:1], inner, ends[1:]])
