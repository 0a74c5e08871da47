"""The picture of the town beside the sign-in: its streets as drawn lines, never a stop, never a tour."""

from itertools import pairwise
from math import cos, radians
from threading import Lock
from typing import Any, Final

from api.road_networks import network_of
from api.settings import Settings
from data.store import Store, depots
from maps import streets_frame
from maps.streets import street_features
from routing.model import Frozen
from routing.roads import RoadNetwork

WIDTH: Final = 1600
HEIGHT: Final = 1200
"""Of the picture, in its own units."""

ACROSS_DEG: Final = 0.055
"""Of latitude, that the picture shows at most."""

LEFT_OUT: Final = frozenset({"service", "pedestrian"})

MOST_NAMES: Final = 14
LETTER: Final = 13
"""Units of a line that a letter of its name takes."""

STRAIGHT: Final = 0.9
"""Distance of a named line's ends, as a share of its length."""

Point = tuple[int, int]

APART: Final[Point] = (200, 90)
"""Units between the middles of two names, across or down."""

EDGE: Final[Point] = (300, 80)
"""Units between the middle of a name and the picture's edge: half a long name, and its height."""


class Line(Frozen):
    """Lines of one width, as an SVG path."""

    width: str
    d: str


class Name(Frozen):
    """A street's name and the path it stands on."""

    name: str
    d: str


class TownPicture(Frozen):
    """What is drawn, thickest last; empty without roads."""

    width: int = WIDTH
    height: int = HEIGHT
    lines: tuple[Line, ...] = ()
    names: tuple[Name, ...] = ()


_drawn: dict[str, TownPicture] = {}
_lock = Lock()


def town_picture(store: Store, settings: Settings) -> TownPicture:
    """Return the streets around the middle of the first depot's roads; it is drawn once a process."""
    with store.read() as tx:
        roads_id = next((depot.roads_id for depot in depots.list_(tx) if depot.roads_id), None)
    if roads_id is None:
        return TownPicture()
    with _lock:
        if roads_id not in _drawn:
            _drawn.clear()
            _drawn[roads_id] = _picture(network_of(store, settings, roads_id))
        return _drawn[roads_id]


def _picture(network: RoadNetwork) -> TownPicture:
    west, south, east, north = network.bounds
    lon, lat = (west + east) / 2, (south + north) / 2
    high = min(ACROSS_DEG, north - south)
    wide = high * WIDTH / HEIGHT / cos(radians(lat))
    left, top = lon - wide / 2, lat + high / 2
    view = (left, lat - high / 2, lon + wide / 2, top)
    features = [
        feature
        for feature in street_features(streets_frame(network.streets()), view)
        if feature["properties"]["width"] not in LEFT_OUT
    ]
    drawn = [
        (feature["properties"], _placed(line, left, top, wide, high))
        for feature in features
        for line in feature["geometry"]["coordinates"]
    ]
    widths = dict.fromkeys(properties["width"] for properties, _ in drawn)
    return TownPicture(
        lines=tuple(
            Line(width=width, d="".join(_path(line) for properties, line in drawn if properties["width"] == width))
            for width in widths
        ),
        names=tuple(_names(drawn)),
    )


def _placed(line: list[list[float]], left: float, top: float, wide: float, high: float) -> list[Point]:
    """Return a line in the picture's units."""
    points = ((round((lon - left) / wide * WIDTH), round((top - lat) / high * HEIGHT)) for lon, lat in line)
    return list(dict.fromkeys(points))


def _path(line: list[Point]) -> str:
    if not line[1:]:
        return ""
    (x, y), *rest = line
    return f"M{x} {y}" + "".join(f"L{to_x} {to_y}" for to_x, to_y in rest)


def _names(drawn: list[tuple[dict[str, Any], list[Point]]]) -> list[Name]:
    """Return names of the widest, longest streets, each once, far enough from each other."""
    widths = dict.fromkeys(each["width"] for each, _ in reversed(drawn))
    rank = {width: at for at, width in enumerate(widths)}
    named = [
        (rank[each["width"]], -_length(line), each["name"], line)
        for each, line in drawn
        if each["name"] and _room(line) > LETTER * (len(each["name"]) + 2) and _inside(line)
    ]
    found: dict[str, Name] = {}
    taken: list[Point] = []
    for *_, name, line in sorted(named, key=lambda each: each[:3]):
        middle = line[len(line) // 2]
        if name in found or any(_near(middle, other) for other in taken):
            continue
        found[name] = Name(name=name, d=_path(line if line[0][0] <= line[-1][0] else line[::-1]))
        taken.append(middle)
        if len(found) == MOST_NAMES:
            break
    return list(found.values())


def _near(one: Point, other: Point) -> bool:
    """Tell whether two names' middles are so near that the names might cross."""
    return abs(one[0] - other[0]) < APART[0] and abs(one[1] - other[1]) < APART[1]


def _inside(line: list[Point]) -> bool:
    """Tell whether a name in the middle of a line keeps clear of the picture's edges."""
    x, y = line[len(line) // 2]
    return EDGE[0] < x < WIDTH - EDGE[0] and EDGE[1] < y < HEIGHT - EDGE[1]


def _room(line: list[Point]) -> float:
    """Return how much name a line can carry: none if it winds, for the letters would fall over each other."""
    chord = abs(complex(*line[-1]) - complex(*line[0]))
    return chord if len(line) > 1 and chord > STRAIGHT * _length(line) else 0.0


def _length(line: list[Point]) -> float:
    return sum(abs(complex(*b) - complex(*a)) for a, b in pairwise(line))
