"""What all engines on the edge-based graph share: graphs by regime, snapping, slots, legs."""

import os
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from datetime import date as Date
from typing import Final, NamedTuple, TypeVar
from weakref import WeakValueDictionary

import numpy as np
from numpy.typing import NDArray

from routing.errors import Finding, UnreachableError
from routing.matrix import UNREACHABLE, Matrix, TimeSlots
from routing.model import Location
from routing.profile_file import profiles_in_use
from routing.profiles import Profile, profiles_named
from routing.progress import Say, silent
from routing.roads.engine import RoadPath, Traffic
from routing.roads.graph.edge_graph import EdgeGraph, build_graph
from routing.roads.law.regimes import LegalRules, day_regimes
from routing.roads.network import RoadNetwork
from routing.roads.obstacles import Law, obstacle
from routing.roads.pace import Pace, Zones, paces
from routing.roads.recent import Recent
from routing.roads.snapping import Snapper, Snaps
from routing.roads.ways import Drive, path_of
from routing.traffic import LearnedTimes, TravelFactors

KEPT_DAYS: Final = 12
"""Days of a profile whose regimes, and with them graphs, stay in memory; days alike share theirs."""

Cell = TypeVar("Cell", bound=np.generic)

Whole = NDArray[np.int32]
"""Whole seconds or metres, UNREACHABLE where there is no way."""


class Regime(NamedTuple):
    """The roads as the law has them for a profile from ``start_s`` on; equal keys mean equal graphs."""

    profile: str
    start_s: int
    key: str
    graph: EdgeGraph


class Period(NamedTuple):
    """A slot of the matrix: one regime, one pace."""

    start_s: int
    regime: Regime
    pace: Pace

    @property
    def key(self) -> tuple[str, str]:
        """Equal for periods in which everything takes equally long."""
        return self.regime.key, self.pace.key


class EdgeEngine(ABC):
    """An engine on edge-based graphs, one for each profile and legal regime.

    Parameters
    ----------
    network
        The roads; graphs and search trees are built per profile at first use.
    zone_grid
        The rectangle of the network is laid out in ``zone_grid`` x
        ``zone_grid`` zones for :attr:`routing.matrix.Matrix.classes`.
    edge_zone
        Zone of each edge instead of that grid: whole numbers from 0.
    profiles
        Vehicles to choose from by name; all that are known here unless given.
    threads
        How many run at a time; all cores unless given.
    timezone
        The clock on the wall that time rules mean.
    state
        Federal state whose public holidays time rules mean, such as ``RP``; without one only those of all Germany.
    """

    def __init__(
        self,
        network: RoadNetwork,
        *,
        zone_grid: int = 3,
        edge_zone: NDArray[np.int64] | None = None,
        profiles: Mapping[str, Profile] | None = None,
        threads: int | None = None,
        timezone: str = "Europe/Berlin",
        state: str | None = None,
    ) -> None:
        self._network = network
        given = None if edge_zone is None else Zones(edge_zone, int(edge_zone.max(initial=0)) + 1)
        self._zones = given or Zones.grid(network, zone_grid)
        self._profiles = profiles_in_use() if profiles is None else profiles
        self._threads = threads or os.cpu_count() or 1
        self._timezone, self._state = timezone, state
        self._regimes: Recent[tuple[str, Date | None], tuple[Regime, ...]] = Recent(KEPT_DAYS)
        self._graphs: WeakValueDictionary[tuple[str, str], EdgeGraph] = WeakValueDictionary()
        self._snappers: Recent[tuple[str, tuple[str, ...]], Snapper] = Recent(KEPT_DAYS)

    @property
    def network(self) -> RoadNetwork:
        """The network it answers for."""
        return self._network

    @property
    def profiles(self) -> Mapping[str, Profile]:
        """The vehicles to choose from, by name."""
        return self._profiles

    @property
    def zones(self) -> int:
        """Number of zones; bucket ``c * zones + z`` of ``Matrix.classes`` is class ``c`` in zone ``z``."""
        return self._zones.count

    def graph(self, profile: str) -> EdgeGraph:
        """Return the edge-based graph of a profile on no particular day.

        Raises
        ------
        InputError
            If there is no such profile.
        """
        return self.regimes(profile)[0].graph

    def regimes(self, profile: str, day: Date | None = None) -> tuple[Regime, ...]:
        """Return the legal regimes of a day in their order; without a day the one in which time rules are left aside.

        Raises
        ------
        InputError
            If there is no such profile.
        """
        (vehicle,) = profiles_named([profile], self._profiles)
        return self._regimes.of((profile, day), lambda: tuple(self._judged(vehicle, day)))

    def _judged(self, vehicle: Profile, day: Date | None) -> Iterator[Regime]:
        """Yield the regimes of a day; those with equal rules share a graph."""
        found = day_regimes(self._network, vehicle, day, timezone=self._timezone, state=self._state)
        for start_s, rules in zip(found.starts_s, found.rules, strict=True):
            yield Regime(vehicle.name, start_s, rules.key, self._graph(vehicle, rules))

    def _graph(self, vehicle: Profile, rules: LegalRules) -> EdgeGraph:
        """Return the graph of a profile under rules; it stays as long as a regime has it."""
        graph = self._graphs.get((vehicle.name, rules.key))
        if graph is None:
            graph = self._graphs[vehicle.name, rules.key] = self._built(vehicle, rules)
        return graph

    def _built(self, vehicle: Profile, rules: LegalRules) -> EdgeGraph:
        """Make the graph of a profile under rules."""
        return build_graph(self._network, vehicle, rules)

    def snap(
        self, places: Mapping[str, Location], profile: str, max_distance_m: int = 250, *, day: Date | None = None
    ) -> Snaps:
        """Put each place on the nearest road where the profile may start and end trips at some time of the day.

        Raises
        ------
        InputError
            If there is no such profile.
        SnapError
            Naming every place too far from such a road, with its distance.
        """
        regimes = {regime.key: regime.graph for regime in self.regimes(profile, day)}
        key = profile, tuple(sorted(regimes))

        def snapper() -> Snapper:
            usable = np.any([graph.usable_edge for graph in regimes.values()], axis=0)
            return Snapper(self._network, profile, usable)

        return self._snappers.of(key, snapper).snap(places, max_distance_m)

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
        """Return travel seconds and metres between all places, per slot of ``traffic``.

        The metres are those of the fastest way of the slot. Both are rounded
        to the nearest whole number once, per pair. On a ``day`` whose time
        rules change what is legal, slots are split there; what can't be
        reached in a slot is UNREACHABLE in it, but a place is always no way from itself. Slots
        in which all is equal, and places at the same spot of a road, are computed once.

        ``classes`` holds the free-flow seconds of the free-flow way on no
        particular day, turns and signals included, by class and zone (see
        :attr:`zones`): weighted with a slot's factors they give that way's seconds in the slot. They take
        4 bytes per pair, class and zone: 10 MB for 160 places and 9 zones, 400 MB for 1000.

        Raises
        ------
        ValueError
            If ``snaps`` are those of another profile.
        """
        _check(snaps, profile)
        periods = self._periods(profile, traffic, day)
        distinct = list({period.key: period for period in periods}.values())
        first, spot = _spots(snaps)
        spots = snaps.only(first)
        shape = len(distinct), len(first), len(first)
        seconds, metres = np.empty(shape, np.int32), np.empty(shape, np.int32)
        for number, period in enumerate(distinct):
            self._cells(spots, period.regime, period.pace, seconds[number], metres[number])
            np.fill_diagonal(seconds[number], 0)
            np.fill_diagonal(metres[number], 0)
            progress(f"{profile} {number + 1}/{len(distinct)}")
        row = {period.key: number for number, period in enumerate(distinct)}
        slots = np.array([row[period.key] for period in periods])
        classes = self._classes(spots, self.regimes(profile)[0]) if with_classes else None
        return Matrix(
            places=snaps.places,
            slots=TimeSlots(tuple(period.start_s for period in periods)),
            seconds=_spread(seconds, slots, spot, spot),
            metres=_spread(metres, slots, spot, spot),
            profile=profile,
            classes=None if classes is None else _spread(classes, spot, spot),
        )

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
        """Return the way of each leg between consecutive ``places``.

        Parameters
        ----------
        departure_s
            Second at which each leg is begun, or one for all. It chooses the
            slot; the leg is driven wholly at that slot's pace, so that seconds and metres equal the matrix entry.
            Where the slot has no way, the first later slot that has one is taken, as a vehicle waits for it.

        Raises
        ------
        UnreachableError
            If no way leads from a place to the next in that slot or a later one; with the reason.
        ValueError
            If ``snaps`` are those of another profile.
        """
        _check(snaps, profile)
        rows = snaps.rows(places)
        periods = self._periods(profile, traffic, day)
        slots = TimeSlots(tuple(period.start_s for period in periods))
        leaves = np.broadcast_to(departure_s, max(0, len(rows) - 1)).tolist()
        legs = zip(rows[:-1], rows[1:], leaves, strict=True)
        found = []
        for origin, destination, leave in legs:
            pair = snaps.only([origin, destination])
            path = self._leg(pair, periods[slots.at(leave) :])
            if path is None:
                no_way = Finding(code="leg_unreachable", value=pair.places[0], detail=pair.places[1])
                why = self.why_unreachable(snaps, *pair.places, day=day, at_s=leave)
                raise UnreachableError([no_way, why] if why else [no_way])
            found.append(path)
        return found

    def why_unreachable(
        self,
        snaps: Snaps,
        origin: str,
        destination: str,
        *,
        day: Date | None = None,
        at_s: int = 0,
    ) -> Finding | None:
        """Return what keeps the vehicle of ``snaps`` from a place at a second of the day, or None if nothing does.

        It looks for ways that other hours, sizes and vehicles have, so it takes a few seconds in a large town.

        Raises
        ------
        InputError
            If one of the places was not snapped.
        """
        law = Law(self._network, day, at_s, self._timezone, self._state)
        return obstacle(law, self._profiles, snaps.only(snaps.rows([origin, destination])))

    def _periods(self, profile: str, traffic: Traffic, day: Date | None) -> list[Period]:
        """Return the slots of ``traffic``, split where the law changes during the day."""
        regimes = self.regimes(profile, day)
        if isinstance(traffic, TravelFactors) and self._profiles[profile].is_bicycle:
            traffic = traffic.for_bicycles
        factors = traffic.travel if isinstance(traffic, LearnedTimes) else traffic
        pace = paces(traffic, self._zones_of(traffic))
        borders = [regime.start_s for regime in regimes[1:]]
        # The first slot reaches back before its start, so it must not start with a border.
        early = [regimes[0].start_s] if borders and borders[0] <= factors.starts_s[0] else []
        legal = TimeSlots(tuple(regime.start_s for regime in regimes))
        return [
            Period(start_s, regimes[legal.at(start_s)], pace[factors.slots.at(start_s)])
            for start_s in sorted({*early, *borders, *factors.starts_s})
        ]

    def _zones_of(self, traffic: Traffic) -> Zones:
        """Return the zones that learned factors refer to."""
        if not isinstance(traffic, LearnedTimes) or len(traffic.zone_factors) == self._zones.count:
            return self._zones
        return Zones.grid(self._network, traffic.zone_side)

    def _leg(self, pair: Snaps, periods: Sequence[Period]) -> RoadPath | None:
        """Return the way of one leg in the first of ``periods`` that has one."""
        tried: set[tuple[str, str]] = set()
        for period in periods:
            if period.key in tried:
                continue
            tried.add(period.key)
            drive = self._way(pair, period.regime, period.pace)
            if drive is not None:
                return path_of(self._network, period.regime.graph, pair, drive)
        return None

    @abstractmethod
    def _cells(self, snaps: Snaps, regime: Regime, pace: Pace, seconds: Whole, metres: Whole) -> None:
        """Fill in seconds and metres between all places."""

    @abstractmethod
    def _classes(self, snaps: Snaps, regime: Regime) -> NDArray[np.float32]:
        """Return the free-flow seconds between all places by bucket."""

    @abstractmethod
    def _way(self, pair: Snaps, regime: Regime, pace: Pace) -> Drive | None:
        """Return the way from the first place of ``pair`` to the second, if there is one."""


def _check(snaps: Snaps, profile: str) -> None:
    """Refuse places that lie on the roads of another profile."""
    if snaps.profile != profile:
        msg = f"places were snapped for {snaps.profile}, not for {profile}"
        raise ValueError(msg)


def _spots(snaps: Snaps) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the first place of each spot on the road, and the spot of every place; spots stand in places' order."""
    places = np.column_stack([snaps.edge, snaps.share])
    _, first, spot = np.unique(places, axis=0, return_index=True, return_inverse=True)
    order = np.argsort(first)
    return first[order], np.argsort(order)[spot.ravel()]


def _spread(cells: NDArray[Cell], *rows: NDArray[np.int64]) -> NDArray[Cell]:
    """Return cells for rows of each axis that may name one twice; the same cells if each row stands where it is."""
    for axis, chosen in enumerate(rows):
        if not np.array_equal(chosen, np.arange(cells.shape[axis])):
            cells = np.take(cells, chosen, axis)
    return cells


def whole(values: NDArray[np.float64]) -> Whole:
    """Return values rounded to whole numbers, infinite ones marked as unreachable."""
    finite = np.isfinite(values)
    return np.where(finite, np.rint(np.where(finite, values, 0)), UNREACHABLE).astype(np.int32)
