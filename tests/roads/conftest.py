"""Tiny towns drawn in ASCII: every letter is a node, every character 100 m; a table says which streets there are."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import quoteattr

import numpy as np
import pytest

from routing.matrix import Matrix
from routing.model import Location
from routing.roads import DijkstraEngine, RoadNetwork, RoadPath, read_extract
from routing.roads.edge_engine import EdgeEngine
from routing.traffic import FREE_FLOW, TravelFactors

STEP_M = 100.0
DEGREE_M = 111_195.08  # a degree of latitude on the sphere the importer measures on
LON, LAT = 7.77, 49.44

Restriction = Mapping[str, str]
"""Tags of the relation, and the members under ``from``, ``via``, ``to``: street names, or one letter for a node."""


@dataclass(frozen=True)
class Town:
    """A town, its nodes by letter, and short ways to ask it."""

    nodes: Mapping[str, Location]
    network: RoadNetwork
    engine: EdgeEngine

    def at(self, spot: str) -> Location:
        """Return where ``ab`` (middle between a and b), ``ab.25`` (a quarter on the way) or ``a`` lies."""
        ends, _, share = spot.partition(".")
        one, two = self.nodes[ends[0]], self.nodes[ends[-1]]
        part = float(f"0.{share}") if share else 0.5
        lon = one.lon + part * (two.lon - one.lon)
        return Location(lon=lon, lat=one.lat + part * (two.lat - one.lat))

    def matrix(self, *spots: str, profile: str = "van", traffic: TravelFactors = FREE_FLOW) -> Matrix:
        """Return the matrix between spots."""
        snaps = self.engine.snap({spot: self.at(spot) for spot in spots}, profile, 1000)
        return self.engine.matrix(snaps, profile, traffic)

    def path(self, origin: str, destination: str, profile: str = "van") -> RoadPath:
        """Return the way between two spots."""
        snaps = self.engine.snap({spot: self.at(spot) for spot in (origin, destination)}, profile, 1000)
        return self.engine.route(snaps, [origin, destination], profile, FREE_FLOW, 0)[0]

    def drive(self, origin: str, destination: str, profile: str = "van") -> str:
        """Return the letters of the nodes passed between two spots."""
        points = np.array(self.path(origin, destination, profile).polyline)
        passed = ""
        for lon, lat in points:
            for letter, node in self.nodes.items():
                if abs(node.lon - lon) < 1e-6 and abs(node.lat - lat) < 1e-6:
                    passed += letter
        return passed

    def usable(self, street: str, profile: str = "van") -> bool:
        """Tell whether orders are snapped to a street, given by the letters of its two ends."""
        graph = self.engine.graph(profile)
        ends = {self.network.node_osm_id[row] for row in range(self.network.nodes)}
        wanted = {osm_id(letter) for letter in street}
        assert wanted <= ends
        for edge in range(self.network.edges):
            nodes = {int(self.network.node_osm_id[n[edge]]) for n in (self.network.edge_tail, self.network.edge_head)}
            if nodes == wanted:
                return bool(graph.usable_edge[edge])
        raise KeyError(street)


def osm_id(letter: str) -> int:
    """Return the OSM id of a node."""
    return ord(letter)


def place(drawing: str) -> dict[str, Location]:
    """Return the nodes of a drawing; the first line is the north."""
    found = {}
    for row, line in enumerate(drawing.strip("\n").splitlines()):
        for column, letter in enumerate(line):
            if letter.isalnum():
                lat = LAT - row * STEP_M / DEGREE_M
                lon = LON + column * STEP_M / (DEGREE_M * np.cos(np.radians(LAT)))
                found[letter] = Location(lon=round(lon, 7), lat=round(lat, 7))
    return found


def _tags(text: str) -> str:
    """Return XML tags for ``key=value & key=value``."""
    pairs = (part.strip().partition("=") for part in text.split(" & ") if part.strip())
    return "".join(f"<tag k={quoteattr(key)} v={quoteattr(value)}/>" for key, _, value in pairs)


def town_xml(
    drawing: str,
    streets: Mapping[str, str],
    nodes: Mapping[str, str] | None = None,
    restrictions: Sequence[Restriction] = (),
    missing: str = "",
) -> str:
    """Return an OSM XML document of a town; the nodes named in ``missing`` are left out of it."""
    tagged = nodes or {}
    ways = {name: 1000 + number for number, name in enumerate(streets)}
    parts = ["<?xml version='1.0' encoding='UTF-8'?><osm version='0.6'>"]
    for letter, spot in place(drawing).items():
        if letter not in missing:
            inner = _tags(tagged.get(letter, ""))
            parts.append(f"<node id='{osm_id(letter)}' lat='{spot.lat}' lon='{spot.lon}'>{inner}</node>")
    for name, text in streets.items():
        refs = "".join(f"<nd ref='{osm_id(letter)}'/>" for letter in name.partition(":")[0])
        parts.append(f"<way id='{ways[name]}'>{refs}{_tags(text)}</way>")
    for number, restriction in enumerate(restrictions):
        members = ""
        for role in ("from", "via", "to"):
            for member in restriction.get(role, "").split():
                kind, ref = ("node", osm_id(member)) if len(member) == 1 else ("way", ways.get(member, 99_999))
                members += f"<member type='{kind}' ref='{ref}' role='{role}'/>"
        text = " & ".join(f"{k}={v}" for k, v in restriction.items() if k not in ("from", "via", "to"))
        parts.append(f"<relation id='{5000 + number}'>{members}{_tags('type=restriction & ' + text)}</relation>")
    return "".join([*parts, "</osm>"])


DrawTown = Callable[..., Town]


def _drawer(folder: Path, engine_class: type[EdgeEngine]) -> DrawTown:
    """Return a function that imports a drawn town from a real file."""

    def draw(drawing: str, streets: Mapping[str, str], **more: object) -> Town:
        plain = {name: text or "highway=residential" for name, text in streets.items()}
        full = {name: text if "highway=" in text else f"highway=residential & {text}" for name, text in plain.items()}
        path = folder / "town.osm"
        path.write_text(town_xml(drawing, full, **more), encoding="utf-8")  # type: ignore[arg-type]  # passed through
        network = read_extract(path)
        return Town(place(drawing), network, engine_class(network, threads=1))

    return draw


@pytest.fixture(scope="module")
def engine_class() -> type[EdgeEngine]:
    """Return the engine that towns are asked with; a file of tests may choose others."""
    return DijkstraEngine


@pytest.fixture
def draw_town(tmp_path: Path, engine_class: type[EdgeEngine]) -> DrawTown:
    """Return a function that draws a town for one test."""
    return _drawer(tmp_path, engine_class)


@pytest.fixture(scope="module")
def draw_town_once(tmp_path_factory: pytest.TempPathFactory, engine_class: type[EdgeEngine]) -> DrawTown:
    """Return a function that draws a town for a file of tests."""
    return _drawer(tmp_path_factory.mktemp("town"), engine_class)


@pytest.fixture(scope="session")
def draw_xml() -> Callable[..., str]:
    """Return the function that writes a drawn town as an OSM XML document."""
    return town_xml
