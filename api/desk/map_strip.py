"""A tour's way on paper: streets, route and numbered stops in a strip of 96 x 42 mm, in black."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, hypot, radians
from typing import Any, Final

import numpy as np
import shapely

from api.desk.base_map import BaseMap
from api.desk.day import DeskDay
from api.desk.geometry import Ways
from routing.plan import Route

WIDTH_MM, HEIGHT_MM = 96.0, 42.0
MARGIN_MM: Final = 4.0
MARK_MM: Final = 3.4
"""Least distance between two stop numbers."""

FARTHEST_MM: Final = 4.0
"""How far a number may be moved from its stop."""

LEAST_DEG: Final = 0.004
"""Smallest side of the view, about 400 m: a tour within one street still shows what is around it."""

Point = tuple[float, float]


@dataclass(frozen=True)
class Mark:
    """A stop's number at ``at``, its place at ``stop``; millimetres from the top left corner."""

    number: str
    at: Point
    stop: Point

    @property
    def moved(self) -> bool:
        """Whether the number stands away from its stop."""
        return hypot(self.at[0] - self.stop[0], self.at[1] - self.stop[1]) > MARK_MM / 4


@dataclass(frozen=True)
class Strip:
    """What a strip draws: SVG path data by street width, the route's, numbers and the depots."""

    streets: dict[str, str]
    route: str
    marks: tuple[Mark, ...]
    depots: tuple[Point, ...]


class Streets:
    """The base map as lines to cut strips out of."""

    def __init__(self, base: BaseMap) -> None:
        features: list[dict[str, Any]] = json.loads(base.content)["features"]
        self._widths = [feature["properties"]["width"] for feature in features]
        self._lines = np.array(
            [shapely.multilinestrings([shapely.LineString(line) for line in feature["geometry"]["coordinates"]])
             for feature in features],
            dtype=object,
        )  # fmt: skip

    def within(self, west: float, south: float, east: float, north: float) -> Iterable[tuple[str, Sequence[Point]]]:
        """Yield width and points of every piece of street in a rectangle."""
        if not len(self._lines):
            return
        cut = shapely.clip_by_rect(self._lines, west, south, east, north)
        for width, shape in zip(self._widths, cut, strict=True):
            for part in shapely.get_parts(shape):
                points = [(float(lon), float(lat)) for lon, lat in shapely.get_coordinates(part)]
                if len(points) > 1:
                    yield width, points


def strip_of(day: DeskDay, route: Route, ways: Ways, streets: Streets) -> Strip:
    """Return the strip of a tour."""
    problem = day.ground.problem
    lines = [ways.line(day.ground, route.vehicle_id, leg) for leg in route.legs]
    points = [(lon, lat) for line in lines for lon, lat in line]
    places = [problem.stop_by_id[visit.stop_id].location for visit in route.visits]
    paper = _Paper([*points, *((place.lon, place.lat) for place in places)])
    drawn: dict[str, list[str]] = {}
    for width, piece in streets.within(*paper.bounds):
        drawn.setdefault(width, []).append(paper.path(piece))
    vehicle = problem.vehicle_by_id[route.vehicle_id]
    ends = [problem.depot_by_id[name].location for name in {vehicle.start_depot, vehicle.end_depot} if name is not None]
    stops = [paper.at(place.lon, place.lat) for place in places]
    return Strip(
        streets={width: "".join(paths) for width, paths in drawn.items()},
        route="".join(paper.path([(lon, lat) for lon, lat in line]) for line in lines),
        marks=tuple(
            Mark(str(number), at, stop) for number, (at, stop) in enumerate(zip(spread(stops), stops, strict=True), 1)
        ),
        depots=tuple(paper.at(end.lon, end.lat) for end in ends),
    )


class _Paper:
    """Puts degrees on the strip: north is up, the same scale both ways, all points inside the margin."""

    def __init__(self, points: Sequence[Point]) -> None:
        lon, lat = [point[0] for point in points], [point[1] for point in points]
        self._middle = ((min(lon) + max(lon)) / 2, (min(lat) + max(lat)) / 2)
        self._squeeze = cos(radians(self._middle[1]))
        wide = max((max(lon) - min(lon)) * self._squeeze, LEAST_DEG)
        high = max(max(lat) - min(lat), LEAST_DEG)
        self._scale = min((WIDTH_MM - 2 * MARGIN_MM) / wide, (HEIGHT_MM - 2 * MARGIN_MM) / high)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north of the strip in degrees."""
        half_lon = WIDTH_MM / 2 / self._scale / self._squeeze
        half_lat = HEIGHT_MM / 2 / self._scale
        lon, lat = self._middle
        return lon - half_lon, lat - half_lat, lon + half_lon, lat + half_lat

    def at(self, lon: float, lat: float) -> Point:
        """Return a place in millimetres."""
        x = WIDTH_MM / 2 + (lon - self._middle[0]) * self._squeeze * self._scale
        return round(x, 2), round(HEIGHT_MM / 2 - (lat - self._middle[1]) * self._scale, 2)

    def path(self, points: Sequence[Point]) -> str:
        """Return a line as SVG path data."""
        placed = [self.at(lon, lat) for lon, lat in points]
        kept = [
            point for place, point in enumerate(placed) if place in (0, len(placed) - 1) or point != placed[place - 1]
        ]
        return "M" + "L".join(f"{x:g} {y:g}" for x, y in kept)


def spread(stops: Sequence[Point], rounds: int = 40) -> list[Point]:
    """Return places for the numbers of stops: apart from each other, near their stops, inside the strip."""
    at = np.array(stops, float).reshape(-1, 2)
    home = at.copy()
    # Stops at one door get a direction each, or nothing would push them apart.
    turn = np.arange(len(at)) * 2.399963
    at = at + 0.01 * np.column_stack([np.cos(turn), np.sin(turn)])
    for _ in range(rounds):
        apart = at[:, None, :] - at[None, :, :]
        distance = np.hypot(apart[..., 0], apart[..., 1])
        np.fill_diagonal(distance, 2 * MARK_MM)
        push = np.where(distance < MARK_MM, (MARK_MM - distance) / 2 / np.maximum(distance, 1e-6), 0.0)
        if not push.any():
            break
        at = at + (apart * push[..., None]).sum(axis=1) * 0.6
        away = at - home
        far = np.maximum(np.hypot(away[:, 0], away[:, 1]) / FARTHEST_MM, 1.0)
        at = home + away / far[:, None]
        at = np.clip(at, MARK_MM / 2, [WIDTH_MM - MARK_MM / 2, HEIGHT_MM - MARK_MM / 2])
    return [(round(float(x), 2), round(float(y), 2)) for x, y in at]
