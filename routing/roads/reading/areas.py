"""The part of an extract that is wanted: a circle, a rectangle, or polygons of a GeoJSON file."""

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import numpy as np
import shapely
from numpy.typing import NDArray

from routing.errors import Finding, RoadsError
from routing.roads.geometry import EARTH_M

METRES_PER_DEGREE = math.radians(EARTH_M)
"""Metres of a degree of latitude."""

MOST_KM = 500.0
"""Largest radius around a place; a whole country needs no clipping."""

_LEAST_KM = 0.1
_MOST_LON, _MOST_LAT = 180, 90
_CORNERS = 32
"""Corners per quarter of the polygon that stands for a circle: it differs from it by less than 0.1 %."""


@dataclass(frozen=True)
class Area:
    """A valid, non-empty shape in WGS 84 degrees, and how it was asked for."""

    shape: "shapely.Polygon | shapely.MultiPolygon"
    said: str

    @classmethod
    def around(cls, lon: float, lat: float, km: float) -> Self:
        """Return the circle around a place.

        Raises
        ------
        RoadsError
            If the place is none, or ``km`` lies outside 0.1 to :data:`MOST_KM`.
        """
        findings = _not_degrees([lon], [lat])
        if not _LEAST_KM <= km <= MOST_KM:  # not a number is refused too
            detail = f"{_LEAST_KM:g} … {MOST_KM:g}"
            findings.append(Finding(code="area_size", column="--km", value=f"{km:g}", detail=detail))
        if findings:
            raise RoadsError(findings)
        angle = np.linspace(0, 2 * np.pi, 4 * _CORNERS, endpoint=False)
        up = km * 1000 / METRES_PER_DEGREE
        across = up / max(math.cos(math.radians(lat)), 1e-3)
        corners = np.column_stack([lon + across * np.cos(angle), lat + up * np.sin(angle)])
        return cls(shapely.Polygon(corners), f"{lon:g},{lat:g} + {km:g} km")

    @classmethod
    def box(cls, west: float, south: float, east: float, north: float) -> Self:
        """Return a rectangle.

        Raises
        ------
        RoadsError
            If a side is no degree, or they stand in another order.
        """
        findings = _not_degrees([west, east], [south, north])
        said = f"{west:g},{south:g},{east:g},{north:g}"
        if not findings and (west >= east or south >= north):
            findings = [Finding(code="area_reversed", value=said)]
        if findings:
            raise RoadsError(findings)
        return cls(shapely.box(west, south, east, north), said)

    @classmethod
    def read(cls, path: Path) -> Self:
        """Return all polygons of a GeoJSON file as one area.

        Raises
        ------
        RoadsError
            If the file is missing, no GeoJSON, or holds no polygon with an inside.
        """
        try:
            document = json.loads(path.read_text("utf-8-sig"))
            shapes = [shapely.make_valid(shapely.geometry.shape(shape)) for shape in _polygons(document)]
        except FileNotFoundError as error:
            raise RoadsError.of("area_file_missing", file=str(path), value=path.name) from error
        except OSError as error:
            detail = error.strerror or str(error)
            raise RoadsError.of("area_file_not_readable", file=str(path), value=path.name, detail=detail) from error
        except _NO_GEOJSON as error:
            raise RoadsError.of("area_file_not_geojson", file=str(path), value=path.name) from error
        parts = [part for shape in shapes for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
        shape = shapely.union_all(parts) if parts else shapely.Polygon()
        if shape.is_empty or not shape.area > 0:
            raise RoadsError.of("area_file_without_polygon", file=str(path), value=path.name)
        west, south, east, north = shape.bounds
        if findings := _not_degrees([west, east], [south, north]):
            raise RoadsError(finding.model_copy(update={"file": str(path)}) for finding in findings)
        return cls(shape, path.name)

    @cached_property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east and north."""
        west, south, east, north = map(float, self.shape.bounds)
        return west, south, east, north

    def wider(self, metres: float) -> tuple[float, float, float, float]:
        """Return the bounds, moved outwards on every side."""
        west, south, east, north = self.bounds
        up = metres / METRES_PER_DEGREE
        across = up / max(math.cos(math.radians(max(abs(south), abs(north)))), 1e-3)
        return west - across, south - up, east + across, north + up

    def holds(self, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Tell for each place whether it lies within or on the border."""
        west, south, east, north = self.bounds
        inside = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
        shapely.prepare(self.shape)
        inside[inside] = shapely.intersects_xy(self.shape, lon[inside], lat[inside])
        return inside

    def turned(self) -> "shapely.Polygon | shapely.MultiPolygon":
        """Return the shape with lon and lat swapped: where it would lie if they were given in the wrong order."""
        turned: shapely.Polygon | shapely.MultiPolygon = shapely.transform(self.shape, lambda points: points[:, ::-1])
        return turned


_NO_GEOJSON = (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError, shapely.errors.ShapelyError)
"""What reading a document that is no GeoJSON raises."""


def _polygons(document: Any) -> Iterator[dict[str, Any]]:
    """Yield the polygons of a GeoJSON document; other geometries are no areas."""
    kind = document["type"]
    if kind == "FeatureCollection":
        for feature in document["features"]:
            yield from _polygons(feature)
    elif kind == "Feature" and document["geometry"] is not None:
        yield from _polygons(document["geometry"])
    elif kind == "GeometryCollection":
        for geometry in document["geometries"]:
            yield from _polygons(geometry)
    elif kind in ("Polygon", "MultiPolygon"):
        yield document


def _not_degrees(lons: list[float], lats: list[float]) -> list[Finding]:
    """Return a finding per value that is no degree of longitude or latitude."""
    wrong = [("lon", lon, _MOST_LON) for lon in lons if not abs(lon) <= _MOST_LON]
    wrong += [("lat", lat, _MOST_LAT) for lat in lats if not abs(lat) <= _MOST_LAT]
    return [
        Finding(code="area_not_degrees", column=name, value=f"{value:g}", detail=f"-{most} … {most}")
        for name, value, most in wrong
    ]
