"""The ways of a plan's legs along the streets, each looked for once."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from threading import Lock
from typing import Final

from api.desk.ground import Ground, LegKey, Points
from maps.streets import DIGITS
from routing.plan import Leg, Plan
from routing.roads import RoadEngine, RoadNetwork, Snaps, engine_of

KEPT_WAYS: Final = 20_000
"""Lines kept per network; about 50 MB."""

KEPT_DAYS: Final = 16
"""Days whose places are kept on the roads."""


class Ways:
    """The lines of legs on one road network; safe to share between threads.

    Parameters
    ----------
    load
        Gives the network; it is asked when a way is not known yet.
    """

    def __init__(self, load: Callable[[], RoadNetwork]) -> None:
        self._load = load
        self._lines: OrderedDict[tuple[str, LegKey], Points] = OrderedDict()
        self._snaps: OrderedDict[tuple[str, str], Snaps] = OrderedDict()
        self._lock = Lock()

    @cached_property
    def _network(self) -> RoadNetwork:
        return self._load()

    def _engine(self, ground: Ground) -> RoadEngine:
        return engine_of(self._network, ground.problem.timezone, ground.problem.state)

    def line(self, ground: Ground, vehicle_id: str, leg: Leg) -> Points:
        """Return the line of a leg, as [lon, lat] of five decimals."""
        key = ground.leg_key(vehicle_id, leg.origin, leg.destination, leg.departure_s)
        if key in ground.ways:
            return ground.ways[key]
        with self._lock:
            own = ground.input_hash, key
            if own not in self._lines:
                self._lines[own] = self._found(ground, key, leg)
                _trim(self._lines, KEPT_WAYS)
            return self._lines[own]

    def warm(self, ground: Ground) -> None:
        """Put the day's places on the roads now rather than with the first move."""
        with self._lock:
            for profile in ground.problem.profiles:
                self._snapped(ground, profile)

    def _found(self, ground: Ground, key: LegKey, leg: Leg) -> Points:
        profile = key[0]
        (path,) = self._engine(ground).route(
            self._snapped(ground, profile),
            [leg.origin, leg.destination],
            profile,
            ground.traffic,
            leg.departure_s,
            day=ground.problem.date,
        )
        return rounded(path.polyline)

    def _snapped(self, ground: Ground, profile: str) -> Snaps:
        key = ground.input_hash, profile
        if key not in self._snaps:
            self._snaps[key] = self._engine(ground).snap(ground.problem.places, profile, day=ground.problem.date)
            _trim(self._snaps, KEPT_DAYS)
        return self._snaps[key]


def lines_of(ground: Ground, plan: Plan, ways: Ways) -> dict[str, list[list[tuple[float, float]]]]:
    """Return the lines of all legs per vehicle, as a map layer takes them."""
    return {
        route.vehicle_id: [[(lon, lat) for lon, lat in ways.line(ground, route.vehicle_id, leg)] for leg in route.legs]
        for route in plan.routes
    }


def first_ways(ground: Ground, plan: Plan, paths: Mapping[str, Iterable[Points]]) -> dict[LegKey, Points]:
    """Return the lines of a plan's legs by what they depend on, to be kept with the plan."""
    return {
        ground.leg_key(route.vehicle_id, leg.origin, leg.destination, leg.departure_s): rounded(line)
        for route in plan.routes
        for leg, line in zip(route.legs, paths[route.vehicle_id], strict=True)
    }


def rounded(line: Points) -> list[list[float]]:
    """Return a line with the decimals that a map shows."""
    return [[round(float(lon), DIGITS), round(float(lat), DIGITS)] for lon, lat in line]


def _trim(kept: OrderedDict[tuple[str, LegKey], Points] | OrderedDict[tuple[str, str], Snaps], most: int) -> None:
    """Forget what was put in first."""
    while len(kept) > most:
        kept.popitem(last=False)
