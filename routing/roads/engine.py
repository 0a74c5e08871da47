"""What the roads answer: snapping, matrices, routes."""

from collections.abc import Mapping, Sequence
from datetime import date as Date
from typing import NamedTuple, Protocol

from routing.errors import Finding
from routing.matrix import Matrix
from routing.model import Location
from routing.profiles import Profile
from routing.progress import Say, silent
from routing.roads.network import RoadNetwork
from routing.roads.snapping import Snaps
from routing.traffic import LearnedTimes, TravelFactors

Traffic = TravelFactors | LearnedTimes
"""How much slower than free flow: by class and slot, or, once learned, by area as well."""


class RoadPath(NamedTuple):
    """The way of one leg.

    ``polyline`` holds points (lon, lat) from place to place; ``streets`` the
    names passed, each once in a row, unnamed ones left out.
    """

    origin: str
    destination: str
    polyline: tuple[tuple[float, float], ...]
    distance_m: int
    travel_s: int
    streets: tuple[str, ...]


class RoadEngine(Protocol):
    """Anything that can answer for a road network.

    ``day`` is the date whose time rules (``*:conditional``) hold; without it
    they are left aside and the plain tags count.
    """

    @property
    def network(self) -> RoadNetwork:
        """The network it answers for."""
        ...

    @property
    def profiles(self) -> Mapping[str, Profile]:
        """The vehicles to choose from, by name."""
        ...

    @property
    def zones(self) -> int:
        """Number of zones in ``Matrix.classes``: a square grid unless edges were given theirs."""
        ...

    def snap(
        self, places: Mapping[str, Location], profile: str, max_distance_m: int = 250, *, day: Date | None = None
    ) -> Snaps:
        """Put places on legal roads."""
        ...

    def matrix(
        self,
        snaps: Snaps,
        profile: str,
        traffic: Traffic,
        *,
        day: Date | None = None,
        with_classes: bool = False,
        progress: Say = silent,
    ) -> Matrix:
        """Return seconds and metres between all places per time slot."""
        ...

    def route(
        self,
        snaps: Snaps,
        places: Sequence[str],
        profile: str,
        traffic: Traffic,
        departure_s: int | Sequence[int],
        *,
        day: Date | None = None,
    ) -> list[RoadPath]:
        """Return the ways between consecutive places."""
        ...

    def why_unreachable(
        self, snaps: Snaps, origin: str, destination: str, *, day: Date | None = None, at_s: int = 0
    ) -> Finding | None:
        """Return what keeps the vehicle from a place at a second of the day, or None if nothing does."""
        ...
